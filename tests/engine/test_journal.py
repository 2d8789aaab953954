"""Any life of a run: its journal alone gives the same bits again, at every step of it."""

import io
import random
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, OPTIMIZERS, PRESETS, Experiment, ExperimentError, Trainer
from engine.journal import settings

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
SMALL = {"data": {"samples": 40}, "batch_size": 7}


def state(trainer: Trainer) -> tuple[Any, ...]:
    snapshot = trainer.snapshot()
    parts = (snapshot.parameters.tobytes(), snapshot.slots.tobytes(), trainer.chosen)
    return (snapshot.step, snapshot.epoch, snapshot.offset, trainer.experiment, *parts)


def lived_again(trainer: Trainer) -> Trainer:
    """The same run made of its journal alone, step by step."""
    other = Trainer(trainer.initial, trainer.dtype)
    for step, changes in [*trainer.journal, (trainer.step, {})]:
        while other.step < step:
            other.compute()
            other.apply()
        if changes:
            other.change(changes)
    return other


def some_change(trainer: Trainer, draw: random.Random) -> dict[str, Any]:
    """A change that may or may not be possible."""
    experiment = trainer.experiment
    layer = draw.randint(1, len(experiment.layers))
    units = experiment.layers[layer - 1].units
    fan_in = experiment.shapes[layer - 1][1]
    column = draw.choice([None, draw.randrange(fan_in)])
    value = draw.random()
    edit = {"layer": layer, "row": draw.randrange(units), "column": column, "value": value}
    bend = draw.choice(HIDDEN)
    unchanged = draw.random() < 0.5
    index = draw.randrange(units)
    return draw.choice(
        [
            {"learning_rate": draw.uniform(0.01, 0.5)},
            {"optimizer": {"name": draw.choice(list(OPTIMIZERS))}},
            {"batch_size": draw.choice([None, 3, 7, 16])},
            {"dropout": draw.choice([0.0, 0.2])},
            {"clip_norm": draw.choice([None, 0.5])},
            {"regularizer": {"name": draw.choice(["none", "l2", "weight_decay"])}},
            {"data": {"training_share": draw.choice([0.3, 0.5, 0.8])}},
            {"data": {"name": draw.choice(["rings", "moons", "blobs"]), "samples": 40}},
            {"examples": [draw.randrange(12) for _ in range(draw.randrange(3))]},
            {"edits": [edit, {**edit, "value": -value}]},
            {"surgery": [{"add_neuron": {"layer": layer, "index": index, "unchanged": unchanged}}]},
            {"surgery": [{"remove_neuron": {"layer": layer, "index": index}}]},
            {"surgery": [{"add_layer": {"layer": layer, "activation": bend}}]},
            {
                "surgery": [
                    {"add_layer": {"layer": layer, "activation": "linear", "unchanged": True}},
                    {"add_neuron": {"layer": 1, "unchanged": unchanged}},
                ],
                "learning_rate": 0.1,
                "edits": [{**edit, "row": 0, "column": None}],
            },
            {"surgery": [{"remove_layer": {"layer": layer}}]},
            {"surgery": [{"change_activation": {"layer": layer, "activation": bend}}]},
        ]
    )


def change(trainer: Trainer, changes: dict[str, Any]) -> None:
    """Change, or be refused and stand as before."""
    before, journal = state(trainer), list(trainer.journal)
    try:
        trainer.change(changes)
    except ExperimentError:
        assert state(trainer) == before
        assert trainer.journal == journal
    else:
        assert settings(before[3], changes) == trainer.experiment


def reloaded(trainer: Trainer) -> Trainer:
    file = io.BytesIO()
    trainer.save(file)
    file.seek(0)
    return Trainer.load(file)


@pytest.mark.parametrize("seed", range(16))
def test_any_life_is_lived_again_to_the_bit(seed: int) -> None:
    draw = random.Random(seed)
    trainer = Trainer(PRESETS["rings"].experiment.changed(SMALL))
    for _ in range(40):
        act = draw.randrange(12)
        if act < 4:
            trainer.run(draw.randint(0, 90))
        elif act < 8:
            change(trainer, some_change(trainer, draw))
        elif act == 8:
            trainer.seek(draw.randint(0, trainer.end))
        elif act == 9:
            draw.choice([trainer.undo, trainer.redo, trainer.trace, trainer.compute])()
        elif act == 10:
            trainer = trainer.branch() if draw.random() < 0.5 else reloaded(trainer)
        elif draw.random() < 0.2:
            trainer.restart(draw=draw.random() < 0.5)
        else:
            trainer.apply()
        assert trainer.losses.end == trainer.step
        assert trainer.evaluations.last_step <= trainer.step
    straight = lived_again(trainer)
    assert state(trainer) == state(straight)
    np.testing.assert_array_equal(trainer.losses.since(0)[3], straight.losses.since(0)[3])
    if trainer.future is None:
        readings, expected = trainer.evaluations.since(0), straight.evaluations.since(0)
        np.testing.assert_array_equal(readings, expected)
    end, future = trainer.end, trainer.future
    for step in [0, end, *(draw.randint(0, end) for _ in range(4)), end]:
        trainer.seek(step)
        again = lived_again(trainer)
        assert state(trainer) == state(again)
        assert trainer.trace().tape.tobytes() == again.trace().tape.tobytes()
    if future is None:
        assert state(trainer) == state(straight)
        np.testing.assert_array_equal(trainer.evaluations.since(0), straight.evaluations.since(0))


