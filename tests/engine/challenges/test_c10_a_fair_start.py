"""Challenge 10: through ten layers of ReLU a signal stays alive from He's start values."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import Trainer
from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.plain import Network, rms
from tests.engine.challenges.runs import begin, digits, training_set

STARTS: dict[str, dict[str, Any]] = {
    "tiny": {"name": "normal", "deviation": 0.01},
    "xavier": {"name": "xavier"},
    "he": {"name": "he"},
    "one": {"name": "normal", "deviation": 1.0},
}


def ten_layers(seed: int, start: str, bend: str = "relu") -> Trainer:
    return begin(digits(*[64] * 10, bend=bend, start=STARTS[start], learning_rate=0.05), seed)


def signal(seed: int, start: str) -> float:
    """How strong the signal is in layer 10, over layer 1, before training."""
    trainer = ten_layers(seed, start)
    signals = Network.of(trainer).signals(training_set(trainer)[0])
    return rms(signals[10]) / rms(signals[1])


@cache
def loss(seed: int, start: str, steps: int = 225, bend: str = "relu") -> float:
    trainer = ten_layers(seed, start, bend)
    assert trainer.run(steps) == steps
    return trainer.evaluate().training_loss


@pytest.mark.parametrize("seed", range(5))
def test_the_signal_fades_from_xavier_and_lives_from_he(seed: int) -> None:
    xavier, he = signal(seed, "xavier"), signal(seed, "he")
    assert xavier < 0.15
    assert he > 0.3
    within("the signal from Xavier", xavier, 0.015, 0.087)
    within("the signal from He", he, 0.35, 1.98)


@pytest.mark.parametrize("seed", range(5))
def test_the_signal_dies_from_tiny_weights_and_explodes_from_large_ones(seed: int) -> None:
    within("the power of ten from 0.01", float(np.log10(signal(seed, "tiny"))), -11.5, -10.5)
    within("the power of ten from 1", float(np.log10(signal(seed, "one"))), 6, 7)


@seeds(quick=0)
def test_he_is_ahead_of_xavier_with_the_same_seed(seed: int) -> None:
    xavier, he = loss(seed, "xavier"), loss(seed, "he")
    assert he < xavier
    within("the loss from Xavier", xavier, 1.25, 2.34)
    within("the loss from He", he, 0.15, 1.19)
    assert xavier - he >= 0.33


@seeds(quick=0)
def test_tiny_weights_learn_nothing(seed: int) -> None:
    within("the loss from 0.01", loss(seed, "tiny"), 2.301, 2.303)


@seeds(quick=1)
def test_large_weights_end_in_numbers_that_are_not_finite(seed: int) -> None:
    trainer = ten_layers(seed, "one")
    done = trainer.run(225)
    assert done < 225
    assert trainer.first_nonfinite() is not None


@seeds(quick=0)
def test_xavier_learns_too_when_it_is_given_time(seed: int) -> None:
    # The lesson says that it is below 0.6 by then. Of 60 seeds the engine has 0.27 to 1.69 with a
    # median of 0.67, a NumPy program of its own 0.28 to 3.51 with a median of 0.62.
    found = loss(seed, "xavier", 450)
    assert found < loss(seed, "xavier", 225)
    within("the loss from Xavier at 450 steps", found, 0.27, 1.69)


# From Xavier the lesson says 0.07 to 0.12. Of 60 seeds nine in ten lie between 0.07 and 0.18, both
# in the engine and in a NumPy program of its own.
@pytest.mark.parametrize(("start", "low", "high"), [("xavier", 0.07, 0.18), ("he", 0.02, 0.04)])
@seeds(quick=0)
def test_with_tanh_both_starts_train_well(seed: int, start: str, low: float, high: float) -> None:
    within(f"the loss with tanh from {start}", loss(seed, start, 450, "tanh"), low, high)
