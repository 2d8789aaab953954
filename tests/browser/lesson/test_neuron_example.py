"""Chapter 3, a concrete example: each step is done, not done wrongly; its numbers are true."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import PRESETS, Trainer
from engine.probes.answers import Examples, Neuron, answer, rows_of
from tests.browser.lesson.hands import again, opened, shown, take_all_hints, unlit
from tests.browser.test_first_view import serious
from tests.browser.test_lesson import Lesson
from tests.live import Server

MINUS = "−"
THIN = "\u202f"
MIDDLE = (27, 28, 35, 36)
SEEDS = (0, 1, 2)
Floats = np.ndarray[Any, np.dtype[np.float64]]


def trained(preset: str, steps: int = 0, seed: int = 0) -> Trainer:
    """The run of a step, on our side."""
    trainer = Trainer(replace(PRESETS[preset].experiment, seed=seed))
    for _ in trainer.advance_to(steps):
        pass
    return trainer


def seeded(lesson: Lesson, seed: int, steps: int = 0) -> None:
    """The run of the open step with another seed, trained so far; nothing is done yet."""
    if seed == 0:
        return
    page, tab = lesson.page, lesson.tab
    if tab.step > 0:
        tab.ask("() => { learningLoop.send({ type: 'restart' }); }")
        tab.until("() => learningLoop.state.frame.step === 0")
    tab.ask("(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed)
    tab.until(
        "(seed) => learningLoop.state.experiment.seed === seed"
        " && learningLoop.state.frame.step === 0",
        seed,
    )
    if steps == 0:
        return
    tab.ask("(step) => { learningLoop.player.runUntil({ step }); }", steps)
    tab.until("(step) => learningLoop.state.frame.step === step", steps, timeout_s=40)
    lesson.rest()
    tab.ask("() => localStorage.clear()")
    step = page.url.rpartition("=")[2]
    page.reload()
    tab.until(
        "(step) => globalThis.learningLoop?.state.frame?.step === step &&"
        " document.querySelector('.lesson-step')?.ariaBusy === 'false'",
        steps,
        timeout_s=40,
    )
    lesson.settle(step)
    tab.at("forward.2" if "6" in step else "forward.1")


def weights_of(trainer: Trainer) -> Floats:
    return trainer.network.weights[0][:-1, 0].astype(np.float64)


def bias_of(trainer: Trainer) -> float:
    return float(trainer.network.weights[0][-1, 0])


def training(trainer: Trainer) -> tuple[Floats, Floats]:
    """Pictures and classes that are learned from."""
    count = trainer.data.training_count
    return trainer.data.inputs[:count].astype(np.float64), trainer.data.targets[:count, 0]


def accuracy(trainer: Trainer, *muted: Neuron, name: Examples = "training") -> float:
    found = answer(trainer, rows_of(trainer, name), muted).right
    assert found is not None
    return float(found.mean())


def percent(share: float) -> str:
    return f"{100 * share:.1f}{THIN}%"


def written(value: float, digits: int) -> str:
    """A number with its sign as the page writes it."""
    return f"{'+' if value > 0 else MINUS}{abs(value):.{digits}f}"


def settled(lesson: Lesson, condition: str, argument: Any = None) -> None:
    lesson.tab.until(condition, argument)
    lesson.goals()


def bias_is(lesson: Lesson, bias: float) -> None:
    """Wait until the run has a bias, and the page what follows from it."""
    settled(
        lesson,
        """(bias) => {
          const { frame } = learningLoop.state;
          const { offset } = frame.layout.tensors.get("biases.1");
          return Math.abs(frame.floats[offset] - bias) < 1e-5;
        }""",
        bias,
    )


def type_bias(lesson: Lesson, name: str, bias: float) -> None:
    field = lesson.page.locator(f"#{name}-bias-number")
    field.fill(str(bias))
    field.press("Enter")
    bias_is(lesson, bias)


def cell(lesson: Lesson, i: int) -> Any:
    return lesson.page.locator(f'.signed-cell[data-cell="{i}"]')


# ---- 3E1


def painted(trainer: Trainer, pixels: tuple[int, ...], bias: float) -> None:
    """The same on our side."""
    for pixel in pixels:
        trainer.edit((1, 0, pixel), 1.0)
    trainer.edit((1, 0, None), bias)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_detector_is_painted_across_with_the_pointer(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "3E1")
    seeded(lesson, seed)
    trainer = trained("ink", seed=seed)
    score = page.locator(".paint-score")
    expect(score).to_have_text(percent(accuracy(trainer)))
    boxes = [cell(lesson, i).bounding_box() for i in (27, 28, 36, 35)]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    page.mouse.move(*middles[0])
    page.mouse.down()
    for x, y in middles[1:]:
        page.mouse.move(x, y, steps=3)
    page.mouse.up()
    trainer_without_bias = trained("ink", seed=seed)
    painted(trainer_without_bias, MIDDLE, 0)
    expect(score).to_have_text(percent(accuracy(trainer_without_bias)))
    assert lesson.goals() == [False]
    type_bias(lesson, "paint", -1.6)
    painted(trainer, MIDDLE, -1.6)
    expect(score).to_have_text(percent(accuracy(trainer)))
    lesson.until_over()
    inputs = trainer.data.inputs[0].astype(np.float64)
    assert shown(lesson, "neuron.1.1") == written(float(inputs @ weights_of(trainer)) - 1.6, 4)
    assert unlit(lesson) == []
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


def test_a_detector_is_painted_with_keys_and_with_the_brushes(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E1")
    cell(lesson, 34).focus()
    page.keyboard.press("-")
    expect(cell(lesson, 34)).to_have_text(MINUS)
    page.keyboard.press("0")
    expect(cell(lesson, 34)).to_have_text("")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("1")
    assert page.evaluate("document.activeElement.dataset.cell") == "35"
    expect(page.locator(".signed-cell.for")).to_have_count(4)
    assert lesson.goals() == [False]
    page.locator("#paint-bias-slider").focus()
    for _ in range(2):
        page.keyboard.press("PageDown")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    bias_is(lesson, -1.6)
    lesson.until_over()
    page.locator('[data-brush="-1"]').click()
    cell(lesson, 26).click()
    expect(cell(lesson, 26)).to_have_class("signed-cell against")
    cell(lesson, 26).click()
    expect(cell(lesson, 26)).to_have_text("")
    page.locator("#paint-clear").click()
    expect(page.locator(".signed-cell.for")).to_have_count(0)
    lesson.tab.assert_clean()


def test_descent_waits_until_it_is_painted(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E1")
    cell(lesson, 0).click()
    page.locator("#next-step").click()
    expect(page.locator("#notice")).to_contain_text("by hand")
    assert lesson.tab.step == 0
    assert lesson.goals() == [False]


def test_the_mean_pictures_are_those_of_the_data(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E1")
    expect(page.locator(".paint-score")).to_be_visible()
    inputs, classes = training(trained("ink"))
    drawn = lesson.tab.ask(
        """() => [...document.querySelectorAll("canvas.average")].map((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, 8, 8);
          return Array.from({ length: 64 }, (_, i) => data[4 * i + 3] / 255);
        })"""
    )
    for digit, values in enumerate(drawn):
        assert values == pytest.approx(inputs[classes == digit].mean(axis=0), abs=1 / 255)


# ---- 3E2


@pytest.mark.parametrize("seed", SEEDS)
def test_descent_paints_in_ten_steps(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "3E2")
    seeded(lesson, seed)
    # Its slopes would tell what is asked: they come when it has been said.
    expect(page.locator(".paintings")).to_contain_text("not yet")
    lesson.say("ring")
    if seed == 0:
        lesson.tab.ask(
            "() => learningLoop.player.seek("
            "learningLoop.stops().find(({ id }) => id === 'backward.1').end)"
        )
        slope = trained("ink").trace()["weights_gradient", 1][0, 28]
        expect(page.locator(".paintings")).to_contain_text("of step 1")
        assert shown(lesson, "weights_gradient.1.1.29") == written(float(slope), 4)
    for step in range(1, 11):
        assert lesson.goals() == [True, False]
        page.locator("#next-step").click()
        lesson.tab.until(
            "(step) => (learningLoop.state.upcoming ?? learningLoop.state.frame).step === step",
            step,
        )
        lesson.rest()
    lesson.until_over()
    trainer = trained("ink", 10, seed)
    best = int(weights_of(trainer).argmax())
    reveal = lesson.column.locator(".reveal")
    expect(reveal).to_contain_text(f"row {best // 8 + 1}, column {best % 8 + 1}")
    expect(reveal).to_contain_text(written(float(weights_of(trainer)[best]), 4))
    expect(reveal).to_contain_text(percent(accuracy(trainer, name="test")).replace("100.0", "100"))
    assert unlit(lesson) == []
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


def test_the_learners_own_picture_hangs_beside_the_machines(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E1")
    for i in MIDDLE:
        cell(lesson, i).click()
    type_bias(lesson, "paint", -1.6)
    lesson.until_over()
    page.locator("#lesson-next").click()
    lesson.settle("3E2")
    trainer = trained("ink")
    painted(trainer, MIDDLE, -1.6)
    own = page.locator(".paintings > div").first
    expect(own).to_contain_text(percent(accuracy(trainer)))
    assert lesson.tab.parameters == [0] * 65
    page.reload()
    lesson.settle("3E2")
    expect(own).to_contain_text(percent(accuracy(trainer)))


# ---- 3E3


def test_a_score_is_taken_apart_by_its_loudest_pixel(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E3")
    trainer = trained("ink", 10)
    picture = trainer.data.inputs[trainer.data.training_count].astype(np.float64)
    products = weights_of(trainer) * picture
    order = np.argsort(-np.abs(products))
    assert shown(lesson, "example.inputs.46") == written(float(products[45]), 3)
    assert unlit(lesson) == []
    says = page.locator(".product-says")
    for place in (63, 20, 3):
        cell(lesson, int(order[place])).click()
        words = "nothing" if place == 63 else f"{place} pixels speak louder"
        expect(says).to_contain_text(words)
        assert lesson.goals() == [False]
    expect(page.locator("#sort-products")).to_have_count(0)
    third = int(order[2])
    cell(lesson, third).click()
    expect(says).to_contain_text(f"row {third // 8 + 1}, column {third % 8 + 1}")
    expect(says).to_contain_text(written(float(products[third]), 3))
    lesson.until_over()
    page.locator("#sort-products").click()
    total = page.locator(".product-sum")
    expect(total).to_contain_text(f"for {written(float(products[products > 0].sum()), 2)}")
    expect(total).to_contain_text(f"against {written(float(products[products < 0].sum()), 2)}")
    expect(total).to_contain_text(written(float(products.sum()) + bias_of(trainer), 2))
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loudest_pixel_is_found_by_keys(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "3E3")
    seeded(lesson, seed, 10)
    trainer = trained("ink", 10, seed)
    picture = trainer.data.inputs[trainer.data.training_count]
    lesson.tab.ask("() => { learningLoop.send({ type: 'show', set: 'test', index: 0 }); }")
    loudest = int(np.abs(weights_of(trainer) * picture).argmax())
    cell(lesson, 27).focus()
    for key, by in (("Down", loudest // 8 - 3), ("Right", loudest % 8 - 3)):
        back = {"Down": "Up", "Right": "Left"}[key]
        for _ in range(abs(by)):
            page.keyboard.press(f"Arrow{key if by > 0 else back}")
    assert lesson.goals() == [False]
    page.keyboard.press("Enter")
    lesson.until_over()
    expect(page.locator(".product-says")).to_contain_text("No pixel speaks louder")


# ---- 3E4


def errors(trainer: Trainer, bias: float) -> tuple[int, int]:
    """Missed eights and false alarms with a bias."""
    inputs, classes = training(trainer)
    says = inputs @ weights_of(trainer) + bias > 0
    return int((~says & (classes == 1)).sum()), int((says & (classes == 0)).sum())


def expect_counts(lesson: Lesson, counts: tuple[int, int]) -> None:
    for word, count in zip(("misses", "alarms"), counts, strict=True):
        expect(lesson.page.locator(f'.heaps [data-word="{word}"]')).to_have_text(str(count))


def drag_to(lesson: Lesson, score: float) -> None:
    """Drag the threshold to a score."""
    page = lesson.page
    page.locator(".heaps").scroll_into_view_if_needed()
    box = page.locator(".heaps").bounding_box()
    handle = page.locator(".threshold-handle").bounding_box()
    slider = page.locator(".threshold")
    low, high = (float(slider.get_attribute(f"aria-value{end}") or "") for end in ("min", "max"))
    assert box
    assert handle
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (score - low) / (high - low), y, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_threshold_reaches_both_ends_and_never_at_once(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "3E4")
    seeded(lesson, seed, 200)
    trainer = trained("ink_1_8", 200, seed)
    inputs, classes = training(trainer)
    scores = inputs @ weights_of(trainer)
    expect_counts(lesson, errors(trainer, bias_of(trainer)))
    lesson.say("yes")
    assert lesson.goals() == [True, False, False]
    drag_to(lesson, float(scores[classes == 1].min()) - 0.4)
    lesson.tab.until("() => document.querySelectorAll('#lesson .goals .ticked').length === 2")
    assert lesson.goals() == [True, True, False]
    bias = -float(page.locator(".threshold").get_attribute("aria-valuenow") or "")
    assert errors(trainer, bias)[0] == 0
    expect_counts(lesson, errors(trainer, bias))
    alarms = errors(trainer, bias)[1]
    drag_to(lesson, float(scores[classes == 0].max()) + 0.4)
    lesson.until_over()
    bias = -float(page.locator(".threshold").get_attribute("aria-valuenow") or "")
    misses = errors(trainer, bias)[0]
    expect_counts(lesson, (misses, 0))
    assert alarms > 0
    assert misses > 0
    if seed:
        return
    assert shown(lesson, "biases.1.1") == written(-bias, 4)
    assert unlit(lesson) == []
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


def test_the_threshold_is_moved_by_keys_and_by_a_typed_bias(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E4")
    trainer = trained("ink_1_8", 200)
    threshold = page.locator(".threshold")
    threshold.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    settled(
        lesson,
        "(at) => Math.abs(Number(document.querySelector('.threshold')"
        ".getAttribute('aria-valuenow')) - at) < 0.02",
        1.1 - bias_of(trainer),
    )
    assert lesson.goals() == [False, False, False]
    type_bias(lesson, "heaps", 6)
    assert lesson.goals() == [False, True, False]
    lesson.say("no")
    type_bias(lesson, "heaps", -2)
    lesson.until_over()


def test_other_weights_do_not_count(page: Page, server: Server) -> None:
    lesson = opened(page, server, "3E4")
    lesson.say("no")
    lesson.tab.ask(
        """() => { learningLoop.send({ type: "change", changes: { edits: [
          { layer: 1, row: 0, column: 20, value: 3 }] } }); }"""
    )
    settled(
        lesson,
        """() => {
          const { frame } = learningLoop.state;
          return frame.floats[frame.layout.tensors.get("weights.1").offset + 20] === 3;
        }""",
    )
    expect(page.locator('.heaps [data-word="misses"]')).not_to_have_text("…")
    field = page.locator("#heaps-bias-number")
    for end in ("max", "min"):
        type_bias(lesson, "heaps", float(field.get_attribute(end) or ""))
        expect(page.locator(".heap-count.none")).to_have_count(1)
    assert lesson.goals() == [True, False, False]
    again(lesson)
    assert lesson.goals() == [False, False, False]


# ---- 3E5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mistake_is_explained_by_a_pixel_that_misled(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "3E5")
    seeded(lesson, seed, 200)
    trainer = trained("ink_1_8", 200, seed)
    inputs, classes = training(trainer)
    right = (inputs @ weights_of(trainer) + bias_of(trainer) > 0) == (classes == 1)
    wrong = np.flatnonzero(~right)
    pictures = page.locator("[data-wrong]")
    expect(pictures).to_have_count(len(wrong))
    listed = [int(one.get_attribute("data-wrong") or "") for one in pictures.all()]
    assert listed == list(wrong)
    lesson.tab.ask(
        "(index) => { learningLoop.send({ type: 'show', set: 'training', index }); }",
        int(np.flatnonzero(right)[3]),
    )
    loudest = int(np.abs(weights_of(trainer) * inputs[np.flatnonzero(right)[3]]).argmax())
    cell(lesson, loudest).click()
    lesson.tab.at("forward.1")
    assert lesson.goals() == [False, False]
    chosen = int(wrong[-1])
    pictures.last.click()
    lesson.tab.until("() => document.querySelectorAll('#lesson .goals .ticked').length === 1")
    products = weights_of(trainer) * inputs[chosen] * (-1 if classes[chosen] == 1 else 1)
    order = np.argsort(-products)
    for place in (63, 3):
        cell(lesson, int(order[place])).click()
        words = "the other sign" if place == 63 else "3 pixels misled it more"
        expect(page.locator(".product-says")).to_contain_text(words)
        assert lesson.goals() == [True, False]
    cell(lesson, int(order[2])).click()
    lesson.until_over()
    score = float(inputs[chosen] @ weights_of(trainer)) + bias_of(trainer)
    assert shown(lesson, "neuron.1.1") == written(score, 4)
    if seed:
        return
    assert unlit(lesson) == []
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


# ---- 3E6


def cost_says(cost: float) -> str:
    return "0" if abs(cost) < 1e-9 else written(-100 * cost, 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dearest_and_the_idlest_of_the_committee_are_found(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "3E6")
    seeded(lesson, seed, 450)
    trainer = trained("digits", 450, seed)
    whole = accuracy(trainer, name="test")
    costs = [whole - accuracy(trainer, Neuron(1, i), name="test") for i in range(16)]
    expect(page.locator('[data-word="whole"]')).to_have_text(percent(whole))
    middling = [i for i, cost in enumerate(costs) if 0.02 < cost < 0.15]
    order = [*middling[:2], int(np.argmin(costs)), int(np.argmax(costs))]
    lesson.say("10")
    for place, i in enumerate(order):
        assert lesson.goals() == [True, False, place == len(order) - 1]
        member = page.locator(f'[data-member="{i}"]')
        member.click()
        expect(member).to_have_attribute("aria-pressed", "true")
        expect(member.locator("b")).to_have_text(cost_says(costs[i]))
        expect(page.locator('[data-word="without"]')).to_have_text(percent(whole - costs[i]))
    lesson.until_over()
    reveal = lesson.column.locator(".reveal")
    expect(reveal).to_contain_text(f"{100 * max(costs):.1f}")
    if seed:
        return
    page.locator(f'[data-member="{order[0]}"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    member = page.locator(f'[data-member="{order[0] + 1}"]')
    expect(member.locator("b")).to_have_text(cost_says(costs[order[0] + 1]))
    assert unlit(lesson) == []
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


# ---- help


@pytest.mark.parametrize("step", ["3E1", "3E2", "3E3", "3E4", "3E5", "3E6"])
def test_the_third_hint_does_the_step(page: Page, server: Server, step: str) -> None:
    lesson = opened(page, server, "1M1")
    take_all_hints(lesson, step)
    lesson.tab.assert_clean()
