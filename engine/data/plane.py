"""Two classes in the plane: points that one output tells apart.

A plane data set places its examples exactly and beside that draws a displacement for each; noise
scales the displacement, so points glide when it changes. Examples alternate between the classes
and are drawn one after another, so the first n of a larger set are the set of n. Each function
makes inputs (samples, 2) and targets (samples, 1).
"""

from dataclasses import replace

import numpy as np

from engine.data.description import (
    EXTENT,
    YES_NO,
    Dataset,
    Floats,
    Maker,
    Span,
    wrong_labels,
)
from engine.data.places import alternate, column, on_circle

PLANE_SAMPLES = Span(400, 10, 2000, 10)
PLANE_SHARE = Span(0.5, 0.05, 1.0, 0.05)


def make_rings(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """An inner ring of radius 0.45 (target 1) inside an outer ring of radius 1 (target 0)."""
    inner = 1 - alternate(samples)
    angle = generator.uniform(0, 2 * np.pi, samples)
    return on_circle(np.where(inner, 0.45, 1.0), angle), column(inner)


def make_circle(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """A filled disc (target 1) inside a broad ring (target 0), as in TensorFlow Playground."""
    inside = 1 - alternate(samples)
    draws = generator.random((samples, 2))
    radius = np.where(inside, 0.5 * draws[:, 0], 0.7 + 0.3 * draws[:, 0])
    return on_circle(radius, 2 * np.pi * draws[:, 1]), column(inside)


def make_xor(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Four squares round the origin: target 1 where exactly one coordinate is positive."""
    different = alternate(samples)
    size = generator.uniform(0.08, 1.0, (samples, 2))
    sign = 1.0 - 2.0 * (np.arange(samples) // 2 % 2)  # of x₁: + + − − + + − − …
    signs = np.stack([sign, np.where(different, -sign, sign)], axis=1)
    return size * signs, column(different)


def make_moons(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Two half circles that reach into each other (as scikit-learn's make_moons, scaled by 0.8)."""
    lower = alternate(samples)
    angle = generator.uniform(0, np.pi, samples)
    upper_moon = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    lower_moon = np.stack([0.5 - np.cos(angle), 0.25 - np.sin(angle)], axis=1)
    return 0.8 * np.where(lower[:, None], lower_moon, upper_moon), column(lower)


def make_spiral(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Two arms that wind round each other for one and a half turns (target 1 is one arm)."""
    arm = alternate(samples)
    along = generator.uniform(0.05, 1.0, samples)
    return on_circle(along, 3 * np.pi * along + np.pi * arm), column(arm)


def make_blobs(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Two centres, (0.6, 0.6) with target 1 and (−0.6, −0.6) with target 0; noise is the spread."""
    del generator  # the places are fixed
    upper = 1 - alternate(samples)
    return np.where(upper[:, None], [0.6, 0.6], [-0.6, -0.6]), column(upper)


def make_one(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Two centres, (1, 1) with target 1 and (−1, −1) with target 0; noise is the spread."""
    del generator  # the places are fixed
    upper = 1 - alternate(samples)
    return np.where(upper[:, None], [1.0, 1.0], [-1.0, -1.0]), column(upper)


def make_checkerboard(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Sixteen squares of side ½, black and white by turns; target 1 is at the lower left."""
    white = alternate(samples)
    inputs = generator.uniform(-1, 1, (samples, 2))
    black = np.floor(2 * inputs).sum(axis=1) % 2  # 0 at the lower left
    # A point on the wrong colour moves over to the next square, and round at the edge.
    inputs[:, 0] += np.where(black != white, 0.5, 0)
    inputs[:, 0] -= np.where(inputs[:, 0] >= 1, 2, 0)
    return inputs, column(1 - white)


def two_classes(
    name: str,
    title: str,
    summary: str,
    make: Maker,
    noise: float,
    largest_noise: float = 0.5,
    samples: Span = PLANE_SAMPLES,
    training_share: Span = PLANE_SHARE,
    extent: float = EXTENT,
) -> Dataset:
    """A data set with two inputs, one output and the limits that most of them share."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task="binary",
        features=2,
        outputs=1,
        classes=YES_NO,
        samples=samples,
        noise=Span(noise, 0.0, largest_noise, 0.01),
        training_share=training_share,
        label_noise=wrong_labels(2),
        extent=extent,
        picture=None,
        evaluation_base=1,
        make=make,
    )


PLANE = (
    two_classes(
        "rings",
        "Rings",
        "A ring inside a ring: no straight line can tell them apart.",
        make_rings,
        noise=0.05,
    ),
    two_classes(
        "circle",
        "Circle",
        "A disc inside a broad ring, with a gap between them.",
        make_circle,
        noise=0.03,
    ),
    two_classes(
        "xor",
        "Exclusive or",
        "Four squares: the class is 1 where exactly one coordinate is positive.",
        make_xor,
        noise=0.03,
    ),
    two_classes(
        "moons",
        "Two moons",
        "Two half circles that reach into each other.",
        make_moons,
        noise=0.08,
    ),
    two_classes(
        "spiral",
        "Spiral",
        "Two arms wound round each other: the hardest of the plane sets.",
        make_spiral,
        noise=0.02,
        largest_noise=0.2,
    ),
    two_classes(
        "checkerboard",
        "Checkerboard",
        "Sixteen squares of two colours: many straight edges must work together.",
        make_checkerboard,
        noise=0.0,
    ),
    two_classes(
        "blobs",
        "Blobs",
        "Two round clouds: one straight line is enough.",
        make_blobs,
        noise=0.25,
    ),
    two_classes(
        "one",
        "One neuron's blobs",
        "A hundred points in two clouds far from the origin, for a single neuron.",
        make_one,
        noise=0.5,
        samples=Span(100, 10, 2000, 10),
        training_share=replace(PLANE_SHARE, default=1.0),
        extent=2.6,
    ),
)
"""Two classes in the plane."""
