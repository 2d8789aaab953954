"""A run in a few numbers."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.probes.measures import (
    activation_rms,
    dead_fraction,
    saturated_share,
    spread,
    weight_norm,
    weight_rms,
)
from engine.probes.surface import training_surface
from engine.trace import jsonable
from engine.trainer import Trainer


@dataclass(frozen=True)
class Summary:
    """Where a run stands, over all its examples: losses, accuracies, and the measures.

    NaN where there is none; lists have one number per layer.
    """

    step: int
    epoch: int
    parameters: int
    training_loss: float
    test_loss: float
    training_accuracy: float
    test_accuracy: float
    gradient_norm: float
    gradient_rms: list[float]
    activation_rms: list[float]
    saturated_share: list[float]
    dead_fraction: float
    spread: float
    weight_norm: float

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data; numbers that are not finite become None."""
        return {name: jsonable(np.asarray(value)) for name, value in asdict(self).items()}


def summarize(trainer: Trainer) -> Summary:
    """A run in a few numbers, each as the function of its name has it; slopes of the loss alone."""
    reading = trainer.evaluate()
    surface = training_surface(trainer)
    gradient = surface.gradient(surface.at)
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(gradient))
    return Summary(
        step=trainer.step,
        epoch=trainer.epoch,
        parameters=trainer.parameter_count,
        training_loss=reading.training_loss,
        test_loss=reading.test_loss,
        training_accuracy=reading.training_accuracy,
        test_accuracy=reading.test_accuracy,
        gradient_norm=length,
        gradient_rms=weight_rms(trainer, gradient).tolist(),
        activation_rms=activation_rms(trainer).tolist(),
        saturated_share=saturated_share(trainer).tolist(),
        dead_fraction=dead_fraction(trainer),
        spread=spread(trainer),
        weight_norm=weight_norm(trainer),
    )
