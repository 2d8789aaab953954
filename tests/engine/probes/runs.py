"""Runs that the tests of the probes look at."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from engine import DATASETS, Experiment, Trainer

THREE = "three clouds"


def run_of(dtype: npt.DTypeLike = np.float64, **changes: Any) -> Trainer:
    """A small run on the moons, with settings changed."""
    description = {
        "data": {"name": "moons", "samples": 60},
        "layers": layers(5, 4),
        "batch_size": 8,
        "seed": 2,
        **changes,
    }
    return Trainer(Experiment.from_dict(description), dtype)


def layers(
    *hidden: int, bend: str = "tanh", outputs: int = 1, output: str = "sigmoid"
) -> list[dict[str, Any]]:
    """Layers as plain data."""
    return [
        *({"units": units, "activation": bend} for units in hidden),
        {"units": outputs, "activation": output},
    ]


def digits_run(dtype: npt.DTypeLike = np.float64, **changes: Any) -> Trainer:
    """A small run on few digits."""
    return run_of(
        dtype,
        **{
            "data": {"name": "digits", "samples": 200},
            "layers": layers(12, bend="relu", outputs=10, output="softmax"),
            "loss": "cross_entropy",
            "start": {"name": "he"},
            **changes,
        },
    )


def add_three_clouds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer a data set of the plane with three classes, for as long as a test lasts."""

    def make(samples: int, generator: np.random.Generator) -> Any:
        labels = np.arange(samples) % 3
        places = np.array([[0.8, 0.0], [-0.6, 0.7], [-0.6, -0.7]])[labels]
        return places + generator.normal(0, 0.05, places.shape), np.eye(3)[labels]

    entry = replace(
        DATASETS["blobs"],
        name=THREE,
        task="classes",
        outputs=3,
        classes=("0", "1", "2"),
        make=make,
    )
    monkeypatch.setitem(DATASETS, THREE, entry)


def three_clouds_run(**changes: Any) -> Trainer:
    """A run on the three clouds."""
    return run_of(
        **{
            "data": {"name": THREE, "samples": 60, "noise": 0.0},
            "layers": layers(outputs=3, output="softmax"),
            "loss": "cross_entropy",
            **changes,
        }
    )


def place(trainer: Trainer, parameters: Any) -> None:
    """Give a run other parameters, flat as on the tape."""
    trainer.restore(trainer.snapshot()._replace(parameters=np.asarray(parameters, trainer.dtype)))
