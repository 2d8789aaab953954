"""Batches: which examples a step uses.

A position is (epoch, offset): how many examples of the epoch were used. The order of an epoch
depends on seed and epoch alone, so a position is all that must be kept to go on from anywhere.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.program import Array
from engine.random_streams import SHUFFLING, stream

EPOCHS_PER_STREAM = 64
EPOCHS_PER_MARK = 4
MOST_MARKS = 512


class Order:
    """The order of the training examples in each epoch, drawn from seed and epoch.

    One generator serves 64 epochs, which draw from it one after another; making a generator for
    each would cost more than a small step. Its state is remembered at every fourth epoch, so that
    going back to an epoch draws few of those before it.
    """

    def __init__(self, seed: int, count: int) -> None:
        self.seed, self.count = seed, count
        self._generator = stream(seed, SHUFFLING, 0)
        self._next = 0
        self._epoch = -1
        self._marks: dict[int, tuple[int, ...]] = {}
        self._permutation: npt.NDArray[np.int64] = np.arange(count)

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The permutation of an epoch, (count,)."""
        if epoch != self._epoch:
            first = epoch - epoch % EPOCHS_PER_STREAM
            mark = epoch - epoch % EPOCHS_PER_MARK
            if mark in self._marks and not mark < self._next <= epoch:
                self._return_to(mark)
            elif not first < self._next <= epoch:
                self._generator = stream(self.seed, SHUFFLING, first // EPOCHS_PER_STREAM)
                self._next = first
            while self._next <= epoch:
                if self._next % EPOCHS_PER_MARK == 0:
                    self._mark()
                self._permutation = self._generator.permutation(self.count)
                self._next += 1
            self._epoch = epoch
        return self._permutation

    def _mark(self) -> None:
        """Remember the generator's state before the next epoch; the oldest are forgotten."""
        if self._next not in self._marks:
            if len(self._marks) >= MOST_MARKS:
                self._marks.pop(next(iter(self._marks)))
            state: Any = self._generator.bit_generator.state  # of NumPy's PCG64
            numbers = state["state"]["state"], state["state"]["inc"]
            self._marks[self._next] = (*numbers, state["has_uint32"], state["uinteger"])

    def _return_to(self, mark: int) -> None:
        """Set the generator to a state that is remembered."""
        number, increment, half, rest = self._marks[mark]
        self._generator.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": number, "inc": increment},
            "has_uint32": half,
            "uinteger": rest,
        }
        self._next = mark


def advance(epoch: int, offset: int, width: int, count: int) -> tuple[int, int]:
    """The position after a batch of this width; a full batch always ends its epoch."""
    if offset + width >= count:
        return epoch + 1, 0
    return epoch, offset + width


def next_width(offset: int, size: int, count: int) -> int:
    """How many examples the next batch has: the last of an epoch may be short."""
    return count if size >= count else min(size, count - offset)


class Feed:
    """The training examples, batch by batch, in the order of each epoch.

    `rows` holds what a section wants of each example, (count, columns). The present epoch's lie in
    `shuffled`, which may be a part of a larger array.
    """

    def __init__(self, rows: Array, seed: int, shuffled: Array | None = None) -> None:
        self.rows = rows
        self._order = Order(seed, len(rows))
        self._shuffled = np.empty_like(rows) if shuffled is None else shuffled
        self._epoch = -1
        self._batches: dict[tuple[int, int], Array] = {}

    def shuffle(self, epoch: int) -> None:
        """Bring the examples into the order of an epoch."""
        if epoch != self._epoch:
            self.rows.take(self._order.epoch(epoch), 0, self._shuffled, "clip")
            self._epoch = epoch

    def batch(self, epoch: int, offset: int, width: int) -> Array:
        """The batch at a position, (columns, width), until the next epoch is asked for.

        A full batch is not shuffled.
        """
        if width == len(self.rows):
            return self.rows.T
        if epoch != self._epoch:
            self.shuffle(epoch)
        batch = self._batches.get((offset, width))
        if batch is None:
            batch = self._batches[offset, width] = self._shuffled[offset : offset + width].T
        return batch

    def order(self, epoch: int, offset: int, width: int) -> npt.NDArray[np.int64]:
        """The indices of the training examples of a batch, (width,)."""
        if width == len(self.rows):
            return np.arange(width)
        return self._order.epoch(epoch)[offset : offset + width]
