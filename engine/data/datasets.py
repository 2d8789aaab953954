"""Data sets: points in the plane and handwritten digits, each with its task and limits.

A plane data set places its examples exactly and beside that draws a displacement for each; noise
scales the displacement, so points glide when it changes. Examples alternate between the classes
and are drawn one after another, so the first n of a larger set are the set of n.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.random_streams import DATA, NOISE, stream

Task = Literal["binary", "classes", "regression"]
Floats = npt.NDArray[np.float64]
Maker = Callable[[int, np.random.Generator], tuple[Floats, Floats]]
EXTENT = 1.3


class Examples(NamedTuple):
    """Inputs (n, features) and targets (n, outputs); the first `training_count` are trained on."""

    inputs: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    training_count: int

    @property
    def test_count(self) -> int:
        """How many examples are kept for the test."""
        return len(self.inputs) - self.training_count


@dataclass(frozen=True)
class Span:
    """The numbers that a setting may take, and the one it starts from."""

    default: float
    minimum: float
    maximum: float
    step: float


@dataclass(frozen=True)
class Dataset:
    """A source of examples.

    `make(samples, generator)` returns inputs (samples, features) and targets (samples, outputs)
    without noise. `extent` is half the side of the plane that is drawn, `picture` the rows and
    columns of an input that is an image, `evaluation_base` the interval of the first evaluations.
    """

    name: str
    title: str
    summary: str
    task: Task
    features: int
    outputs: int
    classes: tuple[str, ...]
    samples: Span
    noise: Span
    training_share: Span
    extent: float | None
    picture: tuple[int, int] | None
    evaluation_base: int
    make: Maker


def make_examples(
    dataset: Dataset,
    samples: int,
    noise: float,
    training_share: float,
    seed: int,
    dtype: npt.DTypeLike = np.float64,
) -> Examples:
    """Examples of a data set: inputs = places + noise · displacements, both drawn from the seed."""
    places, targets = dataset.make(samples, stream(seed, DATA))
    inputs = places
    if noise:
        inputs = places + noise * stream(seed, NOISE).standard_normal(places.shape)
    count = training_count(samples, training_share)
    return Examples(inputs.astype(dtype), targets.astype(dtype), count)


def training_count(samples: int, training_share: float) -> int:
    """How many of the samples are trained on: the share, rounded down."""
    return int(training_share * samples + 1e-9)


def alternate(samples: int) -> npt.NDArray[np.int64]:
    """0, 1, 0, 1, …: the class of each example."""
    return np.arange(samples) % 2


def column(labels: npt.NDArray[Any]) -> Floats:
    """Labels as targets of one output, (n, 1)."""
    return labels.astype(np.float64).reshape(-1, 1)


def on_circle(radius: Floats | float, angle: Floats) -> Floats:
    """Points at a distance and an angle from the origin, (n, 2)."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


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


