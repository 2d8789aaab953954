"""Steps against numbers worked out elsewhere: the lesson's reference and a textbook program."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, PRESETS, Experiment, Trainer
from engine.rules.losses import LOSSES
from tests.engine import naive

TINY_BEFORE: dict[str, list[float]] = {
    "z.1": [0.5, -0.1],
    "a.1": [0.622459, 0.475021],
    "z.2": [0.398211],
    "a.2": [0.598258],
    "dz.2": [-0.096557],
    "dz.1": [-0.015884, 0.012039],
}
TINY_GRADIENT: dict[str, Any] = {
    "weights_gradient.2": [[-0.060103, -0.045867]],
    "biases_gradient.2": [-0.096557],
    "weights_gradient.1": [[-0.015884, -0.007942], [0.012039, 0.006020]],
    "biases_gradient.1": [-0.015884, 0.012039],
}
TINY_AFTER: dict[str, Any] = {
    "weights.2": [[0.730051, -0.477067]],
    "biases.2": [0.248278],
    "weights.1": [[0.607942, -0.396029], [-0.206020, 0.796990]],
    "biases.1": [0.107942, -0.306020],
    "a.2": [[0.617927]],
    "loss": 0.072990,
}
TINY_LOSSES = {0: 0.080698, 1: 0.072990, 10: 0.034702, 50: 0.007679, 100: 0.003515}


@pytest.fixture(params=["float32", "float64"])
def tiny(request: pytest.FixtureRequest) -> Trainer:
    return Trainer(PRESETS["tiny"].experiment, request.param)


def assert_close(actual: Any, expected: Any) -> None:
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-6)


def test_every_tensor_of_tiny_has_the_reference_value(tiny: Trainer) -> None:
    values = tiny.trace().to_dict()
    for name, expected in TINY_BEFORE.items():
        assert_close(values[name], [expected])
        assert_close(values[f"example.{name}"], expected)
    for name, slopes in TINY_GRADIENT.items():
        assert_close(values[name], slopes)
        assert_close(values[name.replace("gradient", "update")], -0.5 * np.array(slopes))
    for name in ("loss", "losses", "example.loss"):
        assert_close(values[name], np.full(np.shape(values[name]), 0.080698))
    assert_close(values["loss_after"], 0.072990)
    assert_close(values["inputs"], [[1, 0.5]])
    assert_close(values["targets"], [[1]])
    squares = sum(np.sum(np.square(values[name])) for name in TINY_GRADIENT)
    assert_close(squares, 0.015933)
    # ∂L/∂ŷ = ŷ − y, and ∂L/∂a₁ = W₂ᵀ δ₂
    assert_close(values["da.2"], [[0.598258 - 1]])
    assert_close(values["da.1"], [[0.7 * -0.096557, -0.5 * -0.096557]])


def test_one_step_of_tiny_gives_the_reference_values(tiny: Trainer) -> None:
    tiny.apply()
    values = tiny.trace().to_dict()
    for name, expected in TINY_AFTER.items():
        assert_close(values[name], expected)


def test_tiny_descends_as_the_reference_says(tiny: Trainer) -> None:
    for step, expected in TINY_LOSSES.items():
        tiny.run(step - tiny.step)
        assert_close(tiny.trace().loss, expected)
    losses = tiny.losses.since(0)[3]
    assert_close(losses[[0, 1, 10, 50]], [TINY_LOSSES[t] for t in (0, 1, 10, 50)])


def experiments_on_three_examples() -> Iterator[Any]:
    """2–3–1 and 64–3–10 with a batch of three, for every loss with every fitting output."""
    hidden = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
    for loss in LOSSES.values():
        for number, output in enumerate(loss.activations):
            data = "digits" if output == "softmax" else "rings"
            yield pytest.param(
                {
                    "data": {"name": data},
                    "layers": [
                        {"units": 3, "activation": hidden[number % len(hidden)]},
                        {"units": DATASETS[data].outputs, "activation": output},
                    ],
                    "loss": loss.name,
                    "batch_size": 3,
                    "seed": 5,
                    "learning_rate": 0.3,
                    "optimizer": {"name": "momentum", "momentum": 0.5},
                },
                id=f"{hidden[number % len(hidden)]}-{output}-{loss.name}",
            )


@pytest.mark.parametrize("description", list(experiments_on_three_examples()))
def test_a_batch_of_three_agrees_with_the_textbook(description: dict[str, Any]) -> None:
    trainer = Trainer(Experiment.from_dict(description), np.float64)
    trainer.run(4)  # so that biases and velocity are no longer zero
    before = trainer.snapshot()
    trace = trainer.trace()
    layers = range(1, len(description["layers"]) + 1)
    expected = naive.step(
        [trace["weights", n].tolist() for n in layers],
        [trace["biases", n].tolist() for n in layers],
        [layer["activation"] for layer in description["layers"]],
        description["loss"],
        trace["inputs"].tolist(),
        trace["targets"].tolist(),
    )
    close: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-13}
    for n in layers:
        for name in ("z", "a", "da", "dz", "weights_gradient", "biases_gradient"):
            value = getattr(expected, name)[n - 1]
            np.testing.assert_allclose(trace[name, n], value, **close, err_msg=f"{name}.{n}")
    np.testing.assert_allclose(trace["losses"], expected.losses, **close)
    np.testing.assert_allclose(trace.loss, np.mean(expected.losses), **close)

    # v ← β v + g, update = −η v, θ ← θ + update
    size = trainer.parameter_count
    gradient, update, remembered = (trace.tape[k * size : (k + 1) * size] for k in (1, 2, 3))
    np.testing.assert_allclose(remembered, 0.5 * before.slots + gradient, **close)
    np.testing.assert_allclose(update, -0.3 * remembered, **close)
    trainer.apply()
    np.testing.assert_allclose(trainer.snapshot().parameters, before.parameters + update, **close)

    # The same examples give the announced loss when they come again with the new parameters.
    again = naive.step(
        [(trace["weights", n] + trace["weights_update", n]).tolist() for n in layers],
        [(trace["biases", n] + trace["biases_update", n]).tolist() for n in layers],
        [layer["activation"] for layer in description["layers"]],
        description["loss"],
        trace["inputs"].tolist(),
        trace["targets"].tolist(),
    )
    np.testing.assert_allclose(trace.loss_after, np.mean(again.losses), **close)


def test_the_shown_example_has_its_own_pass_and_leaves_training_alone() -> None:
    experiment = PRESETS["moons"].experiment
    plain, watched = Trainer(experiment), Trainer(experiment)
    plain.run(10)
    for index in range(10):
        watched.show("test", index)
        trace = watched.trace()
        number = watched.data.training_count + index
        np.testing.assert_array_equal(trace["example.inputs"], watched.data.inputs[number])
        np.testing.assert_array_equal(trace["example.targets"], watched.data.targets[number])
        watched.apply()
    assert plain.snapshot().parameters.tobytes() == watched.snapshot().parameters.tobytes()
    trace = watched.trace()
    expected = naive.step(
        [trace["weights", n].tolist() for n in (1, 2, 3)],
        [trace["biases", n].tolist() for n in (1, 2, 3)],
        ["tanh", "tanh", "sigmoid"],
        "binary_cross_entropy",
        [trace["example.inputs"].tolist()],
        [trace["example.targets"].tolist()],
    )
    for n in (1, 2, 3):
        for name in ("z", "a", "da", "dz"):
            value = getattr(expected, name)[n - 1][0]
            np.testing.assert_allclose(trace[f"example.{name}", n], value, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(trace["example.loss"], expected.losses[0], rtol=1e-4)


def test_showing_an_example_that_does_not_exist_is_refused() -> None:
    trainer = Trainer(PRESETS["tiny"].experiment)
    for name, index in (("test", 0), ("training", 1), ("training", -1), ("other", 0)):
        with pytest.raises(IndexError):
            trainer.show(name, index)
    assert trainer.shown == ("training", 0)


def test_phases_computed_one_by_one_give_the_whole_step() -> None:
    experiment = PRESETS["moons"].experiment
    whole, sliced = Trainer(experiment), Trainer(experiment)
    whole.compute()
    for phase in sliced.phases:
        sliced.compute_phase(phase)
    assert [tuple(phase) for phase in whole.phases] == [
        *(("forward", n) for n in (1, 2, 3)),
        ("loss", 3),
        *(("backward", n) for n in (3, 2, 1)),
        ("update", 0),
    ]
    a, b = whole.capture(True, True), sliced.capture(True, True)
    assert a.tobytes() == b.tobytes()


def test_computing_a_step_again_gives_the_very_same_numbers() -> None:
    trainer = Trainer(PRESETS["spiral"].experiment)  # has momentum
    trainer.run(7)
    first = trainer.trace().tape.tobytes()
    trainer.compute()
    trainer.compute()
    assert trainer.trace().tape.tobytes() == first
