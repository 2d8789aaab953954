"""A stack of runs gives each of them, bit for bit, what it would have got alone."""

from typing import Any

import numpy as np
import pytest

from engine import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    PRESETS,
    REGULARIZERS,
    SCHEDULES,
    Experiment,
    ExperimentError,
    Stack,
    Trainer,
)

RUNS = 5
STEPS = 70  # more than one block, and several epochs


def experiments(**changes: Any) -> list[Experiment]:
    """Runs with a seed, rate and noise of their own."""
    base = Experiment.from_dict(
        {
            "data": {"name": "rings", "samples": 60},
            "layers": [
                {"units": 5, "activation": "tanh"},
                {"units": 3, "activation": "tanh"},
                {"units": 1, "activation": "sigmoid"},
            ],
            "batch_size": 8,
            **changes,
        }
    )
    return [
        base.changed(
            {"seed": seed, "learning_rate": 0.1 + 0.05 * seed, "data": {"noise": 0.01 * seed}}
            if base.dataset.noise.maximum
            else {"seed": seed, "learning_rate": 0.1 + 0.05 * seed}
        )
        for seed in range(RUNS)
    ]


def assert_equal_to_single_runs(runs: list[Experiment], dtype: type = np.float32) -> None:
    stack = Stack(runs, dtype)
    stack.run(STEPS)
    readings = stack.evaluate()
    for index, experiment in enumerate(runs):
        alone = Trainer(experiment, dtype)
        alone.run(STEPS)
        assert (alone.step, alone.epoch, alone.offset) == (stack.step, stack.epoch, stack.offset)
        ours, theirs = stack.snapshot(index), alone.snapshot()
        np.testing.assert_array_equal(ours.parameters, theirs.parameters)
        np.testing.assert_array_equal(ours.slots, theirs.slots)
        np.testing.assert_array_equal(stack.losses[index].since(0)[3], alone.losses.since(0)[3])
        assert readings[index] == pytest.approx(alone.evaluate(), nan_ok=True)
        assert_equal_traces(stack, index, alone)


def assert_equal_traces(stack: Stack, index: int, alone: Trainer) -> None:
    trace, expected = stack.trace(index), alone.trace()
    assert trace.layout.tensors == expected.layout.tensors
    for tensor in trace.layout.tensors:
        if not tensor.name.startswith("example.") and tensor.name != "loss_after":
            np.testing.assert_array_equal(
                tensor.view(trace.tape), tensor.view(expected.tape), tensor.key
            )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("batch_size", [1, 2, 7, 8, 30, None])
def test_every_batch_size_gives_equal_bits(batch_size: int | None, dtype: type) -> None:
    assert_equal_to_single_runs(experiments(batch_size=batch_size), dtype)


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.hidden])
def test_every_activation_gives_equal_bits(name: str) -> None:
    layers = [
        {"units": 9, "activation": name},
        {"units": 4, "activation": name},
        {"units": 1, "activation": "sigmoid"},
    ]
    assert_equal_to_single_runs(experiments(layers=layers))


@pytest.mark.parametrize(
    ("loss", "output"), [(loss.name, loss.activations[0]) for loss in LOSSES.values()]
)
@pytest.mark.parametrize("batch_size", [1, 5])
def test_every_loss_gives_equal_bits(loss: str, output: str, batch_size: int) -> None:
    classes = LOSSES[loss].tasks == ("classes",)
    layers = [
        {"units": 6, "activation": "relu"},
        {"units": 10 if classes else 1, "activation": output},
    ]
    data = {"name": "digits", "samples": 120} if classes else {"name": "rings", "samples": 60}
    assert_equal_to_single_runs(
        experiments(data=data, layers=layers, loss=loss, batch_size=batch_size)
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_gives_equal_bits(name: str) -> None:
    assert_equal_to_single_runs(experiments(optimizer={"name": name}))


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_gives_equal_bits(name: str) -> None:
    assert_equal_to_single_runs(experiments(schedule={"name": name}))


@pytest.mark.parametrize("name", REGULARIZERS)
def test_every_regularizer_gives_equal_bits(name: str) -> None:
    assert_equal_to_single_runs(experiments(regularizer={"name": name}))


def test_dropout_and_clipping_give_equal_bits() -> None:
    assert_equal_to_single_runs(experiments(dropout=0.3, clip_norm=0.1))


def test_settings_may_differ_from_run_to_run() -> None:
    runs = [
        run.changed({"optimizer": {"name": "adam", "beta1": 0.5 + seed / 20}})
        for seed, run in enumerate(experiments())
    ]
    assert_equal_to_single_runs(runs)


def test_a_run_that_flies_off_leaves_the_others_alone() -> None:
    runs = experiments(
        layers=[{"units": 4, "activation": "relu"}, {"units": 1, "activation": "linear"}],
        loss="half_square",
    )
    runs[2] = runs[2].changed({"learning_rate": 1000})
    stack = Stack(runs)
    stack.run(STEPS)
    assert not np.isfinite(stack.snapshot(2).parameters).all()
    alone = Trainer(runs[1])
    alone.run(STEPS)
    np.testing.assert_array_equal(stack.snapshot(1).parameters, alone.snapshot().parameters)


def test_a_run_of_a_stack_goes_on_alone_with_the_same_bits() -> None:
    runs = experiments(optimizer={"name": "adam"})
    stack = Stack(runs)
    stack.run(33)
    trainer = stack.trainer(3)
    stack.run(50)
    trainer.run(50)
    np.testing.assert_array_equal(stack.snapshot(3).parameters, trainer.snapshot().parameters)


def test_running_goes_on_from_a_step_that_was_looked_at() -> None:
    runs = experiments(optimizer={"name": "momentum"})
    looked, straight = Stack(runs), Stack(runs)
    looked.run(10)
    looked.trace(0)
    looked.trace(1)
    looked.run(10)
    straight.run(20)
    np.testing.assert_array_equal(looked.network.parameters, straight.network.parameters)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"layers": [{"units": 1, "activation": "sigmoid"}]}, "layers"),
        ({"batch_size": 9}, "batch_size"),
        ({"optimizer": {"name": "adam"}}, "optimizer"),
        ({"data": {"samples": 80}}, "data"),
        ({"dropout": 0.5}, "dropout"),
    ],
)
def test_runs_of_unequal_shape_are_refused(changes: dict[str, Any], field: str) -> None:
    first = experiments()[0]
    with pytest.raises(ExperimentError) as refused:
        Stack([first, first.changed(changes)])
    assert refused.value.field == field


def test_a_stack_of_nothing_is_refused() -> None:
    with pytest.raises(ExperimentError):
        Stack([])


def test_a_stack_says_what_it_is() -> None:
    assert repr(Stack([PRESETS["tiny"].experiment] * 3)).startswith(
        "<Stack of 3 runs before step 0"
    )
