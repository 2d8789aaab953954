"""Small pictures of what can be chosen: examples of each data set, features over the plane.

Some hundred bytes each, as plain JSON data; bytes are base64.
"""

from base64 import b64encode
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.data.choice import Data
from engine.data.datasets import DATASETS, Dataset
from engine.data.description import EXTENT
from engine.data.examples import Examples, make_examples
from engine.data.features import FEATURES
from engine.probes.maps import quantize
from engine.probes.plane import grid

POINTS = 120
PICTURES = 9
CELLS = 16
SEED = 0
"""The seed that a run starts with: a thumbnail shows examples that a person then gets."""

Values = npt.NDArray[np.float64]


def thumbnails() -> dict[str, Any]:
    """A thumbnail of each data set and of each input feature, by name."""
    return {
        "datasets": {name: dataset_thumbnail(dataset) for name, dataset in DATASETS.items()},
        "features": {name: feature_thumbnail(name) for name in FEATURES},
    }


def dataset_thumbnail(dataset: Dataset) -> dict[str, Any]:
    """Examples of a data set with its own defaults, evenly chosen from all of them.

    `bytes` holds columns of `count` bytes each. For points: x₁ and x₂ from −extent to extent, then
    the class, or where `reach` is a number the target from −reach to reach. For curves: x from
    −extent to extent, then the target from `low` to `high`. For pictures: all pixels of the first
    one, of the second, …, from 0 to 1.
    """
    examples = make_examples(Data.of(dataset.name), SEED)
    if dataset.picture:
        pixels = examples.points[evenly(len(examples.points), PICTURES)]
        return _thumbnail("pictures", len(pixels), [bytes_of(pixels.ravel(), 0, 1)])
    chosen = evenly(len(examples.points), POINTS)
    points, targets = examples.points[chosen], examples.targets[chosen]
    extent = dataset.extent or EXTENT
    places = [bytes_of(column, -extent, extent) for column in points.T]
    if dataset.features == 1:
        low, high = float(examples.targets.min()), float(examples.targets.max())
        columns = [*places, bytes_of(targets[:, 0], low, high)]
        return _thumbnail("curve", len(chosen), columns, low=low, high=high)
    if dataset.task == "regression":
        reach = float(np.abs(examples.targets).max())
        columns = [*places, bytes_of(targets[:, 0], -reach, reach)]
        return _thumbnail("points", len(chosen), columns, reach=reach)
    return _thumbnail("points", len(chosen), [*places, classes(examples, chosen)])


def feature_thumbnail(name: str) -> dict[str, Any]:
    """A feature over the plane, as the maps of neurons are: row 0 is the lowest."""
    values = FEATURES[name].of(grid(EXTENT, CELLS))
    ranges, quantized = quantize(values[np.newaxis])
    low, high = (float(end) for end in ranges[0])
    return {"cells": CELLS, "bytes": _text(quantized[0]), "low": low, "high": high}


def bytes_of(values: Values, low: float, high: float) -> npt.NDArray[np.uint8]:
    """Numbers from low to high as bytes, (n,); what lies outside stands at the edge."""
    share = (values - low) / ((high - low) or 1.0)
    quantized: npt.NDArray[np.uint8] = np.clip(np.rint(share * 255), 0, 255).astype(np.uint8)
    return quantized


def evenly(count: int, most: int) -> npt.NDArray[np.int64]:
    """At most so many of `count` indices, evenly, the first and the last among them, (n,)."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)


def classes(examples: Examples, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The class of each example, with one output 0 or 1, (n,)."""
    targets = examples.targets[chosen]
    labels = targets[:, 0] > 0.5 if targets.shape[1] == 1 else targets.argmax(axis=1)
    return labels.astype(np.uint8)


def _thumbnail(
    kind: str,
    count: int,
    columns: list[npt.NDArray[np.uint8]],
    low: float | None = None,
    high: float | None = None,
    reach: float | None = None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "count": count,
        "bytes": _text(np.concatenate(columns)),
        "low": low,
        "high": high,
        "reach": reach,
    }


def _text(values: npt.NDArray[np.uint8]) -> str:
    return b64encode(values.tobytes()).decode("ascii")
