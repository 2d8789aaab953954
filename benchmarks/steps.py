"""Steps per second of the engine and of all contenders, on five networks."""

from benchmarks.checks import TOLERANCE, difference
from benchmarks.configurations import CONFIGURATIONS, experiment_of, network_of, problem_of
from benchmarks.contenders import load
from benchmarks.timing import Slices, Timed, seconds_per_step
from engine import Trainer

BARS: dict[str, dict[str, float]] = {
    "textbook": dict.fromkeys("abc", 4.0),
    "inlined": dict.fromkeys("abcde", 1 / 1.15),
    "PyTorch": {**dict.fromkeys("abc", 20.0), "d": 10.0, "e": 1.6},
    "JAX": {**dict.fromkeys("bcd", 0.75), "e": 1.0},
    "scikit-learn": dict.fromkeys("abc", 10.0),
}
"""How many times as fast the engine wants to be, by contender and configuration."""


def steps_table(slices: Slices) -> None:
    """Print steps per second, the engine's ratio to each contender, and whether it is enough."""
    contenders = load()
    print(f"{'':3}{'network':20}{'':14}{'steps/s':>11}{'engine is':>12}{'bar':>8}")
    for name, configuration in CONFIGURATIONS.items():
        experiment = experiment_of(*configuration)
        trainer = Trainer(experiment)
        runs = {"engine": Timed(trainer.run)}
        for contender, make in contenders.items():
            apart = difference(make, experiment)
            if not apart < TOLERANCE:
                print(f"{name:3}{contender} is left out: it is {apart:.1g} off the engine")
                continue
            runner = make(problem_of(trainer))
            runs[contender] = Timed(runner.run, runner.unit)
        times = seconds_per_step(runs, slices)
        ours = times.pop("engine")
        print(f"{name:3}{network_of(trainer):20}{'engine':14}{1 / ours:11,.0f}")
        for contender, theirs in times.items():
            print(
                f"{'':3}{f'batch {experiment.batch}' if contender == 'textbook' else '':20}"
                f"{contender:14}{1 / theirs:11,.0f}{theirs / ours:11.2f}×"
                f"{verdict(theirs / ours, BARS.get(contender, {}).get(name))}"
            )


def verdict(ratio: float, bar: float | None) -> str:
    """Whether a ratio reaches its bar."""
    if bar is None:
        return ""
    return f"{bar:7.2f}× {'met' if ratio >= bar else 'not met'}"