def make_plane(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Points all over a square; the target is the number (x₁ + x₂) / 2, a tilted plane."""
    inputs = generator.uniform(-1, 1, (samples, 2))
    return inputs, inputs.mean(axis=1, keepdims=True)


def make_checkerboard(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Sixteen squares of side ½, black and white by turns; target 1 is at the lower left."""
    white = alternate(samples)
    inputs = generator.uniform(-1, 1, (samples, 2))
    black = np.floor(2 * inputs).sum(axis=1) % 2  # 0 at the lower left
    # A point on the wrong colour moves over to the next square, and round at the edge.
    inputs[:, 0] += np.where(black != white, 0.5, 0)
    inputs[:, 0] -= np.where(inputs[:, 0] >= 1, 2, 0)
    return inputs, column(1 - white)


def make_valley(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Four points (±√2, 0), (0, ±0.2·√2) with target x₁ + x₂: the loss is a narrow valley.

    The mean of x·xᵀ is diag(1, 0.04), so the largest curvature of half the square is exactly 1.
    """
    del samples, generator  # there is nothing to choose
    far, near = np.sqrt(2), 0.2 * np.sqrt(2)
    inputs = np.array([[far, 0], [-far, 0], [0, near], [0, -near]])
    return inputs, inputs.sum(axis=1, keepdims=True)


def make_single(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The one example of the preset TINY: x = (1, 0.5) with target 1."""
    del samples, generator  # there is nothing to choose
    return np.array([[1.0, 0.5]]), np.array([[1.0]])


@cache
def digits() -> tuple[Floats, Floats]:
    """All 1,797 digits: pixels from 0 to 1 (1797, 64), and the class as one-hot rows (1797, 10)."""
    with (files("engine.data") / "digits.npz").open("rb") as file, np.load(file) as archive:
        pixels = archive["pixels"] / 16.0
        targets = np.eye(10)[archive["labels"]]
    pixels.flags.writeable = targets.flags.writeable = False  # shared by every run
    return pixels, targets


def make_digits(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The first of the handwritten digits in an order drawn from the seed."""
    pixels, targets = digits()
    chosen = generator.permutation(len(pixels))[:samples]
    return pixels[chosen], targets[chosen]


PLANE_SAMPLES = Span(400, 10, 2000, 10)
PLANE_SHARE = Span(0.5, 0.1, 1.0, 0.05)
YES_NO = ("0", "1")


def plane_dataset(
    name: str,
    title: str,
    summary: str,
    make: Maker,
    noise: float,
    task: Task = "binary",
    largest_noise: float = 0.5,
) -> Dataset:
    """A data set with two inputs, one output and the limits that all of them share."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task=task,
        features=2,
        outputs=1,
        classes=YES_NO if task == "binary" else (),
        samples=PLANE_SAMPLES,
        noise=Span(noise, 0.0, largest_noise, 0.01),
        training_share=PLANE_SHARE,
        extent=EXTENT,
        picture=None,
        evaluation_base=1,
        make=make,
    )


DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        plane_dataset(
            "rings",
            "Rings",
            "A ring inside a ring: no straight line can tell them apart.",
            make_rings,
            noise=0.05,
        ),
        plane_dataset(
            "circle",
            "Circle",
            "A disc inside a broad ring, with a gap between them.",
            make_circle,
            noise=0.03,
        ),
        plane_dataset(
            "xor",
            "Exclusive or",
            "Four squares: the class is 1 where exactly one coordinate is positive.",
            make_xor,
            noise=0.03,
        ),
        plane_dataset(
            "moons",
            "Two moons",
            "Two half circles that reach into each other.",
            make_moons,
            noise=0.08,
        ),
        plane_dataset(
            "spiral",
            "Spiral",
            "Two arms wound round each other: the hardest of the plane sets.",
            make_spiral,
            noise=0.02,
            largest_noise=0.2,
        ),
        plane_dataset(
            "checkerboard",
            "Checkerboard",
            "Sixteen squares of two colours: many straight edges must work together.",
            make_checkerboard,
            noise=0.0,
        ),
        plane_dataset(
            "blobs",
            "Blobs",
            "Two round clouds: one straight line is enough.",
            make_blobs,
            noise=0.25,
        ),
        plane_dataset(
            "plane",
            "Tilted plane",
            "A number instead of a class: the mean of the two coordinates.",
            make_plane,
            noise=0.0,
            task="regression",
        ),
        Dataset(
            name="valley",
            title="Valley",
            summary="Four points whose loss is a narrow valley with an exact cliff at rate 2.",
            task="regression",
            features=2,
            outputs=1,
            classes=(),
            samples=Span(4, 4, 4, 1),
            noise=Span(0.0, 0.0, 0.0, 0.01),
            training_share=Span(1.0, 1.0, 1.0, 0.05),
            extent=1.6,
            picture=None,
            evaluation_base=1,
            make=make_valley,
        ),
        Dataset(
            name="digits",
            title="Digits",
            summary="1,797 handwritten digits of 8 × 8 pixels: which of ten is it?",
            task="classes",
            features=64,
            outputs=10,
            classes=tuple("0123456789"),
            samples=Span(1797, 100, 1797, 1),
            noise=Span(0.0, 0.0, 0.0, 0.01),
            training_share=Span(0.8, 0.1, 0.9, 0.05),
            extent=None,
            picture=(8, 8),
            evaluation_base=5,
            make=make_digits,
        ),
        Dataset(
            name="single",
            title="One example",
            summary="The one example x = (1, 0.5) with target 1, to follow by hand.",
            task="binary",
            features=2,
            outputs=1,
            classes=YES_NO,
            samples=Span(1, 1, 1, 1),
            noise=Span(0.0, 0.0, 0.0, 0.01),
            training_share=Span(1.0, 1.0, 1.0, 0.05),
            extent=EXTENT,
            picture=None,
            evaluation_base=1,
            make=make_single,
        ),
    )
}
"""Every data set by name."""
