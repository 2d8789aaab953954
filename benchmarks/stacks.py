"""Many runs in one batched pass beside as many trainers taken in turn."""

from benchmarks.configurations import CONFIGURATIONS, experiment_of
from benchmarks.timing import Slices, Timed, seconds_per_step
from engine import Stack, Trainer

SIZES = (2, 10, 40)
BAR_RUNS, BAR = 40, 3.0


def stacks_table(slices: Slices) -> None:
    """Print the steps per second of all runs together, for network b."""
    base = experiment_of(*CONFIGURATIONS["b"])
    print(f"   {'runs':>4}{'in turn':>14}{'stacked':>14}")
    for size in SIZES:
        experiments = [base.changed({"seed": seed}) for seed in range(size)]
        trainers, stack = [Trainer(experiment) for experiment in experiments], Stack(experiments)

        def in_turn(steps: int, trainers: list[Trainer] = trainers) -> None:
            for trainer in trainers:
                trainer.run(steps)

        times = seconds_per_step({"in turn": Timed(in_turn), "stacked": Timed(stack.run)}, slices)
        alone, together = times["in turn"], times["stacked"]
        said = ""
        if size == BAR_RUNS:
            said = f"   {BAR:.2f}× {'met' if alone / together >= BAR else 'not met'}"
        print(f"   {size:4}{size / alone:12,.0f}/s{size / together:12,.0f}/s", end="")
        print(f"{alone / together:8.2f}×{said}")
