"""Saved runs: one `.npz` file with the experiment, the journal, states to go back to, the curves.

| member | holds |
| --- | --- |
| `version` | the number of this format |
| `run` | JSON in UTF-8: experiment at step 0, journal, position, dtype, `shown` example or `free` |
| `parameters`, `slots` | the present state |
| `snapshots` | step, epoch, offset and changes of each kept state, (n, 4) |
| `snapshot_values` | their parameters and slots, one state after the other |
| `losses_k` | buckets of 2ᵏ steps, the oldest in the highest level |
| `evaluations` | (n, 5) |

The pending step is not saved: it is computed anew, to the bit. Numbers that are not finite are
saved as they are. What is read is checked part by part: a file that is damaged raises RunFileError,
which says where.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.archive import MOST_BYTES, Archive, Arrays, RunFileError, write_archive
from engine.checks import ExperimentError, check_integer, check_keys, check_list, check_mapping
from engine.experiment import Experiment
from engine.free import Free, as_plain, read_free
from engine.history import EvaluationHistory, LossHistory
from engine.journal import Journal, entries_until, settings_after
from engine.rules.optimizers import OPTIMIZERS
from engine.trace import Snapshot

VERSION = 1
LONGEST_RUN = 2**53
LONGEST_JSON = 16 * 2**20
MOST_CHANGES = 20_000
MOST_LEVELS = 48
DTYPES = ("float32", "float64")
KEYS = (
    *("experiment", "journal", "changes", "step", "epoch", "offset"),
    *("end", "losses_from", "shown", "dtype"),
)

File = str | os.PathLike[str] | IO[bytes]


@dataclass(frozen=True)
class SavedRun:
    """What a saved run consists of; `journal` includes the changes after the present state."""

    initial: Experiment
    journal: Journal
    end: int
    shown: tuple[str, int]
    free: Free | None
    state: Snapshot
    snapshots: Sequence[Snapshot]
    losses: LossHistory
    evaluations: EvaluationHistory

    def copy(self) -> "SavedRun":
        """The same, with curves of its own."""
        return replace(
            self,
            snapshots=list(self.snapshots),
            losses=self.losses.copy(),
            evaluations=self.evaluations.copy(),
        )


def write_run(file: File, run: SavedRun) -> None:
    """Save a run to an open file, or to a path, where it replaces a file only when it is whole."""
    if not isinstance(file, (str, os.PathLike)):
        write_archive(file, members_of(run))
        return
    path = Path(file)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as opened:
            write_archive(opened, members_of(run))
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def members_of(run: SavedRun) -> dict[str, Arrays]:
    """The arrays of a file by name, with the shapes of the table above."""
    state, dtype = run.state, run.losses.dtype
    described = {
        "experiment": run.initial.to_dict(),
        "journal": [list(entry) for entry in run.journal],
        "changes": state.changes,
        "step": state.step,
        "epoch": state.epoch,
        "offset": state.offset,
        "end": run.end,
        "losses_from": run.losses.first,
        "shown": list(run.shown),
        "dtype": dtype.name,
    }
    if run.free is not None:
        described["free"] = as_plain(run.free)
    text = json.dumps(described, default=as_json).encode()
    kept = run.snapshots
    numbers = [part for snapshot in kept for part in (snapshot.parameters, snapshot.slots)]
    positions = [(s.step, s.epoch, s.offset, s.changes or 0) for s in kept]
    members: dict[str, Arrays] = {
        "version": np.array(VERSION, np.int64),
        "run": np.frombuffer(text, np.uint8),
        "parameters": state.parameters,
        "slots": state.slots,
        "snapshots": np.array(positions, np.int64).reshape(-1, 4),
        "snapshot_values": np.concatenate([np.empty(0, dtype), *numbers]),
        "evaluations": run.evaluations.rows,
    }
    members |= {f"losses_{level}": rows for level, rows in enumerate(run.losses.levels)}
    return {name: values.astype(values.dtype.newbyteorder("<")) for name, values in members.items()}


def as_json(value: Any) -> Any:
    """What a change may hold beside plain data: NumPy's numbers and arrays, a table."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return value.to_dict()


