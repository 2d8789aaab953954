"""What a run has lived through, as `time` events: sent when it changes, but not too often."""

import math
from collections.abc import Callable
from typing import Any, Final

from app.events import MadeChange, Time
from app.questions import evenly
from app.record import digest_of
from app.sentences import describe_change
from engine import Trainer

RESTING_SECONDS: Final = 0.1
MOVING_SECONDS: Final = 0.5
MOST_TOLD: Final = 256

Entry = tuple[int, dict[str, Any]]


class Chronicle:
    """Remembers what it has told of a run, and the words it found for its changes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told: object = None
        self._told_at = -math.inf
        self._words: dict[int, tuple[Entry, str]] = {}

    def forget(self) -> None:
        """Whoever listens now has been told nothing."""
        self._told, self._told_at = None, -math.inf

    def due_at(self, trainer: Trainer, number: int, moving: bool) -> float:
        """When to tell: a time of the clock, past or future, or infinity where nothing is new.

        `number` grows with whatever a person does to the run.
        """
        if self._told == _state(trainer, number):
            return math.inf
        return self._told_at + (MOVING_SECONDS if moving else RESTING_SECONDS)

    def tell(self, trainer: Trainer, number: int) -> Time:
        """The event about the run as it is."""
        self._told, self._told_at = _state(trainer, number), self._clock()
        lived, in_force = trainer.lived, len(trainer.journal)
        first = max(0, len(lived) - MOST_TOLD)
        words = {place: self._describe(trainer, place, lived[place]) for place in _told(trainer)}
        self._words = {place: (lived[place], words[place]) for place in words}
        kept = [state.step for state in trainer.snapshots.kept]
        return Time(
            step=trainer.step,
            end=trainer.end,
            undo=words.get(in_force - 1),
            redo=words.get(in_force),
            changes=[
                MadeChange(
                    step=lived[place][0],
                    sentence=words[place],
                    in_force=place < in_force,
                    number=place + 1,
                )
                for place in range(first, len(lived))
            ],
            kept=evenly(sorted(set(kept)), MOST_TOLD),
            digest=digest_of(trainer),
        )

    def _describe(self, trainer: Trainer, place: int, entry: Entry) -> str:
        known = self._words.get(place)
        if known is not None and known[0] is entry:
            return known[1]
        before, after = trainer.experiment_after(place), trainer.experiment_after(place + 1)
        return describe_change(before, entry[1], after)


def _told(trainer: Trainer) -> set[int]:
    """Which changes are put into words: the last ones, and those that undo and redo are about."""
    count, in_force = len(trainer.lived), len(trainer.journal)
    last = set(range(max(0, count - MOST_TOLD), count))
    return last | ({in_force - 1, in_force} & set(range(count)))


def _state(trainer: Trainer, number: int) -> object:
    return number, trainer.step, trainer.end, len(trainer.journal), len(trainer.lived)
