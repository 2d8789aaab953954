"""Chapter 1, a concrete example: each step is done, not done wrongly, and shows true numbers."""

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import PRESETS, Trainer
from engine.probes.answers import answer, example_losses, example_outputs, example_right
from engine.probes.pictures import evaluate_pictures, picture_rows
from tests.browser.lesson.hands import Lesson, opened, shown, unlit
from tests.browser.test_first_view import serious
from tests.live import Server

MINUS = "−"
SEEDS = [0, 1, 2]


def run(seed: int = 0, steps: int = 0) -> Trainer:
    """The run of these steps, on our side."""
    trainer = Trainer(replace(PRESETS["digits"].experiment, seed=seed))
    trainer.run(steps)
    return trainer


def written(value: float, digits: int) -> str:
    """A number with its sign as the page writes it."""
    sign = "+" if value > 0 else MINUS
    return f"{sign}{abs(value):.{digits}f}"


def percent(share: float) -> str:
    """A share as the page writes it."""
    return f"{100 * share:.1f}\u202f%"


def use(lesson: Lesson, seed: int, steps: int = 0) -> None:
    """Another seed under an open step, and so many steps on it."""
    if lesson.state("experiment.seed") != seed:
        if lesson.tab.step > 0:
            lesson.tab.load("digits")
        lesson.tab.ask(
            "(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed
        )
        lesson.tab.until(
            "(seed) => learningLoop.state.experiment.seed === seed"
            " && learningLoop.state.frame.step === 0",
            seed,
        )
    if lesson.tab.step < steps:
        lesson.tab.ask("(step) => { learningLoop.player.runUntil({ step }); }", steps)
        lesson.tab.until("(step) => learningLoop.state.frame.step === step", steps)
        lesson.rest()


def ink(value: float) -> str:
    """A pixel as the page writes it; halves are rounded up."""
    return f"{value + 1e-9:.2f}" if value else "0"


def digit_of(trainer: Trainer, index: int) -> int:
    return int(trainer.data.targets[index].argmax())


# ---- 1E1


