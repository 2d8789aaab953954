"""Self-checks: a contender must come to the engine's parameters and losses, or it is not timed."""

from typing import NamedTuple

import numpy as np

from benchmarks.configurations import experiment_of, problem_of
from benchmarks.contenders.problem import Floats, Make, Order
from engine import Experiment, Trainer

STEPS = 100
TOLERANCE = 1e-4


class Reference(NamedTuple):
    """What the engine did in its first steps: the orders it used, losses, and parameters after."""

    orders: list[Order]
    losses: Floats
    parameters: list[tuple[Floats, Floats]]


def follow(experiment: Experiment, steps: int) -> Reference:
    """Run the engine step by step, and read from its batches in which order it used the examples."""
    trainer = Trainer(experiment)
    count = trainer.data.training_count
    rows = np.hstack([trainer.data.inputs[:count], trainer.data.targets[:count]])
    numbers = {row.tobytes(): number for number, row in enumerate(rows)}
    used: list[int] = []
    losses = []
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
            after = trainer.trace()
            parameters = [(after["weights", n].T.copy(), after["biases", n].copy()) for n in layers]
    orders = list(np.array(used, np.int64).reshape(-1, count))
    return Reference(orders, np.array(losses[:steps], np.float32), parameters)


def difference(make: Make, configuration: tuple[str, list[int], int]) -> float:
    """How far a contender's parameters and losses are from the engine's after the same steps.

    Both start from the same values and use the same batches; the largest absolute difference.
    """
    experiment = experiment_of(*configuration)
    fresh = Trainer(experiment)
    unit = make(problem_of(fresh)).unit
    steps = -(-STEPS // unit) * unit
    reference = follow(experiment, steps)
    runner = make(problem_of(fresh, reference.orders))
    runner.run(steps)
    pairs = zip(reference.parameters, runner.parameters(), strict=True)
    gaps = [
        float(np.abs(ours - theirs).max())
        for our_layer, their_layer in pairs
        for ours, theirs in zip(our_layer, their_layer, strict=True)
    ]
    losses = runner.losses()
    if len(losses):
        gaps.append(float(np.abs(losses - reference.losses[-len(losses) :]).max()))
    return max(gaps)
