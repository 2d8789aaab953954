"""Slices of the loss through the present weights, and the run's own path in them."""

from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LOSSES, Trainer
from engine.probes import (
    Parameter,
    gradient_norm,
    kept_path,
    loss_slice,
    path_directions,
    project_path,
    slicing,
)
from tests.engine.probes.runs import digits_run, layers, run_of

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
SOME = {"binary": "moons", "classes": "digits", "regression": "plane"}
FITTING = [
    (task, name, activation)
    for name, loss in LOSSES.items()
    for task in loss.tasks
    for activation in loss.activations
]


def loss_at(trainer: Trainer, parameters: Any, examples: str = "training") -> float:
    """What an evaluation measures with other parameters."""
    twin = trainer.branch()
    twin.network.parameters[...] = parameters
    reading = twin.evaluate()
    return reading.training_loss if examples == "training" else reading.test_loss


def check_points(trainer: Trainer, examples: Any = "training", **asked: Any) -> None:
    """Compare some points of a slice with evaluations."""
    found = loss_slice(trainer, examples=examples, points=5, **asked)
    assert found.losses.shape == (5, 5)
    for i, j in [(0, 0), (0, 4), (2, 2), (3, 1)]:
        at = found.centre + found.axes[0][j] * found.directions[0]
        at = at + found.axes[1][i] * found.directions[1]
        np.testing.assert_allclose(
            found.losses[i, j], loss_at(trainer, at, examples), rtol=1e-11, atol=1e-14
        )
    assert found.loss == loss_at(trainer, found.centre, examples)
    np.testing.assert_allclose(found.losses[2, 2], found.loss, rtol=1e-12)


@pytest.mark.parametrize(("task", "loss", "output"), FITTING)
def test_every_loss_has_slices_that_evaluations_agree_with(
    task: str, loss: str, output: str
) -> None:
    outputs = 10 if task == "classes" else 1
    data = {"name": SOME[task], "samples": 100}
    check_points(run_of(data=data, layers=layers(4, 3, outputs=outputs, output=output), loss=loss))


@pytest.mark.parametrize("bend", HIDDEN)
def test_every_activation_has_slices_that_evaluations_agree_with(bend: str) -> None:
    check_points(run_of(layers=layers(4, 3, bend=bend)))


def test_slices_leave_dropout_and_penalties_out() -> None:
    check_points(run_of(dropout=0.5, regularizer={"name": "l2", "strength": 0.1}))


def test_slices_over_the_test_examples_and_without_hidden_layers() -> None:
    check_points(run_of(), examples="test")
    check_points(run_of(layers=layers()), directions=(Parameter(1, 0, 0), Parameter(1, 0)))


def test_a_slice_in_single_precision_has_the_loss_of_the_run_at_its_centre() -> None:
    trainer = digits_run(np.float32)
    found = loss_slice(trainer, points=3)
    assert found.loss == trainer.evaluate().training_loss
    np.testing.assert_allclose(found.losses[1, 1], found.loss, rtol=1e-6)
    assert found.losses.dtype == np.float64


def test_random_directions_move_each_neuron_by_the_length_of_its_weights() -> None:
    trainer = run_of()
    found = loss_slice(trainer, points=2)
    block = trainer.network.block
    weights = block.stored(found.centre)
    for direction in found.directions:
        for stored, moved in zip(weights, block.stored(direction), strict=True):
            assert not moved[-1].any()
            np.testing.assert_allclose(
                np.linalg.norm(moved[:-1], axis=0), np.linalg.norm(stored[:-1], axis=0)
            )
    assert abs(found.directions[0] @ found.directions[1]) < 0.9 * found.centre @ found.centre
    same, other = loss_slice(trainer, points=2), loss_slice(trainer, points=2, seed=1)
    np.testing.assert_array_equal(same.directions, found.directions)
    assert (other.directions != found.directions).any()


def test_along_the_gradient_the_loss_rises_as_steeply_as_the_gradient_is_long() -> None:
    trainer = run_of()
    line = loss_slice(trainer, ["gradient"], reach=1e-4, points=3)
    assert line.losses.shape == (3,)
    assert np.linalg.norm(line.directions) == pytest.approx(1)
    slope = (line.losses[2] - line.losses[0]) / 2e-4
    assert slope == pytest.approx(gradient_norm(trainer), rel=1e-6)


