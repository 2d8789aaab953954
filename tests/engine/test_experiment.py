"""Experiments: validation, JSON both ways, and merging changes."""

import json
import math
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    PRESETS,
    REGULARIZERS,
    SCHEDULES,
    Choice,
    Data,
    Experiment,
    ExperimentError,
    Trainer,
)

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]


@st.composite
def rules(draw: st.DrawFn, registry: Any) -> dict[str, Any]:
    """A rule of a registry, with settings within their limits."""
    rule = draw(st.sampled_from(list(registry.values())))
    settings = {}
    for setting in rule.settings:
        low, high = setting.minimum, min(setting.maximum, 0.99 if setting.open_end else 1e6)
        number = st.integers(int(low), int(high)) if setting.whole else st.floats(low, high)
        settings[setting.name] = draw(number)
    return {"name": rule.name, **settings}


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """Any experiment that is allowed."""
    dataset = DATASETS[draw(st.sampled_from(list(DATASETS)))]
    fitting = [loss for loss in LOSSES.values() if dataset.task in loss.tasks]
    loss = draw(st.sampled_from(fitting))
    hidden = draw(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(HIDDEN)), max_size=4))
    layers = [
        *hidden,
        (dataset.outputs, draw(st.sampled_from(loss.activations))),
    ]

    def span(limits: Any) -> st.SearchStrategy[float]:
        return st.floats(limits.minimum, limits.maximum)

    chosen = st.lists(st.sampled_from(list(FEATURES)), unique=True)
    features = draw(chosen) if dataset.is_plane else []
    fans = [len(features) or dataset.features, *(units for units, _ in layers)]
    start: dict[str, Any] = draw(rules(INITIALIZERS))
    if draw(st.booleans()) and dataset.features == 2:
        number = st.floats(-9, 9)
        start = {
            "name": "given",
            "layers": [
                {
                    "weights": [[draw(number) for _ in range(inputs)] for _ in range(units)],
                    "biases": [draw(number) for _ in range(units)],
                }
                for inputs, units in pairwise(fans)
            ],
        }
    return {
        "data": {
            "name": dataset.name,
            "samples": draw(
                st.integers(int(dataset.samples.minimum), int(dataset.samples.maximum))
            ),
            "noise": draw(span(dataset.noise)),
            "training_share": draw(span(dataset.training_share)),
            "label_noise": draw(span(dataset.label_noise)),
            "features": features,
        },
        "layers": [{"units": units, "activation": activation} for units, activation in layers],
        "loss": loss.name,
        "start": start,
        "optimizer": draw(rules(OPTIMIZERS)),
        "schedule": draw(rules(SCHEDULES)),
        "regularizer": draw(rules(REGULARIZERS)),
        "dropout": draw(st.sampled_from([0, 0.3])),
        "clip_norm": draw(st.none() | st.floats(0.1, 10)),
        "learning_rate": draw(st.floats(0, 1000)),
        "batch_size": draw(st.none() | st.integers(1, 3000)),
        "seed": draw(st.integers(0, 2**32 - 1)),
        "draw": draw(st.integers(0, 1000)),
    }


@settings(max_examples=60, deadline=None)
@given(descriptions())
def test_an_experiment_survives_json(description: dict[str, Any]) -> None:
    experiment = Experiment.from_dict(description)
    plain = json.loads(json.dumps(experiment.to_dict(), allow_nan=False))
    assert plain == description
    assert Experiment.from_dict(plain) == experiment
    assert experiment.changed(plain) == experiment
    assert experiment.changed({}) == experiment
    assert hash(experiment) == hash(Experiment.from_dict(plain))


@settings(max_examples=40, deadline=None)
@given(descriptions(), descriptions())
def test_any_experiment_can_become_any_other_in_the_middle_of_a_run(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    trainer = Trainer(Experiment.from_dict(first))
    trainer.run(2)
    trainer.change(second)
    assert trainer.experiment == Experiment.from_dict(second)
    trainer.compute()
    trainer.apply()
    assert trainer.trace().layout.size == trainer.trace().tape.size


@settings(max_examples=40, deadline=None)
@given(descriptions(), st.sampled_from(list(DATASETS)))
def test_changing_the_data_set_always_gives_a_valid_experiment(
    description: dict[str, Any], name: str
) -> None:
    before = Experiment.from_dict(description)
    after = before.changed({"data": {"name": name}})
    assert after.data.name == name
    assert after.hidden == before.hidden
    if name != before.data.name:
        dataset = DATASETS[name]
        assert after.data.samples == dataset.samples.default
        fitting = {
            "binary": ("sigmoid", "binary_cross_entropy"),
            "classes": ("softmax", "cross_entropy"),
            "regression": ("linear", "half_square"),
        }
        output = after.layers[-1]
        assert (output.activation, after.loss) == fitting[dataset.task]
        assert output.units == dataset.outputs


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from([*Experiment().to_dict(), "other"])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, JSON | st.dictionaries(st.sampled_from(["name", "noise"]), JSON)))
def test_whatever_is_asked_for_is_done_or_refused_with_a_sentence(changes: dict[str, Any]) -> None:
    refusal = None
    try:
        experiment = PRESETS["rings"].experiment.changed(changes)
    except ExperimentError as error:
        refusal = error
    if refusal is None:
        json.dumps(experiment.to_dict(), allow_nan=False)
    else:
        assert refusal.field
        assert refusal.sentence.endswith(".")
        assert len(refusal.sentence) < 300


