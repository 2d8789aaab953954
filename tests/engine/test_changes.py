"""Changing settings in the middle of a run."""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Experiment, ExperimentError, Trainer


def trained(steps: int = 20, **changes: Any) -> Trainer:
    trainer = Trainer(PRESETS["rings"].experiment.changed({"batch_size": 20, **changes}))
    trainer.run(steps)
    return trainer


def layers(*hidden: int, activation: str = "tanh") -> list[dict[str, Any]]:
    units = [{"units": count, "activation": activation} for count in hidden]
    return [*units, {"units": 1, "activation": "sigmoid"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 0.1},
        {"optimizer": {"name": "momentum", "momentum": 0.9}},
        {"batch_size": 33},
        {"batch_size": None},
        {"data": {"noise": 0.3}},
        {"data": {"training_share": 0.9}},
        {"data": {"samples": 100}},
        {"data": {"name": "moons"}},
        {"seed": 9},
        {"start": {"name": "he"}},
        {"layers": layers(4, activation="relu")},
    ],
    ids=str,
)
def test_such_a_change_leaves_the_weights_alone(changes: dict[str, Any]) -> None:
    trainer = trained(optimizer={"name": "momentum", "momentum": 0.5})
    before = trainer.snapshot()
    trainer.compute()
    trainer.change(changes)
    after = trainer.snapshot()
    assert after.parameters.tobytes() == before.parameters.tobytes()
    assert after.slots.tobytes() == before.slots.tobytes()
    assert trainer.step == 20
    assert trainer.journal == [(20, changes)]
    assert trainer.losses.end == 20


def test_a_change_in_mid_step_recomputes_the_same_batch() -> None:
    trainer = trained()
    before = trainer.trace()
    trainer.change({"learning_rate": 0.25})
    after = trainer.trace()
    assert after["inputs"].tobytes() == before["inputs"].tobytes()
    assert after["weights_gradient", 1].tobytes() == before["weights_gradient", 1].tobytes()
    np.testing.assert_array_equal(after["weights_update", 1], before["weights_update", 1] / 4)


def test_momentum_set_in_mid_step_counts_from_this_step() -> None:
    trainer = trained(optimizer={"name": "momentum", "momentum": 0.9})
    velocity = trainer.snapshot().slots
    trainer.compute()
    trainer.change({"optimizer": {"name": "momentum", "momentum": 0.5}})
    size = trainer.parameter_count
    tape = trainer.trace().tape
    np.testing.assert_allclose(
        tape[3 * size : 4 * size], 0.5 * velocity + tape[size : 2 * size], rtol=1e-5, atol=1e-8
    )


def test_another_neuron_keeps_the_weights_of_the_others() -> None:
    trainer = trained(optimizer={"name": "momentum", "momentum": 0.5})
    before = trainer.trace()
    velocity = trainer.snapshot().slots[: 3 * 4].reshape(3, 4)
    trainer.change({"layers": layers(6)})
    after = trainer.trace()
    assert after["weights", 1].shape == (6, 2)
    np.testing.assert_array_equal(after["weights", 1][:4], before["weights", 1])
    np.testing.assert_array_equal(after["biases", 1][:4], before["biases", 1])
    np.testing.assert_array_equal(after["weights", 2][:, :4], before["weights", 2])
    np.testing.assert_array_equal(after["biases", 2], before["biases", 2])
    assert (after["weights", 1][4:] != 0).all()
    assert (after["biases", 1][4:] == 0).all()
    slots = trainer.snapshot().slots[: 3 * 6].reshape(3, 6)
    np.testing.assert_array_equal(slots[:, :4], velocity)
    assert not slots[:, 4:].any()


def test_a_removed_neuron_takes_only_its_own_weights_along() -> None:
    trainer = trained()
    before = trainer.trace()
    trainer.change({"layers": layers(3)})
    after = trainer.trace()
    np.testing.assert_array_equal(after["weights", 1], before["weights", 1][:3])
    np.testing.assert_array_equal(after["weights", 2], before["weights", 2][:, :3])


def test_another_layer_keeps_the_weights_whose_two_ends_stay() -> None:
    trainer = trained()
    before = trainer.trace()
    trainer.change({"layers": layers(4, 5)})
    after = trainer.trace()
    np.testing.assert_array_equal(after["weights", 1], before["weights", 1])
    np.testing.assert_array_equal(after["biases", 3], before["biases", 2])
    # The output now listens to new neurons: its weights are start values, not those of before.
    start = Trainer(trainer.experiment).trace()
    np.testing.assert_array_equal(after["weights", 3], start["weights", 3])
    np.testing.assert_array_equal(after["weights", 2], start["weights", 2])
    trainer.change({"layers": layers(4)})
    back = trainer.trace()
    np.testing.assert_array_equal(back["weights", 1], before["weights", 1])


