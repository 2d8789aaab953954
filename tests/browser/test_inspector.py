"""The inspector: its numbers of neurons, weights, layers and examples are the engine's."""

import re
from typing import Any, Final

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from engine import PRESETS, Trainer
from engine.data.features import features_of
from engine.probes import (
    Parameter,
    chain_factors,
    check_slope,
    example_slopes,
    layer_statistics,
    loss_fall,
)
from tests.browser.tab import Tab

MINUS: Final = "−"
STEPS: Final = 12


def signed(value: float, digits: int) -> str:
    """A number as the page writes it."""
    return f"{MINUS if value < 0 else '+'}{abs(value):.{digits}f}"


def at_step(tab: Tab, preset: str) -> Trainer:
    """The page after a backward pass, and a trainer of one's own before the same step."""
    tab.load(preset)
    tab.ask("(steps) => { learningLoop.send({ type: 'advance', steps }); }", STEPS)
    tab.until("(steps) => learningLoop.state.frame.step === steps", STEPS)
    tab.at("backward.1")
    trainer = Trainer(PRESETS[preset].experiment)
    trainer.show(*PRESETS[preset].shown)
    trainer.run(STEPS)
    return trainer


def panel(tab: Tab) -> Locator:
    return tab.page.locator("#inspector")


def pick(tab: Tab, selection: dict[str, Any]) -> None:
    """Select as a link or a click on the stage does."""
    tab.ask(
        "(selection) => { learningLoop.select(selection); }",
        selection,
    )


@pytest.mark.parametrize(("preset", "layer", "index"), [("rings", 1, 2), ("digits", 1, 5)])
def test_a_neuron_is_taken_apart_with_the_engines_numbers(
    tab: Tab, preset: str, layer: int, index: int
) -> None:
    trainer = at_step(tab, preset)
    trace = trainer.trace()
    tab.page.locator(f'[data-neuron="{layer}.{index}"]').click()
    z = float(trace["example.z", layer][index])
    expect(panel(tab).locator(".total").first).to_contain_text(signed(z, 4))
    expect(panel(tab)).to_contain_text(signed(float(trace["example.dz", layer][index]), 4))
    steepness = chain_factors(trainer, Parameter(layer, index)).steepness
    expect(panel(tab).locator(".curve-plot .slope")).to_contain_text(f"{steepness:.3f}")
    fan_in = trace["weights", layer].shape[1]
    if fan_in > 9:
        expect(panel(tab)).to_contain_text(f"and {fan_in - 8} more")


def test_the_bars_of_a_sum_end_where_its_total_ends(tab: Tab) -> None:
    at_step(tab, "digits")
    tab.page.locator('[data-neuron="1.5"]').click()
    expect(panel(tab).locator(".total").first).to_be_visible()
    ends = tab.ask(
        """() => [...document.querySelector("#inspector .stack").querySelectorAll("svg.bar")]
          .map((bar) => bar.querySelector(".carry") ?? bar)
          .map((end) => Number.parseFloat(end.getAttribute("x1")))"""
    )
    assert ends[-2] == pytest.approx(ends[-1], abs=1e-3)


