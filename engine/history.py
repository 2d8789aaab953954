"""Losses of a run in bounded memory: the last 65,536 exact, older ones in doubling buckets."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.buckets import Floats, Rows, merge_pairs, regroup

EXACT = 65_536
CHUNK = 4096
KEPT_BUCKETS = 4096


class LossHistory:
    """The batch loss of every step from `first` on.

    Level 0 holds single steps, level k buckets of 2^k steps as (minimum, mean, maximum); the oldest
    of a level that has grown too long move on to the next in pairs. A run that has gone back shows
    its losses up to `end`, the present step, and keeps those after it: lived again, they are known.
    """

    def __init__(self, dtype: npt.DTypeLike = np.float32, first: int = 0) -> None:
        self.first = first
        self.dtype = np.dtype(dtype)
        self._levels = [Rows(1, dtype)]
        self._known = first
        self._end = first

    @property
    def end(self) -> int:
        """The step after the last one that is shown."""
        return self._end

    @property
    def nbytes(self) -> int:
        """Memory in use."""
        return sum(rows.nbytes for rows in self._levels)

    @property
    def levels(self) -> list[Floats]:
        """All that is known: single steps (n, 1), then buckets of 2, 4, … steps, (n, 3)."""
        return [rows.values for rows in self._levels]

    @classmethod
    def of(cls, levels: Sequence[Floats], first: int) -> "LossHistory":
        """A history from its levels, all of it shown."""
        history = cls(levels[0].dtype, first)
        history._levels = [Rows(values.shape[1], values.dtype) for values in levels]
        for rows, values in zip(history._levels, levels, strict=True):
            rows.extend(values)
        history._known += sum(len(values) * 2**level for level, values in enumerate(levels))
        history._end = history._known
        return history

    def go_to(self, step: int) -> None:
        """Show the losses before a step of this run, and keep those after it."""
        self._end = min(step, self._known)

    def extend(self, losses: Floats) -> None:
        """Go on by the losses of the next steps, (n,); known ones are not added again."""
        if self._end < self._known:
            lived = min(len(losses), self._known - self._end)
            self._end += lived
            losses = losses[lived:]
        for start in range(0, len(losses), CHUNK):
            part = losses[start : start + CHUNK]
            self._levels[0].extend(part[:, None])
            self._known += len(part)
            if self._levels[0].count >= EXACT + CHUNK:
                self._move_on()
        self._end += len(losses)

    def copy(self) -> "LossHistory":
        """The same losses, independent of these."""
        other = LossHistory(self.dtype, self.first)
        other._levels = [rows.copy() for rows in self._levels]
        other._known, other._end = self._known, self._end
        return other

    def _move_on(self) -> None:
        """Halve the oldest part of each level that is too long."""
        exact = self._levels[0].take_first(CHUNK)
        rows = np.repeat(exact, 3, axis=1)
        level = 1
        while True:
            if level == len(self._levels):
                self._levels.append(Rows(3, self.dtype))
            self._levels[level].extend(merge_pairs(rows))
            if self._levels[level].count < 2 * KEPT_BUCKETS:
                return
            rows = self._levels[level].take_first(KEPT_BUCKETS)
            level += 1

    def truncate(self, step: int) -> None:
        """Forget the losses from this step on.

        A bucket that the step falls into keeps its values, and counts only up to it.
        """
        if not self.first <= step <= self._known:
            self.first = self._known = self._end = step
            self._levels = [Rows(1, self.dtype)]
            return
        self._known = self._end = step
        position = self.first
        for level in reversed(range(len(self._levels))):
            rows = self._levels[level]
            kept = min(rows.count, -(-(step - position) // 2**level))
            if level and kept < rows.count:
                self._cut(level, kept, step)
                return
            rows.count = max(kept, 0)
            position += rows.count * 2**level

    def _cut(self, level: int, kept: int, step: int) -> None:
        """Cut inside the buckets of a level: forget what is newer, start exact steps anew."""
        rows = self._levels[level]
        rows.count = kept
        for newer in self._levels[1:level]:
            newer.count = 0
        self._levels[0].count = 0
        position = self.first + sum(
            older.count * 2**k for k, older in enumerate(self._levels[level:], start=level)
        )
        if position > step:  # the last bucket is only partly before the step
            rows.count -= 1
            position -= 2**level
            middle = rows._data[rows.count, 1]
            self._levels[0].extend(np.full((step - position, 1), middle, self.dtype))

    def since(
        self, step: int, most: int = 2048, end: int | None = None
    ) -> tuple[int, int, int, Floats]:
        """The losses from a step on, up to the present one or to `end`, in at most so many points.

        Returns (first step, steps covered, steps per point, values): values (n,) when a point is
        one step, else (n, 3) as minimum, mean, maximum; the last point may cover fewer steps.
        Where old steps are no longer known one by one, the first step may lie before `step`.
        Raises ValueError for fewer points than one.
        """
        if most < 1:
            raise ValueError("A curve has at least one point.")
        end = self._end if end is None else min(end, self._known)
        step = min(max(step, self.first), end)
        counts, values, position = [], [], self.first
        first = end
        coarsest = 0
        for level in reversed(range(len(self._levels))):
            rows, length = self._levels[level], 2**level
            skipped = min(max(0, step - position) // length, rows.count)
            stop = min(-(-max(0, end - position) // length), rows.count)
            if skipped < stop:
                coarsest = max(coarsest, level)
                first = min(first, position + skipped * length)
                part = rows.values[skipped:stop]
                covered = np.full(len(part), length)
                covered[-1] -= max(0, position + stop * length - end)
                counts.append(covered)
                values.append(np.repeat(part, 3, axis=1) if level == 0 else part)
            position += rows.count * length
        steps = end - first
        per_point = 2**coarsest
        while -(-steps // per_point) > most:
            per_point *= 2
        if not values or per_point == 1:
            exact = values[0][:, 1] if values else np.empty(0, self.dtype)
            return first, steps, 1, exact.copy()
        return (
            first,
            steps,
            per_point,
            regroup(np.concatenate(counts), np.concatenate(values), per_point),
        )

    def points(self, most: int = EXACT) -> tuple[npt.NDArray[np.int64], Floats]:
        """The curve up to the present step as plain arrays: steps (n,) and losses (n,).

        Each point is the mean of the steps from its own up to the next point's, in at most so many
        points; of a run of up to 65,536 steps, each is one step. Raises ValueError as `since` does.
        """
        first, _, per_point, values = self.since(self.first, most)
        means: Floats = values if values.ndim == 1 else values[:, 1]
        return first + per_point * np.arange(len(means)), means

    def __repr__(self) -> str:
        if self._end <= self.first:
            return f"<LossHistory, none before step {self._end}>"
        points = self.since(self.first)[3]
        means = points if points.ndim == 1 else points[:, 1]
        lowest = points if points.ndim == 1 else points[:, 0]
        return (
            f"<LossHistory of steps {self.first} to {self._end - 1}: {means[0]:.6g} at first, "
            f"{self.since(self._end - 1)[3].flat[0]:.6g} at last, lowest {lowest.min():.6g}>"
        )


class EvaluationHistory:
    """Evaluations on schedule, (step, training loss, test loss, training and test accuracy).

    The schedule itself doubles its interval, so their number grows with the logarithm of the run.
    """

    def __init__(self) -> None:
        self._rows = Rows(5, np.float64)
        self._shown = 0

    @property
    def last_step(self) -> int:
        """The step of the last evaluation that is shown, −1 if there is none."""
        return int(self._rows.values[self._shown - 1, 0]) if self._shown else -1

    @property
    def nbytes(self) -> int:
        """Memory in use."""
        return self._rows.nbytes

    @property
    def rows(self) -> Floats:
        """All that is known, (n, 5)."""
        return self._rows.values

    @classmethod
    def of(cls, rows: Floats) -> "EvaluationHistory":
        """A history from its rows, all of it shown."""
        history = cls()
        history._rows.extend(rows)
        history._shown = len(rows)
        return history

    def go_to(self, step: int) -> None:
        """Show the evaluations at or before a step, and keep those after it."""
        if self._shown < self._rows.count or step < self.last_step:
            self._shown = int(np.searchsorted(self._rows.values[:, 0], step, side="right"))

    def append(self, evaluation: tuple[float, ...]) -> None:
        """Add an evaluation after those that are shown."""
        hidden = self._rows.values[self._shown :].copy()
        self._rows.count = self._shown
        self._rows.extend(np.array([evaluation], np.float64))
        self._shown += 1
        self._rows.extend(hidden)

    def truncate(self, step: int) -> None:
        """Forget evaluations from this step on."""
        self._rows.count = int(np.searchsorted(self._rows.values[:, 0], step))
        self._shown = min(self._shown, self._rows.count)

    def copy(self) -> "EvaluationHistory":
        """The same evaluations, independent of these."""
        other = EvaluationHistory()
        other._rows, other._shown = self._rows.copy(), self._shown
        return other

    def since(self, step: int, end: int | None = None) -> Floats:
        """The evaluations at or after a step, up to the present one or to `end`, (n, 5)."""
        steps = self._rows.values[:, 0]
        stop = self._shown if end is None else int(np.searchsorted(steps, end, side="right"))
        return self._rows.values[int(np.searchsorted(steps, step)) : stop].copy()

    def __repr__(self) -> str:
        if not self._shown:
            return "<EvaluationHistory, empty>"
        step, training, test, right, right_of_test = self._rows.values[self._shown - 1]
        return (
            f"<EvaluationHistory of {self._shown} readings up to step {step:.0f}: training loss "
            f"{training:.6g}, test loss {test:.6g}, accuracy {right:.3g} and {right_of_test:.3g}>"
        )
