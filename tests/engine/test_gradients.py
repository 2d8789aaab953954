"""Every slope on the tape against central differences, in float64, walking the layout."""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from engine import ACTIVATIONS, LOSSES, Experiment, Trainer
from engine.program import run

STEP = 1e-3
STEPS = (-2, -1, 1, 2)
HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
OUTPUTS = [(loss.name, output) for loss in LOSSES.values() for output in loss.activations]

Floats = npt.NDArray[Any]


def make_trainer(hidden: list[str], loss: str, output: str, seed: int) -> Trainer:
    """A random network: widths, weights and biases drawn from the seed, a batch of three.

    Layers have two neurons at least: behind one that leaks a hundredth, slopes are so small that
    the difference of two losses is mostly rounding.
    """
    generator = np.random.default_rng(seed)
    classes = output == "softmax"
    layers = [
        {"units": int(generator.integers(2, 6)), "activation": activation} for activation in hidden
    ]
    trainer = Trainer(
        Experiment.from_dict(
            {
                "data": {"name": "digits" if classes else "rings"},
                "layers": [*layers, {"units": 10 if classes else 1, "activation": output}],
                "loss": loss,
                "batch_size": 3,
                "seed": seed,
            }
        ),
        np.float64,
    )
    snapshot = trainer.snapshot()
    parameters = generator.normal(0, 0.7, snapshot.parameters.shape)
    trainer.restore(snapshot._replace(parameters=parameters))
    return trainer


def central_difference(far_below: Any, below: Any, above: Any, far_above: Any) -> Any:
    """The slope from values at −2, −1, 1 and 2 steps; exact up to fourth order."""
    return (8 * (above - below) - (far_above - far_below)) / (12 * STEP)


def relative_error(numeric: Floats, given: Floats) -> float:
    scale = np.linalg.norm(numeric) + np.linalg.norm(given)
    return float(np.linalg.norm(numeric - given) / scale) if scale else 0.0


def signs_of_sums(trainer: Trainer) -> Floats:
    """The sign of every pre-activation of the batch: a change of one is a corner of ReLU."""
    plan = trainer.network.plan(3)
    start = plan.layout.prefix
    sums = [tensor for tensor in plan.layout.tensors if tensor.name == "z"]
    parts = [tensor._replace(offset=tensor.offset - start).view(plan.batch) for tensor in sums]
    return np.concatenate([np.sign(part).ravel() for part in parts])


CASES = (
    [
        pytest.param([name] * depth, loss, output, seed, id=f"{name}×{depth}-{output}-{loss}")
        for seed, (depth, name, (loss, output)) in enumerate(product((1, 2, 4), HIDDEN, OUTPUTS))
    ]
    + [
        pytest.param([], loss, output, 7, id=f"no hidden-{output}-{loss}")
        for loss, output in OUTPUTS
    ]
    + [
        pytest.param(["relu", "tanh", "sigmoid"], loss, output, 8, id=f"mixed-{output}-{loss}")
        for loss, output in OUTPUTS
    ]
)


@pytest.mark.parametrize(("hidden", "loss", "output", "seed"), CASES)
def test_gradients_equal_central_differences(
    hidden: list[str], loss: str, output: str, seed: int
) -> None:
    trainer = make_trainer(hidden, loss, output, seed)
    trace = trainer.trace()
    network = trainer.network
    signs = signs_of_sums(trainer)
    checked = 0
    for tensor in trace.layout.tensors:
        if tensor.name not in ("weights", "biases"):
            continue
        given = trace[f"{tensor.name}_gradient", tensor.layer]
        values = tensor.view(network.prefix)
        numeric, smooth = np.zeros(tensor.shape), np.ones(tensor.shape, bool)
        indices = list(np.ndindex(tensor.shape))
        if len(indices) > 60:  # digits have 64 inputs: a sample of their weights is enough
            chosen = np.random.default_rng(seed).choice(len(indices), 60, replace=False)
            indices = [indices[k] for k in chosen]
        for index in indices:
            before = values[index]
            losses = []
            for steps in STEPS:
                values[index] = before + steps * STEP
                trainer.compute()
                losses.append(float(network.loss))
                smooth[index] &= bool((signs_of_sums(trainer) == signs).all())
            numeric[index] = central_difference(*losses)
            values[index] = before
        picked = tuple(np.array(indices).T)
        kept = smooth[picked]
        assert relative_error(numeric[picked][kept], given[picked][kept]) <= 1e-6, tensor.key
        checked += 1
    assert checked == 2 * len(trainer.experiment.layers)