def read_run(file: File, most_bytes: int = MOST_BYTES) -> SavedRun:
    """A run from a path or an open file, of at most so many bytes when unpacked.

    Raises RunFileError for a file that does not hold one.
    """
    if isinstance(file, (str, os.PathLike)):
        with Path(file).open("rb") as opened:
            return read_run(opened, most_bytes)
    archive = Archive(file, most_bytes)
    version = int(archive.read("version", np.int64, 0, 8))
    if version > VERSION:
        raise RunFileError(
            f"This run was saved by a newer version of Learning Loop (format {version}; this one "
            f"reads up to {VERSION})."
        )
    if version < 1:
        raise RunFileError("This file is damaged: there is no such format.")
    try:
        return read_version_1(archive)
    except ExperimentError as error:
        raise RunFileError(f"The run in this file cannot be: {error}") from error


def read_version_1(archive: Archive) -> SavedRun:
    """The first format."""
    described = read_json(archive)
    initial = Experiment.from_dict(described["experiment"])
    end = check_integer("end", described["end"], 0, LONGEST_RUN)
    journal = read_journal(described["journal"], end)
    experiments = settings_after(initial, journal)
    if described["dtype"] not in DTYPES:
        raise RunFileError("This file is damaged: its numbers are of an unknown kind.")
    dtype = np.dtype(described["dtype"])

    position = [described[name] for name in ("step", "epoch", "offset", "changes")]
    state = read_state(
        position,
        archive.read("parameters", dtype, 1),
        archive.read("slots", dtype, 1),
        journal,
        experiments,
    )
    if state.step > end:
        raise RunFileError("This file is damaged: the run stands after its end.")
    return SavedRun(
        initial=initial,
        journal=journal,
        end=end,
        shown=read_shown(described["shown"], experiments[state.changes or 0]),
        free=read_saved_free(described.get("free"), experiments[state.changes or 0]),
        state=state,
        snapshots=read_snapshots(archive, dtype, journal, experiments, end),
        losses=read_losses(archive, dtype, described["losses_from"], end),
        evaluations=read_evaluations(archive, end),
    )


def read_json(archive: Archive) -> Mapping[str, Any]:
    """The description of a run."""
    text = archive.read("run", np.uint8, 1, LONGEST_JSON).tobytes()
    try:
        described = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise RunFileError("This file is damaged: its description is not JSON.") from error
    check_mapping("run", described)
    check_keys("run", described, (*KEYS, "free"), KEYS)
    found: Mapping[str, Any] = described
    return found


def read_journal(description: Any, end: int) -> Journal:
    """The journal, whose steps must be in order."""
    listed = check_list("journal", description)
    if len(listed) > MOST_CHANGES:
        raise RunFileError("This file claims more changes than a run can have.")
    journal: Journal = []
    for entry in listed:
        if len(check_list("journal", entry)) != 2:
            raise RunFileError("This file is damaged: an entry of its journal is not whole.")
        first = journal[-1][0] if journal else 0
        step = check_integer("journal", entry[0], 0, end)
        if step < first:
            raise RunFileError("This file is damaged: the steps of its journal are not in order.")
        check_mapping("journal", entry[1])
        journal.append((step, dict(entry[1])))
    return journal


def read_shown(description: Any, experiment: Experiment) -> tuple[str, int]:
    """The shown example."""
    shown = check_list("shown", description)
    if len(shown) != 2 or shown[0] not in ("training", "test"):
        raise RunFileError("This file is damaged: it shows an example of no set.")
    name, index = shown
    counts = {"training": experiment.data.training_count, "test": LONGEST_RUN}
    return name, check_integer("shown", index, 0, counts[name] - 1)


