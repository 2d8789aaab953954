"""Losses of surprise: the negative logarithm of the probability that was given to the truth.

The natural logarithm throughout, computed from the pre-activations, so that large ones neither
overflow nor vanish. Arrays are features first: (…, outputs, batch).
"""

import numpy as np

from engine.program import Array, Call, copied, fill_minimum
from engine.rules.activation import constant
from engine.rules.loss import CLASSES, Loss, OutputLayer, sum_outputs


def binary_cross_entropy_extras(y: Array) -> list[Array]:
    """Factors s, −1, −s with s = 1 − 2y; then 1 and s, room for three powers, and s again."""
    s, one = 1 - 2 * y, np.ones_like(y)
    return [s, -one, -s, one, s, one, one, one, s]


def binary_cross_entropy_parts(layer: OutputLayer) -> tuple[Array, Array, Array, Array]:
    """s, and of the last six extras: the three powers; the first three; the last three."""
    outputs = layer.z.shape[-2]

    def rows(start: int, stop: int) -> Array:
        return layer.extras[..., start * outputs : stop * outputs, :]

    return rows(0, 1), rows(5, 8), rows(3, 6), rows(6, 9)


def binary_cross_entropy_values(layer: OutputLayer) -> list[Call]:
    """L = −Σ y ln ŷ + (1 − y) ln(1 − ŷ) = Σ ln(1 + e^(s·z)) with s = 1 − 2y, for targets 0 and 1

    It has no cap, as PyTorch's BCEWithLogitsLoss; its BCELoss, from ŷ, caps −ln at 100.
    """
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


BINARY_CROSS_ENTROPY = Loss(
    name="binary_cross_entropy",
    title="Binary cross-entropy",
    formula=r"L = -y \ln \hat y - (1 - y) \ln (1 - \hat y)",
    summary="The surprise at a yes-or-no answer: being sure and wrong costs most.",
    tasks=CLASSES,
    only=("sigmoid",),
    values=binary_cross_entropy_values,
    slopes=binary_cross_entropy_slopes,
    from_sums=True,
    extras=binary_cross_entropy_extras,
    together=binary_cross_entropy_together,
    evidence=lambda layer: [layer.room[..., : layer.z.shape[-2], :]],
    recall=binary_cross_entropy_recall,
)


def minus_targets(y: Array) -> list[Array]:
    """The extra −y, which ∂L/∂ŷ = −y/ŷ wants."""
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


CROSS_ENTROPY = Loss(
    name="cross_entropy",
    title="Cross-entropy",
    formula=r"L = -\sum_i y_i \ln \hat y_i",
    summary="The surprise at the true class: only the probability given to it counts.",
    tasks=("classes",),
    only=("softmax",),
    values=cross_entropy_values,
    slopes=cross_entropy_slopes,
    extras=minus_targets,
    evidence=lambda layer: [layer.y, layer.room[..., : layer.z.shape[-2] + 1, :]],
    recall=cross_entropy_recall,
)

SURPRISES = (BINARY_CROSS_ENTROPY, CROSS_ENTROPY)
