"""What a data set is: its words, task, shapes and limits, and the function that makes examples."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.words import described

Task = Literal["binary", "classes", "regression"]
Floats = npt.NDArray[np.float64]
Maker = Callable[[int, np.random.Generator], tuple[Floats, Floats]]

EXTENT = 1.3
YES_NO = ("0", "1")
SHARE_STEP = 0.05


@dataclass(frozen=True)
class Span:
    """The numbers that a setting may take, and the one it starts from."""

    default: float
    minimum: float
    maximum: float
    step: float


NO_NOISE = Span(0.0, 0.0, 0.0, 0.01)
NO_WRONG_LABELS = Span(0.0, 0.0, 0.0, SHARE_STEP)
ALL_TRAINED_ON = Span(1.0, 1.0, 1.0, SHARE_STEP)


@dataclass(frozen=True)
class Dataset:
    """A source of examples.

    `make(samples, generator)` returns inputs (samples, features) and targets (samples, outputs)
    without noise, `noise_on` says which of the two noise displaces. `extent` is half the side of
    the plane that is drawn, `picture` the rows and columns of an input that is an image,
    `evaluation_base` the interval of the first evaluations.
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
    label_noise: Span
    extent: float | None
    picture: tuple[int, int] | None
    evaluation_base: int
    make: Maker
    noise_on: Literal["inputs", "targets"] = "inputs"

    __repr__ = described

    @property
    def is_plane(self) -> bool:
        """Whether the examples are points of a plane, of which features can be made."""
        return self.features == 2 and self.picture is None


def wrong_labels(classes: int) -> Span:
    """Up to 1 − 1/k of the labels may be wrong: with more, wrong ones would say what is right.

    Rounded down to a step.
    """
    steps = int((1 - 1 / classes) / SHARE_STEP + 1e-9)
    return Span(0.0, 0.0, round(steps * SHARE_STEP, 2), SHARE_STEP)
