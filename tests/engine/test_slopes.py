"""Slopes against measured losses, and what they are made of."""

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.probes.slopes import (
    Parameter,
    Surface,
    chain_factors,
    check_slope,
    example_slopes,
    largest_curvature,
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


def test_the_curvature_of_a_linear_neuron_is_that_of_its_inputs_and_tells_the_cliff() -> None:
    trainer = Trainer(PRESETS["plane"].experiment, np.float64)
    inputs = trainer.data.inputs[: trainer.data.training_count]
    ones = np.hstack([inputs, np.ones((len(inputs), 1))])
    hessian = ones.T @ ones / len(ones)  # of ½ (w·x + b − y)², averaged
    curvature = largest_curvature(trainer)
    np.testing.assert_allclose(curvature, np.linalg.eigvalsh(hessian)[-1], rtol=1e-5)
    for factor, settles in ((0.98, True), (1.02, False)):
        run = Trainer(trainer.experiment.changed({"learning_rate": factor * 2 / curvature}))
        start = run.evaluate().training_loss
        run.run(400)
        assert (run.evaluate().training_loss < start) == settles


def test_a_hessian_vector_product_is_symmetric() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    surface = Surface(trainer, whole=True)
    u, v = np.random.default_rng(1).standard_normal((2, surface.at.size))
    np.testing.assert_allclose(u @ surface.product(v), v @ surface.product(u), rtol=1e-7)
