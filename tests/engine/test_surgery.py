"""Neurons and layers put in and taken out of a network that has learned."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, OPTIMIZERS, PRESETS, ExperimentError, Trainer
from engine.network import Network
from engine.readings import forward
from engine.rules.losses import example_rows
from engine.surgery import passes_on

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.hidden]


def trained(*hidden: str, steps: int = 30, **changes: Any) -> Trainer:
    """Four neurons in each hidden layer, trained in float64 with momentum."""
    layers = [{"units": 4, "activation": name} for name in hidden]
    experiment = PRESETS["rings"].experiment.changed(
        {
            "layers": [*layers, {"units": 1, "activation": "sigmoid"}],
            "optimizer": {"name": "momentum", "momentum": 0.5},
            "learning_rate": 0.05,
            **changes,
        }
    )
    trainer = Trainer(experiment, np.float64)
    trainer.run(steps)
    return trainer


def outputs(trainer: Trainer) -> Any:
    """ŷ of many points, also far away ones, (n, 1)."""
    inputs = np.random.default_rng(0).normal(0, 3, (200, trainer.experiment.data.inputs))
    network: Network = trainer.network
    spare = network.spare_pass(len(inputs))
    forward(spare, example_rows(network.experiment.loss, inputs, np.zeros((len(inputs), 1))))
    return spare.a[-1].T.copy()


@pytest.mark.parametrize("bend", HIDDEN)
@pytest.mark.parametrize("index", [None, 0, 2])
def test_a_new_neuron_leaves_the_function_unchanged(bend: str, index: int | None) -> None:
    trainer = trained(bend, bend)
    before, values = trainer.trace(), outputs(trainer)
    for layer in (1, 2):
        trainer.add_neuron(layer, index)
    np.testing.assert_allclose(outputs(trainer), values, rtol=0, atol=1e-12)
    after = trainer.trace()
    new = 4 if index is None else index
    kept = np.delete(np.arange(5), new)
    np.testing.assert_array_equal(after["weights", 1][kept], before["weights", 1])
    np.testing.assert_array_equal(after["weights", 2][np.ix_(kept, kept)], before["weights", 2])
    np.testing.assert_array_equal(after["weights", 3][:, kept], before["weights", 3])
    assert (after["weights", 1][new] != 0).all()
    assert (after["weights", 2][kept][:, new] == 0).all()
    assert after["weights", 3][0, new] == 0
    trainer.run(5)
    assert trainer.trace()["weights", 3][0, new] != 0


def test_without_unchanged_a_new_neuron_has_start_values_on_both_sides() -> None:
    trainer = trained("tanh")
    trainer.add_neuron(1, 1, unchanged=False)
    trace = trainer.trace()
    assert (trace["weights", 1][1] != 0).all()
    assert trace["weights", 2][0, 1] != 0
    assert trace["biases", 1][1] == 0
    first = trace["weights", 1][1].tolist()
    trainer.remove_neuron(1, 1)
    trainer.add_neuron(1, 1, unchanged=False)
    assert trainer.trace()["weights", 1][1].tolist() != first  # each has a draw of its own


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_slots_move_along_with_their_parameters(optimizer: str) -> None:
    trainer = trained("tanh", "relu", optimizer={"name": optimizer})
    old = trainer.network
    slots = {name: old.block.stored(slot.copy()) for name, slot in old.slots.items()}
    count = None if old.count is None else old.count.copy()
    trainer.add_neuron(1, 0)
    trainer.remove_neuron(2, 1)
    new = trainer.network
    assert set(new.slots) == set(slots)
    for name, slot in new.slots.items():
        stored = new.block.stored(slot)
        np.testing.assert_array_equal(stored[0][:, 1:], slots[name][0])
        assert not stored[0][:, 0].any()
        np.testing.assert_array_equal(stored[1][1:], np.delete(slots[name][1], 1, axis=1))
        np.testing.assert_array_equal(stored[2], np.delete(slots[name][2], 1, axis=0))
    if count is not None:
        assert new.count is not None
        np.testing.assert_array_equal(new.count, count)


@pytest.mark.parametrize("index", range(4))
def test_a_removed_neuron_leaves_the_others_to_the_bit(index: int) -> None:
    trainer = trained("tanh", "tanh")
    before = trainer.trace()
    trainer.remove_neuron(1, index)
    after = trainer.trace()
    kept = np.delete(np.arange(4), index)
    np.testing.assert_array_equal(after["weights", 1], before["weights", 1][kept])
    np.testing.assert_array_equal(after["biases", 1], before["biases", 1][kept])
    np.testing.assert_array_equal(after["weights", 2], before["weights", 2][:, kept])
    np.testing.assert_array_equal(after["weights", 3], before["weights", 3])


def test_a_neuron_nobody_listens_to_is_put_in_and_taken_out_without_a_trace() -> None:
    trainer = trained("tanh", "relu")
    before = trainer.trace().tape.tobytes()
    trainer.add_neuron(2, 1)
    trainer.remove_neuron(2, 1)
    assert trainer.trace().tape.tobytes() == before


@pytest.mark.parametrize(("below", "added"), [*product(HIDDEN, HIDDEN)])
def test_a_new_layer_leaves_the_function_unchanged_or_is_refused(below: str, added: str) -> None:
    trainer = trained(below)
    before, values = trainer.trace(), outputs(trainer)
    possible = added == "linear" or (
        added in ("relu", "leaky_relu", "elu") and ACTIVATIONS[below].low == 0
    )
    if not possible:
        with pytest.raises(ExperimentError, match="cannot leave the function unchanged") as refused:
            trainer.add_layer(2, activation=added)
        assert refused.value.field == "surgery"
        assert trainer.trace().tape.tobytes() == before.tape.tobytes()
        return
    trainer.add_layer(2, units=6, activation=added)
    np.testing.assert_allclose(outputs(trainer), values, rtol=0, atol=1e-12)
    after = trainer.trace()
    np.testing.assert_array_equal(after["weights", 2][:4], np.eye(4))
    np.testing.assert_array_equal(after["weights", 3][:, :4], before["weights", 2])
    assert not after["weights", 3][:, 4:].any()
    trainer.run(3)


def test_a_new_first_layer_passes_the_inputs_on_only_if_it_is_linear() -> None:
    trainer = trained("relu")
    values = outputs(trainer)
    with pytest.raises(ExperimentError, match="the inputs may be"):
        trainer.add_layer(1)
    trainer.add_layer(1, activation="linear")
    assert trainer.experiment.layers[0].units == 2
    np.testing.assert_allclose(outputs(trainer), values, rtol=0, atol=1e-12)
    with pytest.raises(ExperimentError, match="needs 2 neurons"):
        trainer.add_layer(2, units=1, activation="linear")


def test_a_network_without_hidden_layers_can_be_given_one() -> None:
    trainer = trained()
    values = outputs(trainer)
    trainer.add_layer(1, activation="linear")
    np.testing.assert_allclose(outputs(trainer), values, rtol=0, atol=1e-12)
    assert len(trainer.experiment.hidden) == 1
    trainer.remove_layer(1)
    assert len(trainer.experiment.hidden) == 0
    with pytest.raises(ExperimentError, match="no hidden layers"):
        trainer.remove_layer(1)


def test_a_removed_layer_leaves_the_others_to_the_bit() -> None:
    trainer = trained("tanh", "tanh", "relu")
    before = trainer.trace()
    trainer.remove_layer(2)
    after = trainer.trace()
    np.testing.assert_array_equal(after["weights", 1], before["weights", 1])
    np.testing.assert_array_equal(after["biases", 2], before["biases", 3])
    np.testing.assert_array_equal(after["weights", 3], before["weights", 4])
    assert (after["weights", 2] != before["weights", 3]).all()  # it listens to other neurons
    assert [layer.activation for layer in trainer.experiment.layers] == ["tanh", "relu", "sigmoid"]


def test_another_activation_leaves_all_weights() -> None:
    trainer = trained("tanh", "tanh")
    before = trainer.snapshot()
    trainer.change_activation(2, "relu")
    after = trainer.snapshot()
    np.testing.assert_array_equal(after.parameters, before.parameters)
    np.testing.assert_array_equal(after.slots, before.slots)
    assert trainer.experiment.layers[1].activation == "relu"


def test_several_operations_are_one_change() -> None:
    trainer = trained("relu")
    values = outputs(trainer)
    trainer.change(
        {
            "learning_rate": 0.01,
            "surgery": [
                {"add_neuron": {"layer": 1, "index": 0, "unchanged": True}},
                {"add_layer": {"layer": 2, "activation": "relu", "unchanged": True}},
                {"add_neuron": {"layer": 2, "unchanged": True}},
            ],
        }
    )
    assert [layer.units for layer in trainer.experiment.layers] == [5, 6, 1]
    np.testing.assert_allclose(outputs(trainer), values, rtol=0, atol=1e-12)
    assert len(trainer.journal) == 1


@pytest.mark.parametrize(
    "surgery",
    [
        {"add_neuron": {"layer": 1}},
        [{"add_neuron": {"layer": 2}}],
        [{"add_neuron": {"layer": 0}}],
        [{"add_neuron": {"layer": 1, "index": 5}}],
        [{"add_neuron": {"layer": 1, "unchanged": 1}}],
        [{"add_neuron": {}}],
        [{"add_neuron": {"layer": 1, "units": 3}}],
        [{"add_neuron": {"layer": 1}, "remove_neuron": {"layer": 1, "index": 0}}],
        [{}],
        [{"split_neuron": {"layer": 1}}],
        [{"remove_neuron": {"layer": 1, "index": 4}}],
        [{"remove_neuron": {"layer": 1}}],
        [{"remove_neuron": {"layer": 1, "index": 0}}] * 4,
        [{"add_layer": {"layer": 3}}],
        [{"add_layer": {"layer": 1, "units": 129}}],
        [{"add_layer": {"layer": 1, "activation": "softmax"}}],
        [{"add_layer": {"layer": 1}}] * 12,
        [{"add_neuron": {"layer": 1}}] * 33,
        [{"add_layer": {"layer": 1, "units": 128}}, *([{"add_neuron": {"layer": 1}}] * 2)],
        [{"change_activation": {"layer": 1, "activation": "bend"}}],
        [{"change_activation": {"layer": 2, "activation": "tanh"}}],
        [3],
        "add_neuron",
    ],
    ids=lambda surgery: str(surgery)[:60],
)
def test_surgery_that_cannot_be_is_refused_and_changes_nothing(surgery: Any) -> None:
    trainer = trained("tanh")
    before = trainer.trace().tape.tobytes()
    with pytest.raises(ExperimentError):
        trainer.change({"surgery": surgery})
    assert trainer.trace().tape.tobytes() == before
    assert trainer.journal == []


def test_which_activations_pass_positive_numbers_on() -> None:
    assert [name for name in HIDDEN if passes_on(name, negative=True)] == ["linear"]
    positive = {name for name in HIDDEN if passes_on(name, negative=False)}
    assert positive == {"linear", "relu", "leaky_relu", "elu"}
