"""Losses: how wrong an output is, beside the slope of that, for each example.

Arrays are features first: (…, outputs, batch). The natural logarithm throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.program import Array, Call, fill_maximum, fill_minimum
from engine.rules.activation import constant
from engine.rules.activations import ACTIVATIONS

CLASSES = ("binary", "classes")
NUMBERS = ("regression",)
BENDS = tuple(name for name, activation in ACTIVATIONS.items() if activation.hidden)
"""Activations that act on each neuron alone: they fit every loss that does so too."""


class OutputLayer(NamedTuple):
    """What a loss reads and writes: the arrays of the last layer, each (…, outputs, batch).

    `z` pre-activation, `a` activation ŷ, `y` target, `signs` = 1 − 2y, `da` and `dz` the slopes of
    the example's loss with respect to a and z, `losses` (…, batch).
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
    """A loss per example, its slope at the output, and the tasks and activations that it fits.

    `values(layer)` writes `layer.losses`; `slopes(layer, activation)` writes `layer.da` and
    `layer.dz`. Cross-entropies are computed from z, so large ones neither overflow nor vanish.
    An output above `threshold` counts as the answer 1. With `from_sums` the values are computed
    from z and not from ŷ.
    """

    name: str
    title: str
    formula: str
    summary: str
    tasks: tuple[str, ...]
    activations: tuple[str, ...]
    values: Callable[[OutputLayer], list[Call]]
    slopes: Callable[[OutputLayer, str], list[Call]]
    threshold: float = 0.5
    from_sums: bool = False


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
    """∂L/∂ŷ = ŷ − y"""
    return [(np.subtract, (layer.a, layer.y, layer.da)), *through_bend(layer, activation)]


