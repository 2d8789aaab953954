"""Decision boundaries: where the answer changes."""

import numpy as np
import pytest

from engine import Trainer
from engine.probes import decision_boundary
from engine.probes.boundaries import borders
from engine.probes.plane import extent_of
from tests.engine.probes.runs import (
    digits_run,
    layers,
    place,
    run_of,
    three_blobs_run,
)


def test_one_neuron_draws_a_straight_line_from_edge_to_edge() -> None:
    trainer = run_of(layers=layers())
    place(trainer, [0.5, 2.0, -0.3])  # z = 0.5 x₁ + 2 x₂ − 0.3
    (line,) = decision_boundary(trainer, 20)
    np.testing.assert_allclose(line @ [0.5, 2.0], 0.3, atol=1e-12)
    extent = extent_of(trainer)
    np.testing.assert_allclose(sorted(line[[0, -1], 0]), [-extent, extent])
    assert len(line) > 20


@pytest.mark.parametrize(("output", "threshold"), [("linear", 0.0), ("tanh", 0.0)])
def test_the_line_is_at_the_threshold_of_the_loss(output: str, threshold: float) -> None:
    trainer = run_of(layers=layers(output=output), loss="hinge")
    place(trainer, [1.0, 0.0, 0.25])
    (line,) = decision_boundary(trainer, 10)
    np.testing.assert_allclose(line[:, 0] + 0.25, threshold, atol=1e-12)
    squared = run_of(layers=layers(output=output), loss="half_square")
    place(squared, [1.0, 0.0, 0.25])
    (line,) = decision_boundary(squared, 10)
    bend = np.tanh if output == "tanh" else np.positive
    np.testing.assert_allclose(bend(line[:, 0] + 0.25), 0.5, atol=1e-12)


def test_a_ring_is_drawn_as_a_closed_line_on_which_the_output_is_a_half() -> None:
    trainer = run_of(data={"name": "rings"}, layers=layers(6), learning_rate=1, batch_size=None)
    trainer.run(400)
    lines = decision_boundary(trainer, 60)
    (line,) = lines
    np.testing.assert_array_equal(line[0], line[-1])
    hidden = np.tanh(line @ trainer.trace()["weights", 1].T + trainer.trace()["biases", 1])
    z = hidden @ trainer.trace()["weights", 2].T + trainer.trace()["biases", 2]
    assert np.abs(z).max() < 0.5  # of about ±10 on the two sides
    radius = np.hypot(*line.T)
    assert 0.5 < radius.min() < radius.max() < 1


def test_there_is_no_line_where_the_answer_is_one_and_the_same() -> None:
    trainer = run_of(start={"name": "zeros"})  # 0.5 everywhere: never above
    assert decision_boundary(trainer, 10) == []
    place(trainer, trainer.network.parameters * np.nan)
    assert decision_boundary(trainer, 10) == []


def test_squares_with_a_corner_that_is_not_finite_have_no_border() -> None:
    fields = np.zeros((2, 4, 3))
    fields[1] = [[-1, 1, 1]] * 4  # a border from the bottom to the top
    fields[1, 0, 0] = np.nan
    fields[1, 3, 1] = np.inf
    (line,) = borders(fields)
    np.testing.assert_array_equal(line, [[0.5, 1], [0.5, 2]])


def test_three_regions_meet_in_one_point() -> None:
    trainer = three_blobs_run()
    places = np.array([[0.8, 0.0], [-0.6, 0.7], [-0.6, -0.7]])
    # zᵢ = pᵢ·x − |pᵢ|²/2 is largest for the nearest place
    place(trainer, np.concatenate([places.T.ravel(), -(places**2).sum(axis=1) / 2]))
    lines = decision_boundary(trainer, 33)
    assert len(lines) == 3
    knots = {tuple(end) for line in lines for end in (line[0], line[-1])}
    assert len(knots) == 4  # one in the middle and three at the edges
    for line in lines:
        distances = np.sort(np.linalg.norm(line[:, None] - places, axis=2), axis=1)
        # the meeting point lies somewhere in its square; all others are exact
        np.testing.assert_allclose(np.sort(np.ptp(distances[:, :2], axis=1))[:-1], 0, atol=1e-9)
        assert np.ptp(distances[:, :2], axis=1).max() < 0.08


def test_a_saddle_is_parted_by_what_is_in_the_middle() -> None:
    up, zero = np.array([[1.0, -0.5], [-0.5, 1.0]]), np.zeros((2, 2))
    for corners, cut_off in ((up, -0.5), (-up, 0.5)):
        lines = borders(np.stack([zero, corners]))
        assert len(lines) == 2
        for line in lines:  # each goes round one of the corners that differ from the middle
            corner = line.mean(axis=0).round().astype(int)
            assert corners[corner[1], corner[0]] == cut_off


@pytest.mark.parametrize("count", [2, 3, 5])
def test_borders_separate_whatever_fields_there_are(count: int) -> None:
    fields = np.random.default_rng(count).standard_normal((count, 9, 9))
    labels = fields.argmax(axis=0)
    crossed = set()
    for line in borders(fields):
        assert len(line) >= 2
        for x, y in line:
            on_row, on_column = y == int(y), x == int(x)
            if on_row != on_column:
                crossed.add((int(y), int(x), on_row))
    sides = {
        *((i, j, True) for i, j in zip(*np.nonzero(np.diff(labels, axis=1)), strict=True)),
        *((i, j, False) for i, j in zip(*np.nonzero(np.diff(labels, axis=0)), strict=True)),
    }
    assert crossed == sides


def wrong(run: Trainer) -> None:
    decision_boundary(run, 5)


def test_tasks_without_a_line_are_refused() -> None:
    with pytest.raises(ValueError, match="no decision boundary"):
        wrong(run_of(data={"name": "plane"}))
    with pytest.raises(ValueError, match="two inputs"):
        wrong(digits_run())
