"""Networks that should learn do learn, for any seed."""

import numpy as np
import pytest

from engine import PRESETS, Trainer

ACCURATE = {"circle": 0.97, "xor": 0.97, "moons": 0.97, "spiral": 0.95, "blobs": 0.97}
STEPS = {"circle": 1500, "xor": 1500, "moons": 1000, "spiral": 3000, "blobs": 300}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("preset", ["rings", "welcome"])
def test_rings_are_told_apart_within_300_steps(preset: str, seed: int) -> None:
    trainer = Trainer(PRESETS[preset].experiment.changed({"seed": seed}))
    assert trainer.evaluate().training_loss > 0.4
    trainer.run(300)
    assert trainer.evaluate().training_loss < 0.10


@pytest.mark.parametrize("seed", range(5))
def test_digits_are_read_after_450_steps(seed: int) -> None:
    trainer = Trainer(PRESETS["digits"].experiment.changed({"seed": seed}))
    assert trainer.steps_per_epoch == 45
    trainer.run(450)
    assert (trainer.epoch, trainer.offset) == (10, 0)
    assert trainer.evaluate().test_accuracy >= 0.90


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("preset", ACCURATE)
def test_every_plane_preset_learns(preset: str, seed: int) -> None:
    trainer = Trainer(PRESETS[preset].experiment.changed({"seed": seed}))
    trainer.run(STEPS[preset])
    assert trainer.evaluate().test_accuracy >= ACCURATE[preset]


def test_a_linear_neuron_finds_the_tilted_plane() -> None:
    trainer = Trainer(PRESETS["plane"].experiment, np.float64)
    trainer.run(500)
    trace = trainer.trace()
    np.testing.assert_allclose(trace["weights", 1], [[0.5, 0.5]], atol=1e-6)
    np.testing.assert_allclose(trace["biases", 1], [0], atol=1e-6)


def test_clones_stay_clones() -> None:
    experiment = PRESETS["rings"].experiment.changed({"start": {"name": "zeros"}})
    trainer = Trainer(experiment, np.float64)
    trainer.run(50)
    weights = trainer.trace()["weights", 1]
    np.testing.assert_array_equal(weights, np.broadcast_to(weights[0], weights.shape))


def test_weights_of_blank_pixels_have_slope_zero() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trace = trainer.trace()
    blank = (trace["inputs"] == 0).all(axis=0)
    assert blank.any()
    assert not trace["weights_gradient", 1][:, blank].any()


def test_momentum_adds_past_slopes_to_the_velocity() -> None:
    experiment = PRESETS["plane"].experiment.changed(
        {"optimizer": {"name": "momentum", "momentum": 0.9}, "learning_rate": 0.001}
    )
    trainer = Trainer(experiment, np.float64)
    velocity = np.zeros(3)
    for _ in range(5):
        trace = trainer.trace()
        gradient = [*trace["weights_gradient", 1][0], *trace["biases_gradient", 1]]
        velocity = 0.9 * velocity + gradient
        found = [*trace["weights_velocity", 1][0], *trace["biases_velocity", 1]]
        np.testing.assert_allclose(found, velocity, rtol=1e-12)
        np.testing.assert_allclose(
            [*trace["weights_update", 1][0], *trace["biases_update", 1]],
            -0.001 * velocity,
            rtol=1e-12,
        )
        trainer.apply()
