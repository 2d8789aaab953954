"""Batches: which examples a step uses.

A position is (epoch, offset): how many examples of the epoch were used. The order of an epoch
depends on seed and epoch alone, so a position is all that must be kept to go on from anywhere.
"""

import numpy as np
import numpy.typing as npt

from engine.program import Array
from engine.random_streams import SHUFFLING, stream

EPOCHS_PER_STREAM = 64


class Order:
    """The order of the training examples in each epoch, drawn from seed and epoch.

    One generator serves 64 epochs, which draw from it one after another; making a generator for
    each would cost more than a small step.
    """

    def __init__(self, seed: int, count: int) -> None:
        self.seed, self.count = seed, count
        self._generator = stream(seed, SHUFFLING, 0)
        self._next = 0
        self._epoch = -1
        self._permutation: npt.NDArray[np.int64] = np.arange(count)

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The permutation of an epoch, (count,)."""
        if epoch != self._epoch:
            first = epoch - epoch % EPOCHS_PER_STREAM
            if not first <= self._next <= epoch or self._next == first:
                self._generator = stream(self.seed, SHUFFLING, first // EPOCHS_PER_STREAM)
                self._next = first
            while self._next <= epoch:
                self._permutation = self._generator.permutation(self.count)
                self._next += 1
            self._epoch = epoch
        return self._permutation


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

    `rows` holds what a section wants of each example, (count, columns).
    """

    def __init__(self, rows: Array, seed: int) -> None:
        self.rows = rows
        self._order = Order(seed, len(rows))
        self._shuffled = np.empty_like(rows)
        self._epoch = -1

    def load(self, examples: Array, epoch: int, offset: int) -> None:
        """Copy the batch at a position into a section's examples, (columns, batch).

        A full batch is not shuffled.
        """
        width = examples.shape[1]
        if width == len(self.rows):
            examples[...] = self.rows.T
            return
        if epoch != self._epoch:
            self.rows.take(self._order.epoch(epoch), 0, self._shuffled, "clip")
            self._epoch = epoch
        examples[...] = self._shuffled[offset : offset + width].T
