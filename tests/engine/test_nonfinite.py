"""Numbers that are not finite stop a run before the step they arise in, and break nothing."""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Experiment, Trainer

RELU = [
    {"units": 8, "activation": "relu"},
    {"units": 8, "activation": "relu"},
    {"units": 1, "activation": "linear"},
]
EXPLODING: dict[str, dict[str, Any]] = {
    "relu regression": {"layers": RELU, "learning_rate": 5.0},
    "small batches": {"layers": RELU, "learning_rate": 5.0, "batch_size": 7},
    "momentum": {"learning_rate": 30.0, "optimizer": {"name": "momentum"}},
    "penalty": {"learning_rate": 30.0, "regularizer": {"name": "l2", "strength": 0.1}},
    "weight decay": {
        "layers": RELU,
        "learning_rate": 20.0,
        "regularizer": {"name": "weight_decay", "strength": 0.1},
    },
    "large rate with adam": {
        "layers": RELU,
        "learning_rate": 1000.0,
        "optimizer": {"name": "adam"},
        "start": {"name": "normal", "deviation": 10},
    },
    "rmsprop": {"layers": RELU, "learning_rate": 1000.0, "optimizer": {"name": "rmsprop"}},
    "dropout": {"layers": RELU, "learning_rate": 20.0, "dropout": 0.3, "batch_size": 16},
}


def exploding(name: str) -> Experiment:
    return PRESETS["plane"].experiment.changed(EXPLODING[name])


def first_by_steps(experiment: Experiment, most: int) -> tuple[int, bytes]:
    """The first step whose loss, slopes, slots or update are not finite, and the state there."""
    trainer = Trainer(experiment)
    for step in range(most):
        state = trainer.snapshot()
        trainer.compute()
        network = trainer.network
        if not (np.isfinite(network.state).all() and np.isfinite(network.loss)):
            return step, state.parameters.tobytes() + state.slots.tobytes()
        trainer.apply()
    return most, b""


@pytest.mark.parametrize("name", EXPLODING)
def test_a_run_stops_before_the_first_step_and_goes_on_from_before_it(name: str) -> None:
    experiment = exploding(name)
    step, bits = first_by_steps(experiment, 1500)
    trainer = Trainer(experiment)
    done = trainer.run(1500)
    assert done == step
    if step < 1500:
        state = trainer.snapshot()
        assert state.parameters.tobytes() + state.slots.tobytes() == bits
        culprit = trainer.first_nonfinite()
        assert culprit is not None
        assert trainer.run(5) == 0
        for _ in range(5):
            trainer.apply()  # a person may step on
        assert trainer.step == step + 5
        assert trainer.losses.end == step + 5
    back = max(step - 3, 0)
    trainer.seek(back)
    fresh = Trainer(experiment)
    fresh.run(back)
    assert trainer.trace().tape.tobytes() == fresh.trace().tape.tobytes()
    trainer.change({"learning_rate": 1e-6, "clip_norm": 1.0})
    if np.isfinite(trainer.trace().loss) and trainer.first_nonfinite() is None:
        assert trainer.run(20) == 20
        assert np.isfinite(trainer.losses.since(back)[3]).all()


def test_the_exploding_ones_do_explode() -> None:
    assert all(first_by_steps(exploding(name), 1500)[0] < 1500 for name in list(EXPLODING)[:5])


def test_the_first_tensor_is_the_one_that_arises_first() -> None:
    """The squares of half_square overflow in float32 while the output is still finite."""
    trainer = Trainer(exploding("relu regression"))
    trainer.run(1500)
    trainer.compute()
    named = trainer.first_nonfinite()
    assert named is not None
    trace = trainer.trace()
    order = [
        *(f"{name}.{layer}" for layer in (1, 2, 3) for name in ("z", "a")),
        *("losses", "loss"),
        *(
            f"{name}.{layer}"
            for layer in (3, 2, 1)
            for name in ("da", "dz", "weights_gradient", "biases_gradient")
        ),
    ]
    values = {t.key: np.isfinite(t.view(trace.tape)).all() for t in trace.layout.tensors}
    bad = [key for key in order if not values[key]]
    assert named == bad[0]


def test_adam_whose_second_moment_overflows_is_stopped_with_its_name() -> None:
    trainer = Trainer(
        PRESETS["plane"].experiment.changed(
            {"layers": RELU, "optimizer": {"name": "adam"}, "learning_rate": 0.01}
        )
    )
    trainer.run(10)
    assert trainer.first_nonfinite() is None
    trainer.edit((3, 0, None), 1e20)  # the slope is finite, and its square is not, in float32
    name = trainer.first_nonfinite()
    assert name is not None
    assert trainer.run(1) == 0
    assert name == "losses"
    assert not np.isfinite(trainer.trace()["biases_second_moment", 3]).all()
    trainer.undo()
    assert trainer.first_nonfinite() is None
    assert trainer.run(10) == 10


def test_slots_that_are_not_finite_stop_a_run_and_are_named() -> None:
    trainer = Trainer(
        PRESETS["rings"].experiment.changed({"optimizer": {"name": "adam"}, "learning_rate": 0.01})
    )
    trainer.run(5)
    state = trainer.snapshot()
    slots = state.slots.copy()
    slots[-2] = np.inf  # the second moment of the last bias
    trainer.restore(state._replace(slots=slots))
    assert trainer.run(10) == 0
    assert trainer.first_nonfinite() == "biases_second_moment.2"
    slots = state.slots.copy()
    slots[0] = np.nan
    trainer.restore(state._replace(slots=slots))
    assert trainer.first_nonfinite() == "weights_first_moment.1"
    trainer.apply()
    assert trainer.first_nonfinite() == "weights.1"
    trainer.seek(4)
    assert trainer.first_nonfinite() is None


def test_a_gradient_norm_that_overflows_is_named() -> None:
    layers = [{"units": 2, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    trainer = Trainer(
        PRESETS["plane"].experiment.changed(
            {"layers": layers, "loss": "absolute", "clip_norm": 1.0}
        )
    )
    trainer.edit((2, 0, 1), 1e25)  # slopes of 1e25 are finite in float32, their squares are not
    assert trainer.first_nonfinite() == "gradient_norm"
    trainer.undo()
    assert trainer.first_nonfinite() is None


def test_a_second_moment_that_overflows_stops_a_run_though_the_update_is_finite() -> None:
    layers = [{"units": 2, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    trainer = Trainer(
        PRESETS["plane"].experiment.changed(
            {"layers": layers, "loss": "absolute", "optimizer": {"name": "adam"}}
        )
    )
    trainer.run(3)
    trainer.edit((2, 0, 1), 1e25)
    assert trainer.run(10) == 0
    assert trainer.first_nonfinite() == "weights_second_moment.1"
    trace = trainer.trace()
    assert np.isfinite(trace["weights_update", 1]).all()
    assert np.isfinite(trace.loss)
    assert trainer.undo()
    assert trainer.run(10) == 10
