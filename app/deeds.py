"""What each command does: to the stage, at once, and to the work that is still to be done."""

from collections.abc import Callable
from functools import partial
from typing import Final

from app import goals, record
from app.commands import (
    Advance,
    Ask,
    Branch,
    Change,
    Compare,
    Credit,
    Forget,
    Hello,
    Leave,
    Load,
    Pause,
    Redo,
    Rename,
    Restart,
    Return,
    Run,
    Seek,
    Show,
    Switch,
    Undo,
)
from app.messages import KeptBranch, KeptBranches, RunRecord
from app.protocol import Command
from app.running import Running
from app.shown import show
from app.stage import Stage
from app.teller import Teller
from app.weight import is_heavy_experiment, is_heavy_run
from app.work import Journey, Work
from engine import ExperimentError, Trainer

OTHER_DIGITS: Final = (
    "This machine's digits differ in the last place from those that the run was recorded with."
)
LONG_FUTURE: Final = (
    "What this run had lived through after step {:,} would take too long to be lived again."
)


class Deeds:
    """Carries commands out; those that set out on a journey are done when it `arrived`.

    `have_step`: losses of all steps before it are known to the browser.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        stage: Stage,
        work: Work,
        teller: Teller,
        *,
        tell_news: Callable[[], None],
        warn: Callable[[str | None], None],
        arrived: Callable[[int | None], None],
    ) -> None:
        self.have_step = 0
        self._clock = clock
        self._stage = stage
        self._work = work
        self._teller = teller
        self._tell_news = tell_news
        self._warn = warn
        self._arrived = arrived

    def carry_out(self, command: Command) -> None:
        """Does what a command asks for, or sets out to; raises ExperimentError."""
        match command:
            case Change():
                self._warn(self._stage.change(command.changes))
            case Show():
                show(self._stage.trainer, command)
            case Advance():
                self._stage.go_another_way()
                self._work.advance(command.steps)
            case Run():
                if command.until is not None:
                    goals.check_goal(command.until, self._stage.trainer)
                self._stage.go_another_way()
                self._work.run(Running(command, self._clock, self._work.running))
            case Pause():
                self._work.stop()
            case Seek() | Undo() | Redo():
                self._go(command)
            case Switch() | Compare() if self._stage.branches.sleeper(command.branch):
                self._wake_branch(command)
            case Compare():
                self._compare(command)
            case Load():
                self._load(command)
            case Leave():
                self._work.stop()
                self._stage.leave()
            case Return():
                self._return(command)
            case Restart():
                self._work.drop_all()
                self._stage.restart(command.draw)
            case Branch() | Switch() | Rename() | Forget():
                self._branch(command)
            case Hello():
                raise ExperimentError("type", "hello comes first and only once.")
            case Ask() | Credit():
                pass

    def _go(self, command: Seek | Undo | Redo) -> None:
        stage = self._stage
        match command:
            case Seek():
                place = command.step, command.changes
                stage.check_place(*place)
            case Undo():
                place = stage.last_change()
            case Redo():
                place = stage.next_change()
        if isinstance(command, Seek) and not command.exact:
            self._work.stop()
            stage.go_near(*place)
            self._teller.went_to(self._stage.trainer.step)
            return
        self._travel(command.id, *place)

    def _travel(self, command: int, step: int, changes: int | None) -> None:
        """Sets out to a step; the frame there answers a command."""
        steps, arrive = self._stage.seeking(step, changes), partial(self._there, command)
        self._work.travel(Journey("seek", steps, arrive, heavy=is_heavy_run(self._stage.trainer)))

    def _compare(self, command: Compare) -> None:
        stage = self._stage
        if command.step is not None:
            stage.check_place(command.step, None)
        if command.branch is None:
            stood = stage.leave_comparison()
            if stood is not None and command.step is None and not self._work.runs:
                self._travel(command.id, *stood)
        else:
            stage.begin_comparison(command.branch)
            self._work.drop_all()
        if command.step is not None:
            self._travel(command.id, command.step, None)

    def _branch(self, command: Branch | Switch | Rename | Forget) -> None:
        stage = self._stage
        match command:
            case Branch():
                stage.branch(command.name, command.changes)
            case Switch():
                stage.switch(command.branch)
                self._work.drop_all()
            case Rename():
                stage.branches.rename(command.branch, command.name)
            case Forget():
                stage.forget(command.branch)

    def _load(self, command: Load) -> None:
        sources = (command.preset, command.experiment, command.run)
        if sum(source is not None for source in sources) != 1:
            raise ExperimentError("load", "Load needs a preset, an experiment or a run.")
        if command.run is not None:
            self.replay(command.run, command.id)
            return
        if command.preset is not None:
            self._stage.load_preset(command.preset)
        else:
            self._stage.load_experiment(command.experiment or {})
        self._work.drop_all()

    def _return(self, command: Return) -> None:
        if self._stage.branches.has_left:
            self._work.drop_all()
            self._stage.come_back()
            self._teller.curves_due = True
        elif command.run is not None:
            self.replay(command.run, command.id, command.branches)
        else:
            raise ExperimentError("return", "There is no run that was left.")

    # ---- journeys

    def _wake_branch(self, command: Switch | Compare) -> None:
        """Lives a branch again that a restart has left asleep, then carries the command out."""
        kept = self._stage.branches.sleeper(command.branch)
        assert kept is not None
        if isinstance(command, Compare) and command.step is not None:
            self._stage.check_place(command.step, None)
        heavy = any(map(is_heavy_experiment, record.check_kept(kept)))
        arrive = partial(self._branch_woken, command, kept)
        self._work.travel(Journey("seek", record.relive(kept), arrive, heavy))

    def _branch_woken(
        self, command: Switch | Compare, kept: KeptBranch, trainer: Trainer | None
    ) -> None:
        assert trainer is not None
        if kept.digest != record.digest_of(trainer):
            self._warn(OTHER_DIGITS)
        self._stage.branches.wake(kept.branch, trainer)
        self._teller.curves_due = True
        waiting, self._work.waiting = self._work.waiting, []
        self.carry_out(command)
        self._work.waiting = waiting
        self._tell_news()
        if self._work.journey is None:
            self._arrived(command.id)

    def replay(
        self, run: RunRecord, command: int | None, branches: KeptBranches | None = None
    ) -> None:
        """Begins to rebuild a run; raises ExperimentError where the record describes none."""
        heavy = any(map(is_heavy_experiment, record.check_record(run)))
        self._work.drop_all()
        arrive = partial(self._rebuilt, run, command, branches)
        self._work.travel(Journey("replay", record.rebuild(run), arrive, heavy))

    def _rebuilt(
        self,
        run: RunRecord,
        command: int | None,
        branches: KeptBranches | None,
        trainer: Trainer | None,
    ) -> None:
        assert trainer is not None
        self._teller.curves_due = True
        if branches is None:
            self._stage.begin(trainer)
        else:
            self._warn(self._stage.begin_again(trainer, branches))
        if run.digest is not None and run.digest != record.digest_of(trainer):
            self._warn(OTHER_DIGITS)
        if trainer.end < (run.end or 0):
            self._warn(LONG_FUTURE.format(trainer.end))
        self._tell_news()
        if command is None:  # a tab that has come back knows some of the losses
            self._teller.begin(min(self.have_step, trainer.step))
        self._arrived(command)

    def _there(self, command: int, _: Trainer | None) -> None:
        self._teller.went_to(self._stage.trainer.step)
        self._tell_news()
        self._arrived(command)