def test_a_picture_is_changed_by_three_pixels(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E1")
    trainer = run()
    assert lesson.state("data.shown.index") == 1
    pixels = lesson.column.locator(".pixel")
    expect(pixels).to_have_count(64)
    picture = trainer.data.inputs[1]
    for i in (0, 2, 20):
        expect(pixels.nth(i)).to_have_attribute(
            "aria-label",
            f"row {i // 8 + 1}, column {i % 8 + 1}: {ink(float(picture[i]))}",
        )
    outputs = example_outputs(trainer, "training")[1]
    assert shown(lesson, "neuron.2.3") == f"{outputs[2]:.4f}"
    blank = [int(i) for i in np.flatnonzero(picture == 0)]
    for _ in range(2):  # one pixel, there and back and there: still one
        for _ in range(2):
            pixels.nth(blank[0]).click()
    pixels.nth(blank[0]).click()
    pixels.nth(blank[1]).click()
    expect(lesson.column.locator(".figure-line")).to_contain_text("2 of 64 changed")
    assert lesson.goals() == [False]
    pixels.nth(blank[2]).click()
    lesson.until_over()
    changed = picture.copy()
    changed[blank[:3]] = 1
    trainer.show_free([float(value) for value in changed])
    trace = trainer.trace()
    expected = float(trace["example.a", 2][2])
    lesson.tab.until(
        "(text) => document.querySelector("
        "'.live-term[data-mark=\"neuron.2.3\"] strong').textContent === text",
        f"{expected:.4f}",
    )
    assert unlit(lesson) == []
    page.locator("#pixels-restore").click()
    expect(lesson.column.locator(".figure-line")).to_contain_text("Press a pixel")
    lesson.tab.assert_clean()


def test_pixels_are_changed_by_keys(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E1")
    page.locator('[data-pixel="0"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-pixel="1"]')).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[data-pixel="9"]')).to_be_focused()
    before = page.locator('[data-pixel="9"]').inner_text()
    page.keyboard.press("+")
    page.keyboard.press("+")
    lesson.until_over()
    expect(page.locator('[data-pixel="0"]')).to_have_text("1")
    assert page.locator('[data-pixel="9"]').inner_text() != before
    lesson.tab.assert_clean()


def test_pixels_are_painted_across(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E1")
    box = page.locator('[data-pixel="0"]').bounding_box()
    assert box
    side = box["width"]
    page.mouse.move(box["x"] + side / 2, box["y"] + side / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + side / 2, box["y"] + 3.5 * side, steps=12)
    page.mouse.up()
    lesson.until_over()
    for i in (0, 8, 16, 24):
        expect(page.locator(f'[data-pixel="{i}"]')).to_have_text("1")
    lesson.tab.assert_clean()


# ---- 1E2


@pytest.mark.parametrize("seed", SEEDS)
def test_guessing_is_tested_before_the_first_step(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1E2")
    use(lesson, seed)
    right = example_right(run(seed), "test")
    page.locator("#wall-test").click()
    expect(lesson.column.locator(".wall-count")).to_contain_text(
        f"{right.sum()} of 360 right, {percent(right.mean())}"
    )
    assert lesson.goals() == [False, True]
    expect(lesson.column.locator(".reveal")).to_have_count(0)
    lesson.column.locator('input[value="10"]').focus()
    page.keyboard.press("Space")
    lesson.until_over()
    assert right.mean() < 0.3
    expect(lesson.column.locator(".reveal")).to_contain_text(f"{right.sum()} of 360")
    expect(page.locator("#lesson-equation")).to_contain_text(percent(right.mean()))
    wall = page.locator(".wall-canvas")
    wall.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(wall).to_have_attribute(
        "aria-label",
        f"360 test pictures, as they are. {right.sum()} are answered rightly. Arrow keys go from"
        " picture to picture, Enter puts one on the stage."
        f" Picture 26, a {digit_of(run(seed), 1437 + 25)}, {'right' if right[25] else 'wrong'}.",
    )
    page.keyboard.press("Enter")
    lesson.tab.until("() => learningLoop.state.data.shown.index === 25")
    lesson.tab.assert_clean()


def test_guessing_is_not_tested_after_a_step(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E2")
    lesson.say("50")
    page.locator("#next-step").click()
    lesson.tab.until("() => learningLoop.state.frame.step === 1")
    lesson.rest()
    page.locator("#wall-test").click()
    expect(lesson.column.locator(".wall-count")).to_contain_text("of 360 right")
    assert lesson.goals() == [True, False]
    page.locator("#lesson-again").click()
    lesson.settle("1E2")
    lesson.say("50")
    page.locator("#wall-test").click()
    lesson.until_over()


# ---- 1E3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_picture_whose_truth_gets_little_is_found(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1E3")
    use(lesson, seed)
    trainer = run(seed)
    outputs = example_outputs(trainer, "training")
    chances = np.array([outputs[i, digit_of(trainer, i)] for i in range(1437)])
    enough = int(np.flatnonzero(chances[:16] >= 0.05)[0])
    little = int(np.flatnonzero(chances < 0.05)[0])
    assert 20 <= (chances < 0.05).sum() <= 700
    thumb = lesson.column.locator(f'[data-thumb="{enough}"]')
    expect(thumb).to_contain_text(f"{100 * chances[enough]:.1f}")
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    assert lesson.goals() == [False]
    for _ in range(little // 16):
        page.locator("#browser-next").click()
    lesson.column.locator(f'[data-thumb="{little}"]').click()
    lesson.until_over()
    assert shown(lesson, "example.targets.1") == f"{chances[little]:.4f}"
    loss = float(example_losses(trainer)[little])
    assert shown(lesson, "example.loss") == f"{loss:.3f}"
    expect(lesson.column.locator(".loss-curve")).to_have_attribute(
        "aria-label",
        "The loss of each picture over the probability of its true digit: the smaller that is,"
        f" the steeper the loss rises. Its digit gets {chances[little]:.3f},"
        f" its loss is {loss:.2f}.",
    )
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


def test_pictures_are_browsed_by_keys(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E3")
    lesson.column.locator('[data-thumb="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(lesson.column.locator('[data-thumb="9"]')).to_be_focused()
    page.keyboard.press("Enter")
    lesson.tab.until("() => learningLoop.state.data.shown.index === 9")
    lesson.tab.assert_clean()


# ---- 1E4


def test_no_blame_lands_on_a_blank_pixel(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E4")
    trainer = run()
    trainer.change({"examples": [7]})
    trainer.show("training", 7)
    trace = trainer.trace()
    picture = trainer.data.inputs[7]
    slopes = trace["weights_gradient", 1]
    blank, full = int(np.flatnonzero(picture == 0)[3]), int(np.argmax(picture))
    assert (picture == 0).sum() >= 22
    assert np.all(slopes[:, blank] == 0)
    lesson.say("full")
    cell = lesson.column.locator(f'[data-slope="{blank}"]')
    expect(cell).to_have_attribute("aria-label", _slope_label(blank, "not computed yet", "0"))
    cell.click()
    assert lesson.goals() == [True, False]  # no slope is there yet
    page.keyboard.press("Escape")
    lesson.play()
    lesson.play()
    lesson.column.locator(f'[data-slope="{full}"]').click()
    neuron = int(lesson.state("selected.to"))
    expect(lesson.column.locator(f'[data-slope="{full}"]')).to_have_attribute(
        "aria-label",
        _slope_label(full, f"slope {written(float(slopes[neuron, full]), 4)}", ink(1)),
    )
    delta = float(trace["example.dz", 1][neuron])
    assert delta != 0
    expect(lesson.column.locator(".slopes-signal strong")).to_have_text(written(delta, 4))
    equation = page.locator("#lesson-equation")
    expect(equation).to_contain_text(written(float(slopes[neuron, full]), 4))
    assert lesson.goals() == [True, False]
    cell.click()
    lesson.until_over()
    expect(lesson.column.locator(".reveal")).to_contain_text(f"{written(delta, 4)} × 0 = 0")
    blanks = np.flatnonzero(np.all(trainer.data.inputs == 0, axis=0))
    assert blanks.tolist() == [0, 32, 39]
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


def _slope_label(pixel: int, says: str, value: str) -> str:
    return f"row {pixel // 8 + 1}, column {pixel % 8 + 1}: {says}, pixel {value}"


def test_a_weight_that_is_silent_but_was_shown_ink_does_not_pass(
    page: Page, server: Server
) -> None:
    lesson = opened(page, server, "1E4")
    trainer = run()
    trainer.change({"examples": [7]})
    trainer.show("training", 7)
    trace = trainer.trace()
    silent = int(np.flatnonzero(trace["example.dz", 1] == 0)[0])
    full = int(np.argmax(trainer.data.inputs[7]))
    lesson.say("blank")
    lesson.play()
    lesson.play()
    for _ in range(16):
        if lesson.column.locator(".slopes-head span").inner_text() == f"Neuron {silent + 1}":
            break
        before = lesson.column.locator(".slopes-head span").inner_text()
        page.locator("#slopes-next").click()
        expect(lesson.column.locator(".slopes-head span")).not_to_have_text(before)
    expect(lesson.column.locator(".slopes-signal")).to_contain_text("(silent)")
    page.locator(f'[data-slope="{full}"]').focus()
    page.keyboard.press("Enter")
    assert lesson.state("selected") == {
        "kind": "connection",
        "layer": 1,
        "to": silent,
        "from": full,
    }
    assert lesson.goals() == [True, False]


# ---- 1E5


@pytest.mark.parametrize("seed", SEEDS)
def test_one_step_on_one_picture_disturbs_the_others(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1E5")
    use(lesson, seed, 45)
    trainer = run(seed, 45)
    before = example_losses(trainer).astype(float)
    trainer.step_on(2)
    change = example_losses(trainer).astype(float) - before
    truths = trainer.data.targets[:1437].argmax(axis=1)
    others = change[truths != truths[2]]
    lesson.say("mixed")
    lesson.tab.until(
        "() => document.querySelector('.disturbed-dots').ariaLabel.startsWith('1437 ')"
    )
    lesson.column.locator('[data-thumb="2"]').click()
    expect(lesson.column.locator(".disturbed-says")).to_contain_text("Picture 3 alone")
    assert lesson.goals() == [True, False]
    lesson.tab.until("() => learningLoop.state.data.shown.index === 2")
    page.locator("#next-step").click()
    lesson.until_over()
    assert change[2] < 0
    same = change[(truths == truths[2]) & (np.arange(1437) != 2)]
    assert np.all(same < 0)
    assert 0.6 <= (others > 0).mean() <= 0.97
    reveal = lesson.column.locator(".reveal")
    for value in (change[2], same.mean(), others.mean()):
        expect(reveal).to_contain_text(written(float(value), 3))
    expect(reveal).to_contain_text(f"{100 * (others > 0).mean():.0f}\u202f%")
    expect(page.locator("#lesson-equation")).to_contain_text(written(float(change[2]), 3))
    lesson.tab.assert_clean()


def test_a_step_on_a_whole_batch_helps_no_single_picture(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E5")
    lesson.say("easier")
    page.locator("#next-step").click()
    lesson.tab.until("() => learningLoop.state.frame.step === 46")
    lesson.rest()
    assert lesson.goals() == [True, False]
    expect(lesson.column.locator(".reveal")).to_have_count(0)


# ---- 1E6


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_epochs_are_run_and_the_wall_is_tested_after_each(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "1E6")
    use(lesson, seed)
    lesson.say("95")
    chart = lesson.column.locator(".wall-epochs")
    trainer = run(seed)
    start = example_right(trainer, "test").sum()
    expect(chart).to_have_attribute("aria-label", f"Right answers by epoch: 0: {start}")
    lesson.tab.ask("() => { learningLoop.player.runUntil({ epoch: 9 }); }")
    lesson.tab.until("() => learningLoop.state.frame.epoch === 9", timeout_s=40)
    lesson.rest()
    assert lesson.goals() == [True, False]
    lesson.tab.ask("() => { learningLoop.player.runUntil({ epoch: 10 }); }")
    lesson.until_over()
    lesson.rest()
    after = [start]
    for _ in range(10):
        trainer.run(45)
        after.append(example_right(trainer, "test").sum())
    right = example_right(trainer, "test")
    assert right.mean() >= 0.9
    expect(lesson.column.locator(".reveal")).to_contain_text(percent(float(right.mean())))
    expect(lesson.column.locator(".wall-count")).to_contain_text(f"{right.sum()} of 360 right")
    counts = [f"{epoch}: {count}" for epoch, count in enumerate(after)]
    expect(chart).to_have_attribute("aria-label", f"Right answers by epoch: {', '.join(counts)}")
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


# ---- 1E7


@pytest.mark.parametrize("seed", SEEDS)
def test_the_network_stumbles_over_moved_ink(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1E7")
    use(lesson, seed, 450)
    lesson.tab.at("forward.2")
    trainer = run(seed, 450)
    lesson.say("90")
    page.locator("#wall-test").click()
    expect(lesson.column.locator(".wall-count")).to_contain_text(
        f"{example_right(trainer, 'test').sum()} of 360"
    )
    assert lesson.goals() == [True, False, False]
    page.locator('[data-way-hung="right"]').click()
    assert lesson.goals() == [True, False, False]
    page.locator("#wall-test").click()
    moved = answer(trainer, picture_rows(trainer, (0, 1), False, "test")).right
    assert moved is not None
    expect(lesson.column.locator(".wall-count")).to_contain_text(f"{moved.sum()} of 360 right")
    assert moved.mean() < 0.6
    expect(lesson.column.locator(".reveal")).to_contain_text(percent(float(moved.mean())))
    assert lesson.goals() == [True, True, False]
    page.locator('[data-way-hung="swapped"]').click()
    page.locator("#wall-test").click()
    lesson.until_over()
    swapped = evaluate_pictures(trainer, invert=True).accuracy
    assert swapped < 0.05
    expect(lesson.column.locator(".wall-count")).to_contain_text(
        f"{round(swapped * 360)} of 360 right"
    )
    assert unlit(lesson) == []
    lesson.tab.assert_clean()


def test_a_picture_of_the_wall_goes_to_the_stage_as_it_hangs(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E7")
    trainer = run(0, 450)
    page.locator('[data-way-hung="right"]').click()
    wall = page.locator(".wall-canvas")
    wall.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    pictures = trainer.data.inputs[1437:]
    moved = np.zeros((8, 8))
    moved[:, 1:] = pictures[4].reshape(8, 8)[:, :-1]
    lesson.tab.until(
        """(picture) => {
          const { floats, layout } = learningLoop.state.frame;
          const { offset } = layout.tensors.get("example.inputs");
          return picture.every((value, i) => Math.abs(floats[offset + i] - value) < 1e-6);
        }""",
        [float(value) for value in moved.ravel()],
    )
    sums = []
    for inputs in (moved.ravel(), pictures[4]):
        trainer.show_free([float(value) for value in inputs])
        sums.append(float(trainer.trace()["example.z", 1][0]))
    terms = page.locator("#lesson-equation .live-term strong")
    expect(terms.first).to_have_text(written(sums[0], 4))
    expect(terms.last).to_have_text(written(sums[1], 4))
    lesson.tab.assert_clean()


def test_one_writes_a_digit_oneself_at_the_end(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E7")
    expect(page.locator("#lesson-pad")).to_have_count(0)
    lesson.say("40")
    for way in ("right", "swapped"):
        page.locator(f'[data-way-hung="{way}"]').click()
        page.locator("#wall-test").click()
        expect(lesson.column.locator(".wall-count")).to_contain_text("of 360 right")
    pad = page.locator("#lesson-pad")
    pad.focus()
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    expect(lesson.column.locator(".pad-says strong")).to_be_visible()
    lesson.tab.assert_clean()


# ---- all


def test_nobody_is_shut_out_of_the_figures(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1E1")
    for number in range(1, 8):
        lesson.go(f"1E{number}")
        expect(lesson.column.locator(".figure").first).not_to_be_empty()
        assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


@pytest.mark.parametrize("step", [f"1E{number}" for number in range(1, 8)])
def test_the_third_hint_does_the_step(page: Page, server: Server, step: str) -> None:
    lesson = opened(page, server, "1I1")
    page.clock.install()
    lesson.go(step)
    take = page.locator("#take-hint")
    for _ in range(3):
        take.click()
        page.clock.run_for(61_000)
    for _ in range(120):
        if all(lesson.goals()):
            break
        page.clock.run_for(500)
    lesson.until_over()
    lesson.tab.assert_clean()