@pytest.mark.parametrize(
    ("preset", "layer", "row", "column"), [("rings", 2, 0, 1), ("digits", 2, 3, 4)]
)
def test_a_weights_slope_is_a_product_and_is_checked_by_trying(
    tab: Tab, preset: str, layer: int, row: int, column: int
) -> None:
    trainer = at_step(tab, preset)
    trace = trainer.trace()
    pick(tab, {"kind": "connection", "layer": layer, "to": row, "from": column})
    shown = panel(tab)
    parameter = Parameter(layer, row, column)
    expect(shown).to_contain_text(signed(float(trace["weights", layer][row, column]), 4))
    expect(shown).to_contain_text(signed(float(trace["weights_gradient", layer][row, column]), 6))
    factors = chain_factors(trainer, parameter)
    product = shown.locator('[data-formula="slope"]')
    expect(product.locator("button").first).to_contain_text(signed(factors.slope, 5))
    if factors.steepness is not None:
        steepness = product.locator(f'[data-mark="example.z.{layer}.{row + 1}"]')
        expect(steepness).to_contain_text(f"{factors.steepness:.4f}")
    wishes = example_slopes(trainer, parameter)
    expect(shown).to_contain_text(f"{wishes.agreeing} of {len(wishes.slopes)}")
    shown.locator("#check").click()
    expect(shown.locator(".verdict")).to_contain_text("The same to")
    expected = check_slope(trainer, parameter)
    digits = shown.locator(".digits dd").all_inner_texts()
    values = [float(text.replace(MINUS, "-").replace(" ", "")) for text in digits]
    np.testing.assert_allclose(
        values,
        [expected.loss_above, expected.loss_below, expected.measured, expected.computed],
        rtol=1e-6,
    )
    assert "of their size" in shown.locator(".verdict").inner_text()


