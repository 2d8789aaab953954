"""Chapter 1, the math path: each step is done, not done wrongly, and shows the engine's numbers."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import PRESETS, Trainer
from engine.probes import Parameter, loss_fall, try_nudges
from tests.browser.lesson.hands import opened, shown, take_all_hints, type_number, unlit
from tests.browser.test_first_view import serious
from tests.live import Server

MINUS = "−"


def written(value: float, digits: int = 4) -> str:
    """A number with its sign as the page writes it."""
    sign = "+" if value > 0 else MINUS
    return f"{sign}{abs(value):.{digits}f}"


@pytest.fixture
def tiny() -> Trainer:
    """The run of these steps, on our side."""
    return Trainer(PRESETS["tiny"].experiment)


def value(trainer: Trainer, name: str, layer: int, *at: int) -> float:
    return float(trainer.trace()[name, layer][at])


def test_mix_is_done_by_the_sum_of_the_second_neuron(
    page: Page, server: Server, tiny: Trainer
) -> None:
    lesson = opened(page, server, "1M1")
    for mark, number in (
        ("weights.1.2.1", value(tiny, "weights", 1, 1, 0)),
        ("weights.1.2.2", value(tiny, "weights", 1, 1, 1)),
        ("biases.1.2", value(tiny, "biases", 1, 1)),
    ):
        assert shown(lesson, mark) == written(number, 1)
    worked = lesson.column.locator(".figure-parts .total strong")
    expect(worked).to_have_text(written(value(tiny, "example.z", 1, 0)))
    type_number(lesson, "z2", "0.1")
    expect(lesson.column.locator(".blank-word")).to_have_text("Not yet.")
    assert lesson.goals() == [False]
    assert unlit(lesson) == []
    type_number(lesson, "z2", f"{MINUS}0,1")
    lesson.until_over()
    expect(lesson.column.locator(".why")).to_be_visible()
    lesson.tab.assert_clean()


def test_squash_waits_with_its_dots_until_the_sums_are_bent(
    page: Page, server: Server, tiny: Trainer
) -> None:
    lesson = opened(page, server, "1M2")
    assert shown(lesson, "example.z.1.2") == written(value(tiny, "example.z", 1, 1), 2)
    expect(page.locator('.live-term[data-mark="example.a.1.2"] .live-waits').first).to_be_attached()
    lesson.say("below")
    type_number(lesson, "half", "1")
    assert lesson.goals() == [True, False]
    expect(lesson.column.locator(".reveal")).to_have_count(0)
    lesson.play()
    answer = value(tiny, "example.a", 1, 1)
    assert answer < 0.5
    expect(lesson.column.locator(".reveal")).to_contain_text(f"{answer:.4f}")
    expect(page.locator(".squash")).to_have_attribute(
        "aria-label",
        f"The squashing curve. Neuron 1: sum 0.50 becomes {value(tiny, 'example.a', 1, 0):.4f}."
        f" Neuron 2: sum {MINUS}0.10 becomes {answer:.4f}.",
    )
    assert lesson.goals() == [True, False]
    assert unlit(lesson) == []
    type_number(lesson, "half", "0.04")
    lesson.until_over()
    lesson.tab.assert_clean()


@pytest.mark.parametrize("way", ["keys", "typed", "pulled"])
def test_compare_is_done_by_a_target_at_half_the_distance(
    page: Page, server: Server, tiny: Trainer, way: str
) -> None:
    lesson = opened(page, server, "1M3")
    says = value(tiny, "example.a", 2, 0)
    assert float(shown(lesson, "example.loss")) == pytest.approx((says - 1) ** 2 / 2, abs=1e-4)
    field = page.locator("#distance-target")
    lesson.say("half")
    assert lesson.goals() == [True, False]
    field.fill("0.9")
    field.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.targets?.[0] - 0.9) < 1e-6")
    assert lesson.goals() == [True, False]
    assert unlit(lesson) == []
    if way == "keys":
        field.press("PageDown")
    elif way == "typed":
        field.fill("0.8")
        field.press("Enter")
    else:
        box = page.locator(".distance").bounding_box()
        assert box
        unit = box["width"] / 320
        at = [box["x"] + (16 + 288 * place) * unit for place in (0.9, 0.8)]
        page.mouse.move(at[0], box["y"] + 184 * unit)
        page.mouse.down()
        page.mouse.move(at[1], box["y"] + 184 * unit, steps=4)
        page.mouse.up()
    lesson.until_over()
    target = lesson.state("shown.targets[0]")
    lost = (says - target) ** 2 / 2
    assert float(shown(lesson, "example.loss")) == pytest.approx(lost, abs=1e-4)
    expect(lesson.column.locator(".reveal")).to_contain_text("a quarter")
    assert lesson.tab.step == 0
    lesson.tab.assert_clean()


def test_the_same_distance_does_not_pass_compare(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1M3")
    field = page.locator("#distance-target")
    field.fill("0.8")
    field.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.targets?.[0] - 0.8) < 1e-6")
    assert lesson.goals() == [False, False], "without a prediction it is not compared"
    field.fill("0.2")
    field.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.targets?.[0] - 0.2) < 1e-6")
    lesson.say("quarter")
    assert lesson.goals() == [True, False]


def test_the_first_link_back_is_done_by_the_second_slope(
    page: Page, server: Server, tiny: Trainer
) -> None:
    lesson = opened(page, server, "1M4")
    parts = lesson.column.locator(".chain-part strong")
    says, first = value(tiny, "example.a", 2, 0), value(tiny, "example.a", 1, 0)
    slope = value(tiny, "weights_gradient", 2, 0, 0)
    expect(parts).to_have_text(
        [written(says - 1), written(says * (1 - says)), written(first), written(slope)]
    )
    error = value(tiny, "example.dz", 2, 0)
    terms = lesson.column.locator('[data-mark="example.dz.2.1"] strong')
    expect(terms.first).to_have_text(written(error))
    type_number(lesson, "slope", "0.0459")
    assert lesson.goals() == [False]
    type_number(lesson, "slope", "-0.0459")
    lesson.until_over()
    lesson.play()
    assert lesson.tab.caption.startswith("Backward, output")
    assert shown(lesson, "weights_gradient.2.1.1") == written(slope)
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


def test_pass_it_on_is_done_by_a_sign_and_a_share(
    page: Page, server: Server, tiny: Trainer
) -> None:
    lesson = opened(page, server, "1M5")
    share = value(tiny, "example.dz", 1, 0)
    expect(page.locator(".chain-part.product strong")).to_have_text(written(share))
    type_number(lesson, "delta2", "-0.012")
    assert lesson.goals() == [False, False]
    lesson.say("minus")
    assert lesson.goals() == [True, False]
    expect(lesson.column.locator(".case.alone")).to_have_count(0)
    type_number(lesson, "delta2", "0.0120")
    lesson.until_over()
    expect(lesson.column.locator(".reveal")).to_contain_text(
        written(value(tiny, "example.dz", 1, 1))
    )
    slope = value(tiny, "weights_gradient", 1, 1, 0)
    type_number(lesson, "slope", f"{slope:.4f}")
    expect(lesson.column.locator(".alone .verdict")).to_contain_text("That is it.")
    lesson.play()
    assert shown(lesson, "weights_gradient.1.2.1") == written(slope)
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


@pytest.mark.parametrize(
    ("knob", "parameter"),
    [
        ("weights.1.2.1", Parameter(1, 1, 0)),
        ("biases.1.1", Parameter(1, 0)),
        ("weights.2.1.1", Parameter(2, 0, 0)),
    ],
)
def test_a_claim_is_tested_by_a_small_nudge_of_any_knob(
    page: Page, server: Server, tiny: Trainer, knob: str, parameter: Parameter
) -> None:
    lesson = opened(page, server, "1M6")
    before, tape = (
        lesson.tab.parameters,
        lesson.tab.ask("() => [...learningLoop.state.frame.floats]"),
    )
    page.locator(f'[data-knob="{knob}"]').click()
    size = page.locator("#nudge-size")
    assert lesson.goals() == [False]
    size.fill("0.5")
    size.press("Enter")
    far = try_nudges(tiny, parameter, [0.5])
    expect(page.locator("#nudge-measured")).to_have_text(written(far.measured[0]))
    assert lesson.goals() == [False]
    size.fill("-0.05")
    size.press("Enter")
    near = try_nudges(tiny, parameter, [-0.05])
    expect(page.locator("#nudge-measured")).to_have_text(written(near.measured[0]))
    expect(page.locator("#nudge-slope")).to_have_text(written(near.computed))
    lesson.until_over()
    assert shown(lesson, "example.loss") == f"{near.loss:.5f}"
    assert unlit(lesson) == []
    assert lesson.tab.parameters == before
    assert lesson.tab.ask("() => [...learningLoop.state.frame.floats]") == tape
    assert lesson.state("journal.length") == 0
    lesson.tab.assert_clean()


def test_a_knob_is_chosen_on_the_stage_and_nudged_by_keyboard(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1M6")
    lesson.tab.ask("() => learningLoop.select({ kind: 'bias', layer: 2, to: 0 })")
    expect(page.locator('[data-knob="biases.2.1"]')).to_have_attribute("aria-pressed", "true")
    page.locator("#nudge-slider").focus()
    page.keyboard.press("ArrowRight")
    lesson.until_over()


def test_move_is_done_by_the_new_bias_and_one_step(
    page: Page, server: Server, tiny: Trainer
) -> None:
    lesson = opened(page, server, "1M7")
    fall = loss_fall(tiny)
    old = float(tiny.trace()["loss"])
    slope = value(tiny, "biases_gradient", 2, 0)
    assert shown(lesson, "biases_gradient.2.1") == written(slope)
    expect(page.locator(".promise .promised strong")).to_have_text(f"{fall.promised:.5f}")
    expect(page.locator(".promise .real strong")).to_have_count(0)
    type_number(lesson, "bias", "0.1517")
    assert lesson.goals() == [False, False], "against the slope, not along it"
    type_number(lesson, "bias", "0.2483")
    assert lesson.goals() == [True, False]
    expect(lesson.column.locator(".case.alone")).to_have_count(0)
    lesson.play()
    lesson.until_over()
    expect(page.locator(".promise .real strong")).to_have_text(f"{fall.real:.5f}")
    tiny.run(1)
    new = float(tiny.trace()["loss"])
    assert fall.real == pytest.approx(old - new, abs=1e-6)
    assert shown(lesson, "loss") == f"{new:.4f}"
    assert unlit(lesson) == []
    weights, bias = tiny.trace()["weights", 1][0], value(tiny, "biases", 1, 0)
    fresh = float(weights @ np.array([1, 0.5]) + bias)
    type_number(lesson, "fresh", "0.5")
    type_number(lesson, "fresh", f"{fresh:.2f}")
    expect(lesson.column.locator(".alone .verdict")).to_contain_text("That is it.")
    lesson.tab.assert_clean()


def test_two_steps_are_not_one(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1M7")
    type_number(lesson, "bias", "0.2483")
    lesson.tab.ask("() => learningLoop.player.runUntil({ step: 3 })")
    lesson.tab.until("() => learningLoop.state.frame.step === 3")
    lesson.rest()
    assert lesson.goals() == [True, False]


@pytest.mark.parametrize("step", [f"1M{number}" for number in range(1, 8)])
def test_the_third_hint_does_the_step(page: Page, server: Server, step: str) -> None:
    take_all_hints(opened(page, server, "1I5"), step)


def test_nobody_is_shut_out_of_these_steps(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1M1")
    for number in range(1, 8):
        lesson.go(f"1M{number}")
        assert serious(lesson.tab) == [], f"1M{number}"
    for step in ("1I3", "1I6", "1I7"):
        lesson.go(step)
        assert serious(lesson.tab) == [], step
    lesson.tab.assert_clean()
