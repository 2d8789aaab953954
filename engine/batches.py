"""Batches: which examples a step uses.

A position is (epoch, offset): how many examples of the epoch were used. The order of an epoch
depends on seed and epoch alone, so a position is all that must be kept to go on from anywhere.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.program import Array, memory
from engine.random_streams import SHUFFLING, stream

EPOCHS_PER_STREAM = 64
CLOSE = 2**17
"""Bytes of examples that are arranged at once: what stays close to a processor."""
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


def shuffle(rows: Array, order: Order, epoch: int, out: Array) -> None:
    """Write examples (count, columns) in the order of an epoch."""
    rows.take(order.epoch(epoch), 0, out, "clip")


class Feed:
    """The training examples, batch by batch, in the order of each epoch.

    `rows` holds what a pass takes of each example, (count, columns); the last `extras` columns lie
    beside the tape. As many batches as stay close to the processor are cut at once, each in one
    piece, (columns, width), so that a step only copies bytes.
    """

    def __init__(self, rows: Array, seed: int, extras: int) -> None:
        self.rows, self.extras = rows, extras
        self.order = Order(seed, len(rows))
        self._most = max(1, min(CLOSE // rows[:1].nbytes, len(rows)))
        self._shuffled = np.empty_like(rows[: self._most])
        self._numbers = np.empty(0, rows.dtype)
        self._cut = (-1, 0, 0)  # epoch, offset and width of the present cut
        self._batches: dict[int, list[tuple[memoryview, memoryview]]] = {}

    def indices(self, epoch: int, offset: int, width: int) -> npt.NDArray[np.int64]:
        """Which training examples a batch has, (width,)."""
        if width == len(self.rows):
            return np.arange(width)
        return self.order.epoch(epoch)[offset : offset + width]

    def batches(self, epoch: int, offset: int, width: int) -> list[tuple[memoryview, memoryview]]:
        """Some of the batches from a position on, at most to the end of the epoch.

        Of each the bytes of examples and of extras, which stay until the next call. A full batch is
        not shuffled.
        """
        count, columns = self.rows.shape
        if width == count:
            epoch = offset = 0
        number = min((count - offset) // width, max(1, self._most // width))
        if self._numbers.size < number * width * columns:
            self._numbers = np.empty(number * width * columns, self.rows.dtype)
            self._batches.clear()
        if self._cut != (epoch, offset, width):
            taken = self.rows
            if width < count:
                order = self.order.epoch(epoch)[offset : offset + number * width]
                taken = self._shuffled[: len(order)]
                if len(taken) < len(order):
                    taken = self._shuffled = np.empty((len(order), columns), self.rows.dtype)
                self.rows.take(order, 0, taken, "clip")
            whole = self._numbers[: number * width * columns].reshape(number, columns, width)
            whole[...] = taken.reshape(number, width, columns).transpose(0, 2, 1)
            self._cut = (epoch, offset, width)
        known = self._batches.setdefault(width, [])
        while len(known) < number:
            at = len(known) * width * columns
            batch = self._numbers[at : at + width * columns].reshape(columns, width)
            on_tape = columns - self.extras
            known.append((memory(batch[:on_tape]), memory(batch[on_tape:])))
        return known if len(known) == number else known[:number]
