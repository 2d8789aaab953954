"""Chapter 3, intuition first: steps are done, and not done wrongly; numbers are the engine's."""

import math
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from engine import PRESETS, Trainer
from engine.rules.activations import ACTIVATIONS
from tests.browser.lesson.hands import Lesson, opened, shown, unlit
from tests.browser.test_first_view import serious
from tests.live import Server

MINUS = "−"
W1, W2, B = "weights.1.1.1", "weights.1.1.2", "biases.1.1"
PLACES = {W1: (0, 0), W2: (0, 1), B: (0, None), "biases.1.2": (1, None)}
RELU = [{"units": 2, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]
CHANGES = {"3I5": {"layers": RELU}}


def written(value: float, digits: int = 2, *, signed: bool = True) -> str:
    """A number as the page writes it."""
    if value == 0:
        return "0"
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{abs(value):.{digits}f}"


def number(text: str) -> float:
    found = re.search(r"[+−]?\d+(?:\.\d+)?", text)
    assert found, text
    return float(found[0].replace(MINUS, "-"))


def knob(lesson: Lesson, mark: str) -> Locator:
    """A dial, to be focused and pressed."""
    return lesson.page.locator(f'[data-knob="{mark}"] .knob-input')


def set_to(lesson: Lesson, mark: str, value: float) -> None:
    """Type a weight or a bias into its dial's field, and wait until the run has it."""
    field = lesson.page.locator(f'[data-knob="{mark}"] .knob-value')
    field.fill(str(value))
    field.press("Enter")
    arrive(lesson, mark, value)


def arrive(lesson: Lesson, mark: str, value: float) -> None:
    """Wait until the run has a value, and its dial stands there."""
    lesson.tab.until(
        """([mark, value, row, column]) => {
          const { frame, upcoming } = learningLoop.state;
          const { layout, floats } = upcoming ?? frame;
          const { offset, strides } = layout.tensors.get(mark.split(".", 2).join("."));
          const has = floats[offset + row * strides[0] + (column ?? 0) * (strides[1] ?? 0)];
          const input = document.querySelector(`[data-knob="${mark}"] .knob-value`);
          return [has, Number(input?.value)].every((one) => Math.abs(one - value) < 1e-4);
        }""",
        [mark, value, *PLACES[mark]],
    )


def press(lesson: Lesson, mark: str, key: str, times: int, value: float) -> None:
    """Turn a dial with the keyboard up to a value."""
    knob(lesson, mark).focus()
    for _ in range(times):
        lesson.page.keyboard.press(key)
    arrive(lesson, mark, value)


def pull(lesson: Lesson, mark: str, degrees: float) -> None:
    """Take a dial's hand and turn it so far clockwise."""
    box = knob(lesson, mark).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lesson.page.mouse.move(x, y - 20)
    lesson.page.mouse.down()
    for share in range(1, 11):
        angle = math.radians(degrees * share / 10)
        lesson.page.mouse.move(x + 20 * math.sin(angle), y - 20 * math.cos(angle))
    lesson.page.mouse.up()


def sow(lesson: Lesson, seed: int) -> None:
    """Go on with other data, or other start values."""
    lesson.tab.ask("(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed)
    lesson.tab.until("(seed) => learningLoop.state.experiment.seed === seed", seed)


def twin(preset: str, values: dict[str, float] | None = None, **changes: Any) -> Trainer:
    """The same run on our side, with these weights set by hand."""
    trainer = Trainer(PRESETS[preset].experiment.changed(changes))
    edits = [
        {"layer": 1, "row": PLACES[mark][0], "column": PLACES[mark][1], "value": value}
        for mark, value in (values or {}).items()
    ]
    if edits:
        trainer.change({"edits": edits})
    return trainer


def tape(trainer: Trainer, name: str, layer: int, *at: int) -> float:
    return float(trainer.trace()[name, layer][at])


# ---- 3I1


@pytest.mark.parametrize("way", ["keys", "typed", "pulled", "buttons"])
def test_two_weights_turn_the_line(page: Page, server: Server, way: str) -> None:
    lesson = opened(page, server, "3I1")
    assert lesson.goals() == [False]
    press(lesson, W2, "ArrowUp", 3, -0.7)
    assert lesson.goals() == [False], "a little is not 60°"
    if way == "keys":
        press(lesson, W2, "PageUp", 3, 0.8)
    elif way == "typed":
        set_to(lesson, W2, 1)
    elif way == "pulled":
        pull(lesson, W2, 80)
        arrive(lesson, W2, 1.08)  # 135° are 3
    else:
        larger = page.locator(f'[data-knob="{W2}"] button').last
        for _ in range(14):
            larger.click()
        arrive(lesson, W2, 0.7)
    lesson.until_over()
    w2 = float(page.locator(f'[data-knob="{W2}"] .knob-value').input_value())
    ours = twin("one", {W2: w2})
    assert shown(lesson, "example.z.1.1") == written(tape(ours, "example.z", 1, 0))
    for mark, value in ((W1, 1), (W2, w2), (B, 0.8)):
        assert shown(lesson, mark) == written(value)
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


def test_turning_the_line_leaves_the_bias_alone_and_some_weight(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I1")
    set_to(lesson, B, 0.5)
    set_to(lesson, W2, 1)
    assert lesson.goals() == [False], "the bias was touched"
    set_to(lesson, W1, 0.05)
    set_to(lesson, W2, 0.05)
    set_to(lesson, B, 0.8)
    assert lesson.goals() == [False], "there is hardly a weight left"
    set_to(lesson, W1, 1)
    set_to(lesson, W2, 1)
    lesson.until_over()


def test_the_border_and_its_arrow_are_those_of_the_weights(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I1")
    set_to(lesson, W2, 2)
    picture = page.locator("#lesson .plane svg")
    label = "The arrow of weights is (1.00, 2.00), at a right angle to the border."
    expect(picture).to_have_attribute("aria-label", re.compile(re.escape(label)))
    heading = picture.locator(".weight-arrow-head").get_attribute("transform") or ""
    degrees = re.search(r"rotate\(([-\d.]+)\)", heading)
    assert degrees
    assert float(degrees[1]) == pytest.approx(math.degrees(math.atan2(1, 2)), abs=1e-3)
    drawing = page.locator("#lesson-equation .anatomy-drawing")
    ours = twin("one", {W2: 2})
    z, a = tape(ours, "example.z", 1, 0), tape(ours, "example.a", 1, 0)
    expect(drawing).to_have_attribute(
        "aria-label", re.compile(f"The sum is {z:.3f}, the output {a:.3f}")
    )
    lesson.play()
    lesson.play()
    slope = tape(ours, "weights_gradient", 1, 0, 1)
    expect(drawing.locator(f'[data-mark="{W2}"] .back')).to_contain_text(written(slope, 4))


# ---- 3I2


def test_the_bias_slides_it(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I2")
    set_to(lesson, B, -1)
    assert lesson.goals() == [False, False], "it was not at the origin yet"
    set_to(lesson, B, 0)
    assert lesson.goals() == [True, False], "one deed, one goal"
    expect(page.locator("#lesson .ruler-number")).to_have_count(0)
    set_to(lesson, B, -0.5)
    assert lesson.goals() == [True, False], "less than half a unit"
    set_to(lesson, W1, 2)
    set_to(lesson, B, -1.6)
    assert lesson.goals() == [True, False], "it was turned too"
    set_to(lesson, B, 0)
    set_to(lesson, W1, 1)
    press(lesson, B, "PageDown", 2, -1)
    lesson.until_over()
    distance = 1 / math.hypot(1, 1)
    expect(page.locator("#lesson .ruler-number")).to_have_text(f"{distance:.2f}")
    assert shown(lesson, "neuron.1.1") == written(distance)
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


# ---- 3I3


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_by_hand_first_and_then_the_algorithm(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "3I3")
    sow(lesson, seed)
    start = twin("one", seed=seed).evaluate()
    assert 0.4 <= start.training_accuracy <= 0.6
    expect(page.locator(".gauge strong")).to_have_text(f"{start.training_loss:.4f}")
    assert shown(lesson, "loss") == f"{start.training_loss:.4f}"
    page.locator("#next-step").click()
    expect(page.locator("#notice")).to_contain_text("switched off")
    assert lesson.tab.step == 0
    assert lesson.goals() == [False, False]
    expect(page.locator("#its-turn")).to_have_count(0)
    set_to(lesson, W2, 1.5)
    set_to(lesson, B, 0)
    lesson.tab.until("() => document.querySelectorAll('#lesson .goals .ticked').length === 1")
    ours = twin("one", {W2: 1.5, B: 0}, seed=seed).evaluate()
    expect(page.locator(".gauge strong")).to_have_text(f"{ours.training_loss:.4f}")
    expect(page.locator(".tally")).to_contain_text("2 moves by hand")
    page.locator("#its-turn").click()
    expect(page.locator(".knob-advice")).to_have_count(3)
    slopes = twin("one", seed=seed)
    for mark, name, at in (
        ("weights_gradient.1.1.1", "weights_gradient", (0, 0)),
        ("weights_gradient.1.1.2", "weights_gradient", (0, 1)),
        ("biases_gradient.1.1", "biases_gradient", (0,)),
    ):
        assert shown(lesson, mark) == written(tape(slopes, name, 1, *at), 4)
    assert unlit(lesson) == []
    assert lesson.goals() == [True, False]
    page.locator("#next-step").click()
    lesson.until_over()
    expect(page.locator(".tally")).to_contain_text("1 by the algorithm")
    lesson.tab.assert_clean()


def test_nothing_trains_before_it_was_done_by_hand(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I3")
    lesson.tab.ask("() => { learningLoop.player.setPace(1); learningLoop.player.play(); }")
    lesson.rest()
    lesson.tab.ask("() => learningLoop.player.runUntil({ step: 5 })")
    lesson.rest()
    assert lesson.tab.step == 0
    assert lesson.goals() == [False, False]
    lesson.go("3I2")
    lesson.tab.ask("() => learningLoop.player.nextStep()")
    lesson.tab.until("() => learningLoop.state.frame.step === 1")


# ---- 3I4


def test_each_bend_stops_listening_somewhere(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I4")
    field = page.locator("#bends-z")
    expect(page.locator(".bend svg")).to_have_count(4)
    assert lesson.goals() == [False, False, False]
    page.locator("#bends-slider").focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    expect(field).to_have_value("4")
    assert lesson.goals() == [False, False, False], "0.982 is not above 0.99"
    page.keyboard.press("PageUp")
    assert lesson.goals() == [True, False, False]
    field.fill("0.05")
    field.press("Enter")
    assert lesson.goals() == [True, False, False]
    field.fill("0")
    field.press("Enter")
    assert lesson.goals() == [True, False, True]
    field.fill("-1.8")
    field.press("Enter")
    assert lesson.goals() == [True, False, True], "tanh is −0.947 there"
    page.locator("#bends-slider").focus()
    page.keyboard.press("ArrowLeft")
    lesson.until_over()
    for place, name in enumerate(("sigmoid", "tanh", "relu", "linear")):
        z = lesson.tab.ask("() => Number(document.querySelector('#bends-z').value)")
        rule = ACTIVATIONS[name]
        a, slope = float(rule(np.array([z]))[0]), float(rule.derivative(np.array([z]))[0])
        texts = page.locator(".bend").nth(place).locator("p b").all_inner_texts()
        assert [number(text) for text in texts] == pytest.approx([a, slope], abs=6e-4)
    lesson.tab.assert_clean()


# ---- 3I5


def test_the_gate_that_is_shut_has_no_slopes(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I5")
    expect(page.locator(".gates")).to_have_count(0)
    lesson.say("large")
    expect(page.locator(".gate")).to_have_count(2)
    assert lesson.goals() == [True, False, False]
    press(lesson, "biases.1.2", "ArrowUp", 1, -0.2)
    assert lesson.tab.caption.startswith("Backward, layer 1")
    assert lesson.goals() == [True, False, False], "z is 0: still shut"
    expect(page.locator(".gate").nth(1)).to_contain_text("shut")
    press(lesson, "biases.1.2", "ArrowUp", 3, 0.1)
    assert lesson.goals() == [True, True, False]
    ours = twin("tiny", {"biases.1.2": 0.1}, layers=RELU)
    for mark, name, at in (
        ("weights_gradient.1.1.1", "weights_gradient", (0, 0)),
        ("weights_gradient.1.2.1", "weights_gradient", (1, 0)),
    ):
        assert shown(lesson, mark) == written(tape(ours, name, 1, *at), 4)
    assert shown(lesson, "example.dz.2.1") == written(tape(ours, "example.dz", 2, 0), 4)
    assert unlit(lesson) == []
    set_to(lesson, "biases.1.1", -0.3)
    assert lesson.goals() == [True, True, False]
    set_to(lesson, "biases.1.1", -0.5)
    lesson.until_over()
    slopes = page.locator(".gate").first.locator(".gate-slopes b")
    expect(slopes).to_have_text(["0", "0", "0"])
    ours = twin("tiny", {"biases.1.2": 0.1, B: -0.5}, layers=RELU)
    blame = written(tape(ours, "example.dz", 2, 0), 4)
    expect(lesson.column.locator(".reveal")).to_contain_text(blame)
    lesson.tab.assert_clean()


# ---- 3I6


def choose(lesson: Lesson, setup: str, dataset: str) -> None:
    lesson.column.locator(f'[data-setup="{setup}"]').click()
    lesson.tab.until("(name) => learningLoop.state.experiment.data.name === name", dataset)
    lesson.settle("3I6")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_neuron_draws_one_border(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "3I6")
    assert lesson.goals() == [False] * 4
    set_to(lesson, W1, 1)
    set_to(lesson, B, -1)
    assert lesson.goals() == [False] * 4
    expect(page.locator(".tally")).to_contain_text("3 of 4")
    set_to(lesson, W2, 1)
    assert lesson.goals() == [True, False, False, False]
    expect(page.locator(".tally")).to_contain_text("4 of 4")
    answers = [number(text) for text in page.locator(".corner-says").all_text_contents()]
    ours = twin("gates_and", {W1: 1, W2: 1, B: -1})
    says = [float(value) for value in ours.trace()["a", 1][:, 0]]
    assert sorted(answers) == pytest.approx(sorted(says), abs=6e-3)
    assert shown(lesson, "example.z.1.1") == written(tape(ours, "example.z", 1, 0))
    assert unlit(lesson) == []
    choose(lesson, "or", "or_gate")
    set_to(lesson, W1, 1)
    set_to(lesson, W2, 1)
    assert lesson.goals() == [True, False, False, False], "3 of 4"
    set_to(lesson, B, 1)
    assert lesson.goals() == [True, True, False, False]
    choose(lesson, "xor", "xor_gate")
    expect(lesson.column.locator(".prediction")).to_have_count(0)
    for mark, value in ((W1, 1.0), (W2, 1.0), (B, 1.0), (W1, -1.0)):
        set_to(lesson, mark, value)
    expect(lesson.column.locator(".prediction")).to_have_count(0)
    page.locator("#next-step").click()
    expect(page.locator("#notice")).to_contain_text("switched off")
    set_to(lesson, B, -1)
    assert lesson.goals() == [True, True, False, False], "tried, and not decided"
    expect(lesson.column.locator('[data-setup="three"]')).to_have_count(0)
    lesson.say("impossible")
    assert lesson.goals() == [True, True, True, False]
    lesson.column.locator('[data-setup="three"]').click()
    lesson.tab.until("() => learningLoop.state.experiment.layers.length === 2")
    lesson.settle("3I6")
    sow(lesson, seed)
    assert lesson.goals() == [True, True, True, False]
    lesson.tab.ask("() => learningLoop.player.setPace(1)")
    page.locator("#toggle").click()
    lesson.until_over()
    page.locator("#toggle").click()
    lesson.rest()
    expect(lesson.column.locator(".reveal")).to_contain_text("never gets more than 3 of 4")
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


# ---- all of them


@pytest.mark.parametrize("step", ["3I1", "3I2", "3I3", "3I4", "3I5", "3I6"])
def test_the_third_hint_does_the_step(page: Page, server: Server, step: str) -> None:
    page.clock.install()
    lesson = opened(page, server, step)
    for _ in range(3):
        page.locator("#take-hint").click()
        page.clock.run_for(61_000)
    for _ in range(60):
        page.clock.run_for(500)
        if page.locator("#lesson .goals li:not(.ticked)").count() == 0:
            break
    lesson.until_over()


def test_the_notes_of_the_talk_take_a_neuron_apart(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3I1")
    page.locator(".chapter-link").click()
    page.locator(".notes summary").click()
    drawing = page.locator("#lesson .anatomy-drawing")
    expect(drawing).to_be_visible()
    page.locator(".note-point").nth(3).click()
    ours = twin("one")
    z, a = tape(ours, "example.z", 1, 0), tape(ours, "example.a", 1, 0)
    expect(drawing).to_have_attribute(
        "aria-label", re.compile(f"The sum is {z:.3f}, the output {a:.3f}")
    )
    box, column = drawing.bounding_box(), page.locator("#lesson").bounding_box()
    assert box
    assert column
    assert box["width"] <= column["width"]
    lesson.tab.assert_clean()


@pytest.mark.parametrize("step", ["3I1", "3I3", "3I4", "3I5", "3I6"])
def test_nobody_is_shut_out_of_a_figure(page: Page, server: Server, step: str) -> None:
    lesson = opened(page, server, step)
    if step == "3I5":
        lesson.say("zero")
        expect(page.locator(".gate")).to_have_count(2)
    assert serious(lesson.tab) == []
    page.set_viewport_size({"width": 1024, "height": 768})
    page.emulate_media(color_scheme="dark")
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()
