"""Losses of distance: how far an output is from its target, or from the right side of a margin.

Arrays are features first: (…, outputs, batch).
"""

import numpy as np

from engine.program import Array, Call, fill_maximum, fill_minimum
from engine.rules.activation import constant
from engine.rules.loss import CLASSES, NUMBERS, Loss, OutputLayer, sum_outputs, through_bend


def half_square_values(layer: OutputLayer) -> list[Call]:
    """L = ½ Σ (ŷ − y)² (PyTorch's MSELoss has no ½, and averages over the outputs)"""
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


HALF_SQUARE = Loss(
    name="half_square",
    title="Half square",
    formula=r"L = \tfrac{1}{2} \sum_i (\hat y_i - y_i)^2",
    summary="Half the squared distance: twice as far off costs four times as much.",
    tasks=(*CLASSES, *NUMBERS),
    values=half_square_values,
    slopes=half_square_slopes,
)


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


ABSOLUTE = Loss(
    name="absolute",
    title="Absolute",
    formula=r"L = \sum_i |\hat y_i - y_i|",
    summary="The distance itself: a far outlier pulls no harder than a near one.",
    tasks=(*CLASSES, *NUMBERS),
    values=absolute_values,
    slopes=absolute_slopes,
)


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


HUBER = Loss(
    name="huber",
    title="Huber",
    formula=r"L = \sum_i h(\hat y_i - y_i),\quad h(r) = \tfrac{1}{2} r^2 "
    r"\text{ if } |r| \le 1 \text{ else } |r| - \tfrac{1}{2}",
    summary="A square near the target and a straight line further off (Huber 1964).",
    tasks=(*CLASSES, *NUMBERS),
    values=huber_values,
    slopes=huber_slopes,
)


def hinge_margin(layer: OutputLayer, out: Array) -> list[Call]:
    """out = max(0, 1 − t ŷ) with t = 2y − 1, which is −1 or 1"""
    one = constant(1, layer.a)
    return [
        (np.multiply, (layer.y, constant(-2, layer.a), out)),
        (np.add, (out, one, out)),
        (np.multiply, (out, layer.a, out)),
        (np.add, (out, one, out)),
        (fill_maximum, (out, constant(0, layer.a), out)),
    ]


def hinge_values(layer: OutputLayer) -> list[Call]:
    """L = Σ max(0, 1 − t ŷ)"""
    scratch = np.empty_like(layer.a)
    return [*hinge_margin(layer, scratch), *sum_outputs(scratch, layer.losses)]


def hinge_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂ŷ = −t where t ŷ < 1, else 0; at the corner 0 (the slope of PyTorch's clamp is 1)"""
    minus_t = np.empty_like(layer.a)
    return [
        *hinge_margin(layer, layer.da),
        (np.sign, (layer.da, layer.da)),
        (np.multiply, (layer.y, constant(-2, layer.a), minus_t)),
        (np.add, (minus_t, constant(1, layer.a), minus_t)),
        (np.multiply, (layer.da, minus_t, layer.da)),
        *through_bend(layer, activation),
    ]


HINGE = Loss(
    name="hinge",
    title="Hinge",
    formula=r"L = \sum_i \max(0,\, 1 - t_i \hat y_i),\quad t_i = 2 y_i - 1",
    summary="Free of charge once the answer is right by a margin of 1; the loss of support "
    "vector machines (Cortes and Vapnik 1995), each class against the rest.",
    tasks=CLASSES,
    only=("linear", "tanh"),
    values=hinge_values,
    slopes=hinge_slopes,
    threshold=0.0,
)

DISTANCES = (HALF_SQUARE, ABSOLUTE, HUBER)
MARGINS = (HINGE,)
