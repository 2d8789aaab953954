"""Times of several runs beside each other, measured in turns.

Time is what this process had of the processors: everything that is measured has one thread, so on a
machine that has nothing else to do that is wall-clock time, and elsewhere it is fairer.
"""

import gc
import statistics
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any, NamedTuple


class Timed(NamedTuple):
    """Something that goes on for a number of steps, a multiple of `unit`."""

    run: Callable[[int], Any]
    unit: int = 1


class Slices(NamedTuple):
    """How long to measure: the length of a slice in seconds, and how many of each."""

    seconds: float
    rounds: int


def seconds_per_step(runs: Mapping[str, Timed], slices: Slices) -> dict[str, float]:
    """The median over all slices of each run; every round has a slice of everybody."""
    steps = {name: slice_steps(timed, slices.seconds) for name, timed in runs.items()}
    times: dict[str, list[float]] = {name: [] for name in runs}
    gc.collect()
    gc.disable()
    try:
        for _ in range(slices.rounds):
            for name, timed in runs.items():
                times[name].append(timed_run(timed, steps[name]) / steps[name])
    finally:
        gc.enable()
    return {name: statistics.median(found) for name, found in times.items()}


def timed_run(timed: Timed, steps: int) -> float:
    """Seconds of so many steps."""
    started = process_time()
    timed.run(steps)
    return process_time() - started


def slice_steps(timed: Timed, seconds: float) -> int:
    """How many steps take about so long; the first ones, which compile things, do not count."""
    steps = timed.unit
    timed_run(timed, steps)
    while (taken := timed_run(timed, steps)) < seconds / 4:
        steps *= 2
    return max(1, round(steps * seconds / taken / timed.unit)) * timed.unit
