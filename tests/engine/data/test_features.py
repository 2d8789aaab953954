"""Input features: numbers made of points in the plane, for training and for maps alike."""

import numpy as np
import pytest

from engine import DATASETS, FEATURES, Experiment, ExperimentError, Trainer, activation_maps
from engine.data.choice import Data
from engine.data.examples import make_examples

POINTS = np.array([[0.5, -0.25], [-1.0, 0.5]])
VALUES: dict[str, list[float]] = {
    "x1": [0.5, -1],
    "x2": [-0.25, 0.5],
    "x1_squared": [0.25, 1],
    "x2_squared": [0.0625, 0.25],
    "x1_x2": [-0.125, -0.5],
    "sin_x1": [1, 0],
    "sin_x2": [-(0.5**0.5), 1],
}


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_is_what_its_formula_says(name: str) -> None:
    np.testing.assert_allclose(FEATURES[name].of(POINTS), VALUES[name], atol=1e-15)
    assert FEATURES[name].summary.endswith(".")


def test_features_come_in_the_order_they_were_chosen() -> None:
    data = Data(features=("x1_x2", "x1"))
    assert data.inputs == 2
    np.testing.assert_allclose(data.transform(POINTS), [[-0.125, 0.5], [-0.5, -1]])
    assert Data().transform(POINTS) is POINTS


def test_examples_keep_their_points_beside_their_features() -> None:
    plain, chosen = (make_examples(Data(features=f), 2) for f in ((), ("x2", "x1_squared", "x1")))
    np.testing.assert_array_equal(plain.inputs, plain.points)
    np.testing.assert_array_equal(chosen.points, plain.points)
    assert chosen.inputs.shape == (400, 3)
    np.testing.assert_array_equal(chosen.inputs[:, 1], plain.points[:, 0] ** 2)
    np.testing.assert_array_equal(chosen.targets, plain.targets)


def test_squares_let_one_neuron_see_the_inner_ring() -> None:
    neuron = {"layers": [{"units": 1, "activation": "sigmoid"}]}
    blind = Trainer(Experiment.from_dict(neuron))
    seeing = Trainer(
        Experiment.from_dict({"data": {"features": ["x1_squared", "x2_squared"]}, **neuron})
    )
    for trainer in (blind, seeing):
        trainer.run(1000)
    assert blind.evaluate().test_accuracy < 0.7
    assert seeing.evaluate().test_accuracy > 0.98


@pytest.mark.parametrize("features", [["x1_squared"], ["x1_x2", "x2"], list(FEATURES)])
@pytest.mark.parametrize("name", ["rings", "three_arms"])
def test_maps_ask_about_points_of_the_plane(name: str, features: list[str]) -> None:
    experiment = Experiment.from_dict({"data": {"name": name, "features": features}, "seed": 3})
    trainer = Trainer(experiment)
    trainer.run(20)
    outputs = experiment.dataset.outputs
    ranges, maps = activation_maps(trainer, 12, 20)
    assert [len(picture) for picture in maps] == [12] * 4 + [20] * outputs
    trace = trainer.trace()
    for row, column in ((0, 0), (11, 3), (5, 8)):
        point = (np.array([[column + 0.5, row + 0.5]]) / 12 * 2 - 1) * 1.3
        x = experiment.data.transform(point)[0]
        hidden = np.tanh(trace["weights", 1] @ x + trace["biases", 1])
        for neuron, answer in enumerate(hidden):
            low, high = ranges[neuron]
            shown = low + (high - low) * maps[neuron][row, column] / 255
            assert abs(shown - answer) <= (high - low) / 255 * 0.51 + 1e-5


@pytest.mark.parametrize(
    "changes",
    [
        {"features": ["x3"]},
        {"features": ["x1", "x1"]},
        {"features": "x1"},
        {"features": [["x1"]]},
        {"features": None},
        {"name": "digits", "features": ["x1"]},
        {"name": "sine", "features": ["x1"]},
    ],
)
def test_features_that_cannot_be_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ExperimentError) as refusal:
        Experiment.from_dict({"data": changes})
    assert refusal.value.field == "data.features"


def test_another_data_set_begins_with_its_points() -> None:
    chosen = Experiment.from_dict({"data": {"features": ["x1_x2"]}})
    assert chosen.changed({"data": {"noise": 0.1}}).data.features == ("x1_x2",)
    assert chosen.changed({"data": {"name": "digits"}}).data.features == ()


@pytest.mark.parametrize("name", [name for name, entry in DATASETS.items() if entry.is_plane])
def test_features_can_be_chosen_for_every_plane(name: str) -> None:
    trainer = Trainer(Experiment.from_dict({"data": {"name": name, "features": list(FEATURES)}}))
    trainer.run(2)
    trainer.change({"data": {"features": ["sin_x2"]}})
    trainer.run(2)
    assert trainer.trace()["inputs"].shape[1] == 1
