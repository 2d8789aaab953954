"""What is drawn is what the engine computed: sign, size and digits, phase by phase.

TINY's numbers are the lesson's reference numbers, not this program's.
"""

import math
from typing import Final

import pytest
from playwright.sync_api import expect

from engine import PRESETS, Experiment, Trainer
from tests.browser.tab import Mark, Tab

MINUS: Final = "−"

BEFORE: Final = {
    "weights.1.1.1": 0.6,
    "weights.1.1.2": -0.4,
    "weights.1.2.1": -0.2,
    "weights.1.2.2": 0.8,
    "biases.1.1": 0.1,
    "biases.1.2": -0.3,
    "weights.2.1.1": 0.7,
    "weights.2.1.2": -0.5,
    "biases.2.1": 0.2,
    "example.inputs.1": 1.0,
    "example.inputs.2": 0.5,
}
FORWARD: Final = {
    "neuron.1.1": 0.622459,
    "neuron.1.2": 0.475021,
    "neuron.2.1": 0.598258,
}
SLOPES: Final = {
    "weights_gradient.2.1.1": -0.060103,
    "weights_gradient.2.1.2": -0.045867,
    "biases_gradient.2.1": -0.096557,
    "weights_gradient.1.1.1": -0.015884,
    "weights_gradient.1.1.2": -0.007942,
    "weights_gradient.1.2.1": 0.012039,
    "weights_gradient.1.2.2": 0.006020,
    "biases_gradient.1.1": -0.015884,
    "biases_gradient.1.2": 0.012039,
}
AFTER: Final = {
    "weights.2.1.1": 0.730051,
    "weights.2.1.2": -0.477067,
    "biases.2.1": 0.248278,
    "weights.1.1.1": 0.607942,
    "weights.1.1.2": -0.396029,
    "weights.1.2.1": -0.206020,
    "weights.1.2.2": 0.796990,
    "biases.1.1": 0.107942,
    "biases.1.2": -0.306020,
}


