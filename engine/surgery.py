"""Surgery: neurons and layers put in or taken out of a network that has learned.

An operation is plain data with one name, such as {"add_neuron": {"layer": 1}}. Weights that keep
their place are kept to the bit, and so are the optimizer's slots; others are drawn as start values.
With `unchanged` the network computes the same function as before (Chen, Goodfellow and Shlens 2016,
"Net2Net: accelerating learning via knowledge transfer", for wider and deeper networks). What cannot
be done raises ExperimentError.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from engine.carrying import NEW, Place, carry_over, numbered
from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_list,
    check_mapping,
    shown,
)
from engine.experiment import Experiment
from engine.program import Array
from engine.rules.activations import ACTIVATIONS
from engine.settings import Layer
from engine.start_values import write_layer
from engine.tape import ParameterBlock

FIELD = "surgery"
MOST_OPERATIONS = 32
Fill = Callable[[list[Array]], None]


class Operation(NamedTuple):
    """What an operation makes of a network.

    `places` says where each layer comes from; `fill` then sets what must have certain values, in
    the weights as they are stored, (fan_in + 1, fan_out) each.
    """

    experiment: Experiment
    places: list[Place]
    fill: Fill


def operations(experiment: Experiment, description: Any) -> list[Operation]:
    """Operations one after another, from plain data. Raises ExperimentError."""
    listed = check_list(FIELD, description)
    if len(listed) > MOST_OPERATIONS:
        raise ExperimentError(FIELD, f"At most {MOST_OPERATIONS} operations can be done at once.")
    done = []
    for entry in listed:
        check_mapping(FIELD, entry)
        if len(entry) != 1:
            raise ExperimentError(FIELD, f"An operation has one name, unlike {shown(entry)}.")
        (name, arguments), *_ = entry.items()
        check_choice(FIELD, name, OPERATIONS)
        check_mapping(FIELD, arguments)
        operation = OPERATIONS[name](experiment, arguments)
        experiment = operation.experiment
        done.append(operation)
    return done


def operate(
    experiment: Experiment,
    description: Any,
    parameters: Array,
    slots: Mapping[str, Array],
    number: int,
) -> tuple[Experiment, Array, dict[str, Array]]:
    """Carry operations out on flat parameters and slots; returns the new ones with the settings.

    `number`, that of the entry in the journal, gives each operation draws of its own.
    """
    carried = {"": parameters, **slots}
    for index, operation in enumerate(operations(experiment, description)):
        old, new = ParameterBlock(experiment.shapes), ParameterBlock(operation.experiment.shapes)
        experiment = operation.experiment
        fresh = {name: np.zeros(new.size, parameters.dtype) for name in carried}
        for layer, place in enumerate(operation.places):
            if (place.rows == NEW).any() or (place.columns == NEW).any():
                write_layer(experiment, layer, new.stored(fresh[""])[layer], number, index)
        for name, target in fresh.items():
            carry_over(old, carried[name], new, target, operation.places)
        operation.fill(new.stored(fresh[""]))
        carried = fresh
    return experiment, carried.pop(""), carried


def add_neuron(experiment: Experiment, arguments: Mapping[str, Any]) -> Operation:
    """A new neuron in a hidden layer; with `unchanged`, one that nobody listens to yet."""
    check_keys(FIELD, arguments, ("layer", "index", "unchanged"), ("layer",))
    number = hidden_layer(experiment, arguments["layer"])
    units = experiment.layers[number - 1].units
    index = units if arguments.get("index") is None else arguments["index"]
    index = check_integer(FIELD, index, 0, units)
    layers, places = list(experiment.layers), unmoved(experiment)
    layers[number - 1] = replace(layers[number - 1], units=units + 1)
    grown = np.insert(np.arange(units), index, NEW)
    places[number - 1] = places[number - 1]._replace(rows=grown)
    places[number] = places[number]._replace(columns=grown)
    unchanged = is_unchanged(arguments)

    def fill(weights: list[Array]) -> None:
        if unchanged:
            weights[number][index] = 0

    return Operation(with_layers(experiment, layers), places, fill)


def remove_neuron(experiment: Experiment, arguments: Mapping[str, Any]) -> Operation:
    """A hidden layer without one of its neurons."""
    check_keys(FIELD, arguments, ("layer", "index"), ("layer", "index"))
    number = hidden_layer(experiment, arguments["layer"])
    units = experiment.layers[number - 1].units
    index = check_integer(FIELD, arguments["index"], 0, units - 1)
    if units == 1:
        raise ExperimentError(FIELD, "A layer needs a neuron: remove the whole layer instead.")
    layers, places = list(experiment.layers), unmoved(experiment)
    layers[number - 1] = replace(layers[number - 1], units=units - 1)
    left = np.delete(np.arange(units), index)
    places[number - 1] = places[number - 1]._replace(rows=left)
    places[number] = places[number]._replace(columns=left)
    return Operation(with_layers(experiment, layers), places, leave)


def add_layer(experiment: Experiment, arguments: Mapping[str, Any]) -> Operation:
    """A new hidden layer with this number; with `unchanged`, one that passes on what it is given.

    W = I and b = 0, so z = a of the layer below, and σ(z) = z where σ is linear, or where all z ≥ 0
    and σ passes these on. What it has as neurons beyond those below, nobody listens to yet.
    """
    names = ("layer", "units", "activation", "unchanged")
    check_keys(FIELD, arguments, names, ("layer",))
    number = check_integer(FIELD, arguments["layer"], 1, len(experiment.layers))
    below = experiment.layers[number - 2] if number > 1 else None
    received = experiment.data.inputs if below is None else below.units
    units = received if arguments.get("units") is None else arguments["units"]
    like = below or experiment.layers[number - 1]
    activation = arguments.get("activation")
    if activation is None:
        activation = like.activation if ACTIVATIONS[like.activation].hidden else "linear"
    added = Layer(units, activation)
    layers = [*experiment.layers[: number - 1], added, *experiment.layers[number - 1 :]]
    changed = with_layers(experiment, layers)
    unchanged = is_unchanged(arguments)
    if unchanged:
        check_passes_on(below, added, received)

    places = unmoved(experiment)
    above = places[number - 1]
    listens = numbered(received if unchanged else 0, units)
    places[number - 1] = above._replace(columns=listens)
    places.insert(number - 1, Place(NEW, numbered(0, units), numbered(0, received)))

    def fill(weights: list[Array]) -> None:
        if unchanged:
            weights[number - 1][:, :received] = np.eye(received + 1, received)
            weights[number][received:-1] = 0

    return Operation(changed, places, fill)


def remove_layer(experiment: Experiment, arguments: Mapping[str, Any]) -> Operation:
    """A network without one of its hidden layers; the next one listens to other neurons."""
    check_keys(FIELD, arguments, ("layer",), ("layer",))
    number = hidden_layer(experiment, arguments["layer"])
    layers, places = list(experiment.layers), unmoved(experiment)
    del layers[number - 1], places[number - 1]
    changed = with_layers(experiment, layers)
    listens = numbered(0, changed.shapes[number - 1][1])
    places[number - 1] = places[number - 1]._replace(columns=listens)
    return Operation(changed, places, leave)


def change_activation(experiment: Experiment, arguments: Mapping[str, Any]) -> Operation:
    """A hidden layer that bends in another way; all weights stay."""
    check_keys(FIELD, arguments, ("layer", "activation"), ("layer", "activation"))
    number = hidden_layer(experiment, arguments["layer"])
    layers = list(experiment.layers)
    layers[number - 1] = replace(layers[number - 1], activation=arguments["activation"])
    return Operation(with_layers(experiment, layers), unmoved(experiment), leave)


OPERATIONS: dict[str, Callable[[Experiment, Mapping[str, Any]], Operation]] = {
    "add_neuron": add_neuron,
    "remove_neuron": remove_neuron,
    "add_layer": add_layer,
    "remove_layer": remove_layer,
    "change_activation": change_activation,
}


def hidden_layer(experiment: Experiment, number: Any) -> int:
    """The number of a hidden layer, from 1."""
    if not experiment.hidden:
        raise ExperimentError(FIELD, "This network has no hidden layers.")
    return check_integer(FIELD, number, 1, len(experiment.hidden))


def is_unchanged(arguments: Mapping[str, Any]) -> bool:
    """Whether the network's function is to stay as it is."""
    value = arguments.get("unchanged", False)
    if not isinstance(value, bool):
        raise ExperimentError(FIELD, f"unchanged is true or false, not {shown(value)}.")
    return value


