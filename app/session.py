"""The rules of the conversation with one browser tab, without any input or output.

A command goes in and events come out; `work` trains for a slice of time; `take` returns what there
is to send. Who calls them, and how messages travel, is the business of scheduler and websocket.
"""

import math
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final, Literal

from app import goals, record
from app.commands import Advance, Change, Credit, Hello, Load, Pause, Restart, Run, Show
from app.events import ExperimentChanged, Progress, Rejected, Stopped
from app.messages import JournalEntry, RunRecord
from app.protocol import Command, Event
from app.running import Running
from app.stream import Outgoing, Stream, examples_message
from engine import PRESETS, Experiment, ExperimentError, Trainer

FIRST_PRESET: Final = "welcome"
MOST_CREDIT: Final = 2
ASLEEP_AFTER_SECONDS: Final = 2.0
FRAME_SECONDS: Final = 1 / 60
CHECKPOINT_SECONDS: Final = 1.0
PROGRESS_AFTER_SECONDS: Final = 1.0
PROGRESS_SECONDS: Final = 0.25
MOST_WAITING: Final = 64
HEAVY_PRODUCTS: Final = 5_000_000
HEAVY_PARAMETERS: Final = 10_000

NEVER: Final = math.inf


class Session:
    """One tab's run and what the tab knows of it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.map_seconds = FRAME_SECONDS
        self._clock = clock
        self._stream = Stream()
        self._events: list[Event] = []
        self._waiting: list[Command] = []
        self._run_number = 0
        self._rebuilding: record.Rebuilding | None = None
        self._running: Running | None = None
        self._advance_left = 0
        self._advance_total = 0
        self._work_began = self._progress_at = 0.0
        self._connected = False
        self._have_step = 0
        self._credit = 0
        self._exhausted_at = clock()
        self._answered = 0
        self._answer_due = False
        self._examples_due = False
        self._step_sent = -1
        self._frame_at = self._map_at = self._checkpoint_at = -math.inf
        self._kept: object = None
        self._load_preset(FIRST_PRESET)

    # ---- the connection

    def connect(self, have_step: int = 0) -> list[Event]:
        """A browser has come: it is told everything, and gets full credit."""
        self._connected = True
        self._credit = MOST_CREDIT
        self._events.clear()
        self._have_step = have_step
        self._stream.connect(min(have_step, self.trainer.step))
        self._answer_due = self._examples_due = True
        self._answered = 0
        self._kept = None
        self._map_at = -math.inf
        if self._rebuilding is not None:
            return []
        return [self._experiment_changed(), *self._wake_up()]

    def disconnect(self) -> None:
        """The browser has gone; a run goes on for the two seconds that it may go without credit."""
        self._connected = False
        self._credit = 0
        self._exhausted_at = self._clock()

    def rebuild(self, run: RunRecord) -> None:
        """Begins to rebuild a run from the record that a browser holds.

        Raises ExperimentError where the record does not describe a run.
        """
        record.check_record(run)
        self._rebuilding = record.rebuild(run)
        self._work_began = self._clock()

    # ---- commands

    def handle(self, command: Command) -> list[Event]:
        """Carries a command out, or rejects it and leaves everything as it was."""
        if isinstance(command, Credit):
            return self._return_credit(command.frames)
        if self._rebuilding is not None and not isinstance(command, Load):
            if len(self._waiting) == MOST_WAITING:
                return [_reject(command, "The run is still being rebuilt: wait a moment.")]
            self._waiting.append(command)
            return []
        try:
            events = self._carry_out(command)
        except ExperimentError as error:
            return [_reject(command, error.sentence, error.field)]
        self._answered = command.id
        self._answer_due = True
        return events

    def _carry_out(self, command: Command) -> list[Event]:
        match command:
            case Change():
                return self._change(command.changes)
            case Load():
                return self._load(command)
            case Advance():
                self._running = None
                if self._advance_left == 0:
                    self._work_began = self._clock()
                    self._advance_total = 0
                self._advance_left += command.steps
                self._advance_total += command.steps
            case Run():
                self._run(command)
            case Pause():
                self._running = None
                self._advance_left = 0
            case Restart():
                self._stop_all()
                self.trainer.restart(draw=command.draw)
                self._begin_run()
                return [self._experiment_changed()]
            case Show():
                self._show(command)
            case Hello():
                raise ExperimentError("type", "hello comes first and only once.")
            case Credit():
                pass
        return []

    def _change(self, changes: Mapping[str, Any]) -> list[Event]:
        data_before = self.trainer.data
        self.trainer.change(changes)
        self._examples_due |= self.trainer.data is not data_before
        return [self._experiment_changed()]

    def _show(self, command: Show) -> None:
        if command.set is None or command.index is None:
            raise ExperimentError("set", "Show needs a set and an index.")
        try:
            self.trainer.show(command.set, command.index)
        except IndexError as error:
            raise ExperimentError("index", str(error)) from None

    def _load(self, command: Load) -> list[Event]:
        if (command.preset is None) == (command.experiment is None):
            raise ExperimentError("load", "Load needs either a preset or an experiment.")
        if command.preset is not None:
            if command.preset not in PRESETS:
                raise ExperimentError("preset", f"There is no preset {command.preset[:40]!r}.")
            self._load_preset(command.preset)
        else:
            self._replace(Trainer(Experiment.from_dict(command.experiment or {})))
        return [self._experiment_changed()]

    def _load_preset(self, name: str) -> None:
        preset = PRESETS[name]
        trainer = Trainer(preset.experiment)
        trainer.show(*preset.shown)
        self._replace(trainer)

    def _replace(self, trainer: Trainer) -> None:
        self._stop_all()
        self.trainer = trainer
        self._examples_due = True
        self._begin_run()

    def _begin_run(self) -> None:
        self._run_number += 1
        self._stream.begin()

    def _stop_all(self) -> None:
        self._rebuilding = None
        self._waiting.clear()
        self._running = None
        self._advance_left = 0

    def _run(self, command: Run) -> None:
        if command.until is not None:
            goals.check_goal(command.until, self.trainer)
        self._advance_left = 0
        self._running = Running(command, self._clock, self._running)

    def _return_credit(self, frames: int) -> list[Event]:
        self._credit = min(self._credit + frames, MOST_CREDIT)
        return self._wake_up()

    def _wake_up(self) -> list[Event]:
        run = self._running
        if run is None or not run.asleep:
            return []
        run.wake()
        sentence = "The page is drawing again: the run goes on."
        return [Stopped(reason="woken", step=self.trainer.step, sentence=sentence)]

    # ---- time

    @property
    def runs(self) -> bool:
        """Whether it trains by itself."""
        return self._running is not None and not self._running.asleep

    @property
    def owes_answer(self) -> bool:
        """Whether a command still waits for its frame, for want of credit or of a free socket."""
        return self._answer_due

    @property
    def heavy(self) -> bool:
        """Whether a single step, or reading the losses, takes long."""
        trainer = self.trainer
        return trainer.parameter_count * len(trainer.data.inputs) > HEAVY_PRODUCTS

    def wake_at(self, *, sendable: bool) -> float:
        """When there is something to do: a time of the clock, past or future, or infinity.

        `sendable`: whether messages would be taken now.
        """
        now = self._clock()
        if self._rebuilding is not None or self._advance_left:
            return now
        if sendable and (self._events or self._examples_due or self._frame_due(now)):
            return now
        wake = NEVER
        run = self._running
        if run is not None and not run.asleep:
            wake = run.wake_at()
            if self._credit == 0:
                wake = min(wake, self._exhausted_at + ASLEEP_AFTER_SECONDS)
            elif sendable and self.trainer.step != self._step_sent:
                wake = min(wake, self._frame_at + FRAME_SECONDS)
        if sendable and self.trainer.step == self._step_sent and self._kept != self._state():
            wake = min(wake, self._checkpoint_at + CHECKPOINT_SECONDS)
        return wake

    def work(self, deadline: float) -> None:
        """Trains, or rebuilds, until the deadline on the clock or until there is nothing to do."""
        if self._rebuilding is not None:
            self._go_on_rebuilding(deadline)
        elif self._advance_left:
            self._go_on_advancing(deadline)
        elif self._running is not None and not self._running.asleep:
            self._go_on_running(self._running, deadline)

    def _go_on_rebuilding(self, deadline: float) -> None:
        assert self._rebuilding is not None
        try:
            while True:
                done, total = next(self._rebuilding)
                if self._clock() >= deadline:
                    self._tell_progress("replay", done, total)
                    return
        except StopIteration as finished:
            trainer: Trainer = finished.value
        self._rebuilding = None
        self.trainer = trainer
        self._run_number += 1
        self._stream.begin(min(self._have_step, trainer.step))
        self._examples_due = self._answer_due = True
        self._events.append(self._experiment_changed())
        waiting, self._waiting = self._waiting, []
        for command in waiting:
            self._events.extend(self.handle(command))

    def _go_on_advancing(self, deadline: float) -> None:
        while self._advance_left:
            done = self.trainer.run(self._advance_left, deadline=deadline)
            if done == 0:
                # A person may step on through what is not finite, to look at it.
                self.trainer.apply()
                done = 1
            self._advance_left -= done
            if self._clock() >= deadline:
                break
        if self._advance_left:
            done = self._advance_total - self._advance_left
            self._tell_progress("advance", done, self._advance_total)

    def _go_on_running(self, run: Running, deadline: float) -> None:
        without_credit = self._clock() - self._exhausted_at
        if self._credit == 0 and without_credit >= ASLEEP_AFTER_SECONDS:
            run.asleep = True
            sentence = "The page is not drawing: the run waits for it."
            self._events.append(Stopped(reason="asleep", step=self.trainer.step, sentence=sentence))
            return
        stopped = run.work(self.trainer, deadline)
        if stopped is not None:
            self._running = None
            self._events.append(stopped)
            self._answer_due = True

    # ---- what is sent

    def take(self) -> list[Outgoing]:
        """Events, then the examples where they changed, and a frame where one is due."""
        messages: list[Outgoing] = list(self._events)
        self._events.clear()
        if self._rebuilding is not None or not self._connected:
            return messages
        now = self._clock()
        if self._examples_due:
            self._examples_due = False
            messages.append(examples_message(self.trainer))
        if self._frame_due(now):
            messages.extend(self._frame(now))
        if self._checkpoint_due(now):
            self._kept = self._state()
            self._checkpoint_at = now
            checkpoint = record.make_checkpoint(self.trainer, self._run_number)
            if checkpoint is not None:
                messages.append(checkpoint)
        return messages

    def _frame_due(self, now: float) -> bool:
        if self._credit == 0 or self._advance_left:
            return False
        if self._answer_due:
            return True
        awake = self._running is not None and not self._running.asleep
        moved = self.trainer.step != self._step_sent
        return awake and moved and now >= self._frame_at + FRAME_SECONDS

    def _frame(self, now: float) -> list[Outgoing]:
        running = self._running is not None
        with_maps = not running or now >= self._map_at + self.map_seconds
        messages = self._stream.frame(
            self.trainer, answered=self._answered, running=running, with_maps=with_maps
        )
        self._credit -= 1
        if self._credit == 0:
            self._exhausted_at = now
        self._answer_due = False
        self._step_sent = self.trainer.step
        self._frame_at = now
        if with_maps:
            self._map_at = now
        return messages

    def _checkpoint_due(self, now: float) -> bool:
        # Only of the step last sent: a checkpoint is never ahead of what the tab has seen.
        return (
            self.trainer.step == self._step_sent
            and self._kept != self._state()
            and now >= self._checkpoint_at + CHECKPOINT_SECONDS
        )

    def _state(self) -> tuple[int, int, int]:
        return self._run_number, self.trainer.step, len(self.trainer.journal)

    def _experiment_changed(self) -> ExperimentChanged:
        trainer = self.trainer
        data = trainer.data
        return ExperimentChanged(
            experiment=trainer.experiment.to_dict(),
            initial=trainer.initial.to_dict(),
            run=self._run_number,
            journal=[
                JournalEntry.model_construct(step=step, changes=changes)
                for step, changes in trainer.journal
            ],
            phases=[phase._asdict() for phase in trainer.phases],
            parameter_count=trainer.parameter_count,
            steps_per_epoch=trainer.steps_per_epoch,
            training_count=data.training_count,
            test_count=len(data.inputs) - data.training_count,
        )

    def _tell_progress(self, task: Literal["replay", "advance"], done: int, total: int) -> None:
        now = self._clock()
        long = now - self._work_began >= PROGRESS_AFTER_SECONDS
        if long and now - self._progress_at >= PROGRESS_SECONDS:
            self._progress_at = now
            self._events.append(Progress(task=task, done=done, total=total))


def is_heavy(command: Command) -> bool:
    """Whether a command asks for something so large that building it may take long."""
    match command:
        case Change(changes={"layers": list(layers)}) | Load(experiment={"layers": list(layers)}):
            units = [layer.get("units") for layer in layers if isinstance(layer, dict)]
            sizes = [size for size in units if isinstance(size, int)]
            return sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes)) > HEAVY_PARAMETERS
        case Change(changes={"surgery": _}) | Change(changes={"data": {"table": _}}):
            return True
        case _:
            return False


def _reject(command: Command, sentence: str, field: str | None = None) -> Rejected:
    # JSON may hold halves of characters, which UTF-8 may not.
    sentence = sentence.encode("utf-8", "replace").decode()
    field = field and field.encode("utf-8", "replace").decode()
    return Rejected(command=getattr(command, "id", None), field=field, sentence=sentence)