@pytest.fixture
def tiny(tab: Tab) -> Tab:
    """TINY, ready for its first step."""
    tab.load("tiny")
    tab.ask("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return tab


def same(marks: dict[str, Mark], reference: dict[str, float], tolerance: float = 1e-6) -> None:
    for name, value in reference.items():
        drawn = marks[name].value
        assert drawn is not None, name
        assert drawn == pytest.approx(value, abs=tolerance), name


def test_at_rest_only_what_exists_has_a_number(tiny: Tab) -> None:
    marks = tiny.marks()
    same(marks, BEFORE)
    assert not [name for name in marks if name.startswith(("example.a", "example.z", "wish"))]
    assert not [name for name in marks if "gradient" in name or "update" in name]
    assert "not computed yet" in tiny.page.locator('[data-neuron="1.0"]').get_attribute(
        "aria-label"
    )  # type: ignore[operator]


def test_weights_are_drawn_with_the_sign_and_size_they_have(tiny: Tab) -> None:
    marks = tiny.marks()
    for name, weight in BEFORE.items():
        if not name.startswith("weights"):
            continue
        mark = marks[name]
        assert mark.ink == ("positive" if weight > 0 else "negative")
        assert mark.dashed == (weight < 0)
    widths = {name: marks[name].width for name in BEFORE if name.startswith("weights")}
    per_unit = widths["weights.1.2.2"] / 0.8  # type: ignore[operator]
    for name, width in widths.items():
        assert width == pytest.approx(max(0.9, per_unit * abs(BEFORE[name])), rel=1e-5)


def test_forward_shows_first_the_sum_and_then_what_it_became(tiny: Tab) -> None:
    tiny.at("forward.1", 0.65)
    marks = tiny.marks()
    same(marks, {"example.z.1.1": 0.5, "example.z.1.2": -0.1})
    assert marks["example.z.1.2"].text == f"z {MINUS}0.10"
    tiny.at("forward.1")
    marks = tiny.marks()
    assert marks["example.a.1.1"].text == "a +0.62"
    assert marks["example.a.1.2"].text == "a +0.48"
    tiny.at("forward.2")
    same(tiny.marks(), FORWARD)
    assert "says 0.60, truth 1" in tiny.marks()["verdict"].text


def test_each_connection_carries_weight_times_input(tiny: Tab) -> None:
    tiny.at("forward.1", 0.3)
    same(
        tiny.marks(),
        {
            "contribution.1.1.1": 0.6,
            "contribution.1.1.2": -0.2,
            "contribution.1.2.1": -0.2,
            "contribution.1.2.2": 0.4,
        },
    )
    assert tiny.marks()["contribution.1.1.2"].ink == "negative"


def test_the_loss_stands_beside_the_output(tiny: Tab) -> None:
    tiny.at("loss")
    marks = tiny.marks()
    same(marks, {"example.loss": 0.080698, "gap": 0.598258 - 1})
    assert marks["example.loss"].text == "loss 0.081"
    assert "0.081" in tiny.caption


def test_backward_draws_every_slope_once_its_layer_is_reached(tiny: Tab) -> None:
    tiny.at("backward.2")
    marks = tiny.marks()
    assert not [name for name in marks if name.startswith("weights_gradient.1")]
    tiny.at("backward.1")
    marks = tiny.marks()
    same(marks, SLOPES)
    for name, slope in SLOPES.items():
        assert marks[name].hollow == (slope < 0), name
    assert marks["wish.2.1"].up  # the truth is larger than what it says
    wish = marks["wish.1.1"].value
    assert wish == pytest.approx(0.096557 * 0.7, abs=1e-5)
    assert "Weights moved: 0 of 9" in tiny.caption


def test_the_update_moves_all_weights_at_once_to_the_reference_values(tiny: Tab) -> None:
    tiny.at("update")
    marks = tiny.marks()
    same(marks, AFTER)
    assert marks["weights_update.2.1.1"].value == pytest.approx(0.030051, abs=1e-6)
    assert "Weights moved: 9 of 9" in tiny.caption
    assert "0.0807 → 0.0730" in tiny.caption


def test_one_layers_nudge_can_be_shown_alone(tiny: Tab) -> None:
    tiny.at("update")
    tiny.ask("() => learningLoop.player.replayUpdate(1)")
    tiny.ask("() => new Promise((done) => setTimeout(done, 120))")
    marks = tiny.marks()
    assert marks["weights.2.1.1"].value == pytest.approx(AFTER["weights.2.1.1"], abs=1e-6)
    tiny.until("() => !learningLoop.state.player.playing")
    same(tiny.marks(), AFTER)


def test_the_inspector_shows_all_of_a_connection(tiny: Tab) -> None:
    tiny.at("backward.1")
    tiny.page.locator('[data-neuron="2.0"]').click()
    panel = tiny.page.locator("#inspector")
    panel.get_by_role("button", name="neuron 1").click()
    expect(panel).to_contain_text("+0.7000")
    text = panel.inner_text()
    for number in ("+0.7000", f"{MINUS}0.060103", "+0.6225", f"{MINUS}0.0966", "+0.030051"):
        assert number in text, number
    tiny.at("forward.1")
    expect(panel).to_contain_text("not computed yet")


SLANTED: Final = Experiment.from_dict(
    {
        **PRESETS["xor"].experiment.to_dict(),
        "layers": [
            {"units": 3, "activation": "tanh"},
            {"units": 1, "activation": "sigmoid"},
        ],
        "batch_size": 3,
    }
)


def test_a_slanted_network_with_three_examples_hides_no_transposition(tab: Tab) -> None:
    """2–3–1 with a batch of three: a wrong orientation or a wrong 1/B would show."""
    tab.ask(
        "(experiment) => { learningLoop.send({ type: 'load', experiment }); }", SLANTED.to_dict()
    )
    tab.until("() => learningLoop.state.frame.layout.tensors.get('weights.1').shape[0] === 3")
    tab.until("() => learningLoop.state.frame.layout.tensors.get('losses').shape[0] === 3")
    trainer = Trainer(SLANTED)
    trace = trainer.trace()
    tab.at("update")
    drawn = tab.marks()
    tab.at("backward.1")
    slopes = tab.marks()
    checked = 0
    for layer, rows, columns in ((1, 3, 2), (2, 1, 3)):
        weights = trace["weights", layer]
        gradient = trace["weights_gradient", layer]
        update = trace["weights_update", layer]
        for to in range(rows):
            for source in range(columns):
                key = f"{layer}.{to + 1}.{source + 1}"
                before = slopes[f"weights.{key}"]
                assert before.value == weights[to, source]
                assert before.ink == ("negative" if weights[to, source] < 0 else "positive")
                slope = slopes[f"weights_gradient.{key}"]
                assert slope.value == gradient[to, source]
                assert slope.hollow == (gradient[to, source] < 0)
                after = drawn[f"weights.{key}"].value
                assert after is not None
                moved = float(weights[to, source]) + float(update[to, source])
                assert math.isclose(after, moved, rel_tol=1e-6, abs_tol=1e-7)
                checked += 1
    assert checked == 9


TASKS: Final = {
    "three classes": {
        "data": {"name": "three_blobs"},
        "layers": [{"units": 3, "activation": "relu"}, {"units": 3, "activation": "softmax"}],
        "loss": "cross_entropy",
        "batch_size": 3,
        "learning_rate": 0.5,
    },
    "a curve": {
        "data": {"name": "sine"},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "linear"}],
        "loss": "half_square",
        "batch_size": 3,
        "learning_rate": 0.1,
    },
    "chosen features": {
        "data": {"name": "rings", "features": ["x1_squared", "sin_x2", "x2"]},
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "tanh"}],
        "loss": "hinge",
        "batch_size": 3,
        "learning_rate": 0.1,
    },
}


