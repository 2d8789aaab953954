"""Challenge 4: the largest rate that still settles is 2 over the steepest curvature."""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.probes.curvature import largest_curvature
from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.runs import begin, digits, go, training_losses

VALLEY = PRESETS["valley"].experiment
STEPS = 200


def losses(**changes: Any) -> tuple[np.ndarray[Any, Any], float]:
    """The losses before each of 200 steps, as far as they are finite, and the one at the end."""
    trainer = Trainer(VALLEY.changed(changes), np.float64)
    trainer.run(STEPS)
    return trainer.losses.since(0)[3], trainer.evaluate().training_loss


def first_above_ten_times(**changes: Any) -> int:
    """The step before which the loss has passed ten times its start, or −1."""
    found, end = losses(**changes)
    passed = np.flatnonzero(np.append(found, end) > 10 * found[0])
    return int(passed[0]) if len(passed) else -1


def test_the_cliff_of_the_valley_is_at_a_rate_of_two() -> None:
    assert largest_curvature(Trainer(VALLEY, np.float64)) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("rate", [1.9, 1.99])
def test_below_the_cliff_it_settles(rate: float) -> None:
    found, end = losses(learning_rate=rate)
    assert end < found[0]


@pytest.mark.parametrize(("rate", "step"), [(2.01, 118), (2.1, 13), (2.5, 3), (3.0, 2)])
def test_above_the_cliff_the_loss_has_passed_ten_times_its_start_at_a_known_step(
    rate: float, step: int
) -> None:
    assert first_above_ten_times(learning_rate=rate) == step


@pytest.mark.parametrize("seed", range(5))
def test_the_cliff_is_there_from_random_starts_too(seed: int) -> None:
    start = {"name": "normal", "deviation": 1.0}
    found, end = losses(learning_rate=1.99, start=start, seed=seed)
    assert end < found[0]
    for rate in (2.1, 2.5, 3.0):
        step = first_above_ten_times(learning_rate=rate, start=start, seed=seed)
        assert 0 < step <= 23


def test_with_doubled_inputs_the_cliff_is_at_a_rate_of_a_half() -> None:
    steep: dict[str, Any] = {"data": {"name": "steep_valley"}}
    found, end = losses(learning_rate=0.49, **steep)
    assert end < found[0]
    assert first_above_ten_times(learning_rate=0.51, **steep) == 30


@seeds(quick=0)
def test_a_reckless_rate_on_digits_gives_a_high_loss_that_stays_finite(seed: int) -> None:
    relu = go(digits(32), seed, STEPS, learning_rate=2.0)
    within("the loss with ReLU at a rate of 2", relu.evaluate().training_loss, 2.28, 2.34)
    tanh = begin(digits(32, bend="tanh", learning_rate=3.0), seed)
    found = training_losses(tanh, STEPS)
    assert np.isfinite(found).all()
    within("the largest loss with tanh at 3 over its start", found.max() / found[0], 24, 29)
