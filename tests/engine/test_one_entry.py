"""A new rule or data set is one entry: catalog, checks, training and slopes follow from it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Experiment,
    Stack,
    Trainer,
    catalog,
)
from engine.data.features import Feature
from engine.program import Array, Call
from engine.rules.activation import Activation, constant
from engine.rules.choice import Setting
from engine.rules.initializers import Floats, Initializer
from engine.rules.loss import NUMBERS, Loss, OutputLayer, sum_outputs, through_bend
from engine.rules.optimizer import Descent, Optimizer
from engine.rules.regularizers import Regularizer, strength
from engine.rules.schedules import Schedule
from tests.engine.test_gradients import check_gradients, make_trainer


def toy_forward(z: Array, a: Array) -> list[Call]:
    """a = arctan z"""
    return [(np.arctan, (z, a))]


def toy_slope(z: Array, out: Array) -> list[Call]:
    """σ′ = 1 / (1 + z²)"""
    return [
        (np.multiply, (z, z, out)),
        (np.add, (out, constant(1, z), out)),
        (np.reciprocal, (out, out)),
    ]


ACTIVATION = Activation(
    name="toy",
    title="Toy",
    formula="t",
    summary="A toy.",
    derivative_formula="t",
    low=-np.pi / 2,
    high=np.pi / 2,
    forward=toy_forward,
    slope=toy_slope,
    saturated="Far out.",
    dead="Never.",
    source="z",
)


def toy_values(layer: OutputLayer) -> list[Call]:
    """L = ¼ Σ (ŷ − y)⁴"""
    scratch = np.empty_like(layer.a)
    return [
        (np.subtract, (layer.a, layer.y, scratch)),
        (np.square, (scratch, scratch)),
        (np.square, (scratch, scratch)),
        (np.multiply, (scratch, constant(0.25, scratch), scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def toy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = (ŷ − y)³"""
    scratch = np.empty_like(layer.a)
    return [
        (np.subtract, (layer.a, layer.y, scratch)),
        (np.multiply, (scratch, scratch, layer.da)),
        (np.multiply, (layer.da, scratch, layer.da)),
        *through_bend(layer, activation),
    ]


LOSS = Loss(
    name="toy",
    title="Toy",
    formula="t",
    summary="A toy.",
    tasks=("binary", *NUMBERS),
    values=toy_values,
    slopes=toy_slopes,
)


def toy_update(d: Descent) -> list[Call]:
    """s ← β s + sign(g), update = −η s"""
    s, sign = d.slots["signs"], np.empty_like(d.update)
    return [
        (np.sign, (d.gradient, sign)),
        (np.multiply, (s, d.number(d.settings["share"]), s)),
        (np.add, (s, sign, s)),
        (np.multiply, (s, d.down, d.update)),
    ]


OPTIMIZER = Optimizer(
    name="toy",
    title="Toy",
    formula="t",
    summary="A toy.",
    slots=("signs",),
    settings=(Setting("share", "Share", "s", 0.0, 1.0, 0.5),),
    update=toy_update,
)


def toy_start(
    generator: np.random.Generator, fan_out: int, fan_in: int, settings: Mapping[str, float]
) -> Floats:
    """w = ±c"""
    return settings["size"] * generator.choice([-1.0, 1.0], (fan_out, fan_in))


INITIALIZER = Initializer(
    "toy", "Toy", "t", "A toy.", toy_start, (Setting("size", "Size", "c", 0.0, 2.0, 0.5),)
)
SCHEDULE = Schedule("toy", "Toy", "t", "A toy.", (), lambda t, _: 1 / (1 + t))


