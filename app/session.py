"""The rules of the conversation with one browser tab, without any input or output.

A command goes in and events come out; `work` trains for a slice of time; `take` returns what there
is to send. Who calls them, and how messages travel, is the business of scheduler and websocket.
"""

import time
from collections.abc import Callable
from typing import Final

from app import questions
from app.commands import Ask, Credit, Load, Seek
from app.deeds import Deeds
from app.events import Rejected, Stopped, Warn
from app.messages import KeptBranches, RunRecord
from app.news import News
from app.protocol import Command, Event
from app.stage import Stage
from app.stream import Outgoing, curves_message
from app.teller import Teller
from app.weight import is_heavy_run
from app.work import Patience, Work
from engine import ExperimentError, Table, Trainer
from engine.storage import SavedRun

FIRST_PRESET: Final = "welcome"
MOST_WAITING: Final = 64

WAIT: Final = "The run is still on its way: wait a moment."


class Session:
    """One tab's run and what the tab knows of it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._stage = Stage(clock, FIRST_PRESET)
        self._work = Work(clock)
        self._patience = Patience(clock)
        self._was_together = True
        self._teller = Teller(clock)
        self._news = News(self._stage, self._teller)
        self._events: list[Event] = []
        self._deeds = Deeds(
            clock,
            self._stage,
            self._work,
            self._teller,
            tell_news=self._tell_news,
            warn=self._warn,
            arrived=self._end_journey,
        )

    @property
    def trainer(self) -> Trainer:
        """The run on the stage."""
        return self._stage.trainer

    # ---- the connection

    def connect(self, have_step: int = 0) -> list[Event]:
        """A browser has come: it is told everything, and gets full credit."""
        self._events.clear()
        self._deeds.have_step = have_step
        self._teller.connect(min(have_step, self.trainer.step))
        if self._work.replays:
            return []
        return [*self._news.all(), *self._wake_up()]

    def disconnect(self) -> None:
        """The browser has gone; a run goes on for the two seconds that it may go without credit."""
        self._teller.disconnect()

    def rebuild(self, run: RunRecord, branches: KeptBranches | None = None) -> None:
        """Begins to rebuild a run from the record that a browser holds, and finds its branches.

        Raises ExperimentError where the record does not describe a run.
        """
        self._deeds.replay(run, None, branches)

    # ---- commands

    def handle(self, command: Command) -> list[Event]:
        """Carries a command out, or rejects it and leaves everything as it was."""
        if isinstance(command, Credit):
            self._teller.return_credit(command.frames)
            return self._wake_up()
        if self._must_wait(command):
            if len(self._work.waiting) == MOST_WAITING:
                return [_reject(command, WAIT)]
            self._work.waiting.append(command)
            return []
        try:
            if isinstance(command, Ask):
                return [questions.answer(self.trainer, command)]
            self._deeds.carry_out(command)
        except ExperimentError as error:
            return [_reject(command, error.sentence, error.field)]
        if self._work.journey is None:
            self._teller.answer(command.id)
        elif not self._work.replays:
            self.work(self._clock())  # what takes no longer than a slice is there at once
        return [] if self._work.replays else self._news.since()

    def _must_wait(self, command: Command) -> bool:
        """Whether a command is about the run as it will be at the end of a journey."""
        if self._work.journey is None or isinstance(command, Load):
            return False
        if self._work.replays or self._work.waiting:
            return True
        # The newest seek wins; and a question is about the run as it stands.
        return not isinstance(command, Seek | Ask)

    # ---- what comes another way than by command

    def saved(self) -> SavedRun:
        """The run as it stands, to be written to a file; raises ExperimentError."""
        if self._work.replays:
            raise ExperimentError("run", WAIT)
        return self._stage.saved()

    def adopt(self, trainer: Trainer) -> list[Event]:
        """Shows a run that was read from a file."""
        self._work.drop_all()
        self._stage.begin(trainer)
        self._teller.answer_due = self._teller.curves_due = True
        return self._news.since()

    def use_table(self, table: Table) -> list[Event]:
        """Goes on with examples of one's own; raises ExperimentError."""
        if self._work.journey is not None:
            raise ExperimentError("run", WAIT)
        self._warn(self._stage.change({"data": {"table": table}}))
        self._teller.answer_due = True
        return self._news.since()

    # ---- the end of a journey

    def _end_journey(self, command: int | None) -> None:
        if command is None:
            self._teller.answer_due = True
        else:
            self._teller.answer(command)
        waiting, self._work.waiting = self._work.waiting, []
        for waited in waiting:
            self._events.extend(self.handle(waited))

    # ---- time

    @property
    def map_seconds(self) -> float:
        """The time between maps while running."""
        return self._teller.map_seconds

    @map_seconds.setter
    def map_seconds(self, seconds: float) -> None:
        self._teller.map_seconds = seconds

    @property
    def runs(self) -> bool:
        """Whether it trains by itself."""
        return self._work.runs

    @property
    def owes_answer(self) -> bool:
        """Whether a command still waits for its frame, for want of credit or of a free socket."""
        return self._teller.answer_due

    @property
    def heavy(self) -> bool:
        """Whether a single step, or reading the losses, takes long."""
        journey, companion = self._work.journey, self._stage.companion
        return (
            is_heavy_run(self.trainer)
            or (journey is not None and journey.heavy)
            or (companion is not None and is_heavy_run(companion.trainer))
        )

    def wake_at(self, *, sendable: bool) -> float:
        """When there is something to do: a time of the clock, past or future, or infinity.

        `sendable`: whether messages would be taken now.
        """
        wake = self._work.wake_at(self._teller.exhausted_at)
        if not self._stage.together():
            return self._clock()
        if not sendable:
            return wake
        if self._events:
            return self._clock()
        if self._work.replays:
            return wake
        running = self._work.running is not None
        return min(wake, self._teller.wake_at(self.trainer, self._stage.version, running=running))

    def work(self, deadline: float) -> None:
        """Trains, or goes on a journey, until the deadline or until there is nothing to do."""
        if not self._keep_together(deadline):
            return  # first of all, so that neither of two runs gets ahead of the other
        half = self._clock() + (deadline - self._clock()) / 2
        event = self._work.go_on(
            self.trainer,
            deadline if self._stage.companion is None else half,
            self._teller.exhausted_at,
        )
        self._stage.notice()
        self._keep_together(deadline)
        if not self._work.replays:  # what stands there until then is nobody's run
            self._events.extend(self._news.since())
        if event is None:
            return
        self._events.append(event)
        if isinstance(event, Stopped) and event.reason != "asleep":
            self._teller.answer_due = True

    def _keep_together(self, deadline: float) -> bool:
        """Lets the run beside the one on the stage catch up; false where it needs more time.

        During a journey it waits, for the end is where both have to be.
        """
        companion = self._stage.companion
        if companion is None or self._work.journey is not None or self._stage.together():
            return True
        if self._was_together:
            self._patience.begin()
        companion.follow(self.trainer.step, deadline)
        companion.show_what(self.trainer)
        self._was_together = self._stage.together()
        self._events.extend(self._news.since())
        progress = self._patience.progress("seek", *companion.progress)
        if progress is not None and not self._was_together:
            self._events.append(progress)
        return self._was_together

    def take(self) -> list[Outgoing]:
        """Events, then the examples where they changed, and a frame where one is due."""
        messages: list[Outgoing] = list(self._events)
        self._events.clear()
        if self._work.replays or not self._teller.connected:
            return messages
        stage, work, companion = self._stage, self._work, self._stage.companion
        if companion is not None:
            companion.show_what(stage.trainer)
        if self._teller.curves_due:
            self._teller.curves_due = False
            known = stage.branches.known(stage.trainer)
            messages.extend(curves_message(branch, run) for branch, run in known if run.end)
        return messages + self._teller.tell(
            stage.trainer,
            stage.version,
            stage.number,
            compared=None if companion is None else companion.trainer,
            running=work.running is not None,
            working=work.busy or not stage.together(),
        )

    # ---- what there is to say

    def _tell_news(self) -> None:
        self._events.extend(self._news.since())

    def _warn(self, sentence: str | None) -> None:
        if sentence is not None:
            self._events.append(Warn(sentence=sentence))

    def _wake_up(self) -> list[Event]:
        run = self._work.running
        if run is None or not run.asleep:
            return []
        run.wake()
        sentence = "The page is drawing again: the run goes on."
        return [Stopped(reason="woken", step=self.trainer.step, sentence=sentence)]


def _reject(command: Command, sentence: str, field: str | None = None) -> Rejected:
    # JSON may hold halves of characters, which UTF-8 may not.
    sentence = sentence.encode("utf-8", "replace").decode()
    field = field and field.encode("utf-8", "replace").decode()
    return Rejected(command=getattr(command, "id", None), field=field, sentence=sentence)
