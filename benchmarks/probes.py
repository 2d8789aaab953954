"""What questions to a trained state cost, beside the same written by hand.

    python -m benchmarks.probes

Network b (2-8-8-8-1, tanh, sigmoid) in float32 with one BLAS thread; medians of interleaved runs.
The bars: a map of all neurons at 100 × 100 within 1.5 times a features-first pass inlined by hand,
and a 41 × 41 slice of the loss over 250 examples at least four times as fast as a loop of plain
forward passes.
"""

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.timing import Slices
from engine import Experiment, Trainer
from engine.probes import (
    LossSlice,
    activation_maps,
    decision_boundary,
    loss_slice,
    measure_curvature,
    neuron_maps,
)
from engine.probes.plane import grid

CELLS = 100
POINTS = 41
EXAMPLES = 250
SLOWEST_MAP = 1.5
FASTEST_LOOP = 4.0
Call = Callable[[], Any]


def network_b() -> Trainer:
    """The network that is measured, with 250 training examples and 100 steps behind it."""
    hidden = [{"units": 8, "activation": "tanh"}] * 3
    trainer = Trainer(
        Experiment.from_dict(
            {
                "data": {"name": "rings", "samples": 2 * EXAMPLES},
                "layers": [*hidden, {"units": 1, "activation": "sigmoid"}],
                "batch_size": 10,
                "learning_rate": 0.1,
            }
        )
    )
    trainer.run(100)
    return trainer


def inlined_map(trainer: Trainer) -> Call:
    """The activations of network b over the plane: features first, `out=`, rows of ones."""
    extent = trainer.experiment.dataset.extent
    assert extent is not None
    inputs = np.ones((3, CELLS**2), np.float32)
    inputs[:2] = grid(extent, CELLS).T
    w1, w2, w3, w4 = (stored.T for stored in trainer.network.weights)
    one = np.float32(1)
    a1, a2, a3 = (np.ones((9, CELLS**2), np.float32) for _ in range(3))
    h1, h2, h3 = a1[:8], a2[:8], a3[:8]
    y = np.empty((1, CELLS**2), np.float32)

    def compute() -> Any:
        w1.dot(inputs, h1)
        np.tanh(h1, h1)
        w2.dot(a1, h2)
        np.tanh(h2, h2)
        w3.dot(a2, h3)
        np.tanh(h3, h3)
        w4.dot(a3, y)
        np.negative(y, y)
        np.exp(y, y)
        np.add(y, one, y)
        np.reciprocal(y, y)
        return h1, h2, h3, y

    return compute


def plain_slice(trainer: Trainer, asked: LossSlice) -> Call:
    """The losses of a slice by one plain forward pass for each setting."""
    count = trainer.data.training_count
    x = trainer.data.inputs[:count]
    signs = (1 - 2 * trainer.data.targets[:count]).astype(np.float32)
    centre = asked.centre.astype(np.float32)
    one, other = asked.directions.astype(np.float32)
    axis = asked.axes[0].astype(np.float32)

    def compute() -> Any:
        losses = np.empty((POINTS, POINTS))
        for i, second in enumerate(axis):
            for j, first in enumerate(axis):
                at = centre + first * one + second * other
                *hidden, last = trainer.network.block.stored(at)
                h = x
                for layer in hidden:
                    h = np.tanh(h @ layer[:-1] + layer[-1])
                z = h @ last[:-1] + last[-1]
                losses[i, j] = np.mean(np.logaddexp(np.float32(0), signs * z))
        return losses

    return compute


def medians(contenders: dict[str, Call], rounds: int) -> dict[str, float]:
    """Seconds for each contender: medians of runs that take turns."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(rounds):
        for name, contender in contenders.items():
            started = perf_counter()
            contender()
            times[name].append(perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def measure_maps(rounds: int = 100) -> float:
    """Print what maps cost; returns the time of one map as a multiple of the inlined pass."""
    trainer = network_b()
    inlined = inlined_map(trainer)
    maps = neuron_maps(trainer, CELLS).reshape(25, -1)
    np.testing.assert_allclose(maps, np.concatenate(inlined()), atol=1e-6)
    seconds = medians(
        {
            "inlined by hand": inlined,
            f"neuron_maps at {CELLS} × {CELLS}": lambda: neuron_maps(trainer, CELLS),
            f"activation_maps at {CELLS} × {CELLS}": lambda: activation_maps(trainer, CELLS, CELLS),
            "activation_maps at 24 and 64": lambda: activation_maps(trainer, 24, 64),
        },
        rounds,
    )
    hand, ours, *_ = seconds.values()
    print_table(seconds)
    bar = f"bar {SLOWEST_MAP:g} ×: {met(ours / hand <= SLOWEST_MAP)}"
    print(f"  one map of all neurons: {ours / hand:.2f} × the inlined pass ({bar})")
    return ours / hand


def measure_slices(rounds: int = 9) -> float:
    """Print what a slice costs; returns how many times as fast as the loop it is."""
    trainer = network_b()
    assert trainer.data.training_count == EXAMPLES
    asked = loss_slice(trainer, points=POINTS)
    loop = plain_slice(trainer, asked)
    np.testing.assert_allclose(loop(), asked.losses, rtol=1e-4)
    name = f"loss_slice at {POINTS} × {POINTS}"
    seconds = medians(
        {"loop of plain passes": loop, name: lambda: loss_slice(trainer, points=POINTS)}, rounds
    )
    plain, ours = seconds.values()
    print_table(seconds)
    bar = f"bar {FASTEST_LOOP:g} ×: {met(plain / ours >= FASTEST_LOOP)}"
    print(f"  slice: {plain / ours:.1f} × as fast as the loop ({bar})")
    return plain / ours


def measure_others(rounds: int = 9) -> None:
    """Print what else may be asked while somebody waits."""
    trainer = network_b()
    print_table(
        medians(
            {
                f"decision_boundary at {CELLS}": lambda: decision_boundary(trainer, CELLS),
                "measure_curvature": lambda: measure_curvature(trainer),
            },
            rounds,
        )
    )


def met(holds: bool) -> str:
    """Whether a bar is met, in words."""
    return "met" if holds else "not met"


def print_table(seconds: dict[str, float]) -> None:
    """Print milliseconds by name."""
    for name, value in seconds.items():
        print(f"  {name:32}{value * 1e3:9.3f} ms")


def probes_table(slices: Slices) -> None:
    """Print all figures for network b."""
    measure_maps(10 * slices.rounds)
    measure_slices(slices.rounds)
    measure_others(slices.rounds)


if __name__ == "__main__":
    probes_table(Slices(0.1, 9))
