"""A run that goes on by itself: its pace, its goal, and its sleep while the tab does not draw."""

from collections.abc import Callable
from typing import Final

from app import goals
from app.commands import Run
from app.events import Stopped
from engine import Trainer

PACED_SLICE_SECONDS: Final = 0.01
MOST_SECONDS_SAVED: Final = 0.1
MOST_STEPS_SAVED: Final = 2.0

Clock = Callable[[], float]


class Running:
    """A run at a pace; `steps_per_second` None is as fast as the machine can.

    At a pace, waiting earns steps: at most a tenth of a second's worth, so that a held-up run does
    not catch up in a rush.
    """

    def __init__(self, command: Run, clock: Clock, before: "Running | None" = None) -> None:
        self.until = command.until
        self.rate = command.steps_per_second
        self.asleep = False
        self._clock = clock
        self._earned = 1.0
        self._earned_at = clock()
        if before is not None:  # only the pace changes: waiting does not start anew
            self.asleep = before.asleep
            self._earned = min(before._earned, 1.0)

    def wake(self) -> None:
        """Goes on after sleep, without the steps that could have been."""
        self.asleep = False
        self._earned_at = self._clock()

    def wake_at(self) -> float:
        """When the next steps are due, on the clock."""
        if self.rate is None:
            return self._clock()
        worth_a_turn = max(1.0, self.rate * PACED_SLICE_SECONDS)
        return self._earned_at + (worth_a_turn - self._earned) / self.rate

    def work(self, trainer: Trainer, deadline: float) -> Stopped | None:
        """Trains until the deadline; returns the event where the run has come to its end."""
        while (steps := self._affordable()) > 0:
            if self.until is not None:
                if goals.reached(self.until, trainer):
                    return self._at_goal(trainer)
                steps = min(steps, goals.steps_until_looked_at(self.until, trainer))
            below = goals.loss_below(self.until)
            done = trainer.run(steps, deadline=deadline, loss_below=below)
            self._earned -= done
            if done == 0:  # the engine stands before a loss that is not finite, or low enough
                return self._at_loss(trainer)
            if self._clock() >= deadline:
                break
        if self.until is not None and goals.reached(self.until, trainer):
            return self._at_goal(trainer)
        return None

    def _affordable(self) -> int:
        if self.rate is None:
            self._earned = 0.0
            return goals.NO_LIMIT
        now = self._clock()
        most = max(MOST_STEPS_SAVED, MOST_SECONDS_SAVED * self.rate)
        self._earned = min(self._earned + (now - self._earned_at) * self.rate, most)
        self._earned_at = now
        return int(self._earned)

    def _at_goal(self, trainer: Trainer) -> Stopped:
        assert self.until is not None
        sentence = f"Stopped {goals.describe(self.until)}."
        return Stopped(reason="until", step=trainer.step, sentence=sentence)

    def _at_loss(self, trainer: Trainer) -> Stopped:
        culprit = trainer.first_nonfinite()
        if culprit is None and self.until is not None:
            return self._at_goal(trainer)
        return Stopped(
            reason="not_finite",
            step=trainer.step,
            sentence=f"Stopped: {culprit or 'the loss'} is no longer a finite number."
            " A smaller learning rate keeps it finite.",
        )
