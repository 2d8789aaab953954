"""Slopes against measured losses, and what they are made of."""

from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, PRESETS, REGULARIZERS, Trainer
from engine.probes.slopes import (
    Parameter,
    chain_factors,
    check_slope,
    example_slopes,
    loss_fall,
    try_nudges,
)
from tests.engine.probes.runs import layers, run_of

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
PICKED = [Parameter(1, 1, 0), Parameter(1, 0), Parameter(2, 0, 1), Parameter(2, 0)]


@pytest.mark.parametrize("parameter", PICKED)
@pytest.mark.parametrize("preset", ["tiny", "rings", "moons"])
def test_a_measured_slope_is_the_computed_one(preset: str, parameter: Parameter) -> None:
    trainer = Trainer(PRESETS[preset].experiment)
    trainer.run(5)
    before = trainer.trace()
    check = check_slope(trainer, parameter)
    assert check.difference < 1e-6
    layer, row, column = parameter
    name = "biases_gradient" if column is None else "weights_gradient"
    shown = before[name, layer][row if column is None else (row, column)]
    np.testing.assert_allclose(check.computed, shown, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(
        (check.loss_above - check.loss_below) / 2e-5, check.measured, rtol=1e-12
    )
    assert trainer.trace().tape.tobytes() == before.tape.tobytes()


@pytest.mark.parametrize("size", [0.05, -0.05, 0.01])
def test_small_nudges_keep_what_every_slope_of_tiny_claims(size: float) -> None:
    trainer = Trainer(PRESETS["tiny"].experiment, np.float64)
    places = [(1, 0), (1, 1), (2, 0)]
    for layer, row in places:
        for column in (0, 1, None):
            found = try_nudges(trainer, Parameter(layer, row, column), [size])
            assert abs(found.measured[0] - found.computed) <= 0.03 * abs(found.computed)


def test_a_large_nudge_breaks_the_claim() -> None:
    trainer = Trainer(PRESETS["tiny"].experiment, np.float64)
    loss, losses, measured, computed = try_nudges(trainer, Parameter(2, 0), [0.0, 2.0])
    assert losses[0] == loss
    assert np.isnan(measured[0])
    assert measured[1] == (losses[1] - loss) / 2
    assert abs(measured[1] - computed) > 0.3 * abs(computed)


def test_tiny_has_the_factors_that_one_finds_by_hand() -> None:
    trainer = Trainer(PRESETS["tiny"].experiment, np.float64)
    # ∂L/∂ŷ = 0.598258 − 1, σ′ = 0.598258 · 0.401742, input a₁ = 0.622459
    factors = chain_factors(trainer, Parameter(2, 0, 0))
    assert factors.steepness is not None
    found = [factors.blame, factors.steepness, factors.input, factors.slope]
    np.testing.assert_allclose(found, [-0.401742, 0.240345, 0.622459, -0.060103], atol=1e-6)
    assert chain_factors(trainer, Parameter(2, 0)).input == 1


@pytest.mark.parametrize("parameter", PICKED)
def test_the_slopes_of_the_examples_average_to_that_of_the_batch(parameter: Parameter) -> None:
    trainer = Trainer(PRESETS["moons"].experiment)
    trainer.run(3)
    wishes = example_slopes(trainer, parameter)
    assert len(wishes.slopes) == 20
    np.testing.assert_allclose(wishes.mean, check_slope(trainer, parameter).computed, rtol=1e-10)
    assert wishes.agreeing == (np.sign(wishes.slopes) == np.sign(wishes.mean)).sum()


def test_softmax_mixes_neurons_and_has_no_steepness_of_its_own() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    factors = chain_factors(trainer, Parameter(2, 3, 0))
    assert factors.steepness is None
    assert factors.slope == pytest.approx(factors.error * factors.input)


def test_parameters_that_do_not_exist_are_refused() -> None:
    trainer = Trainer(PRESETS["tiny"].experiment)
    for wrong in (Parameter(0, 0), Parameter(3, 0), Parameter(1, 2), Parameter(1, 0, 2)):
        for question in (check_slope, chain_factors, example_slopes):
            with pytest.raises(IndexError):
                question(trainer, wrong)


RULES = [
    *({"layers": layers(4, 3, bend=bend)} for bend in HIDDEN),
    *({"regularizer": {"name": name}} for name in REGULARIZERS),
    {"dropout": 0.5},
    {"batch_size": 7},
    {"batch_size": None},
    {"clip_norm": 0.01},
    {"dropout": 0.3, "optimizer": {"name": "adam"}, "regularizer": {"name": "l2"}},
]


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("chosen", [(), (2, 9, 4)])
def test_slopes_are_those_of_the_present_step_whatever_its_rules(
    rules: dict[str, Any], chosen: tuple[int, ...]
) -> None:
    trainer = run_of(**rules)
    trainer.run(6)
    trainer.chosen = chosen
    for parameter in (Parameter(1, 2, 1), Parameter(2, 1), Parameter(3, 0, 2)):
        check = check_slope(trainer, parameter)
        wishes = example_slopes(trainer, parameter)
        trace = trainer.trace()  # asked last: probes must not rest on it
        layer, row, column = parameter
        name = "biases_gradient" if column is None else "weights_gradient"
        shown = trace[name, layer][row if column is None else (row, column)]
        np.testing.assert_allclose(check.computed, shown, rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(check.measured, shown, rtol=1e-4, atol=1e-8)
        np.testing.assert_allclose(wishes.mean, shown, rtol=1e-9, atol=1e-14)
        assert len(wishes.slopes) == len(trace["targets"])


@pytest.mark.parametrize("bend", HIDDEN)
def test_the_factors_of_a_slope_multiply_to_it(bend: str) -> None:
    trainer = run_of(layers=layers(4, 3, bend=bend), dropout=0.4)
    trainer.run(3)
    trainer.show("test", 5)
    for parameter in (Parameter(1, 2, 1), Parameter(2, 1, 3), Parameter(2, 1)):
        factors = chain_factors(trainer, parameter)
        assert factors.steepness is not None
        np.testing.assert_allclose(factors.blame * factors.steepness, factors.error, rtol=1e-9)
        np.testing.assert_allclose(factors.error * factors.input, factors.slope)
        trace = trainer.trace()
        layer, row, column = parameter
        np.testing.assert_allclose(factors.error, trace["example.dz", layer][row], rtol=1e-9)
        if column is not None:
            name = ("example.inputs",) if layer == 1 else ("example.a", layer - 1)
            np.testing.assert_allclose(factors.input, trace[(*name, 0)[:2]][column], rtol=1e-9)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_promised_fall_is_kept_by_a_short_step(optimizer: str) -> None:
    experiment = PRESETS["rings"].experiment.changed(
        {"optimizer": {"name": optimizer}, "learning_rate": 1e-4}
    )
    trainer = Trainer(experiment, dtype=np.float64)
    trainer.run(5)
    promised, real = loss_fall(trainer)
    assert promised > 0
    assert real == pytest.approx(promised, rel=0.02)
    trace = trainer.trace()
    assert real == pytest.approx(float(trace["loss"] - trace["loss_after"]), rel=1e-6)


def test_a_long_step_breaks_the_promise() -> None:
    trainer = Trainer(PRESETS["rings"].experiment.changed({"learning_rate": 100.0}))
    promised, real = loss_fall(trainer)
    assert promised > 0
    assert real < 0.5 * promised
