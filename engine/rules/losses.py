"""Losses: how wrong an output is, beside the slope of that, for each example.

Arrays are features first: (outputs, batch). The natural logarithm throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.program import Array, Call
from engine.rules.activations import ACTIVATIONS, constant


class OutputLayer(NamedTuple):
    """What a loss reads and writes: the arrays of the last layer, each (outputs, batch).

    `z` pre-activation, `a` activation ŷ, `y` target, `signs` = 1 − 2y, `da` and `dz` the slopes of
    the example's loss with respect to a and z, `losses` (batch,).
    """

    z: Array
    a: Array
    y: Array
    signs: Array
    da: Array
    dz: Array
    losses: Array


@dataclass(frozen=True)
class Loss:
    """A loss per example, its slope at the output, and the activations that it fits.

    `values(layer, activation)` writes `layer.losses`; `slopes(layer, activation)` writes `layer.da`
    and `layer.dz`. Cross-entropies are computed from z, so large ones neither overflow nor vanish.
    """

    name: str
    title: str
    formula: str
    summary: str
    activations: tuple[str, ...]
    values: Callable[[OutputLayer], list[Call]]
    slopes: Callable[[OutputLayer, str], list[Call]]


def sum_outputs(terms: Array, losses: Array) -> list[Call]:
    """Σ over the outputs of each example: (outputs, batch) to (batch,)."""
    if len(terms) == 1:
        return [(np.copyto, (losses, terms[0]))]  # a third of the time of a sum
    return [(np.add.reduce, (terms, 0, None, losses))]


def half_square_values(layer: OutputLayer) -> list[Call]:
    """L = ½ Σ (ŷ − y)²"""
    scratch = np.empty_like(layer.a)
    return [
        (np.subtract, (layer.a, layer.y, scratch)),
        (np.multiply, (scratch, scratch, scratch)),
        *sum_outputs(scratch, layer.losses),
        (np.multiply, (layer.losses, constant(0.5, layer.a), layer.losses)),
    ]


def half_square_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = ŷ − y, and ∂L/∂z = ∂L/∂ŷ · σ′(z)"""
    slope = ACTIVATIONS[activation].slope
    if slope is None:
        raise ValueError(
            f"half_square needs an activation with a slope of its own, not {activation}."
        )
    return [
        (np.subtract, (layer.a, layer.y, layer.da)),
        *slope(layer.a, layer.dz),
        (np.multiply, (layer.dz, layer.da, layer.dz)),
    ]


def binary_cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −y ln ŷ − (1 − y) ln(1 − ŷ) = ln(1 + e^(s·z)) with s = 1 − 2y, for targets 0 and 1"""
    scratch = np.empty_like(layer.z)
    return [
        (np.multiply, (layer.signs, layer.z, scratch)),
        (np.logaddexp, (constant(0, layer.z), scratch, scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def binary_cross_entropy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ŷ − y, and ∂L/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ = s (1 + e^(s·z)) with s = 1 − 2y"""
    del activation  # sigmoid is the only one that fits
    return [
        (np.subtract, (layer.a, layer.y, layer.dz)),
        (np.multiply, (layer.signs, layer.z, layer.da)),
        (np.exp, (layer.da, layer.da)),
        (np.add, (layer.da, constant(1, layer.da), layer.da)),
        (np.multiply, (layer.da, layer.signs, layer.da)),
    ]


def cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ = ln Σⱼ e^(zⱼ − m) − Σ y (z − m) with m = max z, for targets that sum to 1"""
    largest = np.empty_like(layer.z[:1])
    shifted = np.empty_like(layer.z)
    scratch = np.empty_like(layer.z)
    return [
        (np.maximum.reduce, (layer.z, 0, None, largest, True)),
        (np.subtract, (layer.z, largest, shifted)),
        (np.exp, (shifted, scratch)),
        (np.add.reduce, (scratch, 0, None, layer.losses)),
        (np.log, (layer.losses, layer.losses)),
        (np.multiply, (shifted, layer.y, shifted)),
        (np.add.reduce, (shifted, 0, None, largest, True)),
        (np.subtract, (layer.losses, largest[0], layer.losses)),
    ]


def cross_entropy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ŷ − y, and ∂L/∂ŷ = −y/ŷ"""
    del activation  # softmax is the only one that fits
    tiny = constant(float(np.finfo(layer.a.dtype).tiny), layer.a)
    return [
        (np.subtract, (layer.a, layer.y, layer.dz)),
        # An output that has vanished entirely (ŷ = 0) counts as the smallest normal number here.
        (np.add, (layer.a, tiny, layer.da)),
        (np.divide, (layer.y, layer.da, layer.da)),
        (np.subtract, (constant(0, layer.a), layer.da, layer.da)),
    ]


LOSSES: dict[str, Loss] = {
    "half_square": Loss(
        name="half_square",
        title="Half square",
        formula=r"L = \tfrac{1}{2} \sum_i (\hat y_i - y_i)^2",
        summary="Half the squared distance: twice as far off costs four times as much.",
        activations=("linear", "sigmoid", "tanh", "relu"),
        values=half_square_values,
        slopes=half_square_slopes,
    ),
    "binary_cross_entropy": Loss(
        name="binary_cross_entropy",
        title="Binary cross-entropy",
        formula=r"L = -y \ln \hat y - (1 - y) \ln (1 - \hat y)",
        summary="The surprise at a yes-or-no answer: being sure and wrong costs most.",
        activations=("sigmoid",),
        values=binary_cross_entropy_values,
        slopes=binary_cross_entropy_slopes,
    ),
    "cross_entropy": Loss(
        name="cross_entropy",
        title="Cross-entropy",
        formula=r"L = -\sum_i y_i \ln \hat y_i",
        summary="The surprise at the true class: only the probability given to it counts.",
        activations=("softmax",),
        values=cross_entropy_values,
        slopes=cross_entropy_slopes,
    ),
}
"""Every loss by name."""
