"""Activations: a rule a = σ(z) beside its slope σ′(z), its formula and its words.

Rules are written as calls into given arrays, features first: (units, batch). All slopes here are
expressed by the activation itself, so one pass serves all hidden layers of a kind.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.program import Array, Call, fill_maximum, fill_minimum, run

LEAK = 0.01


@dataclass(frozen=True)
class Activation:
    """A squash: what it does to a pre-activation, and how steep it is there.

    `forward(z, a)` writes a = σ(z); `slope(a, out)` writes σ′(z) = da/dz, given a = σ(z).
    `low` and `high` bound the activation (None = unbounded), `centre` is its zero line on maps.
    Softmax mixes the neurons of a layer, so it has no slope of its own: it is an output activation,
    and its loss knows the slope of both together.
    """

    name: str
    title: str
    formula: str
    summary: str
    low: float | None
    high: float | None
    forward: Callable[[Array, Array], list[Call]]
    slope: Callable[[Array, Array], list[Call]] | None
    centre: float = 0.0

    @property
    def hidden(self) -> bool:
        """Whether hidden layers may use it."""
        return self.slope is not None

    def __call__(self, z: Array) -> Array:
        """σ(z) for pre-activations z of shape (units, batch) or (units,)."""
        a = np.empty_like(z)
        with np.errstate(all="ignore"):
            run(self.forward(z, a))
        return a

    def derivative(self, z: Array) -> Array:
        """σ′(z), element by element; raises ValueError where neurons are mixed (softmax)."""
        if self.slope is None:
            raise ValueError(
                f"{self.name} mixes the neurons of a layer and has no slope of its own."
            )
        slope = np.empty_like(z)
        run(self.slope(self(z), slope))
        return slope


def constant(value: float, like: Array) -> Array:
    """A zero-dimensional array of the same kind: the fastest scalar in a NumPy call."""
    return np.array(value, like.dtype)


def linear_forward(z: Array, a: Array) -> list[Call]:
    """a = z"""
    return [(np.copyto, (a, z))]


def linear_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1"""
    return [(np.copyto, (out, constant(1, a)))]


def sigmoid_forward(z: Array, a: Array) -> list[Call]:
    """a = 1 / (1 + e⁻ᶻ); for very negative z, e⁻ᶻ is infinite and a is 0, as it should be."""
    return [
        (np.negative, (z, a)),
        (np.exp, (a, a)),
        (np.add, (a, constant(1, a), a)),
        (np.reciprocal, (a, a)),
    ]


def sigmoid_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = a (1 − a)"""
    return [(np.subtract, (constant(1, a), a, out)), (np.multiply, (out, a, out))]


def tanh_forward(z: Array, a: Array) -> list[Call]:
    """a = tanh z"""
    return [(np.tanh, (z, a))]


def tanh_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 − a²"""
    return [(np.multiply, (a, a, out)), (np.subtract, (constant(1, a), out, out))]


def relu_forward(z: Array, a: Array) -> list[Call]:
    """a = max(0, z)"""
    return [(fill_maximum, (z, constant(0, a), a))]


def relu_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 where a > 0, else 0; at the corner itself 0."""
    return [(np.sign, (a, out))]


def leaky_relu_forward(z: Array, a: Array) -> list[Call]:
    """a = max(z, 0.01 z)"""
    return [(np.multiply, (z, constant(LEAK, z), a)), (fill_maximum, (z, a, a))]


def leaky_relu_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 where a > 0, else 0.01; at the corner itself 0.01."""
    return [(np.sign, (a, out)), (fill_maximum, (out, constant(LEAK, a), out))]


def elu_forward(z: Array, a: Array) -> list[Call]:
    """a = z where z > 0, else eᶻ − 1, which is never below z"""
    return [
        (fill_minimum, (z, constant(0, z), a)),
        (np.expm1, (a, a)),
        (fill_maximum, (z, a, a)),
    ]


def elu_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 where z > 0, else eᶻ = a + 1"""
    return [(fill_minimum, (a, constant(0, a), out)), (np.add, (out, constant(1, a), out))]


def softplus_forward(z: Array, a: Array) -> list[Call]:
    """a = ln(1 + eᶻ), without overflow"""
    return [(np.logaddexp, (z, constant(0, z), a))]


def softplus_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 / (1 + e⁻ᶻ) = 1 − e⁻ᵃ"""
    return [(np.negative, (a, out)), (np.expm1, (out, out)), (np.negative, (out, out))]


def softmax_forward(z: Array, a: Array) -> list[Call]:
    """aᵢ = e^(zᵢ − m) / Σⱼ e^(zⱼ − m) with m = max z, over the neurons of each example."""
    row = np.empty_like(a[:1])  # one number per example: the largest z, then the sum
    return [
        (np.maximum.reduce, (z, 0, None, row, True)),
        (np.subtract, (z, row, a)),
        (np.exp, (a, a)),
        (np.add.reduce, (a, 0, None, row, True)),
        (np.divide, (a, row, a)),
    ]


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(
        name="linear",
        title="Linear",
        formula=r"a = z",
        summary="Passes the sum on as it is; layers of it together still draw only straight lines.",
        low=None,
        high=None,
        forward=linear_forward,
        slope=linear_slope,
    ),
    "sigmoid": Activation(
        name="sigmoid",
        title="Sigmoid",
        formula=r"a = \frac{1}{1 + e^{-z}}",
        summary="Squashes every sum into the range from 0 to 1; never steeper than a quarter.",
        low=0.0,
        high=1.0,
        forward=sigmoid_forward,
        slope=sigmoid_slope,
        centre=0.5,
    ),
    "tanh": Activation(
        name="tanh",
        title="Tanh",
        formula=r"a = \tanh z",
        summary="Squashes every sum into the range from −1 to 1; small sums pass unchanged.",
        low=-1.0,
        high=1.0,
        forward=tanh_forward,
        slope=tanh_slope,
    ),
    "relu": Activation(
        name="relu",
        title="ReLU",
        formula=r"a = \max(0, z)",
        summary="Cuts off everything below zero: open it passes the sum on, shut it is silent.",
        low=0.0,
        high=None,
        forward=relu_forward,
        slope=relu_slope,
    ),
    "leaky_relu": Activation(
        name="leaky_relu",
        title="Leaky ReLU",
        formula=r"a = \max(z, 0.01\,z)",
        summary="A ReLU that is never quite shut, so that a little blame comes through "
        "(Maas, Hannun and Ng 2013).",
        low=None,
        high=None,
        forward=leaky_relu_forward,
        slope=leaky_relu_slope,
    ),
    "elu": Activation(
        name="elu",
        title="ELU",
        formula=r"a = z \text{ if } z > 0 \text{ else } e^{z} - 1",
        summary="Passes positive sums on and bends negative ones towards −1, without a corner "
        "(Clevert, Unterthiner and Hochreiter 2016).",
        low=-1.0,
        high=None,
        forward=elu_forward,
        slope=elu_slope,
    ),
    "softplus": Activation(
        name="softplus",
        title="Softplus",
        formula=r"a = \ln(1 + e^{z})",
        summary="A ReLU with its corner rounded off: never silent, never below zero "
        "(Dugas and others 2001).",
        low=0.0,
        high=None,
        forward=softplus_forward,
        slope=softplus_slope,
        centre=math.log(2),
    ),
    "softmax": Activation(
        name="softmax",
        title="Softmax",
        formula=r"a_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        summary="Turns the sums of all outputs into shares of one whole: a probability per class.",
        low=0.0,
        high=1.0,
        forward=softmax_forward,
        slope=None,
    ),
}
"""Every activation by name."""
