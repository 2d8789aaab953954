"""Run records: checkpoints of a run, and a run rebuilt from its record."""

import base64
import binascii
import math
import zlib
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.messages import Checkpoint, JournalEntry, KeptBranch, RunRecord, ShownExample
from app.plain import plain_changes, plain_experiment, with_table
from app.shown import show, shown_by
from engine import Experiment, ExperimentError, Snapshot, Trainer
from engine.journal import settings
from engine.storage import SavedRun

MOST_CHECKPOINT_TEXT: Final = 49_152
"""A checkpoint comes back within a `hello`, which must stay below 64 KiB."""

MOST_KEPT_TEXT: Final = 16_384
"""A branch comes back within a `hello` too, together with others."""

MOST_STEPS_LIVED_AGAIN: Final = 5_000_000

FUTURE_SECONDS: Final = 10.0
"""So long a run that comes back is lived on beyond where it stood; what is left then is gone."""

NEVER: Final = math.inf

Journal = list[tuple[int, dict[str, Any]]]
Steps = Generator[tuple[int, int], None, None]
Rebuilding = Generator[tuple[int, int], None, Trainer]


def make_checkpoint(trainer: Trainer, run: int) -> Checkpoint | None:
    """The state of a run, or None where it is too large to be sent back, or not finite."""
    state = trainer.snapshot()
    count = state.parameters.size + state.slots.size
    finite = np.isfinite(state.parameters).all() and np.isfinite(state.slots).all()
    if count * 4 * 4 // 3 > MOST_CHECKPOINT_TEXT or not finite:
        return None
    return Checkpoint(
        run=run,
        step=state.step,
        epoch=state.epoch,
        offset=state.offset,
        changes=len(trainer.journal),
        parameters=_to_text(state.parameters),
        slots=_to_text(state.slots),
    )


def rebuild(record: RunRecord) -> Rebuilding:
    """A run rebuilt as the record tells; yields (done, total) steps about every millisecond.

    From the checkpoint where there is one that fits, else by living the whole run again. Then what
    is known after its step is lived too, as far as that takes no longer than people wait.
    """
    trainer = yield from _lived_again(record, FUTURE_SECONDS)
    if record.shown is not None:
        _show(trainer, record.shown)
    return trainer


def _show(trainer: Trainer, example: ShownExample) -> None:
    with suppress(ExperimentError):  # another is shown where the data have no such example
        show(trainer, example)


def _lived_again(record: RunRecord, future_seconds: float) -> Rebuilding:
    """The run lived to its end and standing where it stood."""
    experiment = Experiment.from_dict(record.experiment)
    journal = [(entry.step, with_table(entry.changes)) for entry in record.journal]
    step, end = record.step, max(record.step, record.end or 0)
    in_force = _changes_in_force(record)
    trainer = _from_checkpoint(experiment, journal[:in_force], record.checkpoint)
    if trainer is None:
        trainer = Trainer(experiment)
    for at, changes in journal[len(trainer.journal) : in_force]:
        yield from trainer.advance_to(at, end)
        trainer.change(changes)
    yield from trainer.advance_to(step, end)
    later = [entry for entry in journal[in_force:] if entry[0] <= end]
    if not later and end == step:
        return trainer
    state = trainer.snapshot()
    yield from _live_on(trainer, later, end, future_seconds)
    return Trainer.of(replace(trainer.saved(), state=state))


def _live_on(trainer: Trainer, later: Journal, end: int, seconds: float) -> Steps:
    """Lives on to an end, making changes at their steps; not for longer than so many seconds."""
    for at, changes in [*later, (end, {})]:
        steps = trainer.advance_to(at, end)
        while True:
            began = perf_counter()
            done = next(steps, None)
            seconds -= perf_counter() - began
            if done is None:
                break
            yield done
            if seconds < 0:
                return
        if changes:
            trainer.change(changes)


def _changes_in_force(record: RunRecord) -> int:
    """How many changes of the journal are in force where the run stands."""
    made = [entry.step for entry in record.journal if entry.step <= record.step]
    least = sum(step < record.step for step in made)
    return len(made) if record.changes is None else min(max(record.changes, least), len(made))


