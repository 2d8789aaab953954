"""The plane of a task with two inputs, and forward passes over it that are built once.

A pass is kept with its network for as long as that lives, unless it is large: networks that many
people train at once must not fill the memory.
"""

from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from engine.network import Network
from engine.probes.forward import Forward
from engine.trainer import Trainer

MOST_KEPT = 3
MOST_NUMBERS = 2**20
"""Numbers that a kept pass may hold."""

Key = tuple[float, tuple[str, ...], tuple[int, ...], bool]
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


def over_plane(trainer: Trainer, *cells: int, corners: bool = False) -> Forward:
    """A forward pass over the grid of the plane, or over several one after another, computed now.

    Its arrays are overwritten by the next call. Raises ValueError unless the task has two inputs.
    """
    extent = extent_of(trainer)
    if not all(side >= 1 for side in cells):
        raise ValueError("A map has at least one cell a side.")
    passes = _kept.setdefault(trainer.network, {})
    data = trainer.experiment.data
    key = extent, data.features, cells, corners
    forward = passes.get(key)
    if forward is None:
        points = np.concatenate([grid(extent, side, corners) for side in cells])
        inputs = np.ascontiguousarray(data.transform(points).T, trainer.dtype)
        forward = Forward(trainer.experiment, trainer.network.weights, inputs)
        if forward.a.size <= MOST_NUMBERS:
            if len(passes) >= MOST_KEPT:
                passes.pop(next(iter(passes)))
            passes[key] = forward
    forward()
    return forward
