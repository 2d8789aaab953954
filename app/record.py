"""Run records: checkpoints of a run, and a run rebuilt from its record."""

import base64
import binascii
import time
from collections.abc import Generator
from typing import Final

import numpy as np

from app.protocol import Checkpoint, RunRecord
from engine import Experiment, ExperimentError, Snapshot, Trainer

MOST_CHECKPOINT_BYTES: Final = 49_152
"""A checkpoint comes back within a `hello`, which must stay below 64 KiB."""

SLICE_SECONDS: Final = 0.001

Rebuilding = Generator[tuple[int, int], None, Trainer]


def make_checkpoint(trainer: Trainer, run: int) -> Checkpoint | None:
    """The state of a run, or None where it is too large to be sent back."""
    state = trainer.snapshot()
    if 4 * (state.parameters.size + state.slots.size) * 4 // 3 > MOST_CHECKPOINT_BYTES:
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

    From the checkpoint where there is a valid one, else by replaying the whole run.
    Raises ExperimentError where the record does not describe a run.
    """
    experiment = Experiment.from_dict(record.experiment)
    journal = [(entry.step, entry.changes) for entry in record.journal]
    steps = [step for step, _ in journal]
    if steps != sorted(steps):
        raise ExperimentError("journal", "The journal's steps are not in order.")
    target = record.step
    if record.checkpoint is not None:
        trainer = _from_checkpoint(experiment, journal, record.checkpoint)
        if trainer is not None:
            start = trainer.step
            journal = journal[record.checkpoint.changes :]
            yield from _go_on(trainer, journal, start, max(target, start))
            return trainer
    return (yield from Trainer.replay(experiment, journal, target))


def check_record(record: RunRecord) -> None:
    """Looks whether a record describes a run, without running it.

    Raises ExperimentError where it does not.
    """
    experiment = Experiment.from_dict(record.experiment)
    for entry in record.journal:
        experiment = experiment.changed(entry.changes)


def _from_checkpoint(
    experiment: Experiment, journal: list[tuple[int, dict]], checkpoint: Checkpoint
) -> Trainer | None:
    if checkpoint.changes > len(journal):
        return None
    done = journal[: checkpoint.changes]
    now = experiment
    for _, changes in done:
        now = now.changed(changes)
    trainer = Trainer(now)
    empty = trainer.snapshot()
    parameters = _from_text(checkpoint.parameters, empty.parameters.size)
    slots = _from_text(checkpoint.slots, empty.slots.size)
    if parameters is None or slots is None or checkpoint.offset >= trainer.data.training_count:
        return None
    return trainer


def _go_on(
    trainer: Trainer, journal: list[tuple[int, dict]], start: int, target: int
) -> Generator[tuple[int, int], None, None]:
    for step, changes in [*journal, (target, None)]:
        while trainer.step < min(step, target):
            trainer.run(step - trainer.step, deadline=time.perf_counter() + SLICE_SECONDS)
            yield trainer.step - start, target - start
        if changes is not None:
            trainer.change(changes)


def _to_text(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _from_text(text: str, count: int) -> np.ndarray | None:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) != 4 * count:
        return None
    values = np.frombuffer(data, "<f4").astype(np.float32)
    return values if np.isfinite(values).all() else None
