"""Curvature: how sharply the loss bends, and where the cliff is."""

from math import inf

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.probes import largest_curvature, learning_rate_cliff, measure_curvature
from engine.probes.surface import Surface, batch_surface, training_surface
from tests.engine.probes.runs import digits_run, layers, place, run_of


def dense_hessian(surface: Surface) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Second differences of the loss alone, entry by entry."""
    size, h = surface.at.size, 1e-4
    steps = h * np.eye(size)
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            losses = [
                surface.loss(surface.at + a * steps[i] + b * steps[j]) * a * b
                for a in (1, -1)
                for b in (1, -1)
            ]
            hessian[i, j] = hessian[j, i] = sum(losses) / (4 * h * h)
    return hessian


def test_products_and_curvature_are_those_of_the_dense_hessian() -> None:
    trainer = run_of(layers=layers(3))
    trainer.run(40)
    surface = training_surface(trainer)
    hessian = dense_hessian(surface)
    for direction in np.random.default_rng(0).standard_normal((3, surface.at.size)):
        np.testing.assert_allclose(
            surface.product(direction), hessian @ direction, atol=3e-7 * np.abs(hessian).max() * 30
        )
    values, vectors = np.linalg.eigh(hessian)
    found = measure_curvature(trainer)
    assert found.converged
    assert found.value == pytest.approx(values[-1], rel=1e-5)
    assert abs(found.direction @ vectors[:, -1]) == pytest.approx(1, abs=1e-4)
    assert found.cliff == 2 / found.value


def test_the_largest_curvature_is_upwards_even_where_a_downward_one_is_sharper() -> None:
    trainer = run_of(layers=layers(2, output="linear"), loss="half_square")
    for seed in range(40):
        size = trainer.parameter_count
        place(trainer, np.random.default_rng(seed).standard_normal(size) * 2)
        values = np.linalg.eigvalsh(dense_hessian(training_surface(trainer)))
        found = measure_curvature(trainer)
        assert found.value == pytest.approx(values[-1], abs=1e-4 * np.abs(values).max())
        if -values[0] > values[-1]:
            return
    pytest.fail("none of these states curves downwards most")


def test_a_hessian_vector_product_is_symmetric() -> None:
    surface = training_surface(Trainer(PRESETS["rings"].experiment))
    u, v = np.random.default_rng(1).standard_normal((2, surface.at.size))
    np.testing.assert_allclose(u @ surface.product(v), v @ surface.product(u), rtol=1e-7)


def test_the_curvature_of_a_linear_neuron_is_that_of_its_inputs_and_tells_the_cliff() -> None:
    trainer = Trainer(PRESETS["plane"].experiment, np.float64)
    inputs = trainer.data.inputs[: trainer.data.training_count]
    ones = np.hstack([inputs, np.ones((len(inputs), 1))])
    hessian = ones.T @ ones / len(ones)  # of ½ (w·x + b − y)², averaged
    curvature = largest_curvature(trainer)
    np.testing.assert_allclose(curvature, np.linalg.eigvalsh(hessian)[-1], rtol=1e-9)
    for factor, settles in ((0.98, True), (1.02, False)):
        run = Trainer(trainer.experiment.changed({"learning_rate": factor * 2 / curvature}))
        start = run.evaluate().training_loss
        run.run(400)
        assert (run.evaluate().training_loss < start) == settles


def test_the_cliff_of_the_valley_is_at_2_and_at_a_half_for_doubled_inputs() -> None:
    trainer = Trainer(PRESETS["valley"].experiment, np.float64)
    assert measure_curvature(trainer).rounds <= 3
    assert learning_rate_cliff(trainer) == pytest.approx(2, rel=1e-9)
    trainer._rows[:, :2] *= 2  # the first two columns are x
    assert learning_rate_cliff(trainer) == pytest.approx(0.5, rel=1e-9)


def test_flat_ground_has_no_cliff() -> None:
    trainer = run_of(layers=layers(3, bend="relu", output="relu"), loss="half_square")
    place(trainer, -np.ones(trainer.parameter_count))  # every output neuron is shut
    assert learning_rate_cliff(trainer) == inf
    place(trainer, np.full(trainer.parameter_count, np.nan))
    assert np.isnan(learning_rate_cliff(trainer))


def test_too_few_rounds_are_admitted() -> None:
    trainer = digits_run()
    hurried, patient = measure_curvature(trainer, rounds=3), measure_curvature(trainer)
    assert (hurried.rounds, hurried.converged) == (3, False)
    assert patient.converged
    assert abs(hurried.value - patient.value) > 1e-3 * patient.value
    assert patient.error < 1e-5 * patient.value


@pytest.mark.parametrize("regularizer", ["none", "l2"])
def test_the_surface_is_that_of_the_loss_alone(regularizer: str) -> None:
    trainer = run_of(
        regularizer={"name": regularizer}, batch_size=None, clip_norm=1e-3, dropout=0.0
    )
    trace = trainer.trace()
    surface = training_surface(trainer)
    np.testing.assert_allclose(surface.loss(surface.at), trace.loss, rtol=1e-12)
    np.testing.assert_allclose(
        surface.gradient(surface.at), trainer.network.gradient, rtol=1e-9, atol=1e-12
    )


def test_all_examples_count_without_dropout_and_the_batch_with_that_of_its_step() -> None:
    trainer = run_of(dropout=0.5)
    trainer.run(4)
    evaluation, trace = trainer.evaluate(), trainer.trace()
    whole, batch = training_surface(trainer), batch_surface(trainer)
    assert whole.loss(whole.at) == pytest.approx(evaluation.training_loss, rel=1e-12)
    assert batch.loss(batch.at) == pytest.approx(trace.loss, rel=1e-12)
    np.testing.assert_allclose(batch.gradient(batch.at), trainer.network.gradient, rtol=1e-9)
    assert (trace["mask", 1] == 0).any()


def test_more_examples_than_fit_in_one_pass_are_all_counted() -> None:
    trainer = digits_run(data={"name": "digits", "samples": 1700, "training_share": 0.8})
    surface = training_surface(trainer)
    assert surface.loss(surface.at) == pytest.approx(trainer.evaluate().training_loss, rel=1e-12)
    trainer.change({"batch_size": None})
    trainer.compute()
    np.testing.assert_allclose(
        surface.gradient(surface.at), trainer.network.gradient, rtol=1e-9, atol=1e-13
    )
