"""Regularizers: what holds the weights small. Biases are left alone.

A penalty belongs to what is descended and not to the loss that is shown: its value and its slope
are tensors of their own. Weight decay has no penalty; it is a part of the update.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.program import Array, Call
from engine.rules.activation import constant
from engine.rules.choice import Setting
from engine.words import described


@dataclass(frozen=True)
class Regularizer:
    """A pull on every weight.

    `strengths` below is λ for each weight and 0 for each bias, (…, parameters).
    `value(parameters, strengths, out)` writes the penalty (…), `slope(parameters, strengths, out)`
    its slope (…, parameters); both are None where there is no penalty. `decays` says that the
    update gets −η λ w instead, whatever the optimizer.
    """

    name: str
    title: str
    formula: str
    summary: str
    settings: tuple[Setting, ...]
    value: Callable[[Array, Array, Array], list[Call]] | None = None
    slope: Callable[[Array, Array, Array], list[Call]] | None = None
    decays: bool = False

    __repr__ = described


def l1_value(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """R = λ Σ |w|"""
    scratch = np.empty_like(parameters)
    return [
        (np.absolute, (parameters, scratch)),
        (np.multiply, (scratch, strengths, scratch)),
        (np.add.reduce, (scratch, -1, None, out)),
    ]


def l1_slope(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """∂R/∂w = λ sign(w), 0 at the corner"""
    return [(np.sign, (parameters, out)), (np.multiply, (out, strengths, out))]


def l2_value(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """R = ½ λ Σ w²"""
    scratch = np.empty_like(parameters)
    return [
        (np.multiply, (parameters, parameters, scratch)),
        (np.multiply, (scratch, strengths, scratch)),
        (np.add.reduce, (scratch, -1, None, out)),
        (np.multiply, (out, constant(0.5, out), out)),
    ]


def l2_slope(parameters: Array, strengths: Array, out: Array) -> list[Call]:
    """∂R/∂w = λ w"""
    return [(np.multiply, (parameters, strengths, out))]


def strength(default: float) -> tuple[Setting, ...]:
    """λ, from nothing to one."""
    return (Setting("strength", "Strength", r"\lambda", 0.0, 1.0, default),)


REGULARIZERS: dict[str, Regularizer] = {
    regularizer.name: regularizer
    for regularizer in (
        Regularizer(
            name="none",
            title="None",
            formula=r"R = 0",
            summary="The weights may grow as they like.",
            settings=(),
        ),
        Regularizer(
            name="l1",
            title="L1",
            formula=r"R = \lambda \sum |w|",
            summary="Pulls every weight by the same amount, so that small ones end at zero "
            "(Tibshirani 1996).",
            settings=strength(0.001),
            value=l1_value,
            slope=l1_slope,
        ),
        Regularizer(
            name="l2",
            title="L2",
            formula=r"R = \tfrac{1}{2} \lambda \sum w^2",
            summary="Pulls large weights harder than small ones (Hoerl and Kennard 1970).",
            settings=strength(0.001),
            value=l2_value,
            slope=l2_slope,
        ),
        Regularizer(
            name="weight_decay",
            title="Weight decay",
            formula=r"\theta \leftarrow \theta - \eta \lambda w",
            summary="Shrinks every weight by a share of itself beside the optimizer's step; with "
            "plain gradient descent the same as L2 (Loshchilov and Hutter 2019).",
            settings=strength(0.001),
            decays=True,
        ),
    )
}
"""Every regularizer by name."""
