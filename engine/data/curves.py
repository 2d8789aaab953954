"""Curves: one number in, one number out.

Noise displaces the target, as an inexact measurement does, so a point moves up and down and keeps
its place on the axis: y = f(x) + noise · ε. Functions map x (samples, 1) to y (samples, 1).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.data.description import EXTENT, NO_WRONG_LABELS, Dataset, Floats, Maker, Span
from engine.data.plane import PLANE_SAMPLES, PLANE_SHARE

CURVE_SAMPLES = replace(PLANE_SAMPLES, default=200)


def sine(x: Floats) -> Floats:
    """One whole wave: sin(πx)."""
    return np.sin(np.pi * x)


def step(x: Floats) -> Floats:
    """−1 on the left of 0, 1 on the right."""
    return np.where(x < 0, -1.0, 1.0)


def bump(x: Floats) -> Floats:
    """A bell: exp(−(x / 0.25)²)."""
    return np.exp(-((x / 0.25) ** 2))


def absolute(x: Floats) -> Floats:
    """A sharp corner: 2·|x| − 1."""
    return 2 * np.abs(x) - 1


def ripple(x: Floats) -> Floats:
    """A wave that dies away on both sides: sin(4πx) / (4πx)."""
    return np.sinc(4 * x)


def over(function: Callable[[Floats], Floats]) -> Maker:
    """Makes examples of a function at places all over −1 … 1, both (samples, 1)."""

    def make(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        inputs = generator.uniform(-1, 1, (samples, 1))
        return inputs, function(inputs)

    return make


def curve(name: str, title: str, summary: str, function: Callable[[Floats], Floats]) -> Dataset:
    """A data set with one input and one number as target, to which noise is added."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task="regression",
        features=1,
        outputs=1,
        classes=(),
        samples=CURVE_SAMPLES,
        noise=Span(0.1, 0.0, 0.5, 0.01),
        training_share=PLANE_SHARE,
        label_noise=NO_WRONG_LABELS,
        extent=EXTENT,
        picture=None,
        evaluation_base=1,
        make=over(function),
        noise_on="targets",
    )


CURVES = (
    curve("sine", "Noisy sine", "One wave, measured with errors.", sine),
    curve("step", "Step", "A jump from −1 to 1, which no smooth curve can follow exactly.", step),
    curve("bump", "Bump", "A single bell on a flat line.", bump),
    curve("absolute", "Corner", "Two straight lines that meet in a sharp corner.", absolute),
    curve(
        "ripple", "Ripple", "A wave that dies away on both sides: many bends are needed.", ripple
    ),
)
"""Curves over one input."""