def test_a_weight_is_set_by_hand_and_taken_back(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    before = float(trainer.trace()["weights", 1][2, 0])
    pick(tab, {"kind": "connection", "layer": 1, "to": 2, "from": 0})
    weight = """() => { const { floats, layout } = learningLoop.state.frame;
      const { offset, strides } = layout.tensors.get('weights.1');
      return floats[offset + 2 * strides[0]]; }"""
    panel(tab).locator("#check").click()
    expect(panel(tab).locator(".verdict")).to_be_visible()
    field = panel(tab).locator("#edit-value")
    field.fill("0.625")
    tab.ask("() => learningLoop.send({ type: 'ask', question: 'layer', layer: 1 })")
    tab.until("() => Object.keys(learningLoop.state.answers).some((key) => key.includes('layer'))")
    tab.page.evaluate("() => new Promise((drawn) => setTimeout(drawn, 50))")
    field.press("Enter")  # what came meanwhile has not taken it away
    tab.until(f"() => ({weight})() === 0.625")
    trainer.edit((1, 2, 0), 0.625)
    assert tab.step == STEPS
    slope = float(trainer.trace()["weights_gradient", 1][2, 0])
    expect(panel(tab)).to_contain_text(signed(slope, 6))
    expect(panel(tab).locator(".check.stale")).to_contain_text("from before the change")
    panel(tab).locator("#check").click()  # what was checked is no more
    expect(panel(tab).locator(".check")).not_to_have_class("check stale")
    computed = panel(tab).locator(".digits dd").nth(3).inner_text().replace(MINUS, "-")
    expected = check_slope(trainer, Parameter(1, 2, 0)).computed
    assert float(computed) == pytest.approx(expected, rel=1e-5)
    panel(tab).get_by_role("button", name="A little larger").click()
    tab.until(f"() => Math.abs(({weight})() - 0.725) < 1e-6")
    while tab.ask(f"() => ({weight})()") != pytest.approx(before, abs=1e-7):
        undone = tab.ask(f"() => ({weight})()")
        panel(tab).locator("#undo-edit").click()
        tab.until(f"(undone) => ({weight})() !== undone", undone)
    expect(panel(tab).locator("#undo-edit")).to_have_count(0)
    assert tab.step == STEPS


def test_a_layer_shows_how_its_numbers_are_spread(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    tab.page.locator(".stage-headings button").first.click()
    found = layer_statistics(trainer, 1).distributions
    expect(panel(tab).locator("h2")).to_have_text("Layer 1")
    for name, place in (("z", 0), ("gradient", 4)):
        ends = panel(tab).locator(".ends").nth(place)
        expect(ends).to_contain_text(signed(found[name].minimum, 3))
    assert panel(tab).locator(".histogram").count() == 6


def draw_a_six(tab: Tab) -> None:
    pad = tab.page.locator("#pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    stroke = (
        (0.62, 0.1),
        (0.42, 0.25),
        (0.3, 0.5),
        (0.3, 0.75),
        (0.45, 0.92),
        (0.66, 0.8),
        (0.35, 0.6),
    )
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    tab.page.mouse.move(*places[0])
    tab.page.mouse.down()
    for place in places[1:]:
        tab.page.mouse.move(*place, steps=4)
    tab.page.mouse.up()


def test_a_drawn_digit_goes_through_the_network_at_once(tab: Tab) -> None:
    trainer = at_step(tab, "digits")
    draw_a_six(tab)
    expect(panel(tab).locator(".pad-says")).to_be_visible()
    numbers = tab.ask(
        """() => { const { floats, layout } = learningLoop.state.frame;
          const { offset } = layout.tensors.get('example.inputs');
          return [...floats.subarray(offset, offset + 64)]; }"""
    )
    assert {number * 16 for number in numbers} <= set(range(17))
    assert max(numbers) > 0
    trainer.show_free(numbers)
    answers = trainer.trace()["example.a", 2]
    said = panel(tab).locator(".pad-says strong").inner_text()
    assert said == str(int(np.argmax(answers)))
    expect(panel(tab).locator(".pad-says")).to_contain_text(f"{float(np.max(answers)):.2f}")
    milliseconds = tab.ask(
        """() => new Promise((done) => {
          const pad = document.querySelector("#pad");
          const before = learningLoop.state.frame;
          const began = performance.now();
          pad.focus();
          pad.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
          const look = () => learningLoop.state.frame !== before
            ? done(performance.now() - began) : setTimeout(look, 1);
          look();
        })"""
    )
    assert milliseconds < 100


def test_the_pad_can_be_drawn_on_with_the_keyboard(tab: Tab) -> None:
    at_step(tab, "digits")
    tab.page.locator("#pad").focus()
    for key in (" ", "ArrowDown", "ArrowDown", "ArrowDown", " "):
        tab.page.keyboard.press(key)
    expect(panel(tab).locator(".pad-says")).to_be_visible()
    assert tab.step == STEPS  # Space drew, and did not play
    expect(panel(tab).locator("h2")).to_have_text("Your own picture")
    panel(tab).locator("#example-next").click()
    expect(panel(tab).locator("h2")).to_have_text("The picture on the stage")


def test_a_picture_is_chosen_from_the_wall(tab: Tab) -> None:
    at_step(tab, "digits")
    wall = panel(tab).locator(".wall")
    wall.get_by_role("button", name=re.compile("^training example 12, ")).click()
    expect(panel(tab)).to_contain_text("training example 12 of")
    panel(tab).locator("#wall-next").click()
    expect(wall.locator("button").first).to_have_attribute(
        "aria-label", re.compile("^training example 65, .*answered (rightly|wrongly)$")
    )


def test_a_point_of_ones_own_is_answered(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    tab.at("forward.1", 0)
    panel(tab).locator("#probe-1").fill("0,5")
    panel(tab).locator("#probe-1").press("Enter")
    tab.until(
        """() => { const { floats, layout } = learningLoop.state.frame;
          return floats[layout.tensors.get('example.inputs').offset] === 0.5; }"""
    )
    panel(tab).locator("#probe-plane").focus()
    before = tab.ask("() => learningLoop.state.frame.command")
    tab.page.keyboard.press("ArrowRight")
    tab.until("(before) => learningLoop.state.frame.command > before", before)
    inputs = tab.ask(
        """() => { const { floats, layout } = learningLoop.state.frame;
          const { offset } = layout.tensors.get('example.inputs');
          return [...floats.subarray(offset, offset + 2)]; }"""
    )
    assert inputs[0] == pytest.approx(0.55, abs=1e-6)
    trainer.show_free(inputs)
    says = float(trainer.trace()["example.a", 2][0])
    expect(panel(tab).locator(".probe-says")).to_contain_text(f"{says:.3f}")
    assert f"says {says:.2f}" in tab.marks()["verdict"].text, "the stage has it too"
    command = tab.ask("() => learningLoop.state.frame.command")
    panel(tab).locator("#probe-1").fill("abc")
    panel(tab).locator("#probe-1").press("Enter")
    expect(tab.page.locator("#notice")).to_contain_text("“abc” is not a number.")
    expect(panel(tab).locator("#probe-1")).to_have_value("0.55")
    assert tab.ask("() => learningLoop.state.frame.command") == command
    expect(panel(tab).locator("h2")).to_have_text("Your own point")


def test_of_a_point_of_ones_own_the_engine_makes_the_chosen_features(tab: Tab) -> None:
    features = ["x1_squared", "x2_squared", "sin_x1"]
    at_step(tab, "rings")
    tab.ask(
        "(features) => { learningLoop.send({ type: 'change', changes: { data: { features } } }); }",
        features,
    )
    tab.until("() => learningLoop.state.frame.layout.tensors.get('weights.1').shape[1] === 3")
    shown = tab.ask("() => learningLoop.state.frame.command")
    for axis, value in ((1, "0.5"), (2, "-0.3")):
        field = panel(tab).locator(f"#probe-{axis}")
        field.fill(value)
        field.press("Enter")
        tab.until("(shown) => learningLoop.state.frame.command > shown", shown)
        shown = tab.ask("() => learningLoop.state.frame.command")
    tab.page.locator("#probe-plane").focus()
    tab.page.keyboard.press("ArrowUp")
    tab.until("(shown) => learningLoop.state.frame.command > shown", shown)
    expect(panel(tab).locator("#probe-1")).to_have_value("0.5")
    expect(panel(tab).locator("#probe-2")).to_have_value("-0.25")
    inputs = tab.ask(
        """() => { const { floats, layout } = learningLoop.state.frame;
          const { offset } = layout.tensors.get('example.inputs');
          return [...floats.subarray(offset, offset + 3)]; }"""
    )
    point = np.array([[0.5, -0.25]])
    np.testing.assert_allclose(inputs, features_of(point, tuple(features))[0], rtol=1e-6)
    expect(panel(tab).locator(".probe-features")).to_contain_text("sin(πx₁) = 1.000")
    expect(panel(tab).locator("h2")).to_have_text("Your own point")
    panel(tab).locator("#example-next").click()
    expect(panel(tab).locator("h2")).to_have_text("The point on the stage")
    points = tab.ask("() => [...learningLoop.state.data.points.slice(2, 4)]")
    expect(panel(tab).locator("#probe-1")).to_have_value(f"{points[0]:.4g}")


def test_at_the_update_the_promised_fall_stands_beside_the_real_one(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    promised, real = loss_fall(trainer)
    shown = panel(tab).locator("#fall dd")
    expect(shown).to_have_count(2)
    expect(shown.nth(1)).to_have_text("not yet")
    tab.at("update", 0.9)
    expect(shown.nth(1)).not_to_have_text("not yet")
    values = [float(text.replace(MINUS, "-")) for text in shown.all_inner_texts()]
    np.testing.assert_allclose(values, [promised, real], rtol=1e-3)
    texts = shown.all_inner_texts()
    tab.ask("() => learningLoop.player.seek(Infinity)")
    tab.until("() => learningLoop.state.upcoming !== null")
    # A question about the step that waits would have been answered before this one.
    tab.ask("() => { learningLoop.send({ type: 'ask', question: 'summary' }); }")
    tab.until("() => learningLoop.state.answers.summary !== undefined")
    assert shown.all_inner_texts() == texts, "it stays while the next step waits to be shown"


def test_another_thing_is_read_from_its_beginning(tab: Tab) -> None:
    tab.at("backward.1")
    pick(tab, {"kind": "connection", "layer": 2, "to": 1, "from": 0})
    expect(panel(tab).get_by_role("button", name="Check")).to_be_visible()
    top = "() => document.querySelector('#inspector').scrollTop"
    tab.ask("() => { document.querySelector('#inspector').scrollTop = 200; }")
    assert tab.ask(top) > 0
    tab.page.keyboard.press("Escape")
    tab.at("backward.1")
    assert tab.ask(top) == 0
