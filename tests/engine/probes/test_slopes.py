"""Slopes against measured losses, and what they are made of."""

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.probes.slopes import (
    Parameter,
    chain_factors,
    check_slope,
    example_slopes,
)

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
