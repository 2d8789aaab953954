"""The branches of a run: one is on the stage, the others wait with their whole past and future."""

from dataclasses import dataclass, replace
from typing import Final

from app.events import BranchEntry, Branches
from engine import ExperimentError, Trainer
from engine.snapshots import size_of, thinned
from engine.storage import SavedRun

MOST_BRANCHES: Final = 12
MOST_BYTES: Final = 24 * 2**20
"""What the waiting branches may keep in all; beyond it, states to go back to are thinned out."""

FEWEST_KEPT: Final = 2


@dataclass
class Kept:
    """A branch; `saved` while it waits, `by_itself` where nobody asked for it.

    `beside` while it lives beside the run on the stage, to be compared.
    """

    id: int
    name: str
    parent: int | None
    from_step: int
    sentence: str
    by_itself: bool = False
    saved: SavedRun | None = None
    beside: Trainer | None = None


class BranchList:
    """All branches of a session; ids are never used twice."""

    def __init__(self) -> None:
        self._next = 1
        self._kept: dict[int, Kept] = {}
        self.present = 0
        self.version = 0  # grows with every change of the list

    def begin(self) -> None:
        """Starts over with a run of another experiment."""
        self._kept.clear()
        self._add("First run", None, 0, "From the start.")

    def restarted(self) -> None:
        """The present run has begun anew: it comes from no other any more."""
        self.version += 1
        present = self._kept[self.present]
        present.parent, present.from_step, present.sentence = None, 0, "From the start."

    @property
    def full(self) -> bool:
        """Whether there is no place, not even that of one which nobody asked for."""
        return len(self._kept) == MOST_BRANCHES and self._expendable() is None

    def go_on(self, before: Trainer, *, name: str | None, change: str, by_itself: bool) -> None:
        """Lets a run wait, and makes a new branch that goes on from its step the present one.

        `change` says in words what is otherwise. Raises ExperimentError where the list is full.
        """
        if len(self._kept) == MOST_BRANCHES:
            expendable = self._expendable()
            if expendable is None:
                raise ExperimentError(
                    "branch", f"There are {MOST_BRANCHES} branches: forget one to keep another."
                )
            self.forget(expendable)
        old = self._kept[self.present]
        old.saved, old.by_itself = before.saved(), by_itself
        sentence = f"From step {before.step:,} of {old.name}{f': {change}' if change else ''}."
        self._add(name, old.id, before.step, sentence)
        self._save_memory()

    def switch(self, branch: int, before: Trainer) -> SavedRun:
        """Lets the present run wait, and returns the one that was waiting."""
        self.check_waiting(branch)
        kept = self._find(branch)
        assert kept.saved is not None
        self._kept[self.present].saved = before.saved()
        saved, kept.saved = kept.saved, None
        self.present = kept.id
        self.version += 1
        self._save_memory()
        return saved

    def check_waiting(self, branch: int) -> None:
        """Raises ExperimentError for a branch that is not there, or is on the stage."""
        if self._find(branch).id == self.present:
            raise ExperimentError("branch", f"{self._find(branch).name} is on the stage already.")

    def begin_comparison(self, branch: int) -> Trainer:
        """Wakes a branch that waits, to live beside the run on the stage."""
        self.check_waiting(branch)
        kept = self._find(branch)
        assert kept.saved is not None
        kept.beside, kept.saved = Trainer.of(kept.saved), None
        self.version += 1
        return kept.beside

    def end_comparison(self, branch: int) -> None:
        """Lets it wait again, with what it has lived through meanwhile."""
        kept = self._find(branch)
        assert kept.beside is not None
        kept.saved, kept.beside = kept.beside.saved(), None
        self.version += 1
        self._save_memory()

    def rename(self, branch: int, name: str) -> None:
        """Gives a branch another name; with one of its own it is never forgotten unasked."""
        kept = self._find(branch)
        if not name.strip():
            raise ExperimentError("name", "A branch needs a name that can be read.")
        kept.name, kept.by_itself = name.strip(), False
        self.version += 1

    def forget(self, branch: int) -> None:
        """Deletes a branch that waits; those that came from it come from its parent."""
        kept = self._find(branch)
        if branch == self.present:
            raise ExperimentError("branch", f"{kept.name} is on the stage: go to another first.")
        del self._kept[branch]
        self.version += 1
        for other in self._kept.values():
            if other.parent == branch:
                other.parent = kept.parent

    def event(self, present: Trainer) -> Branches:
        """The list as it is."""
        entries = []
        for kept in self._kept.values():
            run = kept.saved or (kept.beside or present).saved()
            readings = run.evaluations.since(0, end=run.state.step)
            entries.append(
                BranchEntry(
                    id=kept.id,
                    name=kept.name,
                    step=run.state.step,
                    end=run.end,
                    loss=_finite(float(readings[-1, 1])) if len(readings) else None,
                    parent=kept.parent,
                    from_step=kept.from_step,
                    sentence=kept.sentence,
                )
            )
        return Branches(present=self.present, branches=entries)

    @property
    def nbytes(self) -> int:
        """Memory that the waiting branches keep, states that they share counted once."""
        states = {id(state): state for run in self._waiting for state in run.snapshots}
        curves = sum(run.losses.nbytes for run in self._waiting)
        return sum(map(size_of, states.values())) + curves

    def _add(self, name: str | None, parent: int | None, from_step: int, sentence: str) -> None:
        number = self._next
        self._next += 1
        self._kept[number] = Kept(number, name or f"Branch {number}", parent, from_step, sentence)
        self.present = number
        self.version += 1

    def _find(self, branch: int) -> Kept:
        if branch not in self._kept:
            raise ExperimentError("branch", f"There is no branch {branch}.")
        return self._kept[branch]

    def _expendable(self) -> int | None:
        """The oldest branch that nobody asked for, if it came from another."""
        for kept in self._kept.values():
            if kept.by_itself and kept.saved is not None and kept.parent is not None:
                return kept.id
        return None

    def _save_memory(self) -> None:
        """Thins out all branches until they fit: to go back in them takes longer then."""
        while self.nbytes > MOST_BYTES:
            thick = [kept for kept in self._waiting if len(kept.snapshots) > FEWEST_KEPT]
            if not thick:
                return
            for kept in self._kept.values():
                if kept.saved is not None:
                    kept.saved = replace(kept.saved, snapshots=thinned(kept.saved.snapshots))

    @property
    def _waiting(self) -> list[SavedRun]:
        return [kept.saved for kept in self._kept.values() if kept.saved is not None]


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