def read_saved_free(description: Any, experiment: Experiment) -> Free | None:
    """The example of one's own, if one is shown."""
    if description is None:
        return None
    check_mapping("free", description)
    check_keys("free", description, ("inputs", "targets"), ("inputs", "targets"))
    return read_free(experiment, description["inputs"], description["targets"])


def sizes(experiment: Experiment) -> tuple[int, int]:
    """How many parameters and how many slots a network has."""
    size = sum(fan_out * (fan_in + 1) for fan_out, fan_in in experiment.shapes)
    optimizer = OPTIMIZERS[experiment.optimizer.name]
    return size, len(optimizer.slots) * size + optimizer.counts


def read_state(
    position: Sequence[Any],
    parameters: Arrays,
    slots: Arrays,
    journal: Journal,
    experiments: Sequence[Experiment],
) -> Snapshot:
    """A state, which must fit the settings of its moment."""
    changes = check_integer("changes", position[3], 0, len(journal))
    step = check_integer("step", position[0], 0, LONGEST_RUN)
    epoch = check_integer("epoch", position[1], 0, LONGEST_RUN)
    offset = check_integer("offset", position[2], 0, experiments[changes].data.training_count - 1)
    if not entries_until(journal, step - 1) <= changes <= entries_until(journal, step):
        raise RunFileError("This file is damaged: a state does not fit the journal.")
    if (len(parameters), len(slots)) != sizes(experiments[changes]):
        raise RunFileError("This file is damaged: a state belongs to a network with other layers.")
    return Snapshot(step, epoch, offset, parameters, slots, changes)


def read_snapshots(
    archive: Archive,
    dtype: np.dtype[Any],
    journal: Journal,
    experiments: Sequence[Experiment],
    end: int,
) -> list[Snapshot]:
    """The states to go back to, whose steps must be in order."""
    positions = archive.read("snapshots", np.int64, 2)
    values = archive.read("snapshot_values", dtype, 1)
    if positions.shape[1] != 4:
        raise RunFileError("This file is damaged: snapshots has another form.")
    snapshots: list[Snapshot] = []
    at, before = 0, -1
    for position in positions.tolist():
        changes = check_integer("changes", position[3], 0, len(journal))
        size, slots = sizes(experiments[changes])
        state = values[at : at + size].copy(), values[at + size : at + size + slots].copy()
        snapshots.append(read_state(position, *state, journal, experiments))
        if not before < snapshots[-1].step <= end:
            raise RunFileError("This file is damaged: the steps of its states are not in order.")
        at, before = at + size + slots, snapshots[-1].step
    if at != len(values):
        raise RunFileError("This file is damaged: it holds numbers of no state.")
    return snapshots


def read_losses(archive: Archive, dtype: np.dtype[Any], first: Any, end: int) -> LossHistory:
    """The losses, which must reach to the end."""
    first = check_integer("losses_from", first, 0, end)
    levels = [archive.read("losses_0", dtype, 2)]
    while archive.has(f"losses_{len(levels)}") and len(levels) < MOST_LEVELS:
        levels.append(archive.read(f"losses_{len(levels)}", dtype, 2))
    covered = sum(len(rows) * 2**level for level, rows in enumerate(levels))
    forms = all(rows.shape[1] == (3 if level else 1) for level, rows in enumerate(levels))
    if not forms or first + covered != end:
        raise RunFileError("This file is damaged: its losses are not those of its steps.")
    return LossHistory.of(levels, first)


def read_evaluations(archive: Archive, end: int) -> EvaluationHistory:
    """The evaluations, whose steps must be in order."""
    rows = archive.read("evaluations", np.float64, 2)
    if rows.shape[1] != 5:
        raise RunFileError("This file is damaged: evaluations has another form.")
    steps = rows[:, 0]
    whole = np.isfinite(steps).all() and (steps == np.round(steps)).all()
    if not (whole and (np.diff(steps, prepend=-1.0) > 0).all() and (steps <= end).all()):
        raise RunFileError("This file is damaged: the steps of its evaluations are not in order.")
    return EvaluationHistory.of(rows)