def toy_penalty(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """R = ¼ λ Σ w⁴"""
    scratch = np.empty_like(parameters)
    return [
        (np.power, (parameters, constant(4, out), scratch)),
        (np.multiply, (scratch, strengths, scratch)),
        (np.add.reduce, (scratch, -1, None, out)),
        (np.multiply, (out, constant(0.25, out), out)),
    ]


def toy_pull(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """∂R/∂w = λ w³"""
    return [
        (np.power, (parameters, constant(3, out), out)),
        (np.multiply, (out, strengths, out)),
    ]


REGULARIZER = Regularizer(
    name="toy",
    title="Toy",
    formula="t",
    summary="A toy.",
    settings=strength(0.01),
    value=toy_penalty,
    slope=toy_pull,
)
DATASET = replace(DATASETS["moons"], name="toy", summary="A toy.")
FEATURE = Feature("toy", "Toy", "t", "A toy.", lambda points: np.abs(points[:, 0]))

LAYERS = [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
BENT = [{"units": 4, "activation": "toy"}, {"units": 1, "activation": "toy"}]
ENTRIES: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
    "activations": (ACTIVATIONS, ACTIVATION, {"layers": BENT, "loss": "half_square"}),
    "losses": (LOSSES, LOSS, {"loss": "toy", "layers": LAYERS}),
    "optimizers": (OPTIMIZERS, OPTIMIZER, {"optimizer": {"name": "toy", "share": 0.3}}),
    "initializers": (INITIALIZERS, INITIALIZER, {"start": {"name": "toy", "size": 1}}),
    "schedules": (SCHEDULES, SCHEDULE, {"schedule": {"name": "toy"}}),
    "regularizers": (REGULARIZERS, REGULARIZER, {"regularizer": {"name": "toy"}}),
    "datasets": (DATASETS, DATASET, {"data": {"name": "toy"}}),
    "features": (FEATURES, FEATURE, {"data": {"features": ["x1", "toy"]}}),
}
"""For each registry: where it is, a toy for it, and an experiment that plays with the toy."""


@pytest.fixture(params=ENTRIES)
def experiment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """An experiment with a toy that is in its registry for the time of one test."""
    registry, entry, changes = ENTRIES[request.param]
    assert "toy" not in registry
    monkeypatch.setitem(registry, "toy", entry)
    assert catalog()[request.param][-1]["name"] == "toy"
    return Experiment.from_dict({"batch_size": 10, "learning_rate": 0.1, **changes})


def test_a_toy_is_accepted_and_trained_with(experiment: Experiment) -> None:
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    trainer = Trainer(experiment)
    first = trainer.evaluate().training_loss
    assert trainer.run(400) == 400
    assert trainer.evaluate().training_loss < first
    steps = [trainer.trace().loss]
    trainer.seek(123)
    trainer.seek(400)
    assert [trainer.trace().loss] == steps


def test_a_toy_gives_the_same_in_the_tight_loop_step_by_step_and_in_a_stack(
    experiment: Experiment,
) -> None:
    tight, slow = Trainer(experiment), Trainer(experiment)
    stack = Stack([experiment, experiment.changed({"seed": 1})])
    tight.run(30)
    stack.run(30)
    for _ in range(30):
        slow.apply()
    state = tight.snapshot()
    for other in (slow.snapshot(), stack.snapshot(0)):
        assert state.parameters.tobytes() == other.parameters.tobytes()
        assert state.slots.tobytes() == other.slots.tobytes()
    assert np.array_equal(tight.losses.points()[1], slow.losses.points()[1])


def test_slopes_of_toys_equal_central_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIVATIONS, "toy", ACTIVATION)
    monkeypatch.setitem(LOSSES, "toy", LOSS)
    check_gradients(make_trainer(["toy", "tanh", "toy"], "toy", "toy", 1), 1e-6, 1)


def test_a_toy_is_refused_by_name_where_it_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOSSES, "toy", LOSS)
    with pytest.raises(ValueError, match="Toy does not fit a choice among classes"):
        Experiment.from_dict({"data": {"name": "three_blobs"}, "loss": "toy"})


def test_a_loss_with_extras_says_how_it_is_recalled() -> None:
    with pytest.raises(ValueError, match="toy has extras, so it needs a recall"):
        replace(LOSS, extras=lambda y: [y])