@pytest.mark.parametrize("task", TASKS)
def test_the_numbers_of_every_task_are_those_of_the_tape(tab: Tab, task: str) -> None:
    experiment = Experiment.from_dict({**TASKS[task], "seed": 5})
    before = tab.ask("() => learningLoop.state.run")
    tab.ask(
        "(experiment) => { learningLoop.send({ type: 'load', experiment }); }", experiment.to_dict()
    )
    tab.until(
        "(run) => learningLoop.state.run !== run && learningLoop.state.frame.step === 0"
        " && learningLoop.state.frame.command > 0",
        before,
    )
    trainer = Trainer(experiment)
    trace = trainer.trace()
    tab.at("backward.1")
    marks = tab.marks()
    for i, value in enumerate(trace["example.inputs"]):
        assert marks[f"example.inputs.{i + 1}"].value == value
    for layer, size in enumerate(experiment.layers, start=1):
        for unit in range(size.units):
            assert marks[f"neuron.{layer}.{unit + 1}"].value == trace["example.a", layer][unit]
            for source in range(trace["weights", layer].shape[1]):
                key = f"{layer}.{unit + 1}.{source + 1}"
                weight = trace["weights", layer][unit, source]
                assert marks[f"weights.{key}"].value == weight
                assert marks[f"weights.{key}"].dashed == (weight < 0)
                slope = trace["weights_gradient", layer][unit, source]
                if slope:
                    assert marks[f"weights_gradient.{key}"].value == slope
                    assert marks[f"weights_gradient.{key}"].hollow == (slope < 0)
    assert marks["example.loss"].value == trace["example.loss"]


def test_the_switch_shows_the_examples_own_slopes_or_the_mean(tab: Tab) -> None:
    tab.load("rings")
    tab.at("backward.1")
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.show(*PRESETS["rings"].shown)
    trace = trainer.trace()
    mean = tab.marks()
    assert mean["loss"].value == pytest.approx(float(trace.loss), rel=1e-6)
    slope = mean["weights_gradient.1.3.2"].value
    assert slope == pytest.approx(float(trace["weights_gradient", 1][2, 1]), rel=1e-6)
    tab.page.locator("#whose-example").click()
    tab.until("() => !learningLoop.marks().some(({ of }) => of === 'loss')")
    marks = tab.marks()
    assert not any(name.startswith("weights_gradient") for name in marks)
    own = float(trace["example.dz", 1][2]) * float(trace["example.inputs"][1])
    assert marks["example.weights_gradient.1.3.2"].value == pytest.approx(own, rel=1e-5)
    tab.ask("() => learningLoop.select({ kind: 'connection', layer: 1, to: 2, from: 1 })")
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'picked')")
    assert f"{abs(own):.4f}" in tab.marks()["picked"].text
    tab.page.locator("#whose-mean").click()
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'loss')")
