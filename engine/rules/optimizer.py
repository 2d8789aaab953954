"""What an optimizer is: an equation over flat vectors, from the gradient to the update."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.program import Array, Call
from engine.rules.choice import Setting
from engine.words import described


class Descent(NamedTuple):
    """What an optimizer reads and writes, flat: one number per parameter, (…, parameters).

    `gradient` is the slope to go down (with a penalty's, and clipped, where there are such);
    `slots` what it remembers by name; `updates` how many updates it has made, as a float64 that is
    already counted up for this one (…, 1); `down` is −η; `settings` are float64 numbers by name;
    `weights` is 1 for each weight and 0 for each bias.
    """

    gradient: Array
    parameters: Array
    slots: Mapping[str, Array]
    updates: npt.NDArray[np.float64]
    update: Array
    down: Array
    settings: Mapping[str, npt.NDArray[np.float64]]
    weights: Array

    def number(self, value: Any) -> Array:
        """A number computed in float64, () or (runs, 1), as one of the update's kind."""
        return np.asarray(value, self.update.dtype)


@dataclass(frozen=True)
class Optimizer:
    """An equation over flat vectors, with the names of what it remembers between steps.

    `update(descent)` writes slots and update. The update is added to the parameters elsewhere.
    With `counts` it also remembers how many updates it has made, as the slot `count`.
    """

    name: str
    title: str
    formula: str
    summary: str
    slots: tuple[str, ...]
    settings: tuple[Setting, ...]
    update: Callable[[Descent], list[Call]]
    counts: bool = False

    __repr__ = described


def decay(d: Descent, strength: npt.NDArray[np.float64], out: Array) -> list[Call]:
    """out = −η λ w for weights and 0 for biases, added to the update"""
    share = d.number(strength * d.weights)
    return [
        (np.multiply, (d.parameters, share, out)),
        (np.multiply, (out, d.down, out)),
        (np.add, (d.update, out, d.update)),
    ]
