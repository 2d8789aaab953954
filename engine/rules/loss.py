"""What a loss is: how wrong an output is, beside the slope of that, for each example.

Arrays are features first: (…, outputs, batch).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.program import Array, Call
from engine.rules.activations import ACTIVATIONS
from engine.words import described

CLASSES = ("binary", "classes")
NUMBERS = ("regression",)


class OutputLayer(NamedTuple):
    """What a loss reads and writes: the arrays of the last layer, each (…, outputs, batch).

    `z` pre-activation, `a` activation ŷ, `y` target, `da` and `dz` the slopes of the example's loss
    with respect to a and z, `losses` (…, batch). `extras` is what the loss wants of each example
    beside y, and `room` what it works in (…, 3 · outputs, batch); softmax leaves z − max z and the
    sum of powers there. `result` is a, dz and da as one array.
    """

    z: Array
    a: Array
    y: Array
    extras: Array
    room: Array
    da: Array
    dz: Array
    result: Array
    losses: Array


ROOM = 3
"""How many numbers a loss may keep of each output of each example."""


def nothing(y: Array) -> list[Array]:
    """No numbers beside the targets (n, outputs)."""
    del y
    return []


def targets_and_sums(layer: OutputLayer) -> list[Array]:
    """What is left of a step: y and z."""
    return [layer.y, layer.z]


@dataclass(frozen=True)
class Loss:
    """A loss per example, its slope at the output, and the tasks and activations that it fits.

    `values(layer)` writes `layer.losses`; `slopes(layer, activation)` writes `layer.da` and
    `layer.dz` of each example: 1/B is applied later, once, to the flat gradient. Cross-entropies
    are computed from z, so large ones neither overflow nor vanish. An output above `threshold`
    counts as the answer 1. A loss that acts on each output alone fits every activation that does so
    too; one that does not names those that it fits in `only`. `extras(y)` gives numbers that the
    loss wants beside the targets (n, outputs), each of the same shape; such a loss needs `recall`,
    and a ValueError says so.

    For running, `together(layer)` may write ŷ, dz and da in fewer calls than `forward` and
    `slopes`, with the same bits. The losses of many steps are computed later from copies of
    `evidence(layer)`: by `recall(evidence, losses)`, (…, rows, batch) to (…, batch), or where that
    is missing, by `values` from y and ŷ. With `from_sums` the values want neither ŷ nor the room.
    """

    name: str
    title: str
    formula: str
    summary: str
    tasks: tuple[str, ...]
    values: Callable[[OutputLayer], list[Call]]
    slopes: Callable[[OutputLayer, str], list[Call]]
    only: tuple[str, ...] = ()
    threshold: float = 0.5
    from_sums: bool = False
    extras: Callable[[Array], list[Array]] = nothing
    together: Callable[[OutputLayer], list[Call]] | None = None
    evidence: Callable[[OutputLayer], list[Array]] = targets_and_sums
    recall: Callable[[list[Array], Array], list[Call]] | None = None

    __repr__ = described

    def __post_init__(self) -> None:
        if self.extras is not nothing and self.recall is None:
            raise ValueError(f"{self.name} has extras, so it needs a recall.")

    @property
    def activations(self) -> tuple[str, ...]:
        """The names of the output activations that it fits."""
        return self.only or tuple(name for name, entry in ACTIVATIONS.items() if entry.hidden)

    @property
    def columns(self) -> int:
        """How many extras there are for each output."""
        return len(self.extras(np.zeros((1, 1))))


def sum_outputs(terms: Array, losses: Array) -> list[Call]:
    """Σ over the outputs of each example: (…, outputs, batch) to (…, batch)."""
    if terms.shape[-2] == 1:
        return [(np.copyto, (losses, terms[..., 0, :]))]  # a third of the time of a sum
    return [(np.add.reduce, (terms, -2, None, losses))]


def through_bend(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ∂L/∂ŷ · σ′(z)"""
    return [
        *ACTIVATIONS[activation].slope_calls(layer.z, layer.a, layer.dz),
        (np.multiply, (layer.dz, layer.da, layer.dz)),
    ]
