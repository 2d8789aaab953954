"""Measures of a whole network, and the figures of the lesson that rest on them."""

from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, PRESETS, Trainer
from engine.probes import (
    activation_rms,
    dead_fraction,
    dead_neurons,
    gradient_noise,
    gradient_norm,
    gradient_rms,
    saturated_share,
    spread,
    summarize,
    weight_norm,
)
from tests.engine.probes.runs import digits_run, layers, place, run_of

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]


def whole_step(trainer: Trainer) -> Any:
    """The trace of a step over all training examples, without dropout."""
    twin = trainer.branch({"batch_size": None, "dropout": 0.0})
    return twin.trace()


@pytest.mark.parametrize("make", [run_of, digits_run])
@pytest.mark.parametrize(
    "changes", [{}, {"dropout": 0.3}, {"regularizer": {"name": "l2", "strength": 0.5}}]
)
def test_slopes_are_those_of_the_loss_over_all_training_examples(
    make: Any, changes: dict[str, Any]
) -> None:
    trainer = make(**changes)
    trainer.run(6)
    trace = whole_step(trainer)
    numbers = range(1, len(trainer.experiment.layers) + 1)
    slopes = [trace["weights_gradient", layer] for layer in numbers]
    biases = [trace["biases_gradient", layer] for layer in numbers]
    np.testing.assert_allclose(
        gradient_rms(trainer), [np.sqrt(np.mean(dw**2)) for dw in slopes], rtol=1e-9
    )
    everything = np.concatenate([part.ravel() for part in (*slopes, *biases)])
    assert gradient_norm(trainer) == pytest.approx(np.sqrt(np.sum(everything**2)), rel=1e-9)


def test_the_same_question_later_is_about_the_later_state() -> None:
    trainer, twin = run_of(), run_of()
    first = summarize(trainer)
    trainer.run(20)
    twin.run(20)
    assert summarize(trainer) == summarize(twin)
    assert gradient_norm(trainer) != first.gradient_norm
    for changes in ({"noise": 0.3}, {"samples": 90}, {"features": ["x2", "x1_x2"]}):
        trainer.change({"data": changes})
        assert summarize(trainer) == summarize(trainer.branch())


def test_weights_are_measured_without_biases() -> None:
    trainer = run_of()
    trainer.run(6)
    trace = trainer.trace()
    weights = [trace["weights", layer] for layer in (1, 2, 3)]
    assert weight_norm(trainer) == pytest.approx(
        np.sqrt(sum(float(np.sum(w**2)) for w in weights)), rel=1e-12
    )
    assert spread(trainer) == pytest.approx(np.abs(weights[0] - weights[0][0]).max(), rel=1e-12)


def test_clones_stay_clones() -> None:
    trainer = run_of(start={"name": "constant"}, layers=layers(4))
    trainer.run(100)
    assert spread(trainer) < 1e-12
    assert weight_norm(trainer) > 0


@pytest.mark.parametrize("bend", HIDDEN)
def test_dead_and_saturated_neurons_are_those_whose_slopes_say_so(bend: str) -> None:
    trainer = run_of(
        layers=layers(5, 4, bend=bend), start={"name": "normal", "deviation": 3.0}, dropout=0.2
    )
    trace = whole_step(trainer)
    activation = ACTIVATIONS[bend]
    slopes = [activation.derivative(trace["z", layer]) for layer in (1, 2)]
    dead = dead_neurons(trainer)
    for flags, slope in zip(dead, slopes, strict=True):
        np.testing.assert_array_equal(flags, (slope == 0).all(axis=0))
    assert dead_fraction(trainer) == np.mean([*dead[0], *dead[1]])
    expected = [float((np.abs(slope) < 0.05 * activation.steepest).mean()) for slope in slopes]
    np.testing.assert_allclose(saturated_share(trainer)[:2], expected)


def test_a_relu_that_no_example_opens_is_dead() -> None:
    trainer = run_of(layers=layers(3, bend="relu"))
    weights = np.zeros((3, 3))  # (fan_in + 1, fan_out): what neurons 0, 1 and 2 receive
    weights[0] = [1, 0, 1]  # x₁
    weights[2] = [0, -1, -9]  # biases
    place(trainer, np.concatenate([weights.ravel(), np.ones(4)]))
    (dead,) = dead_neurons(trainer)
    assert dead.tolist() == [False, True, True]
    assert dead_fraction(trainer) == pytest.approx(2 / 3)


def test_without_hidden_neurons_there_is_no_share_of_dead_ones() -> None:
    trainer = run_of(layers=layers())
    assert dead_neurons(trainer) == []
    assert np.isnan(dead_fraction(trainer))


def test_softmax_has_no_slope_that_could_be_small() -> None:
    assert np.isnan(saturated_share(digits_run())[-1])


@pytest.mark.parametrize("make", [run_of, digits_run])
def test_signals_are_measured_over_neurons_and_examples(make: Any) -> None:
    trainer = make(dropout=0.5)
    trace = whole_step(trainer)
    numbers = range(1, len(trainer.experiment.layers) + 1)
    expected = [np.sqrt(np.mean(trace["a", layer] ** 2)) for layer in numbers]
    np.testing.assert_allclose(activation_rms(trainer), expected, rtol=1e-10)


