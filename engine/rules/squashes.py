"""Activations that keep what they are given within bounds, and the line that does nothing.

Slopes are expressed by the activation itself where that is possible, so that one pass serves all
hidden layers of a kind.
"""

import numpy as np

from engine.program import Array, Call, copied, product
from engine.rules.activation import Activation, constant


def linear_forward(z: Array, a: Array) -> list[Call]:
    """a = z"""
    return [(np.copyto, (a, z))]


def linear_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1"""
    return [(np.copyto, (out, constant(1, a)))]


LINEAR = Activation(
    name="linear",
    title="Linear",
    formula=r"a = z",
    derivative_formula=r"\sigma'(z) = 1",
    summary="Passes the sum on as it is; layers of it together still draw only straight lines.",
    low=None,
    high=None,
    forward=linear_forward,
    slope=linear_slope,
    saturated="Never: its slope is 1 everywhere.",
    dead="Never: all blame passes through.",
)


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


SIGMOID = Activation(
    name="sigmoid",
    title="Sigmoid",
    formula=r"a = \frac{1}{1 + e^{-z}}",
    derivative_formula=r"\sigma'(z) = a\,(1 - a)",
    summary="Squashes every sum into the range from 0 to 1; never steeper than a quarter.",
    low=0.0,
    high=1.0,
    forward=sigmoid_forward,
    slope=sigmoid_slope,
    saturated="Beyond about ±4.4 the curve is nearly flat, and almost no blame passes through.",
    dead="Only where a rounds to exactly 0 or 1: the slope is then 0.",
    steepest=0.25,
    centre=0.5,
)


def tanh_forward(z: Array, a: Array) -> list[Call]:
    """a = tanh z"""
    return [(np.tanh, (z, a))]


def tanh_slope(a: Array, out: Array) -> list[Call]:
    """σ′ = 1 − a²"""
    return [(np.square, (a, out)), (np.subtract, (constant(1, a), out, out))]


TANH = Activation(
    name="tanh",
    title="Tanh",
    formula=r"a = \tanh z",
    derivative_formula=r"\sigma'(z) = 1 - a^2",
    summary="Squashes every sum into the range from −1 to 1; small sums pass unchanged.",
    low=-1.0,
    high=1.0,
    forward=tanh_forward,
    slope=tanh_slope,
    saturated="Beyond about ±2.2 the curve is nearly flat, and almost no blame passes through.",
    dead="Only where a rounds to exactly −1 or 1: the slope is then 0.",
)


def sine_forward(z: Array, a: Array) -> list[Call]:
    """a = sin z"""
    return [(np.sin, (z, a))]


def sine_slope(z: Array, out: Array) -> list[Call]:
    """σ′ = cos z"""
    return [(np.cos, (z, out))]


SINE = Activation(
    name="sine",
    title="Sine",
    formula=r"a = \sin z",
    derivative_formula=r"\sigma'(z) = \cos z",
    summary="Waves instead of a threshold: good at textures and curves, apt to fold space too "
    "often (Sitzmann and others 2020, without their factor of 30).",
    low=-1.0,
    high=1.0,
    forward=sine_forward,
    slope=sine_slope,
    saturated="Near the top and the bottom of a wave; a little further on it is steep again.",
    dead="Never for a range of sums: the flat places are single points.",
    source="z",
)


def softmax_forward(z: Array, a: Array, room: Array | None = None) -> list[Call]:
    """aᵢ = e^(zᵢ − m) / Σⱼ e^(zⱼ − m) with m = max z, over the neurons of each example.

    The largest comes to lie beside every neuron by taking maxima of windows over two copies of z,
    and so does the sum, by a product with ones: arrays of one shape are several times as fast as
    broadcasting. z − m and the sum (beside each neuron) are left in `room`, (2 · units, batch).
    """
    units = z.shape[-2]
    if room is None:
        room = np.empty((*z.shape[:-2], 2 * units, z.shape[-1]), z.dtype)
    shifted, sums = room[..., :units, :], room[..., units : 2 * units, :]
    twice = np.empty_like(room[..., : 2 * units, :])
    calls = [copied(z, twice[..., :units, :]), copied(z, twice[..., units:, :])]
    largest, window = twice, 1  # row i holds the maximum of rows i to i + window − 1
    while window < units:
        wider = min(2 * window, units)
        rows = units if wider == units else largest.shape[-2] - (wider - window)
        upper, lower = (
            largest[..., :rows, :],
            largest[..., wider - window : wider - window + rows, :],
        )
        largest, window = np.empty_like(upper), wider
        # fmax passes over NaN, which comes back with z in the next line.
        calls.append((np.fmax, (upper, lower, largest)))
    ones = np.ones((*z.shape[:-2], units, units), z.dtype)
    return [
        *calls,
        (np.subtract, (z, largest[..., :units, :], shifted)),
        (np.exp, (shifted, a)),
        product(ones, a, sums),
        (np.divide, (a, sums, a)),
    ]


SOFTMAX = Activation(
    name="softmax",
    title="Softmax",
    formula=r"a_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    derivative_formula=r"\frac{\partial a_i}{\partial z_j} = a_i\,(\delta_{ij} - a_j)",
    summary="Turns the sums of all outputs into shares of one whole: a probability per class.",
    low=0.0,
    high=1.0,
    forward=softmax_forward,
    slope=None,
    saturated="Where one class has nearly the whole; with cross-entropy the blame still passes.",
    dead="Never with cross-entropy: the slope of both together is ŷ − y.",
)

SQUASHES = (LINEAR, SIGMOID, TANH, SINE, SOFTMAX)
