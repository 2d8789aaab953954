"""Losses: how wrong an output is, beside the slope of that, for each example.

Arrays are features first: (…, outputs, batch). The natural logarithm throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.program import Array, Call, copied, fill_maximum, fill_minimum
from engine.rules.activation import constant
from engine.rules.activations import ACTIVATIONS

CLASSES = ("binary", "classes")
NUMBERS = ("regression",)
BENDS = tuple(name for name, activation in ACTIVATIONS.items() if activation.hidden)
"""Activations that act on each neuron alone: they fit every loss that does so too."""


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
    """No numbers beside the targets."""
    del y
    return []


def targets_and_sums(layer: OutputLayer) -> list[Array]:
    """y and z"""
    return [layer.y, layer.z]


@dataclass(frozen=True)
class Loss:
    """A loss per example, its slope at the output, and the tasks and activations that it fits.

    `values(layer)` writes `layer.losses`; `slopes(layer, activation)` writes `layer.da` and
    `layer.dz`. Cross-entropies are computed from z, so large ones neither overflow nor vanish.
    An output above `threshold` counts as the answer 1. `extras(y)` gives numbers that the loss
    wants beside the targets (n, outputs), each of the same shape.

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
    activations: tuple[str, ...]
    values: Callable[[OutputLayer], list[Call]]
    slopes: Callable[[OutputLayer, str], list[Call]]
    threshold: float = 0.5
    from_sums: bool = False
    extras: Callable[[Array], list[Array]] = nothing
    together: Callable[[OutputLayer], list[Call]] | None = None
    evidence: Callable[[OutputLayer], list[Array]] = targets_and_sums
    recall: Callable[[list[Array], Array], list[Call]] | None = None

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
    """∂L/∂ŷ = −t where t ŷ < 1, else 0"""
    minus_t = np.empty_like(layer.a)
    return [
        *hinge_margin(layer, layer.da),
        (np.sign, (layer.da, layer.da)),
        (np.multiply, (layer.y, constant(-2, layer.a), minus_t)),
        (np.add, (minus_t, constant(1, layer.a), minus_t)),
        (np.multiply, (layer.da, minus_t, layer.da)),
        *through_bend(layer, activation),
    ]


def binary_cross_entropy_extras(y: Array) -> list[Array]:
    """Factors s, −1, −s with s = 1 − 2y; then 1 and s, room for three powers, and s again"""
    s, one = 1 - 2 * y, np.ones_like(y)
    return [s, -one, -s, one, s, one, one, one, s]


def binary_cross_entropy_parts(layer: OutputLayer) -> tuple[Array, Array, Array, Array]:
    """s, and of the last six extras: the three powers; the first three; the last three"""
    outputs = layer.z.shape[-2]

    def rows(start: int, stop: int) -> Array:
        return layer.extras[..., start * outputs : stop * outputs, :]

    return rows(0, 1), rows(5, 8), rows(3, 6), rows(6, 9)


def binary_cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ + (1 − y) ln(1 − ŷ) = Σ ln(1 + e^(s·z)) with s = 1 − 2y, for targets 0 and 1"""
    scratch = np.empty_like(layer.z)
    s = binary_cross_entropy_parts(layer)[0]
    return [
        (np.multiply, (s, layer.z, scratch)),
        (np.logaddexp, (constant(0, layer.z), scratch, scratch)),
        *sum_outputs(scratch, layer.losses),
    ]


def binary_cross_entropy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ŷ − y = s / (1 + e^(−s·z)), and ∂L/∂ŷ = (1 − y)/(1 − ŷ) − y/ŷ = (1 + e^(s·z)) / s

    So neither loses digits where ŷ is near y. Where e^(s·z) would be infinite, the largest power
    that is not stands for it in ∂L/∂ŷ.
    """
    del activation  # sigmoid is the only one that fits
    largest = constant(float(np.log(np.finfo(layer.z.dtype).max)) - 1, layer.z)
    s, one = binary_cross_entropy_parts(layer)[0], constant(1, layer.z)
    return [
        (np.multiply, (s, layer.z, layer.da)),
        (np.negative, (layer.da, layer.dz)),
        (np.exp, (layer.dz, layer.dz)),
        (np.add, (layer.dz, one, layer.dz)),
        (np.divide, (s, layer.dz, layer.dz)),
        (fill_minimum, (layer.da, largest, layer.da)),
        (np.exp, (layer.da, layer.da)),
        (np.add, (layer.da, one, layer.da)),
        (np.divide, (layer.da, s, layer.da)),
    ]


