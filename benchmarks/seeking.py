"""What going back costs beside plain stepping, and the memory of a very long run.

    python -m benchmarks.seeking

A seek to a random step is timed beside `run` over the same steps, from the state that the seek
starts at, with one BLAS thread and no evaluations in between. Network b: 2–8–8–8–1, batches of 10.
"""

import random
import statistics
import tracemalloc
from time import perf_counter

import numpy as np

from benchmarks.configurations import CONFIGURATIONS, experiment_of
from benchmarks.timing import Slices
from engine import Snapshot, Trainer
from engine.history import EvaluationHistory, LossHistory
from engine.snapshots import SPACING, Snapshots

CLASSES = [(1, 8), (9, 64), (65, SPACING - 1), (SPACING, 4 * SPACING)]
LONG = 100_000_000
STEPS, SEEKS = 30_000, 12
BAR, MOST_MEBIBYTES = 1.3, 32
MEBIBYTE = 2**20


def measure(trainer: Trainer, plain: Trainer, gap: tuple[int, int], seeks: int) -> list[float]:
    """Milliseconds of seeks and of plain stepping, in all, and the median of their ratios."""
    draw = random.Random(0)
    ratios, seeking, stepping = [], 0.0, 0.0
    kept = [snapshot.step for snapshot in trainer.snapshots.kept]
    for _ in range(seeks):
        steps = draw.randint(*gap)
        # Without the snapshots in between, as where old ones have been let go.
        start = draw.choice([step for step in kept if step + steps < trainer.end])
        between = [s for s in trainer.snapshots.kept if start < s.step <= start + steps]
        trainer.seek(trainer.end)
        whole = trainer.snapshots.kept
        trainer.snapshots.kept = [s for s in whole if s not in between] if between else whole
        began = perf_counter()
        trainer.seek(start + steps)
        sought = perf_counter() - began
        trainer.snapshots.kept = whole
        assert trainer.step == start + steps

        plain.restore(next(s for s in whole if s.step == start)._replace(changes=0))
        plain.compute()  # its epoch is shuffled
        began = perf_counter()
        plain.run(steps)
        stepped = perf_counter() - began
        ratios.append(sought / stepped)
        seeking, stepping = seeking + sought, stepping + stepped
    return [1e3 * seeking / seeks, 1e3 * stepping / seeks, statistics.median(ratios)]


def long_run() -> tuple[float, np.ndarray]:
    """Mebibytes of the memory of a run of 100 million steps, and the steps of its snapshots."""
    state = Trainer(experiment_of(*CONFIGURATIONS["b"])).snapshot()
    tracemalloc.start()
    snapshots, losses, evaluations = Snapshots(), LossHistory(), EvaluationHistory()
    chunk = 64 * SPACING
    for first in range(0, LONG, chunk):
        losses.extend(np.random.default_rng(first).random(min(chunk, LONG - first), np.float32))
        for step in range(first, min(first + chunk, LONG), SPACING):
            parameters, slots = state.parameters.copy(), state.slots.copy()
            snapshots.append(Snapshot(step, step // 20, 0, parameters, slots, 0))
    experiment = experiment_of("rings", [8, 8, 8], 10)
    step, base = 0, 10
    while step < LONG:  # as an experiment with readings every ten steps has them
        evaluations.append((step, 0.0, 0.0, 0.0, 0.0))
        step += base << ((step // (256 * base)) + 1).bit_length() - 1
    used = tracemalloc.get_traced_memory()[0] / MEBIBYTE
    tracemalloc.stop()
    assert losses.end == LONG
    assert experiment.batch == 10
    return used, np.array([snapshot.step for snapshot in snapshots.kept])


def seeking_table(slices: Slices) -> None:
    """Print what seeks of each length cost beside plain stepping of the same steps."""
    trainer = Trainer(experiment_of(*CONFIGURATIONS["b"]))
    plain = Trainer(trainer.initial)
    trainer.run(STEPS)
    for _ in range(2):
        trainer.seek(STEPS // 2)  # the second tape is built once
    print(f"{'steps to go':>12}{'seek':>12}{'run':>12}{'all':>8}{'median':>8}     bar")
    for gap in CLASSES:
        seeking, stepping, ratio = measure(trainer, plain, gap, SEEKS * slices.rounds)
        met = "met" if seeking / stepping <= BAR else "not met"
        print(
            f"{gap[0]:>6}–{gap[1]:<5}{seeking:>9.3f} ms{stepping:>9.3f} ms"
            f"{seeking / stepping:>7.2f}×{ratio:>7.2f}×   {BAR:.2f}× {met}"
        )


def memory_table(slices: Slices) -> None:
    """Print what a run of 100 million steps keeps in memory, and how far its states lie apart."""
    del slices  # nothing is timed
    used, kept = long_run()
    met = "met" if used < MOST_MEBIBYTES else "not met"
    print(f"   {LONG:,} steps: {used:.1f} MiB in {len(kept)} states and the curves", end="")
    print(f"   {MOST_MEBIBYTES} MiB {met}")
    ends = np.append(kept[1:], LONG)
    for back in (10_000, 100_000, 1_000_000, 10_000_000, LONG):
        steps = np.random.default_rng(0).integers(LONG - back, LONG, 100_000)
        gaps = steps - kept[np.searchsorted(kept, steps, side="right") - 1]
        largest = (ends - kept)[ends > LONG - back].max()
        print(
            f"   a random step of the last {back:>11,}: {np.median(gaps):>7,.0f} steps from its "
            f"state (median), at most {largest:,}"
        )


if __name__ == "__main__":
    seeking_table(Slices(0.1, 9))
    memory_table(Slices(0.1, 9))
