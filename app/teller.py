"""What a browser is told and when: frames for its credit, examples, time, checkpoints."""

import math
from collections.abc import Callable
from typing import Final

from app import record
from app.chronicle import Chronicle
from app.events import Showing
from app.shown import shown_by
from app.stream import ComparedStream, Layouts, Outgoing, Stream, examples_message
from engine import Trainer

NEVER: Final = math.inf
MOST_CREDIT: Final = 2
BEYOND: Final = 1
"""Frames beyond its credit that an answer may take: it does not wait for pictures of a run."""

FRAME_SECONDS: Final = 1 / 60
CHECKPOINT_SECONDS: Final = 1.0


class Teller:
    """Knows what the other side has been told, and how much more it will take."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.map_seconds = FRAME_SECONDS
        self.connected = False
        self.answer_due = False
        self.examples_due = False
        self.curves_due = False
        self.credit = 0
        self._clock = clock
        self._exhausted_at = clock()
        self._layouts = Layouts()
        self._stream = Stream(self._layouts)
        self._compared = ComparedStream(self._layouts)
        self._chronicle = Chronicle(clock)
        self._answered = 0
        self._step_sent = -1
        self._frame_at = self._map_at = self._checkpoint_at = -math.inf
        self._kept: object = None
        self._shown: object = None

    def connect(self, have_step: int) -> None:
        """A browser has come that knows the losses before a step; it gets full credit."""
        self.connected = True
        self.credit = MOST_CREDIT
        self._layouts.forget_sent()
        self._stream.begin(have_step)
        self._compared.forget()
        self._chronicle.forget()
        self.answer_due = self.examples_due = self.curves_due = True
        self._answered = 0
        self._kept = self._shown = None
        self._map_at = -math.inf

    def disconnect(self) -> None:
        """The browser has gone."""
        self.connected = False
        self.credit = 0
        self._exhausted_at = self._clock()

    def begin(self, have_step: int = 0) -> None:
        """The run is another now; its losses before a step are known."""
        self._stream.begin(have_step)

    def went_to(self, step: int) -> None:
        """The run stands at another of its steps: what comes after it is told again."""
        self._stream.go_to(step)

    def answer(self, command: int) -> None:
        """The next frame answers a command."""
        self._answered = command
        self.answer_due = True

    def return_credit(self, frames: int) -> None:
        """Frames have been drawn."""
        self.credit = min(self.credit + frames, MOST_CREDIT)

    @property
    def exhausted_at(self) -> float:
        """Since when there has been no credit; infinity while there is."""
        return NEVER if self.credit > 0 else self._exhausted_at

    def wake_at(self, trainer: Trainer, number: int, *, running: bool) -> float:
        """When there is something to tell, if nothing else happens: a time, or infinity.

        `number` grows with whatever a person does to the run.
        """
        if self.examples_due or self._frame_due(trainer, running):
            return self._clock()
        wake = NEVER
        if running and self.credit > 0 and trainer.step != self._step_sent:
            wake = self._frame_at + FRAME_SECONDS
        if trainer.step == self._step_sent:
            wake = min(wake, self._chronicle.due_at(trainer, number, running))
            if self._kept != (number, trainer.step):
                wake = min(wake, self._checkpoint_at + CHECKPOINT_SECONDS)
        return wake

    def tell(
        self,
        trainer: Trainer,
        number: int,
        run: int,
        *,
        compared: Trainer | None,
        running: bool,
        working: bool,
    ) -> list[Outgoing]:
        """The examples where they changed, a frame where one is due, and what belongs to it.

        The frame of a `compared` run comes before that of the run on the stage. No frame is made
        while steps are `working` towards the one that was asked for.
        """
        messages: list[Outgoing] = []
        now = self._clock()
        if self.examples_due:
            self.examples_due = False
            messages.append(examples_message(trainer))
        if not working and self._frame_due(trainer, running):
            messages.extend(self._frame(trainer, compared, running, now))
        if trainer.step != self._step_sent:
            return messages  # never ahead of what the tab has seen
        if now >= self._chronicle.due_at(trainer, number, running):
            messages.append(self._chronicle.tell(trainer, number))
        if self._kept != (number, trainer.step) and now >= (
            self._checkpoint_at + CHECKPOINT_SECONDS
        ):
            self._kept = number, trainer.step
            self._checkpoint_at = now
            checkpoint = record.make_checkpoint(trainer, run)
            if checkpoint is not None:
                messages.append(checkpoint)
        return messages

    def _frame_due(self, trainer: Trainer, running: bool) -> bool:
        if self.answer_due:
            return self.credit > -BEYOND
        if self.credit <= 0:
            return False
        moved = trainer.step != self._step_sent
        return running and moved and self._clock() >= self._frame_at + FRAME_SECONDS

    def _frame(
        self, trainer: Trainer, compared: Trainer | None, running: bool, now: float
    ) -> list[Outgoing]:
        with_maps = not running or now >= self._map_at + self.map_seconds
        messages = self._shown_anew(trainer)
        if compared is not None:
            messages += self._compared.frame(compared, running=running, with_maps=with_maps)
        messages += self._stream.frame(
            trainer, answered=self._answered, running=running, with_maps=with_maps
        )
        self.credit -= 1
        if self.credit == 0:
            self._exhausted_at = now
        self.answer_due = False
        self._step_sent = trainer.step
        self._frame_at = now
        if with_maps:
            self._map_at = now
        return messages

    def _shown_anew(self, trainer: Trainer) -> list[Outgoing]:
        """Which example it is, where the next frame shows another one."""
        shown = trainer.shown, trainer.free
        if shown == self._shown:
            return []
        self._shown = shown
        return [Showing(example=shown_by(trainer))]
