"""The five networks that are measured, for the engine and, as a problem, for everybody else."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from benchmarks.contenders.problem import Order, Problem
from engine import DATASETS, Experiment, Trainer
from engine.data.datasets import Span

NEVER = 2**60
PIXELS = "random pixels"
DATASETS[PIXELS] = replace(
    DATASETS["digits"],
    name=PIXELS,
    features=784,
    samples=Span(2000, 2000, 2000, 1),
    make=lambda samples, generator: (
        generator.random((samples, 784)),
        np.eye(10)[generator.integers(0, 10, samples)],
    ),
)
MANY_RINGS = "many rings"
DATASETS[MANY_RINGS] = replace(
    DATASETS["rings"], name=MANY_RINGS, samples=Span(1280, 1280, 1280, 1)
)
for name, dataset in DATASETS.items():  # train only: no evaluations in between
    DATASETS[name] = replace(dataset, evaluation_base=NEVER)

CONFIGURATIONS: dict[str, tuple[str, list[int], int]] = {
    "a": ("rings", [4, 2], 10),
    "b": ("rings", [8, 8, 8], 10),
    "c": ("rings", [8] * 6, 10),
    "d": ("digits", [32, 16], 32),
    "e": (PIXELS, [128, 64], 64),
}
"""Data, hidden neurons and batch size by name."""


def experiment_of(data: str, hidden: Iterable[int], batch_size: int) -> Experiment:
    """Tanh hidden layers; sigmoid with binary or softmax with categorical cross-entropy."""
    classes = DATASETS[data].task == "classes"
    output = {"units": 10, "activation": "softmax"} if classes else None
    return Experiment.from_dict(
        {
            "data": {"name": data},
            "layers": [
                *({"units": units, "activation": "tanh"} for units in hidden),
                output or {"units": 1, "activation": "sigmoid"},
            ],
            "learning_rate": 0.05,
            "batch_size": batch_size,
        }
    )


def problem_of(trainer: Trainer, orders: Iterable[Order] = ()) -> Problem:
    """The engine's examples and present parameters, as contenders want them."""
    trace = trainer.trace()
    layers = range(1, len(trainer.experiment.layers) + 1)
    count = trainer.data.training_count
    return Problem(
        inputs=np.ascontiguousarray(trainer.data.inputs[:count], np.float32),
        targets=np.ascontiguousarray(trainer.data.targets[:count], np.float32),
        weights=tuple(trace["weights", n].T.astype(np.float32) for n in layers),
        biases=tuple(trace["biases", n].astype(np.float32) for n in layers),
        batch=trainer.experiment.batch,
        rate=trainer.experiment.learning_rate,
        kind="classes" if trainer.experiment.dataset.task == "classes" else "binary",
        orders=tuple(orders),
    )


def network_of(trainer: Trainer) -> str:
    """Its neurons, such as 2-8-8-8-1."""
    layers = trainer.experiment.layers
    units = [trainer.experiment.dataset.features, *(layer.units for layer in layers)]
    return "-".join(map(str, units))
