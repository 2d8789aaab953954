"""Distributions of a layer's numbers."""

import json

import numpy as np
import pytest

from engine import ACTIVATIONS
from engine.probes import distribution, layer_statistics
from tests.engine.probes.runs import digits_run, run_of


def test_a_distribution_tells_five_numbers_a_mean_and_a_histogram() -> None:
    found = distribution(np.array([[3.0, 1.0, 2.0], [5.0, 4.0, np.nan]]), bins=4)
    assert found[:5] == (1, 2, 3, 4, 5)
    assert found.mean == 3
    assert found.rms == pytest.approx(np.sqrt(11))
    assert found.counts.tolist() == [1, 1, 1, 2]
    assert found.edges.tolist() == [1, 2, 3, 4, 5]
    assert found.not_finite == 1
    assert json.loads(json.dumps(found.to_dict()))["counts"] == [1, 1, 1, 2]


@pytest.mark.parametrize("value", [0.0, -7.0, 1e-30, 1e30])
def test_equal_numbers_lie_in_one_bar(value: float) -> None:
    found = distribution(np.full(9, value, np.float32))
    assert found.counts.sum() == found.counts.max() == 9
    assert found.edges[0] < found.minimum <= found.maximum < found.edges[-1]


def test_nothing_finite_has_no_distribution() -> None:
    found = distribution(np.array([np.nan, np.inf]))
    assert np.isnan(found.mean)
    assert found.not_finite == 2
    assert not found.counts.any()


@pytest.mark.parametrize("make", [run_of, digits_run])
@pytest.mark.parametrize("layer", [1, 2])
def test_a_layer_is_that_of_the_present_step(make: object, layer: int) -> None:
    assert callable(make)
    trainer = make(
        dropout=0.3,
        optimizer={"name": "momentum", "momentum": 0.9},
        regularizer={"name": "l2"},
        learning_rate=0.02,
    )
    trainer.run(7)
    found = layer_statistics(trainer, layer)
    trace = trainer.trace()
    on_tape = {
        "z": trace["z", layer],
        "a": trace["a", layer],
        "dz": trace["dz", layer],
        "weights": trace["weights", layer],
        "gradient": trace["weights_gradient", layer],
        "update": trace["weights_update", layer],
    }
    assert found.layer == layer
    assert found.distributions.keys() == on_tape.keys()
    for name, numbers in on_tape.items():
        spread = found.distributions[name]
        assert spread.counts.sum() == numbers.size
        assert (spread.minimum, spread.maximum) == (numbers.min(), numbers.max())
        assert spread.mean == pytest.approx(numbers.mean())
    activation = ACTIVATIONS[trainer.experiment.layers[layer - 1].activation]
    if activation.hidden:
        assert found.dead == activation.is_dead(trace["z", layer]).all(axis=0).mean()
        assert found.saturated == activation.is_saturated(trace["z", layer]).mean()
    else:
        assert np.isnan([found.dead, found.saturated]).all()


def test_layers_that_do_not_exist_are_refused() -> None:
    for layer in (0, 4):
        with pytest.raises(IndexError):
            layer_statistics(run_of(), layer)
