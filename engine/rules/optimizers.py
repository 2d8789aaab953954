"""Optimizers: from the gradient to the update, over flat vectors, for all layers at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.program import Array, Call


@dataclass(frozen=True)
class Setting:
    """A number that an optimizer can be given. `maximum` itself is excluded."""

    name: str
    title: str
    minimum: float
    maximum: float
    default: float


@dataclass(frozen=True)
class Optimizer:
    """An equation over flat vectors, with the names of what it remembers between steps.

    `update(gradient, slots, update, rate, settings)` writes the slots and the update; rate and
    settings are zero-dimensional arrays. The update is added to the parameters elsewhere.
    """

    name: str
    title: str
    formula: str
    summary: str
    slots: tuple[str, ...]
    settings: tuple[Setting, ...]
    update: Callable[[Array, Mapping[str, Array], Array, Array, Mapping[str, Array]], list[Call]]


def sgd(
    gradient: Array,
    slots: Mapping[str, Array],
    update: Array,
    rate: Array,
    settings: Mapping[str, Array],
) -> list[Call]:
    """v ← β v + g, update = −η v (Polyak 1964, "Some methods of speeding up the convergence")"""
    velocity = slots["velocity"]
    momentum = settings["momentum"]
    remember: list[Call] = [
        (np.multiply, (velocity, momentum, velocity)),
        (np.add, (velocity, gradient, velocity)),
    ]
    if momentum == 0:  # one call instead of two, and an infinite velocity does not live on as NaN
        remember = [(np.copyto, (velocity, gradient))]
    return [*remember, (np.multiply, (velocity, np.negative(rate), update))]


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(
        name="sgd",
        title="Gradient descent",
        formula=r"v \leftarrow \beta v + \nabla L, \quad \theta \leftarrow \theta - \eta v",
        summary="Steps against the slope; with momentum, past slopes keep pushing.",
        slots=("velocity",),
        settings=(Setting("momentum", "Momentum", 0.0, 1.0, 0.0),),
        update=sgd,
    ),
}
"""Every optimizer by name."""
