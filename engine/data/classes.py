"""Three and more classes in the plane: one output each, and the largest wins.

Each function makes inputs (samples, 2) and one-hot targets (samples, classes).
"""

import numpy as np

from engine.data.description import EXTENT, Dataset, Floats, Maker, Span, wrong_labels
from engine.data.places import alternate, on_circle, one_hot
from engine.data.plane import PLANE_SAMPLES, PLANE_SHARE

WEDGE_GAP = 0.06


def make_three_blobs(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Three centres on a circle of radius 0.75, the first one at the top; noise is the spread."""
    del generator  # the places are fixed
    label = alternate(samples, 3)
    return on_circle(0.75, np.pi / 2 + 2 * np.pi / 3 * label), one_hot(label, 3)


def make_three_arms(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Three arms of a spiral, 120° apart, that wind round the origin for three quarters of a turn.

    As the spiral of Stanford's course CS231n.
    """
    arm = alternate(samples, 3)
    along = generator.uniform(0.05, 1.0, samples)
    return on_circle(along, 1.5 * np.pi * along + 2 * np.pi / 3 * arm), one_hot(arm, 3)


def make_three_rings(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Rings of radius 0.25, 0.6 and 0.95 round the origin."""
    ring = alternate(samples, 3)
    angle = generator.uniform(0, 2 * np.pi, samples)
    return on_circle(0.25 + 0.35 * ring, angle), one_hot(ring, 3)


def make_wedges(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Five sectors of a disc of radius 1, with gaps of 2 · 0.06 rad between them.

    The square root spreads the points evenly over the area: r = √(0.04 + 0.96·u).
    """
    wedge = alternate(samples, 5)
    draws = generator.random((samples, 2))
    radius = np.sqrt(0.04 + 0.96 * draws[:, 0])
    width = 2 * np.pi / 5
    angle = width * wedge + WEDGE_GAP + (width - 2 * WEDGE_GAP) * draws[:, 1]
    return on_circle(radius, angle), one_hot(wedge, 5)


def many_classes(
    name: str, title: str, summary: str, classes: int, make: Maker, noise: Span
) -> Dataset:
    """A data set with two inputs and one output for each class."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task="classes",
        features=2,
        outputs=classes,
        classes=tuple("ABCDEFGH"[:classes]),
        samples=PLANE_SAMPLES,
        noise=noise,
        training_share=PLANE_SHARE,
        label_noise=wrong_labels(classes),
        extent=EXTENT,
        picture=None,
        evaluation_base=1,
        make=make,
    )


CLASSES = (
    many_classes(
        "three_blobs",
        "Three blobs",
        "Three round clouds: three straight lines meet between them.",
        3,
        make_three_blobs,
        noise=Span(0.2, 0.0, 0.5, 0.01),
    ),
    many_classes(
        "three_rings",
        "Three rings",
        "Rings of three classes, one inside the other.",
        3,
        make_three_rings,
        noise=Span(0.04, 0.0, 0.5, 0.01),
    ),
    many_classes(
        "three_arms",
        "Three arms",
        "A spiral of three arms, each a class of its own.",
        3,
        make_three_arms,
        noise=Span(0.03, 0.0, 0.2, 0.01),
    ),
    many_classes(
        "wedges",
        "Five wedges",
        "Five pieces of a cake: straight edges that all meet in one point.",
        5,
        make_wedges,
        noise=Span(0.02, 0.0, 0.5, 0.01),
    ),
)
"""Three and more classes in the plane."""
