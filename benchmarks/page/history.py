"""Whether a picture costs the same however long the run: script per picture after a million steps
of history, and after a hundred million.

Nobody waits for a hundred million steps here: the engine's own histories are given so many losses
and states as a run leaves behind, saved as a file, and loaded into the page, which goes on from
there at full speed. Its numbers are random; how many there are is not.
"""

from io import BytesIO
from typing import Final

import numpy as np

from benchmarks.page.opened import Opened, opened
from benchmarks.page.speed import measure
from engine import PRESETS, Snapshot, Trainer
from engine.history import EvaluationHistory, LossHistory
from engine.snapshots import SPACING, Snapshots
from engine.storage import SavedRun, write_run

HISTORIES: Final = (1_000_000, 100_000_000)
CHUNK: Final = 64 * SPACING
MOST_RATIO: Final = 1.2


def saved_after(steps: int) -> bytes:
    """A file of a run that has so many steps behind it (a multiple of 256)."""
    trainer = Trainer(PRESETS["rings"].experiment)
    state = trainer.snapshot()
    snapshots, losses, evaluations = Snapshots(), LossHistory(), EvaluationHistory()
    for first in range(0, steps, CHUNK):
        count = min(CHUNK, steps - first)
        losses.extend(np.random.default_rng(first).random(count, np.float32))
        for step in range(first, first + count, SPACING):
            snapshots.append(state._replace(step=step, epoch=step))
    step = 0
    while step <= steps:
        evaluations.append((step, 0.5, 0.5, 0.5, 0.5))
        step = trainer.experiment.next_evaluation(step)
    present = Snapshot(steps, steps, 0, state.parameters, state.slots, 0)
    file = BytesIO()
    write_run(
        file,
        SavedRun(
            initial=trainer.initial,
            journal=[],
            end=steps,
            shown=("training", 0),
            free=None,
            state=present,
            snapshots=snapshots.kept,
            losses=losses,
            evaluations=evaluations,
        ),
    )
    return file.getvalue()


def show(tab: Opened, file: bytes, steps: int) -> None:
    """Load such a file into the page."""
    session = tab.ask("() => learningLoop.state.session")
    answer = tab.page.context.request.post(f"{tab.server.address}/runs/{session}", data=file)
    assert answer.ok, answer.text()
    tab.until("(steps) => learningLoop.state.time?.end === steps", steps)


def history_table(seconds: float) -> None:
    """Print a row for each length of history."""
    print("steps behind it     file MiB  pictures/s  script ms  main thread ms")
    scripts = []
    for steps in HISTORIES:
        file = saved_after(steps)
        with opened("rings") as tab:
            show(tab, file, steps)
            row = measure(tab, seconds)
            covered = tab.ask("() => learningLoop.state.losses.steps")
            assert covered > steps, "the page has all of the curve"
        scripts.append(row["script"])
        print(
            f"{steps:>15,}{len(file) / 2**20:>13.1f}{row['pictures']:>12.1f}{row['script']:>11.2f}"
            f"{row['task']:>16.2f}",
            flush=True,
        )
    ratio = scripts[-1] / scripts[0]
    met = "met" if ratio <= MOST_RATIO else "not met"
    print(f"script per picture: {ratio:.2f} times   {MOST_RATIO:.1f}× {met}")
