"""Steps per second of the engine beside a textbook NumPy loop that trains the same network.

    python benchmarks/engine.py

Both run in float32 with one BLAS thread, on shuffled batches, plain SGD. Figures are medians of
interleaved runs without evaluations. The engine also writes the whole tape and records every batch
loss; the textbook loop computes its loss in each step as well.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from engine import DATASETS, Experiment, Trainer
from engine.data.datasets import Span

NEVER = 2**60
PIXELS = "random pixels"
DATASETS[PIXELS] = replace(
    DATASETS["digits"],
    name=PIXELS,
    features=784,
    samples=Span(2000, 2000, 2000, 1),
    make=lambda samples, generator: (
        generator.random((samples, 784)),
        np.eye(10)[generator.integers(0, 10, samples)],
    ),
)
for name, dataset in DATASETS.items():  # train only: no evaluations in between
    DATASETS[name] = replace(dataset, evaluation_base=NEVER)
CONFIGURATIONS: dict[str, tuple[str, list[int], int]] = {
    "a": ("rings", [4, 2], 10),
    "b": ("rings", [8, 8, 8], 10),
    "c": ("rings", [8] * 6, 10),
    "d": ("digits", [32, 16], 32),
    "e": (PIXELS, [128, 64], 64),
}
Step = Callable[[int], Any]


def experiment_of(data: str, hidden: list[int], batch_size: int) -> Experiment:
    """Tanh hidden layers; sigmoid with binary or softmax with categorical cross-entropy."""
    classes = DATASETS[data].task == "classes"
    output = {"units": 10, "activation": "softmax"} if classes else None
    return Experiment.from_dict(
        {
            "data": {"name": data},
            "layers": [
                *({"units": units, "activation": "tanh"} for units in hidden),
                output or {"units": 1, "activation": "sigmoid"},
            ],
            "learning_rate": 0.05,
            "batch_size": batch_size,
        }
    )


def textbook(trainer: Trainer) -> Step:
    """The same network and batches, written as one would in a notebook."""
    trace = trainer.trace()
    layers = range(1, len(trainer.experiment.layers) + 1)
    weights = [trace["weights", n].T.copy() for n in layers]  # (fan_in, fan_out)
    biases = [trace["biases", n].copy() for n in layers]
    count, size = trainer.data.training_count, trainer.experiment.batch
    inputs, targets = trainer.data.inputs[:count], trainer.data.targets[:count]
    rate = trainer.experiment.learning_rate
    classes = trainer.experiment.dataset.task == "classes"
    generator = np.random.default_rng(0)
    losses: list[float] = []

    def run(steps: int) -> None:
        done = 0
        while done < steps:
            order = generator.permutation(count)
            for start in range(0, count, size):
                chosen = order[start : start + size]
                y = targets[chosen]
                activations = [inputs[chosen]]
                for w, b in zip(weights[:-1], biases[:-1], strict=True):
                    activations.append(np.tanh(activations[-1] @ w + b))
                z = activations[-1] @ weights[-1] + biases[-1]
                if classes:
                    shifted = np.exp(z - z.max(axis=1, keepdims=True))
                    output = shifted / shifted.sum(axis=1, keepdims=True)
                    loss = -np.mean(np.sum(y * np.log(output + 1e-12), axis=1))
                else:
                    output = 1 / (1 + np.exp(-z))
                    likely = y * np.log(output + 1e-12) + (1 - y) * np.log(1 - output + 1e-7)
                    loss = -np.mean(likely)
                losses.append(float(loss))
                dz = (output - y) / len(y)
                for i in reversed(range(len(weights))):
                    a = activations[i]
                    dw, db = a.T @ dz, dz.sum(axis=0)
                    if i:
                        dz = (dz @ weights[i].T) * (1 - a**2)
                    weights[i] -= rate * dw
                    biases[i] -= rate * db
                done += 1
                if done == steps:
                    return

    return run


def seconds_per_step(step: Step, steps: int) -> float:
    """Wall-clock time of a run, divided by its steps."""
    started = perf_counter()
    step(steps)
    return (perf_counter() - started) / steps


def measure(configuration: tuple[str, list[int], int], seconds: float, rounds: int) -> list[float]:
    """Median seconds per step of the engine and of the textbook loop, measured in turns."""
    trainer = Trainer(experiment_of(*configuration))
    contenders: list[Step] = [trainer.run, textbook(trainer)]
    times: list[list[float]] = [[], []]
    steps = [max(10, int(seconds / seconds_per_step(step, 50))) for step in contenders]
    for _ in range(rounds):
        for step, count, results in zip(contenders, steps, times, strict=True):
            results.append(seconds_per_step(step, count))
    return [statistics.median(results) for results in times]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=0.1, help="length of one run")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each contender")
    arguments = parser.parse_args()
    print(f"{'':3}{'network':18}{'batch':>6}{'engine':>12}{'textbook':>12}{'ratio':>8}")
    for name, configuration in CONFIGURATIONS.items():
        experiment = experiment_of(*configuration)
        units = "-".join(
            str(n) for n in (experiment.dataset.features, *(s.units for s in experiment.layers))
        )
        ours, theirs = measure(configuration, arguments.seconds, arguments.rounds)
        print(
            f"{name:3}{units:18}{experiment.batch:6}{1 / ours:10,.0f}/s{1 / theirs:10,.0f}/s"
            f"{theirs / ours:7.1f}×"
        )


if __name__ == "__main__":
    main()
