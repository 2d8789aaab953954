"""Run records: checkpoints of a run, and a run rebuilt from its record."""

import base64
import binascii
import zlib
from collections.abc import Generator, Mapping
from contextlib import suppress
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


Journal = list[tuple[int, dict[str, Any]]]
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
    """A run rebuilt up to the record's step; yields (done, total) steps about every millisecond.

    From the checkpoint where there is one that fits, else by living the whole run again.
    """
    trainer = yield from _lived_again(record)
    if record.shown is not None:
        _show(trainer, record.shown)
    return trainer


def _show(trainer: Trainer, example: ShownExample) -> None:
    with suppress(ExperimentError):  # another is shown where the data have no such example
        show(trainer, example)


def _lived_again(record: RunRecord) -> Rebuilding:
    experiment = Experiment.from_dict(record.experiment)
    journal = [(entry.step, with_table(entry.changes)) for entry in record.journal]
    trainer = _from_checkpoint(experiment, journal, record.checkpoint)
    if trainer is None:
        return (yield from Trainer.replay(experiment, journal, record.step))
    for step, changes in journal[len(trainer.journal) :]:
        if trainer.step <= step <= record.step:
            yield from trainer.advance_to(step, record.step)
            trainer.change(changes)
    yield from trainer.advance_to(record.step)
    return trainer


def keep(branch: int, run: SavedRun, *, by_itself: bool) -> KeptBranch | None:
    """What rebuilds a branch, or None where it is too long to be sent back."""
    kept = KeptBranch(
        branch=branch,
        experiment=plain_experiment(run.initial),
        journal=[
            JournalEntry.model_construct(step=step, changes=plain_changes(changes))
            for step, changes in run.journal
        ],
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
    return check_record(RunRecord(experiment=kept.experiment, journal=kept.journal, step=kept.end))


def relive(kept: KeptBranch) -> Rebuilding:
    """A branch lived again to its end, standing where it stood; yields as `rebuild` does."""
    experiment = Experiment.from_dict(kept.experiment)
    journal = [(entry.step, with_table(entry.changes)) for entry in kept.journal]
    trainer = yield from Trainer.replay(experiment, journal, kept.end)
    at_step = [step for step, _ in journal if step <= kept.step]
    least = sum(step < kept.step for step in at_step)
    changes = min(max(kept.changes, least), len(at_step))
    yield from trainer.seeking(kept.step, changes)
    _show(trainer, kept.shown)
    return trainer


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
