"""The experiments of the challenges."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine import PRESETS, Experiment, Trainer

RINGS = PRESETS["rings"].experiment
DIGITS = PRESETS["digits"].experiment


def stack(*hidden: int, bend: str, outputs: int = 1) -> list[dict[str, Any]]:
    """Layers: hidden ones with a bend, and one sigmoid or several softmax outputs."""
    output = {"units": outputs, "activation": "sigmoid" if outputs == 1 else "softmax"}
    return [*({"units": units, "activation": bend} for units in hidden), output]


def digits(*hidden: int, bend: str = "relu", **changes: Any) -> Experiment:
    """Handwritten digits and a network with these hidden layers."""
    return DIGITS.changed({"layers": stack(*hidden, bend=bend, outputs=10), **changes})


def begin(experiment: Experiment, seed: int, **changes: Any) -> Trainer:
    """A run before its first step."""
    return Trainer(experiment.changed({"seed": seed, **changes}))


def go(experiment: Experiment, seed: int, steps: int, **changes: Any) -> Trainer:
    """A run after so many steps."""
    trainer = begin(experiment, seed, **changes)
    assert trainer.run(steps) == steps
    return trainer


def training_set(trainer: Trainer) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Inputs and targets of all examples that are trained on."""
    count = trainer.data.training_count
    return trainer.data.inputs[:count], trainer.data.targets[:count]


def training_losses(trainer: Trainer, steps: int) -> npt.NDArray[np.float64]:
    """The loss over all training examples before each of so many steps, and after the last."""
    losses = [trainer.evaluate().training_loss]
    for _ in range(steps):
        trainer.run(1)
        losses.append(trainer.evaluate().training_loss)
    return np.array(losses)


def rises(losses: npt.NDArray[Any]) -> int:
    """How many steps made the loss larger."""
    return int(np.count_nonzero(np.diff(losses) > 0))


def least_test_loss(trainer: Trainer) -> float:
    """The lowest test loss among the evaluations of a run."""
    return float(trainer.evaluations.since(0)[:, 2].min())
