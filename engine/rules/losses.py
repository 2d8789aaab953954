"""Every loss by name. A new one is an entry beside its rule, in the file of its kind."""

import numpy as np

from engine.program import Array
from engine.rules.distances import DISTANCES, MARGINS
from engine.rules.loss import ROOM, Loss, OutputLayer
from engine.rules.surprises import SURPRISES

__all__ = ["LOSSES", "ROOM", "Loss", "OutputLayer", "example_rows"]

LOSSES: dict[str, Loss] = {loss.name: loss for loss in (*DISTANCES, *SURPRISES, *MARGINS)}
"""Every loss by name."""


def example_rows(loss: str, inputs: Array, targets: Array) -> Array:
    """Examples as a pass takes them: inputs, a one, targets, extras of the loss, (n, columns)."""
    one = np.ones((len(inputs), 1), inputs.dtype)
    return np.hstack([inputs, one, targets, *LOSSES[loss].extras(targets)])
