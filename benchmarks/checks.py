"""Self-checks: a contender must come to the engine's parameters and losses, or it is not timed."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from benchmarks.configurations import problem_of
from benchmarks.contenders.problem import Floats, Make, Order
from engine import Experiment, Trace, Trainer

STEPS = 100
TOLERANCE = 1e-4


class Reference(NamedTuple):
    """What the engine did in its first steps: the orders it used, losses, the last step's trace,
    and the parameters after it."""

    orders: list[Order]
    losses: Floats
    last: Trace
    parameters: list[tuple[Floats, Floats]]


def follow(experiment: Experiment, steps: int) -> Reference:
    """Run the engine step by step; its batches say in which order it used the examples."""
    trainer = Trainer(experiment)
    count = trainer.data.training_count
    rows = np.hstack([trainer.data.inputs[:count], trainer.data.targets[:count]])
    numbers = {row.tobytes(): number for number, row in enumerate(rows)}
    used: list[int] = []
    losses: list[float] = []
    # Up to the end of the epoch, so that the last order is complete.
    wanted = -(-steps // trainer.steps_per_epoch) * trainer.steps_per_epoch
    layers = range(1, len(experiment.layers) + 1)
    parameters: list[tuple[Floats, Floats]] = []
    for step in range(wanted):
        trace = trainer.trace()
        batch = np.hstack([trace["inputs"], trace["targets"]])
        used += [numbers[row.tobytes()] for row in batch]
        losses.append(trace.loss)
        trainer.apply()
        if step + 1 == steps:
            last, after = trace, trainer.trace()
            parameters = [(after["weights", n].T, after["biases", n]) for n in layers]
    orders = list(np.array(used, np.int64).reshape(-1, count))
    return Reference(orders, np.array(losses[:steps], np.float32), last, parameters)


def difference(make: Make, experiment: Experiment) -> float:
    """How far a contender is from the engine after the same steps, in parameters, losses and tape.

    Both start from the same values and use the same batches; the largest difference between two
    numbers, relative where they are larger than 1.
    """
    fresh = problem_of(Trainer(experiment))
    unit = make(fresh).unit
    steps = -(-STEPS // unit) * unit
    reference = follow(experiment, steps)
    runner = make(replace(fresh, orders=tuple(reference.orders)))
    runner.run(steps)
    pairs = [
        pair
        for ours, theirs in zip(reference.parameters, runner.parameters(), strict=True)
        for pair in zip(ours, theirs, strict=True)
    ]
    losses = runner.losses()
    pairs.append((reference.losses[steps - len(losses) :], losses))
    pairs += [(reference.last[key], theirs) for key, theirs in runner.tape().items()]
    return max(gap(ours, theirs) for ours, theirs in pairs)


def gap(ours: Floats, theirs: Floats) -> float:
    """The largest difference between two arrays of equal shape, relative to numbers above 1."""
    if ours.shape != theirs.shape:
        return float("inf")
    return float(np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(ours)), initial=0))
