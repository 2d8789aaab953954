"""Reference numbers of the lesson that are exact: the valley, flat networks, clones, blank pixels.

Those of the preset TINY are in `test_step.py`, central differences in `test_gradients.py`.
"""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Trainer

VALLEY = PRESETS["valley"].experiment
DIGITS = PRESETS["digits"].experiment


def valley(**changes: Any) -> Trainer:
    return Trainer(VALLEY.changed(changes), np.float64)


def test_the_valley_is_five_times_as_long_as_it_is_wide() -> None:
    inputs = valley().data.inputs
    np.testing.assert_allclose(inputs.T @ inputs / len(inputs), np.diag([1, 0.04]), atol=1e-15)


@pytest.mark.parametrize(("rate", "falls"), [(1.99, True), (2.01, False)])
def test_the_loss_falls_below_a_rate_of_two_and_grows_above(rate: float, falls: bool) -> None:
    trainer = valley(learning_rate=rate)
    start = trainer.trace().loss
    for _ in range(200):
        trainer.apply()
        assert (trainer.trace().loss < start) == falls


@pytest.mark.parametrize(("rate", "kept"), [(0.1, 0.9501), (1.0, 0.5008), (2.1, -0.0484)])
def test_a_longer_step_keeps_less_of_what_the_slope_promises(rate: float, kept: float) -> None:
    trace = valley(learning_rate=rate).trace()
    slopes = np.append(trace["weights_gradient", 1], trace["biases_gradient", 1])
    promised = rate * np.sum(slopes**2)  # η ‖∇L‖²
    assert (trace.loss - trace.loss_after) / promised == pytest.approx(kept, abs=5e-5)


def test_momentum_passes_the_goal_and_comes_back_at_the_steps_of_the_reference() -> None:
    trainer = valley(optimizer={"name": "momentum", "momentum": 0.9})
    first_weight, losses = [], []
    for _ in range(600):
        trace = trainer.trace()
        first_weight.append(trace["weights", 1][0, 0])
        losses.append(trace.loss)
        trainer.apply()
    small = np.array(losses) < 0.01 * losses[0]
    assert max(first_weight) == pytest.approx(2.207, abs=5e-4)
    assert np.flatnonzero(small)[0] == 24
    assert np.flatnonzero(~small)[-1] == 40  # so for good from step 41


@pytest.mark.parametrize("depth", range(1, 7))
def test_a_linear_network_of_any_depth_is_the_product_of_its_matrices(depth: int) -> None:
    hidden = [{"units": 5 + n, "activation": "linear"} for n in range(depth)]
    layers = [*hidden, {"units": 10, "activation": "softmax"}]
    experiment = DIGITS.changed({"layers": layers, "start": {"name": "xavier"}})
    trainer = Trainer(experiment, np.float64)
    assert trainer.run(45) == 45
    trace = trainer.trace()
    product, offset = np.eye(64), np.zeros(64)
    for layer in range(1, depth + 2):
        product = trace["weights", layer] @ product
        offset = trace["weights", layer] @ offset + trace["biases", layer]
    np.testing.assert_allclose(
        trace["inputs"] @ product.T + offset, trace["z", depth + 1], rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_clones_stay_clones_to_twelve_digits(activation: str) -> None:
    layers = [{"units": 8, "activation": activation}, {"units": 10, "activation": "softmax"}]
    experiment = DIGITS.changed(
        {"layers": layers, "start": {"name": "constant", "value": 0.01}, "learning_rate": 0.1}
    )
    trainer = Trainer(experiment, np.float64)
    trainer.run(200)
    trace = trainer.trace()
    weights, onward = trace["weights", 1], trace["weights", 2]
    assert np.abs(weights - 0.01).max() > 1e-3  # they do move
    np.testing.assert_allclose(weights, np.tile(weights[0], (8, 1)), rtol=0, atol=1e-12)
    np.testing.assert_allclose(onward, np.tile(onward[:, :1], 8), rtol=0, atol=1e-12)


def test_weights_on_pixels_that_are_always_blank_have_slope_zero_and_never_move() -> None:
    trainer = Trainer(DIGITS)
    blank = (trainer.data.inputs == 0).all(axis=0)
    assert np.flatnonzero(blank).tolist() == [0, 32, 39]
    before = trainer.trace()["weights", 1][:, blank]
    for _ in range(90):
        assert not trainer.trace()["weights_gradient", 1][:, blank].any()
        trainer.apply()
    np.testing.assert_array_equal(trainer.trace()["weights", 1][:, blank], before)
