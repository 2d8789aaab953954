"""Activations that let positive sums through and hold negative ones back, sharply or softly."""

import math

import numpy as np

from engine.program import Array, Call, fill_maximum, fill_minimum
from engine.rules.activation import Activation, constant
from engine.rules.squashes import sigmoid_forward

LEAK = 0.01
CUBIC = 0.044715


def relu_forward(z: Array, a: Array) -> list[Call]:
    """a = max(0, z)"""
    return [(fill_maximum, (z, constant(0, z), a))]


def relu_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 where a > 0, else 0; at the corner itself 0."""
    return [(np.sign, (a, out))]


RELU = Activation(
    name="relu",
    title="ReLU",
    formula=r"a = \max(0, z)",
    derivative_formula=r"\sigma'(z) = 1 \text{ if } z > 0 \text{ else } 0",
    summary="Cuts off everything below zero: open it passes the sum on, shut it is silent.",
    low=0.0,
    high=None,
    forward=relu_forward,
    slope=relu_slope,
    saturated="Where the sum is not positive: shut, and no blame passes through.",
    dead="Shut for every training example: no slope reaches its weights, and they never move.",
)


def leaky_relu_forward(z: Array, a: Array) -> list[Call]:
    """a = max(z, 0.01 z)"""
    return [(np.multiply, (z, constant(LEAK, z), a)), (fill_maximum, (z, a, a))]


def leaky_relu_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 where a > 0, else 0.01; at the corner itself 0.01."""
    return [(np.sign, (a, out)), (fill_maximum, (out, constant(LEAK, a), out))]


LEAKY_RELU = Activation(
    name="leaky_relu",
    title="Leaky ReLU",
    formula=r"a = \max(z, 0.01\,z)",
    derivative_formula=r"\sigma'(z) = 1 \text{ if } z > 0 \text{ else } 0.01",
    summary="A ReLU that is never quite shut, so that a little blame comes through "
    "(Maas, Hannun and Ng 2013).",
    low=None,
    high=None,
    forward=leaky_relu_forward,
    slope=leaky_relu_slope,
    saturated="Where the sum is negative: a hundredth of the blame passes through.",
    dead="Never quite: its weights always move, if only by a hundredth.",
)


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


ELU = Activation(
    name="elu",
    title="ELU",
    formula=r"a = z \text{ if } z > 0 \text{ else } e^{z} - 1",
    derivative_formula=r"\sigma'(z) = 1 \text{ if } z > 0 \text{ else } a + 1",
    summary="Passes positive sums on and bends negative ones towards −1, without a corner "
    "(Clevert, Unterthiner and Hochreiter 2016).",
    low=-1.0,
    high=None,
    forward=elu_forward,
    slope=elu_slope,
    saturated="Below about −3 the curve is nearly flat, and almost no blame passes through.",
    dead="Only where a rounds to exactly −1: the slope is then 0.",
)


def softplus_forward(z: Array, a: Array) -> list[Call]:
    """a = ln(1 + eᶻ), without overflow (PyTorch switches to z beyond 20)"""
    return [(np.logaddexp, (z, constant(0, z), a))]


