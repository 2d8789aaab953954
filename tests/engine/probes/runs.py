"""Runs that the tests of the probes look at."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine import Experiment, Trainer


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


def three_blobs_run(**changes: Any) -> Trainer:
    """A run on three classes in the plane."""
    return run_of(
        **{
            "data": {"name": "three_blobs", "samples": 60},
            "layers": layers(outputs=3, output="softmax"),
            "loss": "cross_entropy",
            **changes,
        }
    )


def place(trainer: Trainer, parameters: Any) -> None:
    """Give a run other parameters, flat as on the tape."""
    trainer.restore(trainer.snapshot()._replace(parameters=np.asarray(parameters, trainer.dtype)))