def test_two_weights_span_a_slice_of_their_own_values() -> None:
    trainer = run_of()
    one, other = Parameter(1, 2, 0), Parameter(2, 1)
    found = loss_slice(trainer, (one, other), reach=0.5, points=3)
    trace = trainer.trace()
    parameters = found.centre.copy()
    moved = found.centre + 0.5 * found.directions[0] - 0.5 * found.directions[1]
    trainer.network.parameters[...] = moved
    after = trainer.trace()
    assert after["weights", 1][2, 0] == trace["weights", 1][2, 0] + 0.5
    assert after["biases", 2][1] == trace["biases", 2][1] - 0.5
    assert np.count_nonzero(moved != parameters) == 2
    assert found.losses[0, 2] == pytest.approx(trainer.evaluate().training_loss, rel=1e-12)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"directions": ()}, "one or two"),
        ({"directions": ("random",) * 3}, "one or two"),
        ({"directions": ("sideways",)}, "no direction 'sideways'"),
        ({"directions": (np.zeros(44),)}, "no length"),
        ({"directions": (np.ones(3),)}, "44 numbers"),
        ({"points": 1}, "two points"),
        ({"examples": "other"}, "no set"),
    ],
)
def test_slices_that_make_no_sense_are_refused(asked: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        loss_slice(run_of(), **asked)


def test_a_slice_of_nothing_is_refused() -> None:
    with pytest.raises(IndexError):
        loss_slice(run_of(), (Parameter(9, 0),))
    without_test = run_of(data={"name": "valley"}, layers=layers(), loss="half_square")
    with pytest.raises(ValueError, match="no test examples"):
        loss_slice(without_test, examples="test")
    with pytest.raises(ValueError, match="no length"):
        loss_slice(run_of(start={"name": "zeros"}), ("random",))


def test_progress_goes_up_to_the_number_of_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.probes.slices.SLICE_SECONDS", 0)
    seen = list(slicing(run_of(), points=21))
    assert [total for _, total in seen] == [441] * len(seen)
    done = [count for count, _ in seen]
    assert done == sorted(set(done))
    assert 0 < done[0] <= 41
    assert 400 <= done[-1] < 441


def test_a_path_in_the_slice_is_found_there_and_one_beside_it_has_an_error() -> None:
    trainer = run_of()
    surface = loss_slice(trainer, points=2)
    inside = np.array([[0.0, 0.0], [0.3, -1.2], [-2.0, 0.5]])
    states = surface.centre + inside @ surface.directions
    path = project_path(surface, states)
    np.testing.assert_allclose(path.coordinates, inside, atol=1e-12)
    np.testing.assert_allclose(path.errors, 0, atol=1e-12)
    beside = np.linalg.svd(surface.directions)[2][-1]  # perpendicular to both, of length 1
    path = project_path(surface, states + beside * np.array([[0.0], [1.0], [1.0]]))
    np.testing.assert_allclose(path.coordinates, inside, atol=1e-12)
    lengths = np.linalg.norm(inside @ surface.directions, axis=1)
    assert path.errors[0] == 0
    np.testing.assert_allclose(path.errors[1:], 1 / np.hypot(1, lengths[1:]))


def test_the_kept_path_ends_at_the_present_and_fits_into_its_own_slice() -> None:
    trainer = run_of(np.float32, learning_rate=0.1)
    trainer.run(300)
    trainer.change({"layers": layers(6, 4)})
    trainer.run(700)
    steps, states = kept_path(trainer)
    assert steps == [512, 768, 1000]  # those before had other layers
    assert states.shape == (3, trainer.parameter_count)
    np.testing.assert_array_equal(states[-1], trainer.network.parameters)
    surface = loss_slice(trainer, list(path_directions(states)), points=3)
    path = project_path(surface, states)
    np.testing.assert_allclose(path.errors, 0, atol=1e-6)  # three points lie in a plane
    np.testing.assert_allclose(path.coordinates[-1], 0, atol=1e-12)
    line = project_path(loss_slice(trainer, ("gradient",), points=3), states)
    assert line.coordinates.shape == (3, 1)
    assert (line.errors[:-1] > 0.1).all()
    with pytest.raises(ValueError, match="three states"):
        path_directions(states[:2])