def test_the_noise_of_single_examples_is_that_of_their_slopes() -> None:
    trainer = run_of(data={"name": "moons", "samples": 20}, layers=layers(2))
    slopes = []
    for index in range(trainer.data.training_count):
        trainer.chosen = (index,)
        trainer.compute()
        slopes.append(trainer.network.gradient.copy())
        trainer._discard()
    trainer.chosen = ()
    mean = np.mean(slopes, axis=0)
    exact = np.sqrt(np.mean(np.sum((slopes - mean) ** 2, axis=1)) / np.sum(mean**2))
    assert gradient_noise(trainer, 1, 4000) == pytest.approx(exact, rel=0.03)
    assert gradient_noise(trainer, 10, 3) < 1e-12  # all examples: no noise
    assert gradient_noise(trainer, 2) == gradient_noise(trainer, 2)
    assert gradient_noise(trainer, 2) != gradient_noise(trainer, 2, seed=1)


@pytest.mark.parametrize("wrong", [0, 31])
def test_noise_needs_a_batch_that_there_are_examples_for(wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 30"):
        gradient_noise(run_of(), wrong)
    with pytest.raises(ValueError, match="one batch"):
        gradient_noise(run_of(), 1, 0)


def lesson_digits(*hidden: int, bend: str = "relu", **changes: Any) -> Trainer:
    """A network on all digits, as the lesson's challenges have it."""
    return Trainer(
        PRESETS["digits"].experiment.changed(
            {"layers": layers(*hidden, bend=bend, outputs=10, output="softmax"), **changes}
        )
    )


def test_four_times_the_batch_is_half_the_noise() -> None:
    """C9: 6.9–10.2, 3.4–5.0, 1.6–2.5, 0.84–1.24, and quotients of 0.47–0.53."""
    trainer = lesson_digits(32)
    trainer.run(45)
    noise = np.array([gradient_noise(trainer, size) for size in (1, 4, 16, 64)])
    assert ((noise > [6.9, 3.4, 1.6, 0.84]) & (noise < [10.2, 5.0, 2.5, 1.24])).all()
    quotients = noise[1:] / noise[:-1]
    assert ((quotients > 0.4) & (quotients < 0.6)).all()


@pytest.mark.parametrize(("bend", "low", "high"), [("sigmoid", 6e-5, 4e-4), ("tanh", 0.4, 1.2)])
def test_slopes_fade_in_deep_sigmoid_networks_and_not_in_tanh(
    bend: str, low: float, high: float
) -> None:
    """C3: 0.000066–0.00032 and 0.40–1.13."""
    rms = gradient_rms(lesson_digits(*[16] * 6, bend=bend, start={"name": "xavier"}))
    assert low < rms[0] / rms[6] < high


@pytest.mark.parametrize(("start", "low", "high"), [("xavier", 0.015, 0.087), ("he", 0.35, 1.98)])
def test_signals_fade_from_one_start_and_not_from_the_other(
    start: str, low: float, high: float
) -> None:
    """C10: layer 10 against layer 1."""
    rms = activation_rms(lesson_digits(*[64] * 10, start={"name": start}))
    assert low < rms[9] / rms[0] < high


def test_a_reckless_rate_silences_neurons_and_a_moderate_one_does_not() -> None:
    """C5: 91–100 %, and 0–9 %."""
    reckless, moderate = lesson_digits(32, learning_rate=3.0), lesson_digits(32)
    for trainer in (reckless, moderate):
        trainer.run(90)
    assert dead_fraction(reckless) >= 0.9
    assert dead_fraction(moderate) <= 0.1


@pytest.mark.parametrize("make", [run_of, digits_run])
def test_a_summary_says_what_each_question_would(make: Any) -> None:
    trainer = make()
    trainer.run(5)
    summary, reading = summarize(trainer), trainer.evaluate()
    assert (summary.step, summary.epoch) == (trainer.step, trainer.epoch)
    assert summary.training_loss == reading.training_loss
    assert summary.test_accuracy == reading.test_accuracy
    assert summary.gradient_norm == gradient_norm(trainer)
    np.testing.assert_array_equal(summary.gradient_rms, gradient_rms(trainer))
    np.testing.assert_array_equal(summary.activation_rms, activation_rms(trainer))
    np.testing.assert_array_equal(summary.saturated_share, saturated_share(trainer))
    assert summary.dead_fraction == dead_fraction(trainer)
    assert (summary.spread, summary.weight_norm) == (spread(trainer), weight_norm(trainer))


def test_a_broken_network_is_measured_without_complaint() -> None:
    trainer = digits_run()
    place(trainer, trainer.network.parameters * np.nan)
    plain = summarize(trainer).to_dict()
    assert plain["training_loss"] is None
    assert plain["gradient_rms"] == [None, None]
    assert plain["parameters"] == trainer.parameter_count
