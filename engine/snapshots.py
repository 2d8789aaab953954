"""States of a run to go back to, in bounded memory: fewer, the longer ago they were."""

from bisect import bisect_right
from collections.abc import Sequence

from engine.trace import Snapshot

SPACING = 256
MOST_PER_OCTAVE = 256
OCTAVES = 20
BUDGET_BYTES = 8 * 2**20
OVERHEAD_BYTES = 512
MOST_MARKS = 16
MARKS_BYTES = 2 * 2**20


class Snapshots:
    """Snapshots at multiples of 256 steps, thinned out with age.

    Of those that are between 256·n·2ᵏ and 256·n·2ᵏ⁺¹ steps old, every 2ᵏ-th stays. n is at most 256
    and smaller for large networks, so that 10⁸ steps need about 8 MiB; which steps are kept depends
    on the step and the network's size alone. Beside them a few marks are kept for a while: the
    states before the latest changes, so that taking a change back needs no step to be lived again.
    """

    def __init__(self) -> None:
        self.kept: list[Snapshot] = []
        self.marks: list[Snapshot] = []

    @property
    def last_step(self) -> int:
        """The step of the newest, −1 if there is none."""
        return self.kept[-1].step if self.kept else -1

    def wanted(self, step: int) -> bool:
        """Whether the state before this step is to be kept."""
        return step % SPACING == 0 and step > self.last_step

    def append(self, snapshot: Snapshot) -> None:
        """Keep a state later than all others, and let go of old ones when it is time to."""
        self.kept.append(snapshot)
        number = per_octave(snapshot)
        if snapshot.step % (SPACING * number) == 0:
            self.kept = [
                old for old in self.kept if old.step % stride(snapshot.step - old.step, number) == 0
            ]

    def mark(self, snapshot: Snapshot) -> None:
        """Keep a state for a while, if it is not yet, and let go of the marks made first."""
        if any((s.step, s.changes) == (snapshot.step, snapshot.changes) for s in self.marks):
            return
        self.marks.append(snapshot)
        most = max(1, min(MOST_MARKS, MARKS_BYTES // size_of(snapshot)))
        del self.marks[:-most]

    def nearest(self, step: int, changes: int | None = None) -> Snapshot | None:
        """The latest state at or before a step that includes at most so many changes."""
        index = bisect_right(self.kept, step, key=lambda snapshot: snapshot.step)
        while index and changes is not None and (self.kept[index - 1].changes or 0) > changes:
            index -= 1
        found = [self.kept[index - 1]] if index else []
        found += [
            mark
            for mark in self.marks
            if mark.step <= step and (changes is None or (mark.changes or 0) <= changes)
        ]
        return max(found, key=lambda state: (state.step, state.changes or 0), default=None)

    def truncate(self, step: int, changes: int) -> None:
        """Forget states after this step, and those that include later changes."""
        self.kept = [s for s in self.kept if s.step <= step and (s.changes or 0) <= changes]
        self.marks = [s for s in self.marks if s.step <= step and (s.changes or 0) <= changes]

    def thin(self) -> None:
        """Let go of the marks and of every second state, but not of the first."""
        self.marks, self.kept = [], thinned(self.kept)

    @property
    def nbytes(self) -> int:
        """Memory in use, about."""
        return sum(size_of(snapshot) for snapshot in (*self.kept, *self.marks))

    def copy(self) -> "Snapshots":
        """A list of its own over the same states, which nobody writes to."""
        other = Snapshots()
        other.kept, other.marks = self.kept.copy(), self.marks.copy()
        return other

    def __repr__(self) -> str:
        if not self.kept:
            return "<Snapshots, none>"
        first, last = self.kept[0].step, self.kept[-1].step
        return f"<Snapshots of {len(self.kept)} steps, {first} to {last}, {self.nbytes:,} bytes>"


def thinned(states: Sequence[Snapshot]) -> list[Snapshot]:
    """Every second state, the first among them."""
    return list(states[::2])


def per_octave(snapshot: Snapshot) -> int:
    """How many states of this size are kept each time the age doubles."""
    return max(1, min(MOST_PER_OCTAVE, BUDGET_BYTES // (OCTAVES * size_of(snapshot))))


def size_of(snapshot: Snapshot) -> int:
    """The bytes that a state takes."""
    return snapshot.parameters.nbytes + snapshot.slots.nbytes + OVERHEAD_BYTES


def stride(age: int, number: int) -> int:
    """The distance between kept states of this age, in steps: SPACING · 2ᵏ."""
    return SPACING << max(0, (age // (SPACING * number)).bit_length() - 1)