@pytest.mark.parametrize(("loss", "output"), OUTPUTS)
def test_error_signals_equal_central_differences(loss: str, output: str) -> None:
    """dz and da of the output layer: the slope of one example's loss at z, and at ŷ."""
    trainer = make_trainer(["tanh"], loss, output, 3)
    trace = trainer.trace()
    plan_pass = trainer.network.spare_pass(3)
    plan_pass.examples[...] = trainer.network.plan(3).examples
    z, a = plan_pass.z[-1], plan_pass.a[-1]  # (outputs, batch)
    entry = ACTIVATIONS[output]

    def losses_at(pre_activation: Floats) -> Floats:
        z[...] = pre_activation
        run(entry.forward(z, a))
        run(plan_pass.values)
        return plan_pass.losses.copy()

    middle = trace["z", 2].T.copy()
    for unit in range(len(z)):
        nudge = np.zeros_like(middle)
        nudge[unit] = STEP
        numeric = central_difference(*(losses_at(middle + steps * nudge) for steps in STEPS))
        assert relative_error(numeric, trace["dz", 2][:, unit]) <= 1e-6
    if entry.slope is not None:
        np.testing.assert_allclose(
            trace["dz", 2], trace["da", 2] * entry.derivative(trace["z", 2]), rtol=1e-9, atol=1e-12
        )


@pytest.mark.parametrize("name", HIDDEN)
def test_an_activation_s_slope_equals_its_central_difference(name: str) -> None:
    z: Floats = np.array([-3.0, -1.2, -0.3, 0.2, 0.9, 2.5])
    activation = ACTIVATIONS[name]
    numeric = central_difference(*(activation(z + steps * STEP) for steps in STEPS))
    np.testing.assert_allclose(activation.derivative(z), numeric, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_stay_finite_and_in_range_for_large_sums(name: str, dtype: type) -> None:
    activation = ACTIVATIONS[name]
    z: Floats = np.array([[-1e4, -100, -1, 0, 1, 100, 1e4], [0, 0, 0, 0, 0, 0, 0]], dtype)
    a = activation(z)
    assert np.isfinite(a).all()
    assert a.dtype == dtype
    assert activation.low is None or a.min() >= activation.low
    assert activation.high is None or a.max() <= activation.high


def test_the_slope_of_relu_at_its_corner_is_zero() -> None:
    assert ACTIVATIONS["relu"].derivative(np.array([0.0, -0.0])).tolist() == [0, 0]


@pytest.mark.parametrize("data", ["rings", "digits"])
def test_cross_entropies_stay_finite_however_sure_and_wrong_the_network_is(data: str) -> None:
    trainer = Trainer(Experiment.from_dict({"data": {"name": data}, "batch_size": 20}))
    snapshot = trainer.snapshot()
    trainer.restore(snapshot._replace(parameters=snapshot.parameters * 10_000))
    trace = trainer.trace()
    assert trace.loss > 100
    assert np.isfinite(trace["losses"]).all()
    last = len(trainer.experiment.layers)
    assert np.isfinite(trace["dz", last]).all()
    assert np.isfinite(trace["weights_gradient", 1]).all()


def test_sigmoid_keeps_its_relative_precision_near_zero() -> None:
    a = ACTIVATIONS["sigmoid"](np.array([-20.0, -60.0], np.float32))
    np.testing.assert_allclose(a, np.exp([-20.0, -60.0]), rtol=1e-5)
