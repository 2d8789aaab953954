"""The run on the stage and its branches: what a person's commands do to them."""

from collections.abc import Callable, Generator, Mapping
from typing import Any, Final

from app import record
from app.branches import BranchList
from app.comparison import Companion
from app.events import ExperimentChanged
from app.gestures import Gestures
from app.messages import MOST_BRANCHES, MOST_CHANGES, KeptBranch, KeptBranches
from app.plain import check_tables, plain_experiment, with_table
from app.sentences import describe_change
from engine import PRESETS, Experiment, ExperimentError, Trainer
from engine.seeking import number_of_changes
from engine.storage import SavedRun

SLICES_AT_ONCE: Final = 4
"""Slices of about a millisecond in which a step may be reached that is wanted at once."""

FORGOTTEN_FUTURE: Final = (
    f"There are {MOST_BRANCHES} branches: what this run had lived through after this step is gone."
)


GONE: Final = "These branches held too much to be brought back after the restart:"


class Stage:
    """One run, and those that wait beside it.

    `number` grows where another run comes onto the stage, `version` with every change of one.
    Every method raises ExperimentError for what cannot be, and then nothing has changed.
    """

    def __init__(self, clock: Callable[[], float], preset: str) -> None:
        self.number = 0
        self.version = 0
        self.branches = BranchList()
        self.companion: Companion | None = None
        self._stood: tuple[int, ...] = ()  # the run on the stage, before it was compared
        self._left_beside: int | None = None  # what was compared with the run that waits aside
        self._clock = clock
        self._gestures = Gestures(clock)
        self._changes_seen = 0, 0
        self.trainer: Trainer
        self.load_preset(preset)

    # ---- another run

    def load_preset(self, name: str) -> None:
        """A preset at step 0, with the example that it opens with."""
        if name not in PRESETS:
            raise ExperimentError("preset", f"There is no preset {name[:40]!r}.")
        preset = PRESETS[name]
        trainer = Trainer(preset.experiment)
        trainer.show(*preset.shown)
        self.begin(trainer)

    def load_experiment(self, description: Mapping[str, Any]) -> None:
        """An experiment at step 0."""
        self.begin(Trainer(Experiment.from_dict(description)))

    def begin(self, trainer: Trainer) -> None:
        """Another run altogether; the branches are gone."""
        self.companion = None
        self.branches.begin()
        self._put_on(trainer)

    def begin_again(self, trainer: Trainer, handed: KeptBranches) -> str | None:
        """A run that was rebuilt after a restart, with the branches that were known of it.

        Returns a sentence about those that cannot be lived again.
        """
        self.begin(trainer)
        asleep = [kept for kept in handed.kept if _can_be_lived_again(kept)]
        self.branches.restore(handed, asleep)
        there = {handed.present, *(kept.branch for kept in asleep)}
        gone = [entry.name for entry in handed.branches if entry.id not in there]
        return f"{GONE} {', '.join(gone)}." if gone else None

    def restart(self, draw: bool) -> None:
        """Step 0 again; the other branches stay."""
        self.trainer.restart(draw=draw)
        self.branches.restarted()
        self._put_on(self.trainer)

    def branch(
        self, name: str | None, changes: Mapping[str, Any] | None, *, by_itself: bool = False
    ) -> None:
        """Lets the present run wait with its future, and goes on from here on a new one."""
        changes = self._checked(changes or {})
        if self.branches.full:
            raise ExperimentError(
                "branch", f"There are {MOST_BRANCHES} branches: forget one to keep another."
            )
        before, after = self.trainer, self.trainer.branch()
        words = self._words_of_what_is_left_out()
        if changes:
            self._gestures.change(after, changes)
            words = describe_change(before.experiment, changes, after.experiment)
        self.branches.go_on(before, name=name, change=words, by_itself=by_itself)
        self._put_on(after)

    def switch(self, branch: int) -> None:
        """Another branch comes onto the stage, where it stood; nothing stands beside it then."""
        self.branches.check_waiting(branch)
        self.end_comparison(stays=True)
        self._put_on(Trainer.of(self.branches.switch(branch, self.trainer)))

    def leave(self) -> None:
        """Lets the run wait aside with all its branches, and goes on with a copy of it."""
        if self.branches.has_left:
            return
        self._left_beside = None if self.companion is None else self.companion.branch
        self.end_comparison(stays=True)
        self.branches.leave(self.saved())
        self._put_on(self.trainer)

    def come_back(self) -> None:
        """The run that waits aside comes back as it stood, with all that stood beside it."""
        self.companion = None
        self._put_on(Trainer.of(self.branches.come_back()))
        if self._left_beside is not None:
            self.begin_comparison(self._left_beside)

    def forget(self, branch: int) -> None:
        """Deletes a branch that is not on the stage."""
        if self.companion is not None and self.companion.branch == branch:
            self.end_comparison()
        self.branches.forget(branch)

    # ---- another run beside it

    def begin_comparison(self, branch: int) -> None:
        """Another branch lives beside the run on the stage from now on."""
        self.branches.check_waiting(branch)
        if self.companion is None:
            self._stood = self.trainer.step, *self._known()
        self.end_comparison()
        trainer = self.branches.begin_comparison(branch)
        self.companion = Companion(branch, trainer, self._clock)

    def end_comparison(self, *, stays: bool = False) -> None:
        """What stood beside the run on the stage waits again, where it stood unless it `stays`."""
        if self.companion is None:
            return
        self.companion.leave()
        self.branches.end_comparison(self.companion.branch, stays=stays)
        self.companion = None

    def leave_comparison(self) -> tuple[int, int] | None:
        """Ends it; where the run on the stage stood before, unless it is there or has gone on."""
        is_comparing = self.companion is not None
        self.end_comparison()
        step, changes, *known = self._stood or (0, 0)
        is_there = (step, changes) == (self.trainer.step, len(self.trainer.journal))
        has_gone_on = known != list(self._known()[1:])
        return None if not is_comparing or is_there or has_gone_on else (step, changes)

    def _known(self) -> tuple[int, ...]:
        """How many changes are in force, and what else tells whether the run has gone on."""
        trainer = self.trainer
        return len(trainer.journal), trainer.end, len(trainer.lived), self.number

    def together(self) -> bool:
        """Whether all that is on the stage stands before the same step."""
        return self.companion is None or self.companion.is_at(self.trainer.step)

    # ---- changes

    def change(self, changes: Mapping[str, Any]) -> str | None:
        """Changes the run; where it knows a future, that one is kept as a branch.

        Returns a sentence where there is no place for it.
        """
        changes = self._checked(changes)
        trainer = self.trainer
        lost = trainer.end > trainer.step
        if lost and not self.branches.full:
            self.branch(None, changes, by_itself=True)
            return None
        self._gestures.change(trainer, changes)
        self._changed()
        return FORGOTTEN_FUTURE if lost else None

    def go_another_way(self) -> None:
        """Before going on from where a change was taken back: keeps what came after it."""
        future = self.trainer.future
        if future is None or not future.journal or self.branches.full:
            return
        if future.journal[0][0] == self.trainer.step < future.end:
            self.branch(None, None, by_itself=True)

    def notice(self) -> None:
        """The run has trained: it may have made remembered changes again, or forgotten them."""
        if self._changes() != self._changes_seen:
            self._changed()

    # ---- time

    def check_place(self, step: int, changes: int | None) -> None:
        """Whether the run can go there."""
        trainer = self.trainer
        if step > trainer.end:
            raise ExperimentError("step", f"This run has lived through steps 0 to {trainer.end:,}.")
        try:
            number_of_changes([at for at, _ in trainer.lived], step, changes)
        except ValueError as error:
            raise ExperimentError("changes", str(error)) from None

    def last_change(self) -> tuple[int, int]:
        """Where undo goes to: a step, and how many changes are in force there."""
        journal = self.trainer.journal
        if not journal:
            raise ExperimentError("undo", "There is no change to take back.")
        return journal[-1][0], len(journal) - 1

    def next_change(self) -> tuple[int, int]:
        """Where redo goes to."""
        trainer = self.trainer
        if trainer.future is None or not trainer.future.journal:
            raise ExperimentError("redo", "There is no change to make again.")
        return trainer.future.journal[0][0], len(trainer.journal) + 1

    def seeking(self, step: int, changes: int | None) -> Generator[tuple[int, int], None, None]:
        """Goes to a step in slices; until the end the run stands where it was."""
        yield from self.trainer.seeking(step, changes)
        self.notice()

    def go_near(self, step: int, changes: int | None) -> None:
        """Goes to a step at once: to the very one where that is quick, else to a kept one."""
        slices = self.trainer.seeking(step, changes)
        for _ in range(SLICES_AT_ONCE):
            try:
                next(slices)
            except StopIteration:
                self.notice()
                return
        slices.close()
        near = self.trainer.near(step)
        self.trainer.seek(near, changes if near == step else None)
        self.notice()

    # ---- what there is to say

    def event(self) -> ExperimentChanged:
        """The experiment as it now is, and as it was at step 0."""
        trainer = self.trainer
        data = trainer.data
        return ExperimentChanged(
            experiment=plain_experiment(trainer.experiment),
            initial=plain_experiment(trainer.initial),
            run=self.number,
            journal=record.plain_journal(trainer.journal),
            future=record.plain_journal(trainer.future.journal if trainer.future else []),
            phases=[phase._asdict() for phase in trainer.phases],
            parameter_count=trainer.parameter_count,
            steps_per_epoch=trainer.steps_per_epoch,
            extent=trainer.experiment.dataset.extent,
            training_count=data.training_count,
            test_count=len(data.inputs) - data.training_count,
        )

    def saved(self) -> SavedRun:
        """The run as it stands, for a file; going on changes nothing of it."""
        return self.trainer.saved().copy()

    def _checked(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """A change, its table read; refused where the run has had too many."""
        lived = self.trainer.lived
        if len(lived) >= MOST_CHANGES:
            raise ExperimentError(
                "changes", f"This run has been changed {MOST_CHANGES:,} times: start it again."
            )
        read = with_table(changes)
        check_tables(lived, read)
        return read

    def _words_of_what_is_left_out(self) -> str:
        trainer, future = self.trainer, self.trainer.future
        if future is None or not future.journal or future.journal[0][0] != trainer.step:
            return ""
        count = len(trainer.journal)
        before, after = trainer.experiment_after(count), trainer.experiment_after(count + 1)
        return f"without {describe_change(before, future.journal[0][1], after)}"

    def _put_on(self, trainer: Trainer) -> None:
        self.trainer = trainer
        trainer.follows = True
        self.number += 1
        self._changed()

    def _changed(self) -> None:
        self.version += 1
        self._changes_seen = self._changes()

    def _changes(self) -> tuple[int, int]:
        """How many changes are in force, and how many the whole run knows."""
        return len(self.trainer.journal), len(self.trainer.lived)


def _can_be_lived_again(kept: KeptBranch) -> bool:
    try:
        record.check_kept(kept)
    except ExperimentError:
        return False
    return True