def binary_cross_entropy_together(layer: OutputLayer) -> list[Call]:
    """ŷ = 1 / (1 + e⁻ᶻ), dz = s / (1 + e^(−s·z)) and da = (1 + e^(s·z)) / s, side by side

    The powers of s·z, −z and −s·z lie between their numerators and denominators:
    (1, s, 1 + e^(s·z)) over (1 + e⁻ᶻ, 1 + e^(−s·z), s).
    """
    outputs = layer.z.shape[-2]
    factors = layer.extras[..., : 3 * outputs, :]
    _, powers, numerators, denominators = binary_cross_entropy_parts(layer)
    copies = np.empty_like(factors)
    return [
        *(copied(layer.z, copies[..., i * outputs : (i + 1) * outputs, :]) for i in range(3)),
        (np.multiply, (copies, factors, layer.room)),
        (np.exp, (layer.room, powers)),
        (np.add, (powers, constant(1, powers), powers)),
        (np.divide, (numerators, denominators, layer.result)),
    ]


def binary_cross_entropy_recall(evidence: list[Array], losses: Array) -> list[Call]:
    """L = Σ ln(1 + e^(s·z)) from s·z"""
    (signed,) = evidence
    scratch = np.empty_like(signed)
    return [
        (np.logaddexp, (constant(0, signed), signed, scratch)),
        *sum_outputs(scratch, losses),
    ]


def minus_targets(y: Array) -> list[Array]:
    """−y"""
    return [-y]


def cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ = ln Σⱼ e^(zⱼ − m) − Σ y (z − m) with m = max z, for targets that sum to 1"""
    outputs = layer.z.shape[-2]
    shifted, total = layer.room[..., :outputs, :], layer.room[..., outputs, :]
    return surprise(layer.y, shifted, total, layer.losses)


def surprise(y: Array, shifted: Array, total: Array, losses: Array) -> list[Call]:
    """losses = ln total − Σ y · shifted, over the outputs"""
    scratch, chosen = np.empty_like(shifted), np.empty_like(losses)
    return [
        (np.log, (total, losses)),
        (np.multiply, (shifted, y, scratch)),
        (np.add.reduce, (scratch, -2, None, chosen)),
        (np.subtract, (losses, chosen, losses)),
    ]


def cross_entropy_slopes(layer: OutputLayer, activation: str) -> list[Call]:
    """∂L/∂z = ŷ − y, and ∂L/∂ŷ = −y/ŷ"""
    del activation  # softmax is the only one that fits
    tiny = constant(float(np.finfo(layer.a.dtype).tiny), layer.a)
    return [
        (np.subtract, (layer.a, layer.y, layer.dz)),
        # An output that has vanished entirely (ŷ = 0) counts as the smallest normal number here.
        (np.add, (layer.a, tiny, layer.da)),
        (np.divide, (layer.extras, layer.da, layer.da)),
    ]


def cross_entropy_recall(evidence: list[Array], losses: Array) -> list[Call]:
    """L = ln Σⱼ e^(zⱼ − m) − Σ y (z − m) from y, z − m and the sum"""
    y, left = evidence
    return surprise(y, left[..., :-1, :], left[..., -1, :], losses)


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
            extras=binary_cross_entropy_extras,
            together=binary_cross_entropy_together,
            evidence=lambda layer: [layer.room[..., : layer.z.shape[-2], :]],
            recall=binary_cross_entropy_recall,
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
            extras=minus_targets,
            evidence=lambda layer: [layer.y, layer.room[..., : layer.z.shape[-2] + 1, :]],
            recall=cross_entropy_recall,
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


def example_rows(loss: str, inputs: Array, targets: Array) -> Array:
    """Examples as a pass takes them: inputs, a one, targets, extras of the loss, (n, columns)."""
    one = np.ones((len(inputs), 1), inputs.dtype)
    return np.hstack([inputs, one, targets, *LOSSES[loss].extras(targets)])
