"""Chapter 1, the intuition first: steps done, done wrongly, and the engine's numbers in them."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import PRESETS, Trainer
from tests.browser.lesson.hands import Lesson, opened, shown, take_all_hints, unlit
from tests.live import Server

SEEDS = (1, 2, 3)


def rings(seed: int = 0) -> Trainer:
    """The run of these steps, on our side."""
    return Trainer(PRESETS["rings"].experiment.changed({"seed": seed}))


@pytest.fixture(autouse=True)
def clean(page: Page) -> Iterator[None]:
    """Whatever a step does, the page stays without errors."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield
    assert problems == []


def run_to(lesson: Lesson, step: int) -> None:
    """Run until a step with the page's own controls."""
    lesson.tab.ask(
        """(step) => {
          learningLoop.player.setPace(1);
          learningLoop.player.runUntil({ step });
        }""",
        step,
    )
    lesson.tab.until("(step) => learningLoop.state.frame.step >= step", step, timeout_s=30)
    lesson.rest()


def test_a_point_is_sent_through_from_two_places(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1I1")
    field = page.locator("#lesson-probe-1")
    field.fill("0.9")
    field.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.inputs?.[0] - 0.9) < 1e-6")
    assert lesson.goals() == [False, False], "0.6 is not far enough"
    assert unlit(lesson) == []
    field.fill("-0.8")
    field.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.inputs?.[0] + 0.8) < 1e-6")
    assert lesson.goals() == [True, False]
    lesson.play()
    assert lesson.goals() == [True, False]
    lesson.play()
    lesson.until_over()
    says = lesson.tab.ask(
        "() => { const { floats, layout } = learningLoop.state.frame;"
        " return floats[layout.tensors.get('example.a.2').offset]; }"
    )
    assert float(shown(lesson, "neuron.2.1")) == pytest.approx(says, abs=1e-4)
    expect(lesson.column).to_contain_text("Knobs that moved: 0")