def absolute_values(layer: OutputLayer) -> list[Call]:
    """L = Σ |ŷ − y|"""
    scratch = np.empty_like(layer.a)
    return [
        (np.subtract, (layer.a, layer.y, scratch)),
        (np.absolute, (scratch, scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def absolute_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = sign(ŷ − y), 0 at the corner"""
    return [
        (np.subtract, (layer.a, layer.y, layer.da)),
        (np.sign, (layer.da, layer.da)),
        *through_bend(layer, activation),
    ]


def huber_values(layer: OutputLayer) -> list[Call]:
    """L = Σ ½ r² up to |r| = 1, then |r| − ½, r = ŷ − y: c (|r| − ½ c) with c = min(|r|, 1)"""
    distance, clipped, half = (np.empty_like(layer.a) for _ in range(3))
    return [
        (np.subtract, (layer.a, layer.y, distance)),
        (np.absolute, (distance, distance)),
        (fill_minimum, (distance, constant(1, layer.a), clipped)),
        (np.multiply, (clipped, constant(0.5, layer.a), half)),
        (np.subtract, (distance, half, distance)),
        (np.multiply, (distance, clipped, distance)),
        *sum_outputs(distance, layer.losses),
    ]


def huber_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = ŷ − y, held between −1 and 1"""
    return [
        (np.subtract, (layer.a, layer.y, layer.da)),
        (fill_maximum, (layer.da, constant(-1, layer.a), layer.da)),
        (fill_minimum, (layer.da, constant(1, layer.a), layer.da)),
        *through_bend(layer, activation),
    ]


def hinge_values(layer: OutputLayer) -> list[Call]:
    """L = Σ max(0, 1 − t ŷ) with t = 2y − 1, which is −1 or 1: max(0, 1 + s ŷ) with s = 1 − 2y"""
    scratch = np.empty_like(layer.a)
    return [
        (np.multiply, (layer.signs, layer.a, scratch)),
        (np.add, (scratch, constant(1, layer.a), scratch)),
        (fill_maximum, (scratch, constant(0, layer.a), scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def hinge_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = −t where t ŷ < 1, else 0"""
    return [
        (np.multiply, (layer.signs, layer.a, layer.da)),
        (np.add, (layer.da, constant(1, layer.a), layer.da)),
        (fill_maximum, (layer.da, constant(0, layer.a), layer.da)),
        (np.sign, (layer.da, layer.da)),
        (np.multiply, (layer.da, layer.signs, layer.da)),
        *through_bend(layer, activation),
    ]


def binary_cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ + (1 − y) ln(1 − ŷ) = Σ ln(1 + e^(s·z)) with s = 1 − 2y, for targets 0 and 1"""
    scratch = np.empty_like(layer.z)
    return [
        (np.multiply, (layer.signs, layer.z, scratch)),
        (np.logaddexp, (constant(0, layer.z), scratch, scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def binary_cross_entropy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ŷ − y, and ∂L/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ = s (1 + e^(s·z)) with s = 1 − 2y

    Where e^(s·z) would be infinite, the largest power that is not stands for it.
    """
    del activation  # sigmoid is the only one that fits
    largest = constant(float(np.log(np.finfo(layer.z.dtype).max)) - 1, layer.z)
    return [
        (np.subtract, (layer.a, layer.y, layer.dz)),
        (np.multiply, (layer.signs, layer.z, layer.da)),
        (fill_minimum, (layer.da, largest, layer.da)),
        (np.exp, (layer.da, layer.da)),
        (np.add, (layer.da, constant(1, layer.da), layer.da)),
        (np.multiply, (layer.da, layer.signs, layer.da)),
    ]


def cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ = ln Σⱼ e^(zⱼ − m) − Σ y (z − m) with m = max z, for targets that sum to 1"""
    largest = np.empty_like(layer.z[..., :1, :])
    shifted = np.empty_like(layer.z)
    scratch = np.empty_like(layer.z)
    return [
        (np.maximum.reduce, (layer.z, -2, None, largest, True)),
        (np.subtract, (layer.z, largest, shifted)),
        (np.exp, (shifted, scratch)),
        (np.add.reduce, (scratch, -2, None, layer.losses)),
        (np.log, (layer.losses, layer.losses)),
        (np.multiply, (shifted, layer.y, shifted)),
        (np.add.reduce, (shifted, -2, None, largest, True)),
        (np.subtract, (layer.losses, largest[..., 0, :], layer.losses)),
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
        (np.negative, (layer.da, layer.da)),
    ]


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            name="half_square",
            title="Half square",
            formula=r"L = \tfrac{1}{2} \sum_i (\hat y_i - y_i)^2",
            summary="Half the squared distance: twice as far off costs four times as much.",
            tasks=(*CLASSES, *NUMBERS),
            activations=BENDS,
            values=half_square_values,
            slopes=half_square_slopes,
        ),
        Loss(
            name="absolute",
            title="Absolute",
            formula=r"L = \sum_i |\hat y_i - y_i|",
            summary="The distance itself: a far outlier pulls no harder than a near one.",
            tasks=(*CLASSES, *NUMBERS),
            activations=BENDS,
            values=absolute_values,
            slopes=absolute_slopes,
        ),
        Loss(
            name="huber",
            title="Huber",
            formula=r"L = \sum_i h(\hat y_i - y_i),\quad h(r) = \tfrac{1}{2} r^2 "
            r"\text{ if } |r| \le 1 \text{ else } |r| - \tfrac{1}{2}",
            summary="A square near the target and a straight line further off (Huber 1964).",
            tasks=(*CLASSES, *NUMBERS),
            activations=BENDS,
            values=huber_values,
            slopes=huber_slopes,
        ),
        Loss(
            name="binary_cross_entropy",
            title="Binary cross-entropy",
            formula=r"L = -y \ln \hat y - (1 - y) \ln (1 - \hat y)",
            summary="The surprise at a yes-or-no answer: being sure and wrong costs most.",
            tasks=CLASSES,
            activations=("sigmoid",),
            values=binary_cross_entropy_values,
            slopes=binary_cross_entropy_slopes,
            from_sums=True,
        ),
        Loss(
            name="cross_entropy",
            title="Cross-entropy",
            formula=r"L = -\sum_i y_i \ln \hat y_i",
            summary="The surprise at the true class: only the probability given to it counts.",
            tasks=("classes",),
            activations=("softmax",),
            values=cross_entropy_values,
            slopes=cross_entropy_slopes,
            from_sums=True,
        ),
        Loss(
            name="hinge",
            title="Hinge",
            formula=r"L = \sum_i \max(0,\, 1 - t_i \hat y_i),\quad t_i = 2 y_i - 1",
            summary="Free of charge once the answer is right by a margin of 1; the loss of support "
            "vector machines (Cortes and Vapnik 1995), each class against the rest.",
            tasks=CLASSES,
            activations=("linear", "tanh"),
            values=hinge_values,
            slopes=hinge_slopes,
            threshold=0.0,
        ),
    )
}
"""Every loss by name."""
