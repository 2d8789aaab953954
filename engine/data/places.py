"""Words that the data sets are made with: turns between classes, targets, points at an angle."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.data.description import Floats


def alternate(samples: int, classes: int = 2) -> npt.NDArray[np.int64]:
    """0, 1, 0, 1, … or 0, 1, 2, 0, …: the class of each example, (samples,)."""
    return np.arange(samples) % classes


def column(labels: npt.NDArray[Any]) -> Floats:
    """Labels as targets of one output, (n, 1)."""
    return labels.astype(np.float64).reshape(-1, 1)


def one_hot(labels: npt.NDArray[Any], classes: int) -> Floats:
    """Class numbers as rows with a single 1, (n, classes)."""
    rows: Floats = np.eye(classes)[labels]
    return rows


def on_circle(radius: npt.NDArray[Any] | float, angle: npt.NDArray[Any]) -> Floats:
    """Points at a distance and an angle from the origin, (n, 2)."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
