"""Every slope on the tape against central differences, in float64, walking the layout."""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from engine import ACTIVATIONS, LOSSES, REGULARIZERS, Experiment, Trainer
from engine.program import run

STEP = 1e-3
STEPS = (-2, -1, 1, 2)
HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]
OUTPUTS = [(loss.name, output) for loss in LOSSES.values() for output in loss.activations]

Floats = npt.NDArray[Any]


def make_trainer(hidden: list[str], loss: str, output: str, seed: int, **more: Any) -> Trainer:
    """A random network: widths, weights and biases drawn from the seed, a batch of three.

    The first of the draws in which every tensor has a slope that can be told from rounding: behind
    a neuron that is shut, or one that leaks a hundredth, the difference of two losses is noise.
    """
    for attempt in range(40):
        trainer = draw_trainer(hidden, loss, output, 1000 * seed + attempt, more)
        trace = trainer.trace()
        slopes = [
            np.linalg.norm(trace[f"{name}_gradient", layer])
            for layer in range(1, len(hidden) + 2)
            for name in ("weights", "biases")
        ]
        if min(slopes) > 1e-4 * trace.loss and trace.loss < 1e3:
            return trainer
    raise AssertionError("No draw has slopes that can be measured.")


def draw_trainer(
    hidden: list[str], loss: str, output: str, seed: int, more: dict[str, Any]
) -> Trainer:
    generator = np.random.default_rng(seed)
    classes = output == "softmax"
    layers = [
        {"units": int(generator.integers(3, 7)), "activation": activation} for activation in hidden
    ]
    trainer = Trainer(
        Experiment.from_dict(
            {
                "data": {"name": "digits" if classes else "rings"},
                "layers": [*layers, {"units": 10 if classes else 1, "activation": output}],
                "loss": loss,
                "batch_size": 3,
                "seed": seed,
                **more,
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


def corners(trainer: Trainer) -> Floats:
    """On which side of every corner the batch is: of ReLU, and of the losses that have some."""
    plan = trainer.network.plan(3)
    start = plan.layout.prefix

    def read(name: str, layer: int = 0) -> Floats:
        tensor = plan.layout[name, layer]
        return tensor._replace(offset=tensor.offset - start).view(plan.batch)

    last = len(trainer.experiment.layers)
    sums = [np.sign(read("z", layer)).ravel() for layer in range(1, last + 1)]
    away = read("a", last) - read("targets")
    margin = 1 - (2 * read("targets") - 1) * read("a", last)
    return np.concatenate(
        [*sums, *(np.sign(side).ravel() for side in (away, abs(away) - 1, margin))]
    )


FEW = [pair for pair in OUTPUTS if pair[1] in ("linear", "sigmoid", "tanh", "softmax")]
CASES = (
    [
        pytest.param([name] * depth, loss, output, seed, id=f"{name}×{depth}-{output}-{loss}")
        for seed, (depth, name, (loss, output)) in enumerate(product((1, 2, 4), HIDDEN, FEW))
    ]
    + [
        pytest.param([], loss, output, seed, id=f"no hidden-{output}-{loss}")
        for seed, (loss, output) in enumerate(OUTPUTS)
    ]
    + [
        pytest.param(["relu", "tanh", "sigmoid"], loss, output, seed, id=f"mixed-{output}-{loss}")
        for seed, (loss, output) in enumerate(OUTPUTS)
    ]
)


def check_gradients(trainer: Trainer, largest_error: float, seed: int) -> None:
    """Walk the layout and compare the slope of every parameter with a central difference."""
    trace = trainer.trace()
    network = trainer.network
    sides = corners(trainer)
    checked = 0
    for tensor in trace.layout.tensors:
        if tensor.name not in ("weights", "biases"):
            continue
        given = trace[f"{tensor.name}_gradient", tensor.layer]
        values = tensor.view(network.prefix)
        numeric, smooth = np.zeros(tensor.shape), np.ones(tensor.shape, bool)
        indices = list(np.ndindex(tensor.shape))
        if len(indices) > 24:  # a sample is enough: a wrong index or factor shows in each
            chosen = np.random.default_rng(seed).choice(len(indices), 24, replace=False)
            indices = [indices[k] for k in chosen]
        for index in indices:
            before = values[index]
            losses = []
            for steps in STEPS:
                values[index] = before + steps * STEP
                trainer.compute()
                losses.append(float(network.loss))
                smooth[index] &= bool((corners(trainer) == sides).all())
            numeric[index] = central_difference(*losses)
            values[index] = before
        picked = tuple(np.array(indices).T)
        kept = smooth[picked]
        error = relative_error(numeric[picked][kept], given[picked][kept])
        assert error <= largest_error, tensor.key
        checked += 1
    assert checked == 2 * len(trainer.experiment.layers)


@pytest.mark.parametrize(("hidden", "loss", "output", "seed"), CASES)
def test_gradients_equal_central_differences(
    hidden: list[str], loss: str, output: str, seed: int
) -> None:
    check_gradients(make_trainer(hidden, loss, output, seed), 1e-6, seed)


@pytest.mark.parametrize("seed", range(40))
def test_gradients_of_random_mixtures_equal_central_differences(seed: int) -> None:
    """Any depth up to six, any activation in each layer, any loss, with dropout now and then."""
    generator = np.random.default_rng(seed)
    depth = seed % 6 + 1
    hidden = [str(name) for name in generator.choice(HIDDEN, depth)]
    loss, output = OUTPUTS[generator.integers(len(OUTPUTS))]
    more = {"dropout": 0.3 if seed % 4 == 3 else 0.0}
    check_gradients(
        make_trainer(hidden, loss, output, seed, **more), 1e-6 if depth <= 4 else 1e-5, seed
    )


@pytest.mark.parametrize("name", [name for name, entry in REGULARIZERS.items() if entry.slope])
def test_the_slope_of_a_penalty_equals_its_central_difference(name: str) -> None:
    choice = {"name": name, "strength": 0.3}
    trainer = make_trainer(["tanh"], "half_square", "linear", 1, regularizer=choice)
    trace = trainer.trace()
    network = trainer.network
    for kind, layer in product(("weights", "biases"), (1, 2)):
        values = trace.layout[kind, layer].view(network.prefix)
        given = trace[f"{kind}_penalty_gradient", layer]
        total = trace[f"{kind}_gradient", layer] + given
        np.testing.assert_array_equal(trace[f"{kind}_total_gradient", layer], total)
        for index in np.ndindex(values.shape):
            before, penalties = values[index], []
            for steps in STEPS:
                values[index] = before + steps * STEP
                trainer.compute()
                penalties.append(float(trainer.trace()["penalty"]))
            values[index] = before
            assert given[index] == pytest.approx(central_difference(*penalties), abs=1e-9)


@pytest.mark.parametrize(("loss", "output"), OUTPUTS)
def test_error_signals_equal_central_differences(loss: str, output: str) -> None:
    """dz and da of the output layer: the slope of one example's loss at z, and at ŷ."""
    trainer = make_trainer(["tanh"], loss, output, 3)
    trace = trainer.trace()
    plan_pass = trainer.network.spare_pass(3)
    plan_pass.copy_examples(trainer.network.plan(3).parts)
    z = plan_pass.z[-1]  # (outputs, batch)
    entry = ACTIVATIONS[output]

    def losses_at(pre_activation: Floats) -> Floats:
        z[...] = pre_activation
        run(plan_pass.forward[-1][1:])  # all but the mixing
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
