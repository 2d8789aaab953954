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


SOLVED = {
    "ink": (10, "test_accuracy", 0.95),
    "ink_1_8": (200, "test_accuracy", 0.90),
    "one": (300, "training_accuracy", 0.95),
    "gates_and": (500, "training_accuracy", 1.0),
    "gates_or": (500, "training_accuracy", 1.0),
    "three_blobs": (500, "test_accuracy", 0.95),
    "three_arms": (3000, "test_accuracy", 0.95),
}
FITTED = {"sine": (1500, 0.02), "multi_gaussian": (3000, 0.03), "steep_valley": (200, 0.001)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("preset", SOLVED)
def test_presets_of_classes_learn(preset: str, seed: int) -> None:
    steps, reading, least = SOLVED[preset]
    trainer = Trainer(PRESETS[preset].experiment.changed({"seed": seed}))
    trainer.run(steps)
    assert getattr(trainer.evaluate(), reading) >= least


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("preset", FITTED)
def test_presets_of_numbers_learn(preset: str, seed: int) -> None:
    steps, most = FITTED[preset]
    trainer = Trainer(PRESETS[preset].experiment.changed({"seed": seed}))
    trainer.run(steps)
    assert trainer.evaluate().training_loss < most


def test_one_neuron_never_solves_xor_and_four_do() -> None:
    trainer = Trainer(PRESETS["gates_xor"].experiment, np.float64)
    trainer.run(1000)
    assert trainer.evaluate().training_loss == pytest.approx(np.log(2))
    layers = [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
    deeper = {"layers": layers, "start": {"name": "xavier"}}
    committee = Trainer(PRESETS["gates_xor"].experiment.changed(deeper), np.float64)
    committee.run(2000)
    assert committee.evaluate().training_loss < 0.05


def test_forty_points_are_learned_by_heart_and_four_hundred_are_not() -> None:
    forty = Trainer(PRESETS["moons_40"].experiment)
    assert (forty.data.training_count, forty.data.test_count) == (40, 400)
    more = {"data": {"samples": 800, "training_share": 0.5}}
    many = Trainer(PRESETS["moons_40"].experiment.changed(more))
    rises = []
    for trainer in (forty, many):
        trainer.run(2000)
        tests = trainer.evaluations.since(0)[:, 2]
        rises.append(trainer.evaluate().test_loss / tests.min())
    assert rises[0] >= 1.25
    assert rises[1] <= 1.10


def test_wrong_labels_are_learned_by_heart() -> None:
    changes = {
        "data": {"samples": 504, "training_share": 144 / 504, "label_noise": 0.2},
        "layers": [
            {"units": 64, "activation": "relu"},
            {"units": 64, "activation": "relu"},
            {"units": 10, "activation": "softmax"},
        ],
        "batch_size": 16,
    }
    trainer = Trainer(PRESETS["digits"].experiment.changed(changes))
    assert (trainer.data.training_count, trainer.data.test_count) == (144, 360)
    assert trainer.data.mislabelled.sum() == 29
    trainer.run(3000)
    reading = trainer.evaluate()
    assert reading.training_accuracy >= 0.99
    assert reading.test_loss >= 1.3 * trainer.evaluations.since(0)[:, 2].min()


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
