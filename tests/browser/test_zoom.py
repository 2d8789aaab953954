"""The stage from nearer: drawn marks and the buttons over them move together."""

from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab

APART: Final = """() => {
  const { zoom } = learningLoop.state;
  const stage = document.querySelector("#stage").getBoundingClientRect();
  const left = (zoom.x * zoom.scale - 0.5) * stage.width;
  const top = (zoom.y * zoom.scale - 0.5) * stage.height;
  return learningLoop.marks().filter(({ kind, of }) => kind === "lens" && /^neuron/.test(of))
    .map(({ of, x, y }) => {
      const [, layer, index] = of.split(".");
      const button = document.querySelector(`[data-neuron="${layer}.${index - 1}"]`);
      const box = button.getBoundingClientRect();
      return Math.hypot(box.x + box.width / 2 - (stage.x + x - left),
                        box.y + box.height / 2 - (stage.y + y - top));
    });
}"""

WIDE: Final = """(units) => {
  const { layers } = learningLoop.state.experiment;
  const hidden = units.map((n) => ({ units: n, activation: "tanh" }));
  learningLoop.send({ type: "change", changes: { layers: [...hidden, layers.at(-1)] } });
}"""


def hidden(tab: Tab, units: list[int]) -> None:
    """Other hidden layers, drawn."""
    tab.ask(WIDE, units)
    tab.until(
        "(units) => units.every((n, i) => document.querySelector("
        "`[data-neuron='${i + 1}.${n - 1}']`)) && !document.querySelector("
        "`[data-neuron='${units.length + 1}.1']`)",
        units,
    )


def zoom(tab: Tab) -> dict[str, float]:
    return dict(tab.ask("() => learningLoop.state.zoom"))


def centre(tab: Tab, selector: str) -> tuple[float, float]:
    box = tab.page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pixel(tab: Tab, selector: str) -> tuple[int, int]:
    """The same in whole pixels, as the wheel tells it."""
    x, y = centre(tab, selector)
    return round(x), round(y)


def at_scale(tab: Tab, scale: float) -> None:
    tab.until("(scale) => Math.abs(learningLoop.state.zoom.scale - scale) < 1e-6", scale)


def wheel(tab: Tab, x: float, y: float, turns: int, control: bool = True) -> None:
    tab.page.mouse.move(x, y)
    if control:
        tab.page.keyboard.down("Control")
    for _ in range(abs(turns)):
        tab.page.mouse.wheel(0, -100 if turns > 0 else 100)
    if control:
        tab.page.keyboard.up("Control")


def test_the_wheel_with_ctrl_zooms_at_the_pointer_and_buttons_stay_on_their_lenses(
    tab: Tab,
) -> None:
    neuron = '[data-neuron="2.0"]'
    x, y = pixel(tab, neuron)
    wheel(tab, x, y, 3)
    tab.until("() => learningLoop.state.zoom.scale > 2.5")
    assert centre(tab, neuron) == pytest.approx((x, y), abs=1.5)
    assert max(tab.ask(APART)) < 1
    tab.page.mouse.click(x, y)
    assert tab.ask("() => learningLoop.state.selected") == {
        "kind": "neuron",
        "layer": 2,
        "index": 0,
    }
    wheel(tab, x, y, -6)
    at_scale(tab, 1)


def test_the_plain_wheel_is_the_pages(tab: Tab) -> None:
    x, y = centre(tab, "#stage")
    wheel(tab, x, y, 3, control=False)
    tab.at("loss")
    assert zoom(tab) == {"scale": 1, "x": 0.5, "y": 0.5}


def test_connections_are_found_where_they_are_drawn_from_nearer_too(tab: Tab) -> None:
    x, y = centre(tab, '[data-neuron="2.1"]')
    wheel(tab, x, y, 2)
    tab.until("() => learningLoop.state.zoom.scale > 1.5")
    x, y = tab.ask(
        """() => {
          const { zoom } = learningLoop.state;
          const stage = document.querySelector("#stage").getBoundingClientRect();
          const { curve: c } = learningLoop.marks().find(({ of }) => of === "weights.2.2.2");
          // Near its beginning, where connections have not crossed yet.
          const [s, t] = [0.85, 0.15];
          const near = (k) => s ** 3 * c[k] + 3 * s * s * t * c[k + 2]
            + 3 * s * t * t * c[k + 4] + t ** 3 * c[k + 6];
          return [stage.x + near(0) - (zoom.x * zoom.scale - 0.5) * stage.width,
                  stage.y + near(1) - (zoom.y * zoom.scale - 0.5) * stage.height];
        }"""
    )
    tab.page.mouse.click(x, y)
    tab.until("() => learningLoop.state.selected?.kind === 'connection'")
    assert tab.ask("() => learningLoop.state.selected") == {
        "kind": "connection",
        "layer": 2,
        "to": 1,
        "from": 1,
    }


