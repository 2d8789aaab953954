"""Challenges of the lesson, with the figures that were measured for it."""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.probes.slopes import largest_curvature

VALLEY = PRESETS["valley"].experiment


def valley(**changes: Any) -> Trainer:
    return Trainer(VALLEY.changed(changes), np.float64)


def test_the_cliff_of_the_valley_is_at_a_rate_of_two() -> None:
    assert largest_curvature(valley()) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("rate", [1.9, 1.99])
def test_below_the_cliff_it_settles(rate: float) -> None:
    trainer = valley(learning_rate=rate)
    start = trainer.evaluate().training_loss
    trainer.run(200)
    assert trainer.evaluate().training_loss < start


@pytest.mark.parametrize(("rate", "step"), [(2.01, 118), (2.1, 13), (2.5, 3), (3.0, 2)])
def test_above_the_cliff_the_loss_has_passed_ten_times_its_start_at_a_known_step(
    rate: float, step: int
) -> None:
    trainer = valley(learning_rate=rate)
    trainer.run(200)
    losses = trainer.losses.since(0)[3]
    assert int(np.argmax(losses > 10 * losses[0])) == step


def test_doubled_inputs_move_the_cliff_to_a_quarter() -> None:
    steep = PRESETS["steep_valley"].experiment
    assert largest_curvature(Trainer(steep, np.float64)) == pytest.approx(4, rel=1e-6)
    for rate, step in ((0.49, None), (0.51, 30)):
        trainer = Trainer(steep.changed({"learning_rate": rate}), np.float64)
        trainer.run(200)
        losses = trainer.losses.since(0)[3]
        above = np.flatnonzero(losses > 10 * losses[0])
        assert (above[0] if len(above) else None) == step


def path(momentum: float) -> np.ndarray[Any, Any]:
    """The two weights before each of 601 steps."""
    trainer = valley(optimizer={"name": "momentum", "momentum": momentum})
    points = [trainer.snapshot().parameters[:2]]
    for _ in range(600):
        trainer.run(1)
        points.append(trainer.snapshot().parameters[:2])
    return np.array(points)


@pytest.mark.parametrize(
    ("momentum", "overshoot", "settled"),
    [(0.0, 0, 169), (0.5, 0.0005, 85), (0.9, 0.604, 41), (0.99, 0.957, 455)],
)
def test_a_heavy_ball_passes_the_goal_and_settles_as_measured(
    momentum: float, overshoot: float, settled: int
) -> None:
    weights = path(momentum)
    passed = max(0.0, weights[:, 0].max() - 1) / 2  # of the distance from −1 to 1
    assert passed == pytest.approx(overshoot, abs=6e-4)
    losses = ((weights - 1) ** 2 @ [1, 0.04]) / 2
    assert np.flatnonzero(losses >= 0.01 * losses[0])[-1] + 1 == settled
