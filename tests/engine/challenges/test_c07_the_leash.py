"""Challenge 7: a pull on the weights keeps wrong labels from being learned by heart."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from tests.engine.challenges.figures import SEEDS, seeds, within
from tests.engine.challenges.plain import Network
from tests.engine.challenges.runs import digits, go
from tests.engine.challenges.stand_ins import FEW_DIGITS_WRONG

STRENGTHS = (0.0, 0.001, 0.01, 0.03, 0.1)


class Leash(NamedTuple):
    """After the run: the length of all weights, losses and accuracies."""

    length: float
    training_accuracy: float
    test_loss: float
    test_accuracy: float


@cache
def leash(seed: int, strength: float) -> Leash:
    experiment = digits(64, data=FEW_DIGITS_WRONG, batch_size=16)
    trainer = go(experiment, seed, 3000, regularizer={"name": "l2", "strength": strength})
    length = np.sqrt(sum(np.sum(w**2) for w in Network.of(trainer).weights))
    reading = trainer.evaluate()
    return Leash(float(length), reading.training_accuracy, reading.test_loss, reading.test_accuracy)


@seeds(quick=0)
def test_weights_are_shorter_at_each_stage(seed: int) -> None:
    lengths = [leash(seed, strength).length for strength in STRENGTHS]
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strength", "stated"), [(0.0, 20.5), (0.001, 17.6), (0.01, 10.0), (0.03, 6.3), (0.1, 2.8)]
)
def test_the_mean_length_of_the_weights_is_as_measured(strength: float, stated: float) -> None:
    mean = np.mean([leash(seed, strength).length for seed in SEEDS])
    within(f"the mean length at {strength}", float(mean), 0.96 * stated, 1.04 * stated)


@pytest.mark.parametrize(
    ("strength", "low", "high"),
    [(0.0, 1, 1), (0.001, 1, 1), (0.01, 0.90, 0.97), (0.03, 0.76, 0.83), (0.1, 0.42, 0.67)],
)
@seeds(quick=0)
def test_training_accuracy_falls(seed: int, strength: float, low: float, high: float) -> None:
    within(f"training accuracy at {strength}", leash(seed, strength).training_accuracy, low, high)


@seeds(quick=0)
def test_a_leash_of_001_lowers_the_test_loss(seed: int) -> None:
    ratio = leash(seed, 0.01).test_loss / leash(seed, 0.0).test_loss
    assert ratio <= 0.95
    within("the test loss over that without a leash", ratio, 0.58, 0.84)
    assert leash(seed, 0.001).test_loss < leash(seed, 0.0).test_loss


@seeds(quick=0)
def test_too_short_a_leash_harms(seed: int) -> None:
    free, short = leash(seed, 0.0), leash(seed, 0.1)
    assert short.test_loss > free.test_loss
    within("points of test accuracy lost", free.test_accuracy - short.test_accuracy, 0.06, 0.36)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strength", "lower", "gained"), [(0.001, 20, 0), (0.01, 20, 19), (0.03, 18, 18), (0.1, 0, 0)]
)
def test_the_leash_helps_in_as_many_of_20_seeds_as_measured(
    strength: float, lower: int, gained: int
) -> None:
    pairs = [(leash(seed, 0.0), leash(seed, strength)) for seed in range(20)]
    losses = sum(held.test_loss < free.test_loss for free, held in pairs)
    points = sum(held.test_accuracy - free.test_accuracy >= 0.03 for free, held in pairs)
    within("how often the test loss is lower", losses, lower - 1, lower + 1)
    within("how often the test accuracy gains three points", points, gained - 1, gained + 1)


@pytest.mark.parametrize(
    ("strength", "low", "high"), [(0.0, 0.96, 0.98), (0.01, 0.96, 0.98), (0.1, 0.79, 0.84)]
)
@seeds(quick=0)
def test_on_all_digits_with_right_labels_it_helps_nothing(
    seed: int, strength: float, low: float, high: float
) -> None:
    trainer = go(digits(32), seed, 4500, regularizer={"name": "l2", "strength": strength})
    within(f"test accuracy at {strength}", trainer.evaluate().test_accuracy, low, high)
