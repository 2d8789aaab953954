"""The history of losses: bounded memory, no step lost."""

from typing import Any

import numpy as np
import pytest

from engine.history import EXACT, EvaluationHistory, LossHistory

LONG = 1_000_000


def values(count: int) -> Any:
    return np.sin(np.arange(count) * 0.37).astype(np.float32) + np.arange(count, dtype=np.float32)


@pytest.fixture(scope="module")
def long() -> LossHistory:
    history = LossHistory()
    losses = values(LONG)
    for start in range(0, LONG, 777):
        history.extend(losses[start : start + 777])
    return history


def test_recent_losses_are_exact(long: LossHistory) -> None:
    first, steps, per_point, points = long.since(LONG - 500)
    assert (first, steps, per_point) == (LONG - 500, 500, 1)
    np.testing.assert_array_equal(points, values(LONG)[-500:])
    first, steps, per_point, points = long.since(LONG - EXACT, most=EXACT)
    assert (first, steps, per_point) == (LONG - EXACT, EXACT, 1)
    np.testing.assert_array_equal(points, values(LONG)[-EXACT:])


@pytest.mark.parametrize("step", [0, 1, 1000, 12_345, 400_001, LONG - EXACT - 1, LONG - 3000])
@pytest.mark.parametrize("most", [2048, 100, 1])
def test_older_losses_are_minimum_mean_and_maximum_of_what_was(
    long: LossHistory, step: int, most: int
) -> None:
    first, steps, per_point, points = long.since(step, most)
    assert first <= step
    assert first + steps == LONG
    assert per_point & (per_point - 1) == 0
    assert len(points) == -(-steps // per_point) <= most
    losses = values(LONG)[first:]
    for number in {0, len(points) // 2, len(points) - 1}:
        part = losses[number * per_point : (number + 1) * per_point]
        expected = [part.min(), part.mean(dtype=float), part.max()]
        np.testing.assert_allclose(points[number], expected, rtol=1e-5)


def test_memory_is_bounded(long: LossHistory) -> None:
    floats = sum(rows._data.size for rows in long._levels)
    assert floats < 300_000
    assert all(rows.count < 3 * EXACT for rows in long._levels)


def test_few_losses_come_one_by_one() -> None:
    history = LossHistory()
    assert history.since(0)[:3] == (0, 0, 1)
    history.extend(values(5))
    first, steps, per_point, points = history.since(2)
    assert (first, steps, per_point) == (2, 3, 1)
    np.testing.assert_array_equal(points, values(5)[2:])
    assert history.since(99)[:3] == (5, 0, 1)
    assert len(history.since(99)[3]) == 0


def test_many_losses_are_grouped_and_the_last_point_may_be_partial() -> None:
    history = LossHistory()
    history.extend(values(11))
    first, steps, per_point, points = history.since(0, most=3)
    assert (first, steps, per_point, points.shape) == (0, 11, 4, (3, 3))
    np.testing.assert_allclose(
        points[2], [values(11)[8:].min(), values(11)[8:].mean(), values(11)[8:].max()]
    )


@pytest.mark.parametrize("step", [0, 5, 70_000, 80_000, 500_001, 900_000, LONG])
def test_what_comes_after_a_step_can_be_forgotten(step: int) -> None:
    history = LossHistory()
    losses = values(LONG)
    history.extend(losses)
    history.truncate(step)
    assert history.end == step
    history.extend(losses[step : step + 3000])
    first, steps, per_point, points = history.since(step)
    assert first <= step
    assert first + steps == history.end
    assert len(points) == -(-steps // per_point)
    first, steps, per_point, points = history.since(0)
    assert (first, first + steps) == (0, history.end)
    assert len(points) == -(-steps // per_point) <= 2048
    np.testing.assert_allclose(
        points.reshape(len(points), -1)[:, 0].min(), losses[:9].min(), atol=9
    )


def test_a_history_may_begin_later() -> None:
    history = LossHistory()
    history.extend(values(10))
    history.truncate(500)  # a state from elsewhere: nothing is known of what was before
    history.extend(values(3))
    first, steps, per_point, points = history.since(0)
    assert (first, steps, per_point) == (500, 3, 1)
    np.testing.assert_array_equal(points, values(3))


def test_losses_that_are_not_finite_are_kept_as_they_are() -> None:
    history = LossHistory()
    history.extend(np.array([1, np.nan, np.inf, 2], np.float32))
    assert np.isnan(history.since(0)[3][1])
    assert np.isnan(history.since(0, most=2)[3][0, 1])


def test_evaluations_are_kept_by_step() -> None:
    history = EvaluationHistory()
    assert history.last_step == -1
    for step in range(0, 300, 3):
        history.append((step, 0.5, np.nan, 1.0, np.nan))
    assert history.since(290)[:, 0].tolist() == [291, 294, 297]
    history.truncate(12)
    assert history.last_step == 9
    assert history.since(0).shape == (4, 5)


@pytest.mark.parametrize("step", [0, 5, 70_000, 80_001, 500_001, 900_000, LONG])
def test_going_back_hides_what_comes_after_and_living_again_adds_nothing(
    long: LossHistory, step: int
) -> None:
    history = long.copy()
    whole = history.since(0)[3]
    history.go_to(step)
    first, steps, per_point, points = history.since(0)
    assert (history.end, first, first + steps) == (step, 0, step)
    assert len(points) == -(-steps // per_point)
    assert history.since(0, end=LONG)[:2] == (0, LONG)
    if step:
        assert history.since(step - 1)[0] <= step - 1
    history.extend(values(LONG)[step : step + 100])
    assert history.end == min(step + 100, LONG)
    history.go_to(LONG)
    np.testing.assert_array_equal(history.since(0)[3], whole)
    history.go_to(max(step - 10, 0))
    history.extend(values(LONG)[max(step - 10, 0) :])
    history.extend(np.ones(10, np.float32))
    assert history.end == LONG + 10
    np.testing.assert_array_equal(history.since(LONG)[3], np.ones(10))


def test_losses_from_before_a_resumed_run_stay_unknown() -> None:
    history = LossHistory(first=100)
    history.extend(values(50))
    history.go_to(20)
    assert history.since(0)[:2] == (20, 0)
    history.extend(values(100))
    assert (history.end, history.since(0)[:2]) == (120, (100, 20))
    history.truncate(110)
    history.extend(values(3))
    assert history.since(0)[:2] == (100, 13)


def test_evaluations_after_the_present_step_are_kept() -> None:
    history = EvaluationHistory()
    for step in range(0, 300, 3):
        history.append((step, 0.5, np.nan, 1.0, np.nan))
    history.go_to(10)
    assert (history.last_step, len(history.since(0)), len(history.since(0, end=20))) == (9, 4, 7)
    history.append((10, 0, 0, 0, 0))
    assert (history.last_step, history.since(8)[:, 0].tolist()) == (10, [9, 10])
    history.go_to(299)
    assert len(history.since(0)) == 101
    history.go_to(10)
    history.truncate(9)
    assert (history.last_step, len(history.since(0, end=299))) == (6, 3)


def test_a_curve_is_had_as_plain_arrays() -> None:
    history = LossHistory(first=5)
    history.extend(np.arange(10, dtype=np.float32))
    steps, losses = history.points()
    assert steps.tolist() == list(range(5, 15))
    assert losses.tolist() == list(range(10))
    steps, losses = history.points(3)
    assert steps.tolist() == [5, 9, 13]
    assert losses.tolist() == [1.5, 5.5, 8.5]
    with pytest.raises(ValueError, match="at least one point"):
        history.points(0)


def test_a_long_curve_has_a_mean_for_each_point() -> None:
    history = LossHistory()
    history.extend(np.arange(200_000, dtype=np.float32))
    steps, losses = history.points(1000)
    assert len(steps) == len(losses) <= 1000
    apart = steps[1] - steps[0]
    assert (np.diff(steps) == apart).all()
    np.testing.assert_allclose(losses[:-1], steps[:-1] + (apart - 1) / 2)
