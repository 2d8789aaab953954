"""Free examples: inputs of one's own choice, shown like those of the data."""

import io
from typing import Any

import numpy as np
import pytest

from engine import PRESETS, ExperimentError, Table, Trainer
from engine.probes import Parameter, chain_factors

NOT_COMPUTED = ("example.targets", "example.loss", "example.da", "example.dz")


def trained(preset: str = "rings", **changes: Any) -> Trainer:
    trainer = Trainer(PRESETS[preset].experiment.changed(changes))
    trainer.run(20)
    return trainer


def example(trainer: Trainer) -> dict[str, np.ndarray[Any, Any]]:
    trace = trainer.trace()
    return {
        tensor.key: tensor.view(trace.tape).copy()
        for tensor in trace.layout.tensors
        if tensor.name.startswith("example.")
    }


@pytest.mark.parametrize("preset", PRESETS)
def test_an_example_of_the_data_shown_freely_gives_the_very_same_numbers(preset: str) -> None:
    trainer = trained(preset)
    trainer.show("training", 0)
    expected = example(trainer)
    trainer.show_free(trainer.data.points[0].tolist(), trainer.data.targets[0].tolist())
    found = example(trainer)
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        np.testing.assert_array_equal(found[key], values)


@pytest.mark.parametrize("preset", PRESETS)
def test_without_targets_what_follows_from_them_is_not_computed(preset: str) -> None:
    trainer = trained(preset)
    trainer.show("training", 0)
    expected = example(trainer)
    trainer.show_free(trainer.data.points[0].tolist())
    for key, values in example(trainer).items():
        name = key.split(".")[0] + "." + key.split(".")[1]
        if name in NOT_COMPUTED:
            assert np.isnan(values).all()
        else:
            np.testing.assert_array_equal(values, expected[key])


def test_a_free_example_takes_no_part_in_the_training() -> None:
    straight, probed = trained(), trained()
    for _ in range(5):
        probed.show_free([0.3, 1e9])
        probed.trace()
        straight.run(3)
        probed.run(3)
    assert straight.network.state.tobytes() == probed.network.state.tobytes()


def test_a_point_goes_through_the_input_features() -> None:
    trainer = trained(data={"features": ["x1_squared", "sin_x2"]})
    trainer.show_free([0.5, 0.25])
    np.testing.assert_allclose(example(trainer)["example.inputs"], [0.25, np.sin(np.pi / 4)])


def test_it_stays_with_the_run_through_time_branches_and_files() -> None:
    trainer = trained()
    trainer.show_free([0.25, -0.5], [1])
    trainer.change({"learning_rate": 0.5})
    trainer.run(300)
    trainer.seek(10)
    file = io.BytesIO()
    trainer.save(file)
    file.seek(0)
    for run in (trainer, trainer.branch(), Trainer.load(file), Trainer.of(trainer.saved())):
        assert run.free == ((0.25, -0.5), (1.0,))
        np.testing.assert_array_equal(example(run)["example.inputs"], [0.25, -0.5])


def test_other_data_of_the_same_kind_keep_it_and_others_do_not() -> None:
    trainer = trained()
    trainer.show_free([0.25, -0.5], [1])
    trainer.change({"data": {"name": "moons"}})
    assert trainer.free is not None
    trainer.change({"data": {"features": ["x1"]}})
    np.testing.assert_array_equal(example(trainer)["example.inputs"], [0.25])
    trainer.change({"data": {"table": Table.from_arrays([[0, 1], [1, 2], [2, 0]], [0, 1, 2])}})
    assert trainer.free == ((0.25, -0.5), None), "the target of a class that is none is left out"
    trainer.change({"data": {"name": "digits"}})
    assert trainer.free is None
    assert np.isfinite(example(trainer)["example.loss"])


def test_a_distance_takes_any_target_until_another_loss_comes() -> None:
    trainer = Trainer(PRESETS["tiny"].experiment)
    trainer.show_free([1, 0.5], [0.8])
    before = example(trainer)
    distance = before["example.a.2"][0] - 0.8
    assert before["example.loss"] == pytest.approx(distance**2 / 2, rel=1e-5)
    trainer.change({"loss": "binary_cross_entropy"})
    assert trainer.free == ((1, 0.5), None)


def test_showing_an_example_of_the_data_ends_it() -> None:
    trainer = trained()
    trainer.show_free([0.25, -0.5])
    trainer.show("test", 3)
    assert trainer.free is None
    assert trainer.shown == ("test", 3)


def test_its_factors_are_those_of_its_own_pass() -> None:
    trainer = trained()
    trainer.show_free([0.25, -0.5], [1])
    factors = chain_factors(trainer, Parameter(1, 0, 1))
    assert factors.input == -0.5
    assert factors.slope == factors.error * factors.input
    trainer.show_free([0.25, -0.5])
    factors = chain_factors(trainer, Parameter(1, 0, 1))
    assert factors.input == -0.5
    assert np.isnan([factors.blame, factors.error, factors.slope]).all()


@pytest.mark.parametrize(
    ("inputs", "targets", "sentence"),
    [
        ([0.5], None, "These data have 2 numbers as inputs, and not 1."),
        ([0.5] * 3, None, "These data have 2 numbers as inputs, and not 3."),
        ([0.5, float("nan")], None, "Expected a finite number"),
        ([0.5, float("inf")], None, "Expected a finite number"),
        ([0.5, 1e31], None, "1e"),
        ([0.5, "1"], None, "'1'"),
        ("ab", None, "Expected a list"),
        ([0.5, 0.5], [], "These data have 1 number as targets, and not 0."),
        ([0.5, 0.5], [0.5], "The targets of classes are 0 and 1."),
        ([0.5, 0.5], [float("nan")], "Expected a finite number"),
    ],
)
def test_what_cannot_be_shown_is_refused(inputs: Any, targets: Any, sentence: str) -> None:
    trainer = trained()
    trainer.show("training", 3)
    with pytest.raises(ExperimentError) as caught:
        trainer.show_free(inputs, targets)
    assert sentence in str(caught.value)
    assert trainer.free is None
