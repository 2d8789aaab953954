"""Challenge 5: a reckless rate silences ReLU neurons for good."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine import Trainer
from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.plain import Network
from tests.engine.challenges.runs import begin, digits, training_set


class Silence(NamedTuple):
    """What became of the neurons that were silent after 90 steps."""

    silent: float
    came_back: int
    moved: float
    loss: float
    accuracy: float


def silent(trainer: Trainer) -> npt.NDArray[np.bool_]:
    """Which hidden neurons have z ≤ 0 on every training example, (neurons,)."""
    signals = Network.of(trainer).signals(training_set(trainer)[0])
    return np.concatenate([(layer <= 0).all(axis=0) for layer in signals[1:-1]])


def incoming(trainer: Trainer) -> list[npt.NDArray[np.float64]]:
    """The weights into each hidden neuron, and its bias."""
    network = Network.of(trainer)
    return [
        np.append(row, bias)
        for w, b in zip(network.weights[:-1], network.biases[:-1], strict=True)
        for row, bias in zip(w, b, strict=True)
    ]


@cache
def silence(seed: int, bend: str, rate: float) -> Silence:
    """90 steps at a rate, and 900 at 0.1."""
    trainer = begin(digits(32, bend=bend, learning_rate=rate), seed)
    assert trainer.run(90) == 90
    was_silent, before = silent(trainer), incoming(trainer)
    trainer.change({"learning_rate": 0.1})
    assert trainer.run(900) == 900
    is_silent, after = silent(trainer), incoming(trainer)
    moves = [
        float(np.abs(b - a).max())
        for a, b, quiet in zip(before, after, was_silent, strict=True)
        if quiet
    ]
    reading = trainer.evaluate()
    return Silence(
        float(was_silent.mean()),
        int(np.count_nonzero(was_silent & ~is_silent)),
        max(moves, default=0.0),
        reading.training_loss,
        reading.training_accuracy,
    )


@seeds(quick=1)
def test_a_reckless_rate_silences_most_neurons_and_none_comes_back(seed: int) -> None:
    found = silence(seed, "relu", 3.0)
    assert found.silent >= 0.75
    assert found.came_back == 0
    assert found.moved == 0
    assert found.accuracy < 0.7
    within("the share of silent neurons", found.silent, 0.91, 1.0)
    within("the accuracy afterwards", found.accuracy, 0.10, 0.29)


@seeds(quick=1)
def test_a_healthy_run_has_few_silent_neurons(seed: int) -> None:
    trainer = begin(digits(32), seed)
    assert trainer.run(990) == 990
    within("the share of silent neurons", float(silent(trainer).mean()), 0.0, 0.09)
    within("the accuracy", trainer.evaluate().training_accuracy, 0.971, 0.985)


@seeds(quick=0)
def test_leaky_neurons_are_helped_and_not_cured(seed: int) -> None:
    found = silence(seed, "leaky_relu", 3.0)
    within("how many came back", found.came_back, 0, 5)
    within("the accuracy afterwards", found.accuracy, 0.48, 0.94)