def test_a_drag_takes_the_drawing_along_and_picks_nothing(tab: Tab) -> None:
    x, y = pixel(tab, '[data-neuron="1.1"]')
    wheel(tab, x, y, 3)
    before = zoom(tab)
    tab.page.mouse.down()  # on a neuron, as on the ground
    tab.page.mouse.move(x - 60, y - 40, steps=4)
    tab.page.mouse.up()
    after = zoom(tab)
    assert after["x"] > before["x"]
    assert after["y"] > before["y"]
    assert after["scale"] == before["scale"]
    assert tab.ask("() => learningLoop.state.selected") is None
    assert centre(tab, '[data-neuron="1.1"]') == pytest.approx((x - 60, y - 40), abs=1.5)
    assert max(tab.ask(APART)) < 1


def test_two_clicks_on_the_ground_show_the_whole_network(tab: Tab) -> None:
    tab.page.keyboard.press("+")
    at_scale(tab, 1.6)
    box = tab.page.locator("#stage").bounding_box()
    assert box
    tab.page.mouse.dblclick(box["x"] + 8, box["y"] + box["height"] - 8)
    at_scale(tab, 1)


def test_keys_and_buttons_zoom_and_ctrl_leaves_them_to_the_browser(tab: Tab) -> None:
    expect(tab.page.locator("#zoom-in")).to_be_hidden()  # few and large neurons
    tab.page.keyboard.press("+")
    at_scale(tab, 1.6)
    tab.page.locator("#zoom-in").click()
    at_scale(tab, 1.6**2)
    tab.page.keyboard.press("-")
    at_scale(tab, 1.6)
    tab.page.keyboard.press("Control+-")
    tab.page.locator("#zoom-fit").click()
    at_scale(tab, 1)
    expect(tab.page.locator("#zoom-in")).to_be_hidden()
    hidden(tab, [16] * 6)
    expect(tab.page.locator("#zoom-in")).to_be_visible()
    tab.page.keyboard.press("?")
    expect(tab.page.locator("#keys")).to_contain_text("nearer, farther, the whole network")


def test_the_keyboard_walks_the_network_and_the_drawing_follows(tab: Tab) -> None:
    hidden(tab, [16] * 6)
    tab.page.keyboard.press("g")
    tab.page.keyboard.press("f")
    tab.until("() => learningLoop.state.zoom.scale > 2")
    seen = """() => {
      const stage = document.querySelector("#stage").getBoundingClientRect();
      const box = document.activeElement.getBoundingClientRect();
      return document.activeElement.matches("[data-neuron]") && box.left >= stage.left
        && box.right <= stage.right && box.top >= stage.top && box.bottom <= stage.bottom;
    }"""
    tab.until(seen)
    for key in ["ArrowDown"] * 15 + ["ArrowRight"] * 6 + ["ArrowLeft"] * 6 + ["ArrowUp"] * 15:
        tab.page.keyboard.press(key)
        tab.until(seen, timeout_s=2)
    assert max(tab.ask(APART)) < 1


def test_where_columns_are_close_the_layer_that_is_looked_at_has_its_steppers(tab: Tab) -> None:
    hidden(tab, [16] * 6)
    pairs = tab.page.locator(".stepper-pair")
    expect(pairs).to_have_count(6)
    shown = """() => [...document.querySelectorAll(".stepper-pair")]
      .flatMap((pair, i) => getComputedStyle(pair).opacity === "1" ? [i + 1] : [])"""
    assert tab.ask(shown) == []
    tab.page.mouse.move(*centre(tab, '[data-neuron="4.15"]'))
    tab.until(f"() => `${{({shown})()}}` === '4'")
    tab.page.mouse.move(5, 5)
    tab.until(f"() => `${{({shown})()}}` === ''")
    tab.page.locator('[data-neuron="2.3"]').click()
    tab.page.mouse.move(5, 5)
    tab.until(f"() => `${{({shown})()}}` === '2'")
    pairs.nth(1).locator("button").first.click()
    tab.until("() => learningLoop.state.experiment.layers[1].units === 15")


def test_a_link_shows_the_same_part_of_the_network(tab: Tab) -> None:
    tab.page.emulate_media(reduced_motion="reduce")  # there at once
    hidden(tab, [16] * 6)
    tab.page.locator('[data-neuron="3.7"]').click()
    tab.page.keyboard.press("f")
    tab.until("() => learningLoop.state.zoom.scale > 2")
    expected = zoom(tab)
    tab.page.locator("#open-run").click()
    tab.until("() => document.querySelector('#link-address').value !== ''")
    address = tab.page.locator("#link-address").input_value()
    other = Tab(tab.page.context.new_page(), tab.address, address.removeprefix(tab.address))
    other.until("(scale) => learningLoop.state.zoom.scale === scale", expected["scale"])
    assert zoom(other) == expected
    other.assert_clean()
