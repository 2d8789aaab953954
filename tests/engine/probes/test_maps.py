"""Maps: what each neuron answers over the plane."""

from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, PRESETS, Trainer
from engine.probes import activation_maps, line_maps, neuron_maps
from engine.probes.plane import extent_of, grid
from engine.readings import forward
from engine.rules.losses import example_rows
from tests.engine.probes.runs import (
    digits_run,
    layers,
    place,
    run_of,
    three_blobs_run,
)

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]


def by_evaluation(trainer: Trainer, cells: int) -> Any:
    """The maps by way of the pass that evaluations take, (neurons, cells, cells)."""
    points = trainer.experiment.data.transform(grid(extent_of(trainer), cells))
    points = points.astype(trainer.dtype)
    outputs = trainer.experiment.layers[-1].units
    spare = trainer.network.spare_pass(len(points))
    targets = np.zeros((len(points), outputs), trainer.dtype)
    forward(spare, example_rows(trainer.experiment.loss, points, targets))
    return np.concatenate(spare.a).reshape(-1, cells, cells)


@pytest.mark.parametrize("bend", HIDDEN)
def test_maps_are_the_activations_of_an_evaluation(bend: str) -> None:
    trainer = run_of(layers=layers(5, 3, 4, bend=bend))
    trainer.run(10)
    maps = neuron_maps(trainer, 12)
    assert maps.shape == (13, 12, 12)
    assert maps.dtype == np.float64
    np.testing.assert_allclose(maps, by_evaluation(trainer, 12), rtol=1e-12, atol=1e-14)


def test_maps_follow_the_weights() -> None:
    trainer = run_of()
    before = neuron_maps(trainer, 8)
    kept = before.copy()
    trainer.run(30)
    after = neuron_maps(trainer, 8)
    np.testing.assert_array_equal(before, kept)  # a copy, which later maps leave alone
    assert np.abs(after - before).max() > 0.01
    np.testing.assert_allclose(after, by_evaluation(trainer, 8), rtol=1e-12)
    trainer.change({"layers": layers(3, bend="relu")})
    np.testing.assert_allclose(neuron_maps(trainer, 8), by_evaluation(trainer, 8), rtol=1e-12)
    trainer.change({"data": {"name": "valley"}})
    np.testing.assert_allclose(neuron_maps(trainer, 8), by_evaluation(trainer, 8), rtol=1e-12)


def test_maps_are_over_the_plane_whatever_is_made_of_its_points() -> None:
    trainer = run_of(data={"name": "moons", "features": ["x1_squared", "sin_x2", "x1"]})
    np.testing.assert_allclose(neuron_maps(trainer, 8), by_evaluation(trainer, 8), rtol=1e-12)
    trainer.change({"data": {"features": ["x1_x2", "x2", "x1"]}})
    np.testing.assert_allclose(neuron_maps(trainer, 8), by_evaluation(trainer, 8), rtol=1e-12)


def test_maps_of_many_neurons_are_computed_in_parts() -> None:
    trainer = run_of(np.float32, layers=layers(128, 3))
    np.testing.assert_allclose(neuron_maps(trainer, 50), by_evaluation(trainer, 50), atol=1e-5)


def test_dropout_has_no_part_in_maps() -> None:
    trainer = run_of(dropout=0.5)
    np.testing.assert_allclose(neuron_maps(trainer, 6), by_evaluation(trainer, 6), rtol=1e-12)


@pytest.mark.parametrize("hidden", [(), (4, 2)])
def test_maps_of_classes_have_one_map_for_each_class(
    hidden: tuple[int, ...],
) -> None:
    trainer = three_blobs_run(layers=layers(*hidden, outputs=3, output="softmax"))
    trainer.run(20)
    maps = neuron_maps(trainer, 9)
    assert len(maps) == sum(hidden) + 3
    np.testing.assert_allclose(maps[-3:].sum(axis=0), 1)
    np.testing.assert_allclose(maps, by_evaluation(trainer, 9), rtol=1e-12)
    ranges, pictures = activation_maps(trainer, 9, 11)
    assert [len(picture) for picture in pictures] == [9] * sum(hidden) + [11] * 3
    outputs = neuron_maps(trainer, 11)[-3:]
    for (low, high), picture, exact in zip(ranges[-3:], pictures[-3:], outputs, strict=True):
        np.testing.assert_allclose(
            low + (high - low) * picture / 255, exact, atol=(high - low) / 255 * 0.51
        )


def test_row_0_is_at_the_bottom_and_column_0_at_the_left() -> None:
    trainer = run_of(layers=layers())
    place(trainer, [0.3, 2.0, 0.0])  # z = 0.3 x₁ + 2 x₂
    answer = neuron_maps(trainer, 2)[0]
    z = np.log(answer / (1 - answer))
    np.testing.assert_allclose(z, extent_of(trainer) / 2 * np.array([[-2.3, -1.7], [1.7, 2.3]]))


def test_maps_want_two_inputs_and_at_least_one_cell() -> None:
    with pytest.raises(ValueError, match="two inputs"):
        neuron_maps(digits_run(), 10)
    with pytest.raises(ValueError, match="two inputs"):
        neuron_maps(run_of(data={"name": "sine"}), 10)
    with pytest.raises(ValueError, match="at least one cell"):
        neuron_maps(run_of(), 0)


def test_maps_of_curves_lie_over_a_line_of_one_row() -> None:
    trainer = Trainer(PRESETS["sine"].experiment)
    trainer.run(20)
    ranges, maps = line_maps(trainer, 9, 17)
    hidden = sum(layer.units for layer in trainer.experiment.hidden)
    assert [cells.shape for cells in maps] == [(1, 9)] * hidden + [(1, 17)]
    extent = trainer.experiment.dataset.extent
    assert extent is not None
    places = (np.arange(17) + 0.5) / 17 * 2 * extent - extent
    spare = trainer.network.spare_pass(17)
    points = places[:, None].astype(trainer.dtype)
    forward(spare, example_rows(trainer.experiment.loss, points, np.zeros_like(points)))
    low, high = ranges[-1]
    shown = low + (high - low) * maps[-1][0] / 255
    np.testing.assert_allclose(shown, spare.a[-1].ravel(), atol=(high - low) / 255 * 0.51 + 1e-5)


def test_a_line_belongs_to_tasks_with_one_input() -> None:
    with pytest.raises(ValueError, match="one input"):
        line_maps(run_of(), 5, 5)
