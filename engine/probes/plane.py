"""The plane of a task with two inputs or the line of one, and forward passes over them, built once.

A pass is kept with its network for as long as that lives, unless it is large: networks that many
people train at once must not fill the memory.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from engine.network import Network
from engine.probes.forward import Forward
from engine.trainer import Trainer

MOST_KEPT = 3
MOST_NUMBERS = 2**20
"""Numbers that a kept pass may hold."""

Key = tuple[float, tuple[str, ...], tuple[int, ...], str]
_kept: WeakKeyDictionary[Network, dict[Key, Forward]] = WeakKeyDictionary()


def extent_of(trainer: Trainer) -> float:
    """Half the side of the task's plane; raises ValueError unless the task has two inputs."""
    dataset = trainer.experiment.dataset
    if dataset.extent is None or not dataset.is_plane:
        raise ValueError("Maps exist for tasks with two inputs.")
    return dataset.extent


@lru_cache(maxsize=16)
def grid(extent: float, cells: int, corners: bool = False) -> npt.NDArray[np.float64]:
    """The centres of the cells of a square, (cells², 2), row by row from x₂ = −extent upwards.

    With `corners` those of the cells instead, ((cells + 1)², 2), which reach the edges.
    """
    if corners:
        places = np.linspace(-extent, extent, cells + 1)
    else:
        places = (np.arange(cells) + 0.5) / cells * 2 * extent - extent
    x1, x2 = np.meshgrid(places, places)
    points = np.stack([x1.ravel(), x2.ravel()], axis=1)
    points.flags.writeable = False  # shared by every run
    return points


def line_extent_of(trainer: Trainer) -> float:
    """Half the length of the task's line; raises ValueError unless the task has one input."""
    dataset = trainer.experiment.dataset
    if dataset.extent is None or dataset.features != 1:
        raise ValueError("Maps over a line exist for tasks with one input.")
    return dataset.extent


@lru_cache(maxsize=16)
def line(extent: float, cells: int) -> npt.NDArray[np.float64]:
    """The centres of the cells of a line from −extent to extent, (cells, 1)."""
    points = ((np.arange(cells) + 0.5) / cells * 2 * extent - extent)[:, None]
    points.flags.writeable = False  # shared by every run
    return points


def over_plane(trainer: Trainer, *cells: int, corners: bool = False) -> Forward:
    """A forward pass over the grid of the plane, or over several one after another, computed now.

    Its arrays are overwritten by the next call. Raises ValueError unless the task has two inputs.
    """
    extent = extent_of(trainer)
    parts = [(grid, (extent, side, corners)) for side in cells]
    return _over(trainer, (extent, trainer.experiment.data.features, cells, f"{corners}"), parts)


def over_line(trainer: Trainer, *cells: int) -> Forward:
    """A forward pass over the cells of the line, or of several one after another, computed now.

    Its arrays are overwritten by the next call. Raises ValueError unless the task has one input.
    """
    extent = line_extent_of(trainer)
    return _over(trainer, (extent, (), cells, "line"), [(line, (extent, side)) for side in cells])


def _over(trainer: Trainer, key: Key, parts: Sequence[tuple[Callable[..., Any], Any]]) -> Forward:
    """The kept pass of this key, or one over all parts, each the places of a number of cells."""
    if not all(side >= 1 for side in key[2]):
        raise ValueError("A map has at least one cell a side.")
    passes = _kept.setdefault(trainer.network, {})
    forward = passes.get(key)
    if forward is None:
        points = np.concatenate([places(*arguments) for places, arguments in parts])
        transformed = trainer.experiment.data.transform(points)
        inputs = np.ascontiguousarray(transformed.T, trainer.dtype)
        forward = Forward(trainer.experiment, trainer.network.weights, inputs)
        if forward.a.size <= MOST_NUMBERS:
            if len(passes) >= MOST_KEPT:
                passes.pop(next(iter(passes)))
            passes[key] = forward
    forward()
    return forward
