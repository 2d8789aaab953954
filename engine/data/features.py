"""Input features: what of a point in the plane a network is given.

The plane spans ±1 here where that of TensorFlow Playground spans ±6, so the sine is that of πx:
one whole wave from edge to edge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.words import described

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Feature:
    """A number made of a point; `of` maps points (n, 2) to (n,)."""

    name: str
    title: str
    formula: str
    summary: str
    of: Callable[[Array], Array]

    __repr__ = described


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", "x_1", "How far to the right.", lambda points: points[:, 0]),
        Feature("x2", "x₂", "x_2", "How far up.", lambda points: points[:, 1]),
        Feature(
            "x1_squared",
            "x₁²",
            "x_1^2",
            "How far from the vertical axis, to either side.",
            lambda points: points[:, 0] ** 2,
        ),
        Feature(
            "x2_squared",
            "x₂²",
            "x_2^2",
            "How far from the horizontal axis, up or down.",
            lambda points: points[:, 1] ** 2,
        ),
        Feature(
            "x1_x2",
            "x₁x₂",
            "x_1 x_2",
            "Positive where both coordinates have the same sign.",
            lambda points: points[:, 0] * points[:, 1],
        ),
        Feature(
            "sin_x1",
            "sin(πx₁)",
            r"\sin(\pi x_1)",
            "A wave along x₁; it goes up and down once from −1 to 1.",
            lambda points: np.sin(np.pi * points[:, 0]),
        ),
        Feature(
            "sin_x2",
            "sin(πx₂)",
            r"\sin(\pi x_2)",
            "A wave along x₂; it goes up and down once from −1 to 1.",
            lambda points: np.sin(np.pi * points[:, 1]),
        ),
    )
}
"""Every input feature by name."""


def features_of(points: Array, names: tuple[str, ...]) -> Array:
    """The chosen features of points (n, 2) in the order of their names, (n, names)."""
    return np.stack([FEATURES[name].of(points) for name in names], axis=1)