LAYER = {"units": 1, "activation": "sigmoid"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"learning_rate": True}, "learning_rate"),
        ({"learning_rate": "1"}, "learning_rate"),
        ({"learning_rate": math.nan}, "learning_rate"),
        ({"learning_rate": math.inf}, "learning_rate"),
        ({"learning_rate": 10**400}, "learning_rate"),
        ({"learning_rate": -0.1}, "learning_rate"),
        ({"learning_rate": 1001}, "learning_rate"),
        ({"optimizer": {"name": "momentum", "momentum": 1}}, "optimizer.momentum"),
        ({"optimizer": {"name": "momentum", "momentum": -0.1}}, "optimizer.momentum"),
        ({"optimizer": {"name": "adam2"}}, "optimizer.name"),
        ({"optimizer": {"speed": 1}}, "optimizer"),
        ({"optimizer": None}, "optimizer"),
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": 1.5}, "batch_size"),
        ({"batch_size": False}, "batch_size"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
        ({"seed": None}, "seed"),
        ({"data": {"samples": 5}}, "data.samples"),
        ({"data": {"samples": 5000}}, "data.samples"),
        ({"data": {"noise": 9}}, "data.noise"),
        ({"data": {"name": "ring"}}, "data.name"),
        ({"data": {"name": ["rings"]}}, "data.name"),
        ({"data": {"training_share": 0}}, "data.training_share"),
        ({"data": {"colour": 1}}, "data"),
        ({"data": "rings"}, "data"),
        ({"layers": []}, "layers"),
        ({"layers": "none"}, "layers"),
        ({"layers": [LAYER] * 14}, "layers"),
        ({"layers": [{"units": 2, "activation": "sigmoid"}]}, "layers"),
        ({"layers": [{"units": 0, "activation": "tanh"}, LAYER]}, "layers.1.units"),
        ({"layers": [{"units": 129, "activation": "tanh"}, LAYER]}, "layers.1.units"),
        ({"layers": [{"units": 4, "activation": "tan"}, LAYER]}, "layers.1.activation"),
        ({"layers": [{"units": 4, "activation": "softmax"}, LAYER]}, "layers.1.activation"),
        ({"layers": [{"units": 4}, LAYER]}, "layers.1"),
        ({"layers": [{"units": 1, "activation": "tanh"}]}, "loss"),
        ({"loss": "cross_entropy"}, "loss"),
        ({"loss": "hinge"}, "loss"),
        ({"data": {"name": "digits"}, "loss": "binary_cross_entropy"}, "loss"),
        ({"data": {"name": "plane"}, "layers": [LAYER], "loss": "binary_cross_entropy"}, "loss"),
        ({"start": {"name": "given"}}, "start.layers"),
        ({"start": {"name": "he", "layers": [{"weights": [[1]], "biases": [1]}]}}, "start.layers"),
        (
            {"start": {"name": "given", "layers": [{"weights": [1], "biases": []}]}},
            "start.layers.1.weights",
        ),
        ({"start": {"name": "she"}}, "start.name"),
        ({"start": {"name": "xavier", "deviation": 1}}, "start"),
        ({"schedule": {"name": "cosine", "length": 1.5}}, "schedule.length"),
        ({"regularizer": {"name": "l2", "strength": 2}}, "regularizer.strength"),
        ({"dropout": 1}, "dropout"),
        ({"clip_norm": 0}, "clip_norm"),
        ({"colour": 1}, "'colour'"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    experiment = PRESETS["rings"].experiment
    with pytest.raises(ExperimentError) as caught:
        experiment.changed(changes)
    assert caught.value.field == field
    assert caught.value.sentence in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).field == field


def test_a_description_that_is_no_mapping_is_refused() -> None:
    nonsense: list[Any] = [None, [], "rings", 3]
    for description in nonsense:
        with pytest.raises(ExperimentError):
            Experiment.from_dict(description)


def test_numbers_of_numpy_become_plain_ones() -> None:
    experiment = Experiment.from_dict({"learning_rate": np.float32(0.5), "seed": np.int64(3)})
    assert type(experiment.learning_rate) is float
    assert type(experiment.seed) is int
    assert type(Experiment.from_dict({"learning_rate": 1}).learning_rate) is float


def test_changes_are_merged_and_leave_the_rest() -> None:
    base = PRESETS["digits"].experiment
    changed = base.changed(
        {"optimizer": {"name": "momentum", "momentum": 0.9}, "data": {"samples": 500}}
    )
    assert changed.optimizer["momentum"] == 0.9
    assert (changed.data.samples, changed.data.name) == (500, "digits")
    assert changed.changed_fields(base) == {"optimizer.name", "data.samples"}
    assert base.changed({"layers": list(base.to_dict()["layers"])}) == base


def test_given_start_values_that_no_longer_fit_give_way() -> None:
    tiny = PRESETS["tiny"].experiment
    assert tiny.changed({"learning_rate": 2}).start == tiny.start
    assert tiny.changed({"data": {"name": "rings"}}).start == tiny.start
    assert tiny.changed({"data": {"name": "digits"}}).start.name == "xavier"
    wider = [{"units": 3, "activation": "sigmoid"}, LAYER]
    assert tiny.changed({"layers": wider}).start.name == "xavier"
    with pytest.raises(ExperimentError, match="do not fit"):
        tiny.changed({"layers": wider, "start": tiny.to_dict()["start"]})


def test_given_start_values_arrive_row_by_row() -> None:
    weights = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
    experiment = Experiment.from_dict(
        {
            "layers": [{"units": 3, "activation": "tanh"}, LAYER],
            "start": {
                "name": "given",
                "layers": [
                    {"weights": weights, "biases": [1, 2, 3]},
                    {"weights": [[7, 8, 9]], "biases": [4]},
                ],
            },
        }
    )
    trace = Trainer(experiment, np.float64).trace()
    assert trace["weights", 1].tolist() == weights
    assert trace["biases", 1].tolist() == [1, 2, 3]
    assert trace["weights", 2].tolist() == [[7, 8, 9]]


SPREAD = {
    "zeros": 0,
    "constant": 0,
    "normal": 1,
    "uniform": 0.5**2 / 3,
    "xavier": 2 / (64 + 128),
    "xavier_uniform": 2 / (64 + 128),
    "he": 2 / 64,
    "he_uniform": 2 / 64,
    "lecun": 1 / 64,
    "orthogonal": 1 / 128,
}
"""Variance of the weights between 64 inputs and 128 neurons."""


def first_weights(name: str) -> Any:
    """Start weights of 64–128–10, (128, 64)."""
    experiment = Experiment.from_dict(
        {
            "data": {"name": "digits"},
            "layers": [
                {"units": 128, "activation": "tanh"},
                {"units": 10, "activation": "softmax"},
            ],
            "start": {"name": name},
        }
    )
    trace = Trainer(experiment, np.float64).trace()
    assert not trace["biases", 1].any()
    return trace["weights", 1]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_start_values_have_the_spread_of_their_rule(name: str) -> None:
    weights = first_weights(name)
    np.testing.assert_allclose(np.var(weights), SPREAD[name], rtol=0.05, atol=1e-12)
    mean = 0.5 if name == "constant" else 0
    np.testing.assert_allclose(np.mean(weights), mean, atol=0.05 * np.std(weights) + 1e-12)


def test_flat_start_values_reach_their_limit_and_not_further() -> None:
    for name, limit in (("uniform", 0.5), ("xavier_uniform", (6 / 192) ** 0.5)):
        largest = np.abs(first_weights(name)).max()
        assert 0.99 * limit < largest <= limit


def test_orthogonal_start_values_stretch_nothing() -> None:
    weights = first_weights("orthogonal")
    np.testing.assert_allclose(weights.T @ weights, np.eye(64), atol=1e-12)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"optimizer": "adam"}, "optimizer"),
        ({"data": "moons"}, "data"),
        ({"start": Choice("he")}, "start"),
        ({"layers": [(4, "tanh"), (1, "sigmoid")]}, "layers.1"),
        ({"layers": 3}, "layers"),
    ],
)
def test_parts_of_another_kind_are_refused_with_an_example(
    parts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExperimentError) as refused:
        Experiment(**parts)
    assert refused.value.field == field
    assert refused.value.sentence.startswith("Expected a")


def test_data_of_a_name_have_the_defaults_of_that_data_set() -> None:
    assert Experiment(data=Data.of("moons", samples=50)) == Experiment.from_dict(
        {"data": {"name": "moons", "samples": 50}}
    )
    with pytest.raises(ExperimentError, match="does not exist; choose rings"):
        Data.of("no such data")