def test_surgery_is_the_same_in_two_equal_runs() -> None:
    first, second = trained(), trained()
    for trainer in (first, second):
        trainer.change({"layers": layers(7, 3)})
    assert first.trace().tape.tobytes() == second.trace().tape.tobytes()


def test_digits_after_rings_keep_the_hidden_layers_and_draw_what_does_not_fit() -> None:
    trainer = trained(layers=layers(4, 3))
    before = trainer.trace()
    trainer.change({"data": {"name": "digits"}})
    after = trainer.trace()
    assert after["weights", 1].shape == (4, 64)
    np.testing.assert_array_equal(after["biases", 1], before["biases", 1])
    np.testing.assert_array_equal(after["weights", 2], before["weights", 2])
    assert after["weights", 3].shape == (10, 3)
    assert trainer.data.training_count == 1437


def test_at_step_0_other_layers_simply_have_their_own_start_values() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.change({"layers": layers(6)})
    fresh = Trainer(PRESETS["rings"].experiment.changed({"layers": layers(6)}))
    assert trainer.trace().tape.tobytes() == fresh.trace().tape.tobytes()
    start = trainer.snapshot().parameters
    trainer.run(5)
    trainer.restart()
    np.testing.assert_array_equal(trainer.snapshot().parameters, start)


def test_another_neuron_at_step_0_leaves_the_draws_of_the_others() -> None:
    four = Trainer(PRESETS["rings"].experiment).trace()
    more = Trainer(PRESETS["rings"].experiment.changed({"layers": layers(6)})).trace()
    ratio = more["weights", 1][:4] / four["weights", 1]
    np.testing.assert_allclose(ratio, np.sqrt((2 + 4) / (2 + 6)), rtol=1e-5)
    ratio = more["weights", 2][:, :4] / four["weights", 2]
    np.testing.assert_allclose(ratio, np.sqrt((4 + 1) / (6 + 1)), rtol=1e-5)


def test_points_glide_with_the_noise() -> None:
    at = {
        noise: trained(0, data={"noise": noise}).data.inputs.astype(float)
        for noise in (0.0, 0.1, 0.2)
    }
    np.testing.assert_allclose(at[0.2] - at[0.0], 2 * (at[0.1] - at[0.0]), atol=1e-6)
    assert np.abs(at[0.2] - at[0.0]).max() > 0.2


def test_a_refused_change_leaves_everything_as_it_was() -> None:
    trainer = trained()
    before = trainer.trace().tape.tobytes()
    with pytest.raises(ExperimentError):
        trainer.change({"learning_rate": -1})
    assert trainer.journal == []
    assert trainer.trace().tape.tobytes() == before


def test_fewer_training_examples_than_were_used_begin_the_next_epoch() -> None:
    trainer = trained(9)  # 180 of 200 examples used
    trainer.change({"data": {"training_share": 0.25}})
    assert (trainer.epoch, trainer.offset) == (1, 0)
    trainer.run(3)
    assert trainer.step == 12


def test_the_shown_example_stays_within_its_set() -> None:
    trainer = trained()
    trainer.show("test", 150)
    trainer.change({"data": {"training_share": 0.9}})
    assert trainer.shown[0] == "training"
    trainer.trace()
    trainer.show("training", 300)
    trainer.change({"data": {"samples": 20}})
    name, index = trainer.shown
    assert (name, index) == ("training", 17)


def test_a_single_layer_needs_no_hidden_one() -> None:
    experiment = Experiment.from_dict({"layers": layers()})
    trainer = Trainer(experiment)
    trainer.run(3)
    assert trainer.parameter_count == 3
    assert trainer.phases[0] == ("forward", 1)


@pytest.mark.parametrize("purpose", ["data", "noise", "start values", "order"])
def test_seed_and_draw_reach_only_what_they_belong_to(purpose: str) -> None:
    base = PRESETS["rings"].experiment.changed({"batch_size": 20})
    first, drawn, seeded = (
        Trainer(base.changed(changes)) for changes in ({}, {"draw": 1}, {"seed": 1})
    )

    def read(trainer: Trainer) -> Any:
        if purpose == "data":
            return Trainer(trainer.experiment.changed({"data": {"noise": 0}})).data.inputs.tobytes()
        if purpose == "noise":
            quiet = Trainer(trainer.experiment.changed({"data": {"noise": 0}})).data.inputs
            return np.round(trainer.data.inputs - quiet, 5).tobytes()
        if purpose == "start values":
            return trainer.snapshot().parameters.tobytes()
        return trainer._feed.order.epoch(0).tobytes()

    assert read(first) == read(Trainer(base))
    assert read(first) != read(seeded)
    assert (read(first) == read(drawn)) == (purpose != "start values")