def keep(branch: int, run: SavedRun, *, by_itself: bool) -> KeptBranch | None:
    """What rebuilds a branch, or None where it is too long to be sent back."""
    kept = KeptBranch(
        branch=branch,
        experiment=plain_experiment(run.initial),
        journal=plain_journal(run.journal),
        step=run.state.step,
        changes=run.state.changes or 0,
        end=run.end,
        digest=_digest(run.state.parameters),
        shown=shown_by(run),
        by_itself=by_itself,
    )
    return kept if len(kept.model_dump_json()) <= MOST_KEPT_TEXT else None


def check_kept(kept: KeptBranch) -> list[Experiment]:
    """Looks whether a branch can be lived again; returns its settings in order.

    Raises ExperimentError where it cannot.
    """
    if not kept.step <= kept.end or any(entry.step > kept.end for entry in kept.journal):
        raise ExperimentError("branches", "It stands after its end.")
    return check_record(_record_of(kept).model_copy(update={"step": kept.end}))


def relive(kept: KeptBranch) -> Rebuilding:
    """A branch lived again to its end, standing where it stood; yields as `rebuild` does."""
    trainer = yield from _lived_again(_record_of(kept), NEVER)
    _show(trainer, kept.shown)
    return trainer


def _record_of(kept: KeptBranch) -> RunRecord:
    return RunRecord(
        experiment=kept.experiment,
        journal=kept.journal,
        step=kept.step,
        changes=kept.changes,
        end=kept.end,
    )


def plain_journal(journal: Journal) -> list[JournalEntry]:
    """A journal for messages."""
    return [
        JournalEntry.model_construct(step=step, changes=plain_changes(changes))
        for step, changes in journal
    ]


def digest_of(trainer: Trainer) -> str:
    """The CRC-32 of the parameters before the present step, as float32, in hexadecimal."""
    return _digest(trainer.network.parameters)


def _digest(parameters: NDArray[Any]) -> str:
    return f"{zlib.crc32(parameters.astype('<f4').tobytes()):08x}"


def check_record(record: RunRecord) -> list[Experiment]:
    """Looks whether a record describes a run, without living it; returns its settings in order.

    Raises ExperimentError where it does not.
    """
    for described in (record.experiment, *(entry.changes for entry in record.journal)):
        _check_rows(described)
    experiments = [experiment := Experiment.from_dict(record.experiment)]
    step = 0
    for entry in record.journal:
        if entry.step < step:
            raise ExperimentError("journal", "The journal's steps are not in order.")
        step = entry.step
        experiments.append(experiment := settings(experiment, entry.changes))
    known = record.checkpoint.step if record.checkpoint is not None else 0
    if record.step - known > MOST_STEPS_LIVED_AGAIN:
        raise ExperimentError("step", "It has too many steps to be lived again.")
    return experiments


def _check_rows(described: Mapping[str, Any]) -> None:
    data = described.get("data")
    table = data.get("table") if isinstance(data, Mapping) else None
    if isinstance(table, Mapping) and table.get("inputs") == []:
        raise ExperimentError(
            "data.table",
            "its table was too large for the page to keep. A saved file has all of it.",
        )


def _from_checkpoint(
    experiment: Experiment, journal: Journal, checkpoint: Checkpoint | None
) -> Trainer | None:
    if checkpoint is None or checkpoint.changes > len(journal):
        return None
    parameters, slots = _from_text(checkpoint.parameters), _from_text(checkpoint.slots)
    if parameters is None or slots is None:
        return None
    state = Snapshot(
        step=checkpoint.step,
        epoch=checkpoint.epoch,
        offset=checkpoint.offset,
        parameters=parameters,
        slots=slots,
        changes=checkpoint.changes,
    )
    try:
        return Trainer.resume(experiment, journal, state)
    except ValueError:
        return None


def _to_text(values: NDArray[Any]) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _from_text(text: str) -> NDArray[np.float32] | None:
    try:
        data = base64.b64decode(text, validate=True)
        values = np.frombuffer(data, "<f4").astype(np.float32)
    except (binascii.Error, ValueError):
        return None
    return values if np.isfinite(values).all() else None
