"""What a session still has to do: a run that goes on by itself, steps to do, a journey in time."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final, Literal

from app.events import Progress, Stopped
from app.protocol import Command
from app.running import Clock, Running
from engine import Trainer

ASLEEP_AFTER_SECONDS: Final = 2.0
PROGRESS_AFTER_SECONDS: Final = 1.0
PROGRESS_SECONDS: Final = 0.25

Task = Literal["replay", "advance", "seek"]
Steps = Generator[tuple[int, int], None, Trainer | None]


@dataclass(frozen=True)
class Journey:
    """Steps lived again, in slices; at the end `arrive` is called with a run that was rebuilt.

    A `replay` makes another run, a `seek` moves the present one, which stands where it was until
    then. `heavy` where single steps take long.
    """

    task: Literal["replay", "seek"]
    steps: Steps
    arrive: Callable[[Trainer | None], None]
    heavy: bool = False


class Patience:
    """Says how far work is that takes more than a second, a few times a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = self._told_at = 0.0

    def begin(self) -> None:
        """Something has begun."""
        self._began = self._clock()

    def progress(self, task: Task, done: int, total: int) -> Progress | None:
        """The event about it, if it is time for one."""
        now = self._clock()
        long = now - self._began >= PROGRESS_AFTER_SECONDS
        if not long or now - self._told_at < PROGRESS_SECONDS:
            return None
        self._told_at = now
        return Progress(task=task, done=done, total=total)


class Work:
    """At most one thing at a time, done in slices."""

    def __init__(self, clock: Clock) -> None:
        self.running: Running | None = None
        self.journey: Journey | None = None
        self.waiting: list[Command] = []  # what was said during a journey
        self._clock = clock
        self._advance_left = 0
        self._advance_total = 0
        self._patience = Patience(clock)

    @property
    def runs(self) -> bool:
        """Whether it trains by itself, and does not sleep."""
        return self.running is not None and not self.running.asleep

    @property
    def busy(self) -> bool:
        """Whether something has been asked for that is not there yet."""
        return self.journey is not None or self._advance_left > 0

    @property
    def replays(self) -> bool:
        """Whether another run is being rebuilt."""
        return self.journey is not None and self.journey.task == "replay"

    def stop(self) -> None:
        """Drops all that was to be done."""
        self.running = None
        self._advance_left = 0
        if self.journey is not None:
            self.journey.steps.close()  # so that the run has its spare network again
            self.journey = None

    def drop_all(self) -> None:
        """Drops that, and what has been said about it."""
        self.stop()
        self.waiting.clear()

    def run(self, running: Running) -> None:
        """Trains by itself from now on."""
        self._advance_left = 0
        self.running = running

    def advance(self, steps: int) -> None:
        """Does so many steps more."""
        self.running = None
        if self._advance_left == 0:
            self._patience.begin()
            self._advance_total = 0
        self._advance_left += steps
        self._advance_total += steps

    def travel(self, journey: Journey) -> None:
        """Sets out on a journey, and drops all else."""
        self.stop()
        self.journey = journey
        self._patience.begin()

    def wake_at(self, exhausted_at: float) -> float:
        """When there is something to do; `exhausted_at`: since when there has been no credit."""
        if self.busy:
            return self._clock()
        if self.running is None or self.running.asleep:
            return float("inf")
        return min(self.running.wake_at(), exhausted_at + ASLEEP_AFTER_SECONDS)

    def go_on(
        self, trainer: Trainer, deadline: float, exhausted_at: float
    ) -> Progress | Stopped | None:
        """Works until the deadline on the clock or until there is nothing to do."""
        if self.journey is not None:
            return self._go_on_travelling(self.journey, deadline)
        if self._advance_left:
            return self._go_on_advancing(trainer, deadline)
        if self.running is not None and not self.running.asleep:
            return self._go_on_running(self.running, trainer, deadline, exhausted_at)
        return None

    def _go_on_travelling(self, journey: Journey, deadline: float) -> Progress | None:
        try:
            while True:
                done, total = next(journey.steps)
                if self._clock() >= deadline:
                    return self._patience.progress(journey.task, done, total)
        except StopIteration as finished:
            self.journey = None
            journey.arrive(finished.value)
        return None

    def _go_on_advancing(self, trainer: Trainer, deadline: float) -> Progress | None:
        while self._advance_left:
            done = trainer.run(self._advance_left, deadline=deadline)
            if done == 0:
                # A person may step on through what is not finite, to look at it.
                trainer.apply()
                done = 1
            self._advance_left -= done
            if self._clock() >= deadline:
                break
        if not self._advance_left:
            return None
        return self._patience.progress(
            "advance", self._advance_total - self._advance_left, self._advance_total
        )

    def _go_on_running(
        self, run: Running, trainer: Trainer, deadline: float, exhausted_at: float
    ) -> Stopped | None:
        if self._clock() - exhausted_at >= ASLEEP_AFTER_SECONDS:
            run.asleep = True
            sentence = "The page is not drawing: the run waits for it."
            return Stopped(reason="asleep", step=trainer.step, sentence=sentence)
        stopped = run.work(trainer, deadline)
        if stopped is not None:
            self.running = None
        return stopped
