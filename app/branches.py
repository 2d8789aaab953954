"""The branches of a run: one is on the stage, the others wait with their whole past and future."""

from dataclasses import dataclass, replace
from typing import Final

from app.events import Branches
from app.messages import MOST_BRANCHES, BranchEntry, KeptBranch, KeptBranches
from engine import ExperimentError, Trainer
from engine.snapshots import size_of, thinned
from engine.storage import SavedRun

MOST_BYTES: Final = 24 * 2**20
"""What the waiting branches may keep in all; beyond it, states to go back to are thinned out."""

FEWEST_KEPT: Final = 2


@dataclass
class Kept:
    """A branch; `saved` while it waits, `by_itself` where nobody asked for it.

    `beside` while it lives beside the run on the stage, to be compared; `asleep` with what a
    browser has brought back of it after a restart, until it is lived again.
    """

    id: int
    name: str
    parent: int | None
    from_step: int
    sentence: str
    by_itself: bool = False
    saved: SavedRun | None = None
    beside: Trainer | None = None
    before: SavedRun | None = None  # it came beside the run on the stage
    asleep: KeptBranch | None = None
    loss: float | None = None  # as told when it was kept


class BranchList:
    """All branches of a session; ids are never used twice."""

    def __init__(self) -> None:
        self._next = 1
        self._kept: dict[int, Kept] = {}
        self._aside: tuple[int, dict[int, Kept]] | None = None
        self.present = 0
        self.version = 0  # grows with every change of the list

    def begin(self) -> None:
        """Starts over with a run of another experiment."""
        self._kept = {}
        self._add("First run", None, 0, "From the start.")

    def restore(self, handed: KeptBranches, asleep: list[KeptBranch]) -> None:
        """Takes up the branches that a browser knows of; those that are to be lived again sleep.

        Others are gone, but for the present one, which is there already.
        """
        by_id = {kept.branch: kept for kept in asleep}
        here = [e for e in handed.branches if e.id == handed.present or e.id in by_id]
        if handed.present not in [entry.id for entry in here]:
            return
        self._kept = {
            entry.id: Kept(entry.id, entry.name, entry.parent, entry.from_step, entry.sentence)
            for entry in here
        }
        for entry in here:
            kept, found = self._kept[entry.id], by_id.get(entry.id)
            if kept.parent not in self._kept:
                kept.parent = None
            if entry.id != handed.present and found is not None:
                kept.asleep, kept.loss, kept.by_itself = found, entry.loss, found.by_itself
        self.present = handed.present
        self._next = max([self._next, *(entry.id + 1 for entry in handed.branches)])
        self.version += 1

    @property
    def has_left(self) -> bool:
        """Whether a run waits aside with its branches."""
        return self._aside is not None

    def leave(self, present: SavedRun) -> None:
        """Lets all branches wait aside, the present one too, and starts over."""
        self._kept[self.present].saved = present
        self._aside = self.present, self._kept
        self.begin()
        self._save_memory()

    def come_back(self) -> SavedRun:
        """Takes up the list that waits aside, and returns the run that was present there."""
        assert self._aside is not None
        (self.present, self._kept), self._aside = self._aside, None
        self.version += 1
        kept = self._kept[self.present]
        saved, kept.saved = kept.saved, None
        assert saved is not None
        return saved

    def sleeper(self, branch: int | None) -> KeptBranch | None:
        """What there is to live again before a branch can come onto the stage, if anything."""
        kept = self._kept.get(branch) if branch is not None else None
        return None if kept is None else kept.asleep

    def wake(self, branch: int, trainer: Trainer) -> None:
        """A branch has been lived again."""
        kept = self._find(branch)
        kept.saved, kept.asleep = trainer.saved(), None
        self.version += 1
        self._save_memory()

    def waiting(self) -> list[tuple[Kept, SavedRun]]:
        """The branches that wait, aside too, and are known here."""
        _, aside = self._aside or (0, {})
        every = (*self._kept.values(), *aside.values())
        return [(kept, kept.saved) for kept in every if kept.saved is not None]

    def away(self) -> list[tuple[Kept, SavedRun | Trainer | KeptBranch]]:
        """The branches that are not the run on the stage, and what is known of each."""
        found = [(kept, kept.saved or kept.beside or kept.asleep) for kept in self._kept.values()]
        return [(kept, source) for kept, source in found if source is not None]

    def known(self, present: Trainer) -> list[tuple[int, SavedRun]]:
        """All branches but for those that sleep, and their runs."""
        return [
            (kept.id, kept.saved or (kept.beside or present).saved())
            for kept in self._kept.values()
            if kept.asleep is None
        ]

    def restarted(self) -> None:
        """The present run has begun anew: it comes from no other any more."""
        self.version += 1
        present = self._kept[self.present]
        present.parent, present.from_step, present.sentence = None, 0, "From the start."

    @property
    def full(self) -> bool:
        """Whether there is no place, not even that of one which nobody asked for."""
        return len(self._kept) >= MOST_BRANCHES and self._expendable() is None

    def go_on(self, before: Trainer, *, name: str | None, change: str, by_itself: bool) -> None:
        """Lets a run wait, and makes a new branch that goes on from its step the present one.

        `change` says in words what is otherwise. Raises ExperimentError where the list is full.
        """
        if len(self._kept) >= MOST_BRANCHES:
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
        kept.before = kept.saved
        kept.beside, kept.saved = Trainer.of(kept.saved), None
        self.version += 1
        return kept.beside

    def end_comparison(self, branch: int, *, stays: bool) -> None:
        """Lets it wait again, with what it has lived through meanwhile.

        It stands again where it stood, unless it `stays` where it is, or has gone on from there.
        """
        kept = self._find(branch)
        assert kept.beside is not None
        assert kept.before is not None
        saved, before = kept.beside.saved(), kept.before
        has_gone_on = (saved.end, len(saved.journal)) != (before.end, len(before.journal))
        if not stays and not has_gone_on:
            saved = replace(saved, state=before.state)
        kept.saved, kept.beside, kept.before = saved, None, None
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
            if kept.asleep is not None:
                step, end, loss = kept.asleep.step, kept.asleep.end, kept.loss
            else:
                run = kept.saved or (kept.beside or present).saved()
                readings = run.evaluations.since(0, end=run.state.step)
                step, end = run.state.step, run.end
                loss = _finite(float(readings[-1, 1])) if len(readings) else None
            entries.append(
                BranchEntry(
                    id=kept.id,
                    name=kept.name,
                    step=step,
                    end=end,
                    loss=loss,
                    parent=kept.parent,
                    from_step=kept.from_step,
                    sentence=kept.sentence,
                )
            )
        return Branches(present=self.present, branches=entries)

    @property
    def nbytes(self) -> int:
        """Memory that the waiting branches keep, states that they share counted once."""
        runs = [run for _, run in self.waiting()]
        states = {id(state): state for run in runs for state in run.snapshots}
        curves = sum(run.losses.nbytes for run in runs)
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
            waits = kept.saved is not None or kept.asleep is not None
            if kept.by_itself and waits and kept.parent is not None:
                return kept.id
        return None

    def _save_memory(self) -> None:
        """Thins out all branches until they fit: to go back in them takes longer then."""
        while self.nbytes > MOST_BYTES:
            thick = [run for _, run in self.waiting() if len(run.snapshots) > FEWEST_KEPT]
            if not thick:
                return
            for kept, run in self.waiting():
                kept.saved = replace(run, snapshots=thinned(run.snapshots))


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
