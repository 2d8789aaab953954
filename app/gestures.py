"""Changes that belong together: while a slider is dragged, only where it ends counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine import ExperimentError, Table, Trainer

TOGETHER_SECONDS: Final = 1.0

Subject = frozenset[tuple[Any, ...]]


@dataclass(frozen=True)
class Made:
    """The last change that was made, and when."""

    subject: Subject
    entry: object
    at: float


class Gestures:
    """Makes changes; one that goes on with the last one replaces it in the journal."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: Made | None = None

    def change(self, trainer: Trainer, changes: Mapping[str, Any]) -> None:
        """Changes a run; raises ExperimentError and leaves it as it was."""
        subject = subject_of(changes)
        replaced = self._goes_on(trainer, subject)
        if replaced:
            trainer.seek(trainer.step, len(trainer.journal) - 1)
        try:
            trainer.change(changes)
        except ExperimentError:
            if replaced:
                trainer.seek(trainer.step)
            raise
        self._last = Made(subject, trainer.journal[-1], self._clock()) if subject else None

    def _goes_on(self, trainer: Trainer, subject: Subject | None) -> bool:
        last = self._last
        return (
            last is not None
            and subject == last.subject
            and trainer.future is None
            and bool(trainer.journal)
            and trainer.journal[-1] is last.entry
            and trainer.journal[-1][0] == trainer.step
            and self._clock() - last.at < TOGETHER_SECONDS
        )


def rows_of(part: object) -> int:
    """How many rows a table has: with one more or one less it is another change."""
    return len(part.inputs) if isinstance(part, Table) else 0


def subject_of(changes: Mapping[str, Any]) -> Subject | None:
    """What a change is about, whatever the values; None where each such change counts by itself."""
    if not changes or "surgery" in changes or "examples" in changes:
        return None
    subject: set[tuple[Any, ...]] = set()
    try:
        for name, value in changes.items():
            if name == "edits":
                subject |= {("edits", e["layer"], e["row"], e.get("column")) for e in value}
            elif isinstance(value, Mapping):
                subject |= {(name, key, rows_of(part)) for key, part in value.items()}
            else:
                subject.add((name,))
    except (AttributeError, KeyError, TypeError):  # these are no edits, as will be said
        return None
    return frozenset(subject)
