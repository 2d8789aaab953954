"""Two branches side by side on the page: each stage draws the numbers of its own run."""

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from engine import PRESETS, Trace, Trainer
from tests.browser.tab import Mark, Tab
from tests.browser.test_scrubber import at_rest, go_to, run_to

FORK, END = 100, 160
SLOW = {"learning_rate": 0.1}

TAPES = """() => [learningLoop.state, learningLoop.state.comparison].map(({ frame }) => {
  const { floats } = frame;
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
})"""


def engine(step: int, changes: dict[str, Any] | None = None) -> Trace:
    """The trace of a step of the opening run, with changes from the fork on, fetched apart."""
    preset = PRESETS["welcome"]
    trainer = Trainer(preset.experiment)
    trainer.show(*preset.shown)
    trainer.run(min(step, FORK))
    if changes:
        trainer.change(changes)
    trainer.run(step - trainer.step)
    return trainer.trace()


@pytest.fixture
def compared(tab: Tab) -> Tab:
    """A run of 160 steps, and on the stage a branch with another rate from its step 100 on."""
    run_to(tab, END)
    go_to(tab, FORK)
    tab.ask("(changes) => { learningLoop.send({ type: 'branch', name: 'Slow', changes }); }", SLOW)
    tab.until("() => learningLoop.state.branches.list.length === 2")
    tab.page.locator("#open-run").click()
    tab.page.get_by_role("button", name="Compare with First run").click()
    tab.until("() => learningLoop.state.comparison?.frame?.step === 100")
    at_rest(tab, FORK)
    return tab


def assert_tapes(tab: Tab, step: int) -> None:
    tapes = [base64.b64decode(text) for text in tab.ask(TAPES)]
    for tape, trace in zip(tapes, (engine(step, SLOW), engine(step)), strict=True):
        assert tape == np.asarray(trace.tape, "<f4").tobytes()


def assert_drawn(marks: dict[str, Mark], trace: Trace) -> int:
    """Every drawn number of these kinds is the one on the engine's tape; returns how many."""
    count = 0
    for name, mark in marks.items():
        kind, *place = name.split(".")
        if kind not in ("weights", "weights_update", "biases") or mark.value is None:
            continue
        layer, *indices = (int(part) for part in place)
        tensor = next(t for t in trace.layout.tensors if (t.name, t.layer) == (kind, layer))
        value = tensor.view(trace.tape)[tuple(index - 1 for index in indices)]
        assert mark.value == pytest.approx(float(value), abs=0), name
        count += 1
    return count


def test_both_stages_begin_in_the_same_state_with_the_same_batch(compared: Tab) -> None:
    assert_tapes(compared, FORK)
    head = compared.page.locator("#compare")
    expect(head).to_contain_text("Step 100, where they part: the same weights, the same batch.")
    sides = compared.page.locator(".compare-side")
    expect(sides.nth(0)).to_contain_text("Slow")
    expect(sides.nth(0)).to_contain_text("Learning rate 0.1")
    expect(sides.nth(1)).to_contain_text("Learning rate 1")
    compared.at("update", 0.999)
    for marks, trace in (
        (compared.marks(), engine(FORK, SLOW)),
        (compared.marks_beside(), engine(FORK)),
    ):
        moves = {name: mark for name, mark in marks.items() if name.startswith("weights_update")}
        assert assert_drawn(moves, trace) > 0
    slow, fast = compared.marks()["weights.3.1.1"], compared.marks_beside()["weights.3.1.1"]
    assert slow.kind == fast.kind == "ribbon"


def test_steps_scrubbing_and_full_speed_move_both_and_every_number_is_its_own(
    compared: Tab,
) -> None:
    compared.page.locator("#next-step").click()
    compared.until("() => learningLoop.state.comparison.frame.step === 101")
    at_rest(compared, 101)
    assert_tapes(compared, 101)
    run_to(compared, 150)
    assert_tapes(compared, 150)
    compared.at("loss")
    for marks, changes in ((compared.marks(), SLOW), (compared.marks_beside(), None)):
        assert assert_drawn(marks, engine(150, changes)) > 30
    figures = compared.page.locator(".compare-figures div:first-child dd")
    for side, changes in enumerate((SLOW, None)):
        loss = float(engine(150, changes).loss)
        expect(figures.nth(side)).to_have_text(f"{loss:.4f}")
    expect(compared.page.locator(".compare-place")).to_contain_text(
        "37 of 37 weights and biases differ"
    )

    go_to(compared, 120)
    assert_tapes(compared, 120)

    compared.ask("() => { learningLoop.player.setPace(1); learningLoop.player.play(); }")
    compared.until("() => learningLoop.state.frame.step > 400")
    steps = compared.ask(
        "() => [learningLoop.state.frame.step, learningLoop.state.comparison.frame.step]"
    )
    assert steps[0] == steps[1]
    expect(compared.page.locator("#compare")).to_contain_text("each has half of the time")
    compared.ask("() => learningLoop.player.pause()")
    compared.until("() => !learningLoop.state.frame.running")
    assert_tapes(compared, compared.step)


def test_escape_leaves_and_going_on_with_the_other_switches(compared: Tab) -> None:
    page = compared.page
    expect(page.locator("#beside")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#compare")).to_be_hidden()
    expect(page.locator("#inspector")).to_be_visible()
    page.locator("#open-run").click()
    page.get_by_role("button", name="Compare with First run").click()
    run_to(compared, 130)
    page.locator("#compare-go-on").click()
    compared.until("() => learningLoop.state.branches.present === 1")
    expect(page.locator("#compare")).to_be_hidden()
    at_rest(compared, 130)
    assert compared.ask("() => learningLoop.state.branches.list[0].end") == END
    assert compared.ask("() => learningLoop.state.losses.steps") == END


def test_a_narrow_page_shows_one_of_both_at_a_time(compared: Tab) -> None:
    page = compared.page
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#beside")).to_be_visible()
    expect(page.locator("#stage")).to_be_hidden()
    page.get_by_role("button", name="Slow", exact=True).click()
    expect(page.locator("#stage")).to_be_visible()
    expect(page.locator("#beside")).to_be_hidden()
    page.locator("#compare-leave").click()
    expect(page.locator("#stage")).to_be_visible()