def with_layers(experiment: Experiment, layers: list[Layer]) -> Experiment:
    """An experiment with other layers."""
    return experiment.changed({"layers": [vars(layer) for layer in layers]})


def unmoved(experiment: Experiment) -> list[Place]:
    """Every layer where it was."""
    return [
        Place(layer, np.arange(fan_out), np.arange(fan_in))
        for layer, (fan_out, fan_in) in enumerate(experiment.shapes)
    ]


def leave(weights: list[Array]) -> None:
    """Set nothing."""
    del weights


def check_passes_on(below: Layer | None, added: Layer, received: int) -> None:
    """Check that a new layer can pass on all that it is given."""
    if added.units < received:
        raise ExperimentError(
            FIELD, f"To leave the function unchanged, the new layer needs {received} neurons."
        )
    low = None if below is None else ACTIVATIONS[below.activation].low
    if passes_on(added.activation, negative=low is None or low < 0):
        return
    title = ACTIVATIONS[added.activation].title
    if passes_on(added.activation, negative=False):
        source = "the inputs" if below is None else ACTIVATIONS[below.activation].title
        reason = f"{title} bends negative numbers, which {source} may be"
        if below is not None:
            reason = f"{title} bends negative numbers, which a layer of {source} gives"
    else:
        reason = f"{title} bends all that it is given"
    raise ExperimentError(
        FIELD, f"This layer cannot leave the function unchanged: {reason}. Linear can."
    )


def passes_on(activation: str, negative: bool) -> bool:
    """Whether σ(z) = z to the bit for z ≥ 0, and for z < 0 too if asked for."""
    z = np.concatenate([[0.0], np.geomspace(1e-8, 1e8, 65)])
    if negative:
        z = np.concatenate([z, -z])
    return bool(np.array_equal(ACTIVATIONS[activation](z), z))