def test_a_typed_place_is_both_its_numbers(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1I1")
    page.locator("#lesson-probe-1").fill("0.9")
    page.locator("#lesson-probe-1").press("Tab")
    page.keyboard.insert_text("-0.9")
    expect(page.locator("#lesson-probe-1")).to_have_value("0.9")
    page.keyboard.press("Enter")
    lesson.tab.until("() => Math.abs(learningLoop.state.shown.inputs?.[1] + 0.9) < 1e-6")
    assert lesson.state("shown.inputs") == pytest.approx([0.9, -0.9])
    assert lesson.goals() == [False, False], "one place, though both numbers are far from before"


def test_four_neurons_are_looked_through(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1I2")
    for index in range(4):
        page.locator(f'[data-neuron="1.{index}"]').click()
    assert lesson.goals() == [False, True], "the prediction comes first"
    assert unlit(lesson) == []
    lesson.say("straight")
    lesson.until_over()


def test_the_output_is_none_of_the_four(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1I2")
    lesson.say("ring")
    for place in ("1.0", "1.1", "1.2", "2.0"):
        page.locator(f'[data-neuron="{place}"]').click()
    assert lesson.goals() == [True, False]


def losses(trainer: Trainer) -> np.ndarray:
    return np.asarray(trainer.trace()["losses"], float)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_costly_point_is_found(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1I3", seed)
    costs = losses(rings(seed))
    limit = np.percentile(costs, 90)
    expect(lesson.column.locator(".task")).to_contain_text(f"{limit:.4f}")
    plane = page.locator(".costs-plane")
    points = plane.locator("[data-example]")
    expect(points).to_have_count(200)
    order, costly = costs.argsort(), int(costs.argmax())
    show = "(index) => { learningLoop.send({ type: 'show', set: 'training', index }); }"
    lesson.tab.ask(show, int(order[177]))
    lesson.tab.until("(k) => learningLoop.state.shown.index === k", int(order[177]))
    assert lesson.goals() == [False], "177 of 200 cost less, and that is not enough"
    assert unlit(lesson) == []
    plane.focus()
    own = page.locator(".costs-gauge text.own")
    expect(own).to_have_text(f"this one {costs[order[177]]:.3f}")
    for _ in (178, 179, 180):  # one after the other, without waiting
        page.keyboard.press("+")
    lesson.tab.until("(k) => learningLoop.state.shown.index === k", int(order[180]))
    lesson.until_over()
    press(page, f'.costs-plane [data-example="{costly}"]')
    lesson.tab.until("(k) => learningLoop.state.shown.index === k", costly)
    own = page.locator('.live-term[data-mark="example.loss"] strong').first
    expect(own).to_have_text(f"{costs[costly]:.4f}")
    assert float(shown(lesson, "loss")) == pytest.approx(costs.mean(), abs=1e-4)
    gauge = page.locator(".costs-gauge text.mean")
    expect(gauge).to_have_text(f"mean {costs.mean():.4f}")


def press(page: Page, place: str) -> None:
    """Press in the middle of a drawn thing, once the column has come to rest."""
    box, before = page.locator(place).bounding_box(), None
    while box != before:
        page.wait_for_timeout(100)
        box, before = page.locator(place).bounding_box(), box
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_areas_of_the_points_are_their_losses(page: Page, server: Server) -> None:
    opened(page, server, "1I3")
    expect(page.locator(".costs-plane circle.one")).to_have_count(100)
    costs = losses(rings())
    radii = page.evaluate(
        """() => [...document.querySelectorAll(".costs-plane circle.one")]
          .map((dot) => [Number(dot.dataset.example), Number(dot.getAttribute("r"))])"""
    )
    for index, radius in radii:
        assert radius**2 / 64 == pytest.approx(costs[index], abs=0.01)


@pytest.mark.parametrize("seed", SEEDS)
def test_blame_is_walked_back_to_its_largest_slope(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1I4", seed)
    slopes = np.asarray(rings(seed).trace()["weights_gradient", 2])[0]
    largest, smallest = int(abs(slopes).argmax()), int(abs(slopes).argmin())
    lesson.say(str(largest + 1))
    select = "(from) => learningLoop.select({ kind: 'connection', layer: 2, to: 0, from })"
    lesson.tab.ask(select, largest)
    assert lesson.goals() == [True, False, False], "nothing is blamed yet"
    lesson.play()
    lesson.tab.ask(select, smallest)
    assert lesson.goals() == [True, False, True]
    lesson.play()
    lesson.until_over()
    expect(lesson.column.locator(".reveal")).to_contain_text(f"{abs(slopes[smallest]):.4f}")
    expect(lesson.column).to_contain_text("Knobs that moved: 0")
    assert unlit(lesson) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_one_small_step_makes_the_loss_smaller(page: Page, server: Server, seed: int) -> None:
    lesson = opened(page, server, "1I5", seed)
    trainer = rings(seed)
    before, weight = float(trainer.trace()["loss"]), float(trainer.trace()["weights", 2][0, 0])
    page.locator("#next-step").click()
    lesson.rest()
    assert lesson.goals() == [False], "nothing was said"
    page.locator("#lesson-again").click()
    lesson.settle("1I5")
    lesson.say("falls")
    assert lesson.goals() == [False]
    lesson.play()
    lesson.until_over()
    trainer.run(1)
    after, moved = float(trainer.trace()["loss"]), float(trainer.trace()["weights", 2][0, 0])
    reveal = lesson.column.locator(".reveal")
    expect(reveal).to_contain_text(f"from {before:.4f} to {after:.4f}")
    expect(reveal).to_contain_text("17 knobs")
    terms = page.locator('.live-term[data-mark="weights.2.1.1"] strong')
    for place, value in ((0, weight), (1, moved)):
        shown_value = terms.nth(place).inner_text().replace("−", "-").replace("+", "")
        assert float(shown_value) == pytest.approx(value, abs=1e-4)
    assert unlit(lesson) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_round_and_round_until_the_rings_are_told_apart(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "1I6", seed)
    lesson.say("300")
    run_to(lesson, 60)
    assert lesson.goals() == [False]
    loop = "The loop: forward, loss, backward, update, and again. Step 60, loss "
    words = loop + f"{shown(lesson, 'loss')}."
    expect(page.locator(".loop-ring")).to_have_attribute("aria-label", words)
    lesson.tab.ask("() => learningLoop.player.runUntil({ quantity: 'training_loss', below: 0.1 })")
    lesson.tab.until("() => learningLoop.state.frame.step > 60")
    lesson.rest()
    lesson.until_over()
    assert 150 <= lesson.tab.step <= 300
    assert float(shown(lesson, "loss")) < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_two_edges_leave_gaps_and_three_or_four_close(
    page: Page, server: Server, seed: int
) -> None:
    lesson = opened(page, server, "1I7")
    lesson.say("3")
    for name, units in (("two", 2), ("four" if seed % 2 else "three", 4 if seed % 2 else 3)):
        lesson.column.locator(f'[data-setup="{name}"]').click()
        lesson.tab.until(
            "(units) => learningLoop.state.frame.step === 0 &&"
            " learningLoop.state.experiment.layers[0].units === units",
            units,
        )
        lesson.settle("1I7")
        lesson.tab.ask(
            "(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed
        )
        lesson.tab.until("(seed) => learningLoop.state.experiment.seed === seed", seed)
        ticked = lesson.goals()
        run_to(lesson, 300)
        assert lesson.goals() == ticked, "300 are not 600"
        run_to(lesson, 600)
        run = page.locator(f'[data-run="2-{units}-1"]')
        expect(run).to_contain_text("step 600")
        loss = lesson.tab.ask("() => learningLoop.state.frame.reading.training_loss")
        expect(run.locator(".live")).to_have_text(f"{loss:.3f}")
        expect(run.locator(".run-picture svg .edge")).to_have_count(units)
        lesson.tab.at("forward.2")
        expect(page.locator(".figure-parts .term")).to_have_count(units + 2)
    lesson.until_over()
    expect(page.locator("[data-run]")).to_have_count(2)
    if seed == SEEDS[0]:
        words = page.locator(".runs").inner_text()
        page.reload()
        lesson.settle("1I7")
        expect(page.locator(".runs")).to_have_text(words, use_inner_text=True)
        expect(page.locator(".run-picture svg .edge")).to_have_count(6)


@pytest.mark.parametrize("step", [f"1I{number}" for number in range(1, 8)])
def test_the_third_hint_does_the_step(page: Page, server: Server, step: str) -> None:
    other = "1I2" if step == "1I1" else "1I1"
    take_all_hints(opened(page, server, other), step)
