"""Numbers over the plane: two inputs, and a surface above them to be fitted.

Each function makes inputs (samples, 2) and targets (samples, 1).
"""

import numpy as np

from engine.data.description import EXTENT, NO_WRONG_LABELS, Dataset, Floats, Maker, Span
from engine.data.plane import PLANE_SAMPLES, PLANE_SHARE

BUMPS = (
    (-2 / 3, 5 / 12, 1.0),
    (0.0, 5 / 12, -1.0),
    (2 / 3, 5 / 12, 1.0),
    (-2 / 3, -5 / 12, -1.0),
    (0.0, -5 / 12, 1.0),
    (2 / 3, -5 / 12, -1.0),
)
"""x₁, x₂ and height of each top and hollow."""
BUMP_RADIUS = 1 / 3


def make_plane(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Points all over a square; the target is the number (x₁ + x₂) / 2, a tilted plane."""
    inputs = generator.uniform(-1, 1, (samples, 2))
    return inputs, inputs.mean(axis=1, keepdims=True)


def make_multi_gaussian(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Three tops and three hollows by turns, as in TensorFlow Playground on a sixth of its scale.

    A top is a cone like there: the target is ±max(0, 1 − distance · 3) of the nearest centre.
    """
    inputs = generator.uniform(-1, 1, (samples, 2))
    bumps = np.array(BUMPS)
    distance = np.hypot(*(inputs[:, None] - bumps[:, :2]).transpose(2, 0, 1))  # (n, bumps)
    nearest = distance.argmin(axis=1)
    height = np.maximum(0, 1 - distance.min(axis=1) / BUMP_RADIUS)
    return inputs, (bumps[nearest, 2] * height)[:, None]


def surface(name: str, title: str, summary: str, make: Maker) -> Dataset:
    """A data set with two inputs and one number as target.

    Noise displaces the points, as in TensorFlow Playground: the number is that of their places.
    """
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task="regression",
        features=2,
        outputs=1,
        classes=(),
        samples=PLANE_SAMPLES,
        noise=Span(0.0, 0.0, 0.5, 0.01),
        training_share=PLANE_SHARE,
        label_noise=NO_WRONG_LABELS,
        extent=EXTENT,
        picture=None,
        evaluation_base=1,
        make=make,
    )


SURFACES = (
    surface(
        "plane",
        "Tilted plane",
        "A number instead of a class: the mean of the two coordinates.",
        make_plane,
    ),
    surface(
        "multi_gaussian",
        "Tops and hollows",
        "A number instead of a class: three tops and three hollows by turns.",
        make_multi_gaussian,
    ),
)
"""Numbers over the plane."""
