"""Handwritten digits: 8 × 8 pixels from 0 (blank) to 1 (full ink), all ten or two of them."""

from functools import cache
from importlib.resources import files

import numpy as np

from engine.data.description import NO_NOISE, Dataset, Floats, Maker, Span, Task, wrong_labels
from engine.data.places import column

DIGITS_SHARE = Span(0.8, 0.1, 0.9, 0.05)


@cache
def digits() -> tuple[Floats, Floats]:
    """All 1,797 digits: pixels from 0 to 1 (1797, 64), and the class as one-hot rows (1797, 10)."""
    with (files("engine.data") / "digits.npz").open("rb") as file, np.load(file) as archive:
        pixels = archive["pixels"] / 16.0
        targets = np.eye(10)[archive["labels"]]
    pixels.flags.writeable = targets.flags.writeable = False  # shared by every run
    return pixels, targets


def make_digits(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The first digits in an order drawn from the seed: (samples, 64) and (samples, 10)."""
    pixels, targets = digits()
    chosen = generator.permutation(len(pixels))[:samples]
    return pixels[chosen], targets[chosen]


def two_digits(first: int, second: int) -> Maker:
    """Makes pictures of two digits alone, in an order drawn from the seed; target 1 is `second`."""

    def make(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        pixels, targets = digits()
        either = np.flatnonzero(targets[:, first] + targets[:, second])
        chosen = either[generator.permutation(len(either))[:samples]]
        return pixels[chosen], column(targets[chosen, second])

    return make


def pictures(
    name: str,
    title: str,
    summary: str,
    task: Task,
    classes: str,
    samples: Span,
    make: Maker,
    evaluation_base: int,
) -> Dataset:
    """A data set of pictures of 8 × 8 pixels."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task=task,
        features=64,
        outputs=1 if task == "binary" else len(classes),
        classes=tuple(classes),
        samples=samples,
        noise=NO_NOISE,
        training_share=DIGITS_SHARE,
        label_noise=wrong_labels(len(classes)),
        extent=None,
        picture=(8, 8),
        evaluation_base=evaluation_base,
        make=make,
    )


PICTURES = (
    pictures(
        "digits",
        "Digits",
        "1,797 handwritten digits of 8 × 8 pixels: which of ten is it?",
        "classes",
        "0123456789",
        Span(1797, 100, 1797, 1),
        make_digits,
        evaluation_base=5,
    ),
    pictures(
        "ink",
        "Zero or one",
        "360 handwritten zeros and ones: a single neuron can tell them apart.",
        "binary",
        "01",
        Span(360, 50, 360, 1),
        two_digits(0, 1),
        evaluation_base=1,
    ),
    pictures(
        "ink_1_8",
        "One or eight",
        "356 handwritten ones and eights, which look more alike than zeros and ones.",
        "binary",
        "18",
        Span(356, 50, 356, 1),
        two_digits(1, 8),
        evaluation_base=1,
    ),
)
"""Pictures of handwritten digits."""
