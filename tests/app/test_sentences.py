"""Changes in words."""

from typing import Any

import pytest

from app.sentences import describe_change
from engine import PRESETS, Experiment
from engine.journal import settings

TABLE = {"inputs": [[0, 0], [1, 1], [2, 0]], "targets": [[0], [1], [0]], "task": "binary"}
RINGS = PRESETS["rings"].experiment.changed({"learning_rate": 0.03, "batch_size": 10})
HIDDEN = [{"units": units, "activation": "tanh"} for units in (8, 3)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learning_rate": 0.1}, "Learning rate 0.03 → 0.1"),
        ({"learning_rate": 0.03}, "A change to what it was already"),
        ({"batch_size": 5}, "Batch size 10 → 5"),
        ({"batch_size": None}, "Batch size 10 → all"),
        ({"clip_norm": 2}, "Longest gradient none → 2"),
        ({"data": {"noise": 0.5}}, "Noise 0.05 → 0.5"),
        ({"data": {"name": "moons"}}, "Data Rings → Two moons"),
        ({"data": {"table": TABLE}}, "Own data, 3 examples"),
        ({"data": {"features": ["x1", "x2", "sin_x2"]}}, "Inputs x₁, x₂ → x₁, x₂, sin(πx₂)"),
        ({"optimizer": {"name": "adam"}}, "Optimizer Gradient descent → Adam"),
        ({"start": {"name": "he"}}, "Start Xavier → He"),
        ({"seed": 5, "draw": 2}, "Seed 0 → 5; Draw 0 → 2"),
        ({"loss": "half_square"}, "Loss Binary cross-entropy → Half square"),
        ({"surgery": [{"add_neuron": {"layer": 1}}]}, "Neuron added to layer 1"),
        ({"surgery": [{"remove_neuron": {"layer": 1, "index": 2}}]}, "Neuron 3 of layer 1 removed"),
        ({"surgery": [{"add_layer": {"layer": 1}}]}, "Layer 1 added"),
        ({"surgery": [{"remove_layer": {"layer": 1}}]}, "Layer 1 removed"),
        (
            {"surgery": [{"change_activation": {"layer": 1, "activation": "relu"}}]},
            "Layer 1 bends with ReLU",
        ),
        (
            {"edits": [{"layer": 1, "row": 1, "column": 0, "value": -0.5}]},
            "Weight x₁ → neuron 2 of layer 1 set to −0.5",
        ),
        (
            {"edits": [{"layer": 2, "row": 0, "value": 2}]},
            "Bias of the output set to 2",
        ),
        ({"examples": [3]}, "This step on example 3"),
        ({"examples": [3, 4]}, "This step on examples 3, 4"),
        ({"examples": list(range(9))}, "This step on 9 chosen examples"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_change_is_described(changes: dict[str, Any], words: str) -> None:
    assert describe_change(RINGS, changes, settings(RINGS, changes)) == words


def test_other_layers_are_described() -> None:
    output = vars(RINGS.layers[-1])
    after = RINGS.changed({"layers": [*HIDDEN, output]})
    assert describe_change(RINGS, {}, after).startswith("Neurons ")
    other = after.changed({"layers": [HIDDEN[0], {**HIDDEN[1], "activation": "relu"}, output]})
    assert describe_change(after, {}, other) == "Layer 2 bends with ReLU"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_told_from_every_other(name: str) -> None:
    for other in PRESETS.values():
        words = describe_change(PRESETS[name].experiment, {}, other.experiment)
        assert words
        assert len(words) < 200


def test_many_changes_at_once_are_counted() -> None:
    after = Experiment.from_dict(
        {**RINGS.to_dict(), "seed": 3, "draw": 4, "dropout": 0.5, "learning_rate": 2.0}
    )
    assert describe_change(RINGS, {}, after).endswith("2 more changes")
    edits = [{"layer": 1, "row": 0, "column": 0, "value": 0.0}] * 5
    assert describe_change(RINGS, {"edits": edits}, RINGS) == "5 weights set by hand"
