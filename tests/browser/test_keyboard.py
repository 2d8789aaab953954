"""The keyboard reaches everything, in an order that can be followed, and its focus is seen."""

from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab

FOCUSED: Final = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  return {
    name: element.id || element.getAttribute("aria-label") || element.innerText,
    part: element.closest("section, aside, main, header, dialog")?.id || "top",
    top: box.top, left: box.left, width: box.width, height: box.height,
    seen: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
    body: element === document.body,
  };
}"""


FROM_THE_TOP: Final = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""


def tabbed(tab: Tab, key: str = "Tab", most: int = 200) -> list[dict[str, Any]]:
    """Every focus from the top of the page on, until it comes round to the page itself."""
    tab.ask(FROM_THE_TOP)
    found: list[dict[str, Any]] = []
    for _ in range(most):
        tab.page.keyboard.press(key)
        here = tab.ask(FOCUSED)
        if here["body"]:
            return found
        found.append(here)
    raise AssertionError(f"the keyboard does not come out again: {found[-5:]}")


def unseen(focused: list[dict[str, Any]]) -> list[str]:
    """What has the focus and does not show it, or has it out of sight."""
    return [
        one["name"]
        for one in focused
        if not one["seen"]
        or one["top"] + one["height"] <= 0
        or not (0 <= one["top"] < 900 and -1 <= one["left"] < 1440)
    ]


def test_tab_goes_through_the_page_in_reading_order_and_every_focus_can_be_seen(tab: Tab) -> None:
    tab.at("backward.1")
    focused = tabbed(tab)
    assert unseen(focused) == []
    parts: list[str] = []
    for one in focused:
        if not parts or parts[-1] != one["part"]:
            parts.append(one["part"])
    assert parts == ["top", "set-up", "stage", "twin", "inspector", "transport"]
    backwards = tabbed(tab, "Shift+Tab")
    assert [one["name"] for one in backwards] == [one["name"] for one in focused][::-1]


OPENED: Final[dict[str, str]] = {
    "the run sheet": "() => document.querySelector('#open-run').click()",
    "the tables": "() => document.querySelector('#open-twin').click()",
    "run until": "() => document.querySelector('#open-until').click()",
    "more settings": "() => { for (const one of document.querySelectorAll('#set-up summary'))"
    " one.click(); }",
    "a neuron": "() => learningLoop.select({ kind: 'neuron', layer: 1, index: 1 })",
    "a connection": "() => learningLoop.select({ kind: 'connection', layer: 1, to: 1, from: 0 })",
    "a layer": "() => learningLoop.select({ kind: 'layer', layer: 1 })",
    "digits": "() => { learningLoop.send({ type: 'load', preset: 'digits' }); }",
}


@pytest.mark.parametrize("what", OPENED)
def test_what_is_opened_is_walked_through_without_a_trap(tab: Tab, what: str) -> None:
    tab.at("backward.1")
    before = {one["name"] for one in tabbed(tab)}
    tab.ask(OPENED[what])
    tab.page.wait_for_timeout(150)
    focused = tabbed(tab)
    assert unseen(focused) == []
    assert {one["name"] for one in focused} != before


def focused_name(tab: Tab) -> str:
    return str(tab.ask("() => document.activeElement.getAttribute('aria-label')"))


def test_arrows_walk_the_network_from_neuron_to_neuron(tab: Tab) -> None:
    tab.at("loss")
    tab.page.keyboard.press("g")
    names = [focused_name(tab)]
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        tab.page.keyboard.press(key)
        names.append(focused_name(tab))
    starts = [name.split(",")[0] for name in names]
    assert starts[0] == "neuron 1 of layer 1"
    assert starts[1] == "neuron 2 of layer 1"
    assert starts[2].endswith("of layer 2")
    assert starts[3] == "the output"
    assert starts[-1].startswith("x")
    tab.page.keyboard.press("Enter")
    assert tab.ask("() => learningLoop.state.selected.layer") == 0
    tab.page.keyboard.press("Escape")
    assert tab.ask("() => learningLoop.state.selected") is None


def test_arrows_walk_onto_a_connection_along_its_neighbours_and_back(tab: Tab) -> None:
    tab.at("backward.1")
    tab.page.keyboard.press("g")
    tab.page.keyboard.press("Shift+ArrowRight")
    assert focused_name(tab).startswith("Weight from neuron 1 to neuron 1 of layer 2: ")
    assert "Slope" in focused_name(tab)
    tab.page.keyboard.press("ArrowDown")
    assert focused_name(tab).startswith("Weight from neuron 1 to neuron 2 of layer 2: ")
    assert tab.ask("() => learningLoop.state.hovered.to") == 1
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'picked')")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#inspector h2")).to_have_text(
        "Neuron 1 of layer 1 → neuron 2 of layer 2"
    )
    assert focused_name(tab).startswith("Weight from neuron 1 to neuron 2")
    tab.page.keyboard.press("ArrowRight")
    assert focused_name(tab).startswith("neuron 2 of layer 2")
    tab.page.keyboard.press("Shift+ArrowLeft")
    tab.page.keyboard.press("End")
    assert focused_name(tab).startswith("Weight from neuron 4 to neuron 2 of layer 2: ")
    tab.page.keyboard.press("Escape")
    assert focused_name(tab).startswith("neuron 2 of layer 2")
    expect(tab.page.locator(".stage-connections button")).to_have_count(0)


def test_a_weight_is_moved_with_the_arrow_keys(tab: Tab) -> None:
    tab.ask("() => learningLoop.select({ kind: 'connection', layer: 1, to: 1, from: 0 })")
    slider = tab.page.locator("#edit-slider")
    slider.focus()
    before = float(slider.input_value())
    for _ in range(3):
        slider.press("ArrowRight")
    tab.until(
        "(before) => Number(document.querySelector('#edit-slider').value) > before + 0.01", before
    )
    tab.until("() => learningLoop.state.journal.length > 0")


def test_the_last_sentence_is_said_again_with_a_key(tab: Tab) -> None:
    spoken = tab.page.locator("#spoken")
    tab.page.keyboard.press(".")
    tab.until("() => document.querySelector('#spoken').textContent.startsWith('Layer 1 of 3. 4 n')")
    before = spoken.text_content()
    tab.page.keyboard.press("s")
    assert spoken.text_content() != before
    assert (spoken.text_content() or "").strip() == (before or "").strip()
    tab.ask("() => learningLoop.player.runUntil({ step: 30 })")
    tab.until(
        "() => /^Step 30, epoch 30[.] Loss .*border is/"
        ".test(document.querySelector('#spoken').textContent)"
    )


def test_the_tables_are_closed_with_escape_and_give_the_focus_back(tab: Tab) -> None:
    tab.page.locator("#open-twin").focus()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.ask("() => document.activeElement.closest('#twin-panel') !== null")
    tab.page.keyboard.press("Escape")
    assert tab.ask("() => document.activeElement.id") == "open-twin"
    expect(tab.page.locator("#twin-panel")).to_be_hidden()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("g")
    assert focused_name(tab).startswith("neuron 1 of layer 1")


def test_what_goes_away_hands_the_focus_on(tab: Tab) -> None:
    tab.page.keyboard.press("+")
    fit = tab.page.locator("#zoom-fit")
    expect(fit).to_be_enabled()
    fit.focus()
    tab.page.keyboard.press("Enter")
    tab.until("() => document.activeElement.matches('[data-neuron]')")
    data = tab.page.locator("#set-data-name")
    data.focus()
    data.select_option(label="Points set by hand…")
    expect(tab.page.locator("#own-points button").first).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(data).to_be_focused()


def test_undo_takes_back_a_number_that_was_entered_and_leaves_one_being_typed(tab: Tab) -> None:
    tab.at("update")
    tab.ask("() => learningLoop.select({ kind: 'connection', layer: 1, to: 1, from: 0 })")
    field = tab.page.locator("#edit-value")
    before = field.input_value()
    field.fill("1.5")
    field.press("Enter")
    tab.until("() => learningLoop.state.journal.length === 1")
    field.press("ControlOrMeta+z")
    tab.until("() => learningLoop.state.journal.length === 0")
    expect(field).to_have_value(before)
    field.press("End")
    field.press("5")
    field.press("ControlOrMeta+Shift+z")
    assert tab.ask("() => learningLoop.state.journal.length") == 0


def test_space_plays_after_a_ready_made_experiment_was_clicked(tab: Tab) -> None:
    moons = tab.page.locator("[data-preset=moons]")
    expect(moons).to_have_attribute("aria-current", "false")
    moons.click()
    expect(moons).to_have_attribute("aria-current", "true")
    tab.page.keyboard.press("Space")
    tab.until("() => learningLoop.state.player.playing")
    tab.ask("() => learningLoop.send({ type: 'change', changes: { seed: 7 } })")
    expect(moons).to_have_attribute("aria-current", "false")