def softplus_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 / (1 + e⁻ᶻ) = 1 − e⁻ᵃ"""
    return [(np.negative, (a, out)), (np.expm1, (out, out)), (np.negative, (out, out))]


SOFTPLUS = Activation(
    name="softplus",
    title="Softplus",
    formula=r"a = \ln(1 + e^{z})",
    derivative_formula=r"\sigma'(z) = \frac{1}{1 + e^{-z}} = 1 - e^{-a}",
    summary="A ReLU with its corner rounded off: never silent, never below zero "
    "(Dugas and others 2001).",
    low=0.0,
    high=None,
    forward=softplus_forward,
    slope=softplus_slope,
    saturated="Below about −3 the curve is nearly flat, and almost no blame passes through.",
    dead="Only where a rounds to exactly 0: the slope is then 0.",
    centre=math.log(2),
)


def gelu_forward(z: Array, a: Array) -> list[Call]:
    """a = ½ z (1 + tanh u) with u = √(2/π) (z + 0.044715 z³)

    Hendrycks and Gimpel 2016, "Gaussian error linear units", in the tanh form that they give beside
    z Φ(z): PyTorch's approximate="tanh", not its default. The two differ by less than 0.0005.
    """
    return [
        *gelu_tanh(z, a),
        (np.add, (a, constant(1, z), a)),
        (np.multiply, (a, z, a)),
        (np.multiply, (a, constant(0.5, z), a)),
    ]


def gelu_tanh(z: Array, out: Array) -> list[Call]:
    """tanh u = tanh(√(2/π) z (1 + 0.044715 z²))"""
    return [
        (np.multiply, (z, z, out)),
        (np.multiply, (out, constant(CUBIC, z), out)),
        (np.add, (out, constant(1, z), out)),
        (np.multiply, (out, z, out)),
        (np.multiply, (out, constant(math.sqrt(2 / math.pi), z), out)),
        (np.tanh, (out, out)),
    ]


def gelu_slope(z: Array, out: Array) -> list[Call]:
    """σ′ = ½ (1 + t) (1 + z (1 − t) u′) with t = tanh u and u′ = √(2/π) (1 + 3 · 0.044715 z²)"""
    t, rest = np.empty_like(z), np.empty_like(z)
    return [
        *gelu_tanh(z, t),
        (np.multiply, (z, z, out)),
        (np.multiply, (out, constant(3 * CUBIC, z), out)),
        (np.add, (out, constant(1, z), out)),
        (np.multiply, (out, constant(math.sqrt(2 / math.pi), z), out)),
        (np.multiply, (out, z, out)),
        (np.subtract, (constant(1, z), t, rest)),
        (np.multiply, (out, rest, out)),
        (np.add, (out, constant(1, z), out)),
        (np.add, (t, constant(1, z), t)),
        (np.multiply, (out, t, out)),
        (np.multiply, (out, constant(0.5, z), out)),
    ]


GELU = Activation(
    name="gelu",
    title="GELU",
    formula=r"a = \tfrac{1}{2} z \left(1 + \tanh\left[\sqrt{2/\pi}\,"
    r"(z + 0.044715\,z^3)\right]\right)",
    derivative_formula=r"\sigma'(z) = \tfrac{1}{2}(1 + t)\left(1 + z(1 - t)\sqrt{2/\pi}\,"
    r"(1 + 0.134145\,z^2)\right),\quad t = \tanh[\ldots]",
    summary="Weighs a sum by how likely it is to be the larger one: a ReLU with a soft dip "
    "(Hendrycks and Gimpel 2016, in their tanh form).",
    low=-0.171,
    high=None,
    forward=gelu_forward,
    slope=gelu_slope,
    saturated="Below about −2.3, and around the dip at −0.75, where the curve is flat.",
    dead="Far below zero, where the slope rounds to 0.",
    source="z",
    steepest=1.129,
)


def silu_forward(z: Array, a: Array) -> list[Call]:
    """a = z / (1 + e⁻ᶻ)"""
    return [*sigmoid_forward(z, a), (np.multiply, (a, z, a))]


def silu_slope(z: Array, out: Array) -> list[Call]:
    """σ′ = s (1 + z (1 − s)) with s = 1 / (1 + e⁻ᶻ)"""
    s = np.empty_like(z)
    return [
        *sigmoid_forward(z, s),
        (np.subtract, (constant(1, z), s, out)),
        (np.multiply, (out, z, out)),
        (np.add, (out, constant(1, z), out)),
        (np.multiply, (out, s, out)),
    ]


SILU = Activation(
    name="silu",
    title="SiLU",
    formula=r"a = \frac{z}{1 + e^{-z}}",
    derivative_formula=r"\sigma'(z) = s\,(1 + z\,(1 - s)),\quad s = \frac{1}{1 + e^{-z}}",
    summary="A sum times its own sigmoid, also called swish: a soft ReLU with a dip "
    "(Elfwing, Uchibe and Doya 2018; Ramachandran, Zoph and Le 2017).",
    low=-0.2785,
    high=None,
    forward=silu_forward,
    slope=silu_slope,
    saturated="Below about −4.5, and around the dip at −1.28, where the curve is flat.",
    dead="Far below zero, where the slope rounds to 0.",
    source="z",
    steepest=1.0998,
)


def mish_forward(z: Array, a: Array) -> list[Call]:
    """a = z tanh(ln(1 + eᶻ))"""
    return [*softplus_forward(z, a), (np.tanh, (a, a)), (np.multiply, (a, z, a))]


def mish_slope(z: Array, out: Array) -> list[Call]:
    """σ′ = t + z (1 − t²) s with t = tanh(ln(1 + eᶻ)) and s = 1 / (1 + e⁻ᶻ)"""
    t, s = np.empty_like(z), np.empty_like(z)
    return [
        *softplus_forward(z, t),
        (np.tanh, (t, t)),
        *sigmoid_forward(z, s),
        (np.multiply, (t, t, out)),
        (np.subtract, (constant(1, z), out, out)),
        (np.multiply, (out, s, out)),
        (np.multiply, (out, z, out)),
        (np.add, (out, t, out)),
    ]


MISH = Activation(
    name="mish",
    title="Mish",
    formula=r"a = z \tanh\left(\ln(1 + e^{z})\right)",
    derivative_formula=r"\sigma'(z) = t + z\,(1 - t^2)\,s,\quad t = \tanh\ln(1 + e^{z}),\ "
    r"s = \frac{1}{1 + e^{-z}}",
    summary="Much like SiLU, a little steeper below zero (Misra 2019).",
    low=-0.309,
    high=None,
    forward=mish_forward,
    slope=mish_slope,
    saturated="Below about −4.5, and around the dip at −1.19, where the curve is flat.",
    dead="Far below zero, where the slope rounds to 0.",
    source="z",
    steepest=1.0885,
)

RECTIFIERS = (RELU, LEAKY_RELU, ELU, GELU, SILU, SOFTPLUS, MISH)
