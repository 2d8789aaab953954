"""Rows that come at one end and go at the other; buckets of losses, merged and grouped anew."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


class Rows:
    """A growing array of rows that can also lose rows at either end."""

    def __init__(self, width: int, dtype: npt.DTypeLike) -> None:
        self._data = np.empty((64, width), dtype)
        self.count = 0

    @property
    def values(self) -> Floats:
        """All rows, (count, width)."""
        return self._data[: self.count]

    def extend(self, rows: Floats) -> None:
        """Add rows at the end."""
        needed = self.count + len(rows)
        if needed > len(self._data):
            grown = np.empty((max(needed, 2 * len(self._data)), self._data.shape[1]), rows.dtype)
            grown[: self.count] = self.values
            self._data = grown
        self._data[self.count : needed] = rows
        self.count = needed

    def take_first(self, count: int) -> Floats:
        """Remove and return the first rows, (count, width)."""
        first = self._data[:count].copy()
        self._data[: self.count - count] = self._data[count : self.count].copy()
        self.count -= count
        return first

    def copy(self) -> "Rows":
        """Rows of its own."""
        other = Rows(self._data.shape[1], self._data.dtype)
        other.extend(self.values)
        return other

    @property
    def nbytes(self) -> int:
        """Memory in use."""
        return self._data.nbytes


def merge_pairs(rows: Floats) -> Floats:
    """Neighbouring buckets of equal length as one: (2n, 3) to (n, 3)."""
    pairs = rows.reshape(-1, 2, 3)
    return np.stack(
        [pairs[:, :, 0].min(axis=1), pairs[:, :, 1].mean(axis=1), pairs[:, :, 2].max(axis=1)],
        axis=1,
    )


def regroup(counts: npt.NDArray[np.int64], rows: Floats, per_point: int) -> Floats:
    """Buckets (n, 3) of `counts` steps each, (n,), as points of `per_point` steps, (points, 3)."""
    starts = np.cumsum(counts) - counts
    edges = np.flatnonzero(np.diff(starts // per_point, prepend=-1))
    with np.errstate(all="ignore"):
        mean = np.add.reduceat(rows[:, 1] * counts, edges) / np.add.reduceat(counts, edges)
    return np.stack(
        [np.minimum.reduceat(rows[:, 0], edges), mean, np.maximum.reduceat(rows[:, 2], edges)],
        axis=1,
    ).astype(rows.dtype)