def test_a_parameter_is_set_by_hand_before_the_present_step() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(20)
    trainer.compute()
    before = trainer.trace()
    trainer.edit((1, 2, 0), 0.25)
    trainer.edit((2, 0, None), -3)
    after = trainer.trace()
    assert after["weights", 1][2, 0] == 0.25
    assert after["biases", 2][0] == -3
    assert (after.tape != before.tape)[: trainer.parameter_count].sum() == 2
    assert trainer.journal[0] == (
        20,
        {"edits": [{"layer": 1, "row": 2, "column": 0, "value": 0.25}]},
    )
    trainer.run(10)
    assert state(trainer) == state(lived_again(trainer))


@pytest.mark.parametrize(
    "edit",
    [
        {"layer": 1, "row": 0, "value": float("nan")},
        {"layer": 1, "row": 0, "value": float("inf")},
        {"layer": 1, "row": 0, "value": 1e39},
        {"layer": 1, "row": 0, "value": "1"},
        {"layer": 1, "row": 0},
        {"layer": 0, "row": 0, "value": 1},
        {"layer": 3, "row": 0, "value": 1},
        {"layer": 1, "row": 4, "value": 1},
        {"layer": 1, "row": 0, "column": 2, "value": 1},
        {"layer": 1, "row": 0, "column": -1, "value": 1},
        {"layer": 1, "row": 0, "columns": 1, "value": 1},
        [1, 0, 0, 1.0],
    ],
    ids=str,
)
def test_an_edit_that_cannot_be_is_refused(edit: Any) -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    before = state(trainer)
    with pytest.raises(ExperimentError) as refused:
        trainer.change({"edits": [edit]})
    assert refused.value.field == "edits"
    assert state(trainer) == before
    assert trainer.journal == []


def test_one_step_is_made_on_one_picture_and_the_position_stays() -> None:
    experiment = PRESETS["digits"].experiment
    trainer = Trainer(experiment)
    trainer.run(5)
    position = trainer.epoch, trainer.offset
    trainer.change({"examples": [7]})
    picture = trainer.trace()
    np.testing.assert_array_equal(picture["inputs"], trainer.data.inputs[7:8])
    trainer.apply()
    assert (trainer.step, trainer.epoch, trainer.offset) == (6, *position)
    trainer.step_on(3, 4, 4)
    assert trainer.step == 7
    assert trainer.losses.since(5)[3][0] == picture["loss"]
    trainer.run(3)
    assert state(trainer) == state(lived_again(trainer))
    trainer.seek(6)
    assert list(trainer.chosen) == [3, 4, 4]
    trainer.seek(8)
    assert not trainer.chosen


def test_a_state_before_a_chosen_example_brings_the_choice_along() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(256)
    trainer.change({"examples": [7, 9]})
    resumed = Trainer.resume(trainer.initial, trainer.journal, trainer.snapshot())
    branch = trainer.branch()
    chosen = [trainer, resumed, branch, reloaded(trainer)]
    for run in chosen:
        assert run.chosen == (7, 9)
        run.run(4)
        assert state(run) == state(trainer)
    trainer.seek(256)
    assert list(trainer.chosen) == [7, 9]
    trainer.change({"examples": []})
    assert not trainer.chosen
    with pytest.raises(ExperimentError, match="0 to 199"):
        trainer.change({"examples": [200]})


def test_a_change_is_taken_back_and_made_again() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    assert not trainer.undo()
    assert not trainer.redo()
    trainer.change({"learning_rate": 0.5})
    trainer.run(300)
    trainer.add_neuron(1)
    trainer.change({"learning_rate": 0.2})
    trainer.run(50)
    end = state(trainer)
    assert trainer.undo()
    assert (trainer.step, trainer.experiment.learning_rate, trainer.end) == (300, 0.5, 350)
    assert state(trainer) == state(lived_again(trainer))
    assert trainer.undo()
    assert trainer.experiment.layers[0].units == 4
    assert state(trainer) == state(lived_again(trainer))
    assert trainer.redo()
    assert trainer.redo()
    assert not trainer.redo()
    assert trainer.experiment.learning_rate == 0.2
    trainer.seek(350)
    assert state(trainer) == end
    trainer.undo()
    trainer.run(1)
    assert trainer.future is None
    assert len(trainer.journal) == 2
    assert state(trainer) == state(lived_again(trainer))


def test_a_change_taken_back_at_step_0_leaves_the_readings_of_the_run_without_it() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.change({"data": {"noise": 0.3}})
    trainer.run(40)
    trainer.undo()
    assert len(trainer.evaluations.since(0)) == 0
    trainer.run(40)
    plain = Trainer(PRESETS["rings"].experiment)
    plain.run(40)
    np.testing.assert_array_equal(trainer.evaluations.since(0), plain.evaluations.since(0))


def test_an_experiment_says_what_a_change_would_make_of_it() -> None:
    experiment = Experiment.from_dict({})
    changes = {
        "learning_rate": 0.5,
        "surgery": [{"add_neuron": {"layer": 1}}, {"add_layer": {"layer": 2}}],
        "edits": [{"layer": 2, "row": 4, "column": 4, "value": 1}],
    }
    after = settings(experiment, changes)
    assert [layer.units for layer in after.layers] == [5, 5, 1]
    assert after.learning_rate == 0.5
    with pytest.raises(ExperimentError, match="0 to 0"):
        settings(experiment, {"edits": changes["edits"]})
