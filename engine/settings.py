"""The parts of an experiment, each as a frozen value: read from plain data, merged, checked."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_list,
    check_mapping,
    check_number,
    check_numbers,
)
from engine.rules.activations import ACTIVATIONS
from engine.rules.initializers import INITIALIZERS
from engine.rules.optimizers import OPTIMIZERS

LIMITS = {"hidden_layers": 12, "units": 128, "slider_hidden_layers": 6, "slider_units": 16}


@dataclass(frozen=True)
class Layer:
    """A dense layer: how many neurons, and their activation."""

    units: int
    activation: str


@dataclass(frozen=True)
class GivenLayer:
    """Start values of a layer: weights[i][j] into neuron i from neuron j, and biases[i]."""

    weights: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


@dataclass(frozen=True)
class Start:
    """The rule for start values, or (`given`) the values themselves, layer by layer."""

    name: str = "xavier"
    layers: tuple[GivenLayer, ...] = ()

    def fits(self, shapes: list[tuple[int, int]]) -> bool:
        """Whether given values have the shapes (fan_out, fan_in) of these layers."""
        if self.name != "given":
            return True
        return len(self.layers) == len(shapes) and all(
            len(given.biases) == len(given.weights) == fan_out
            and all(len(row) == fan_in for row in given.weights)
            for given, (fan_out, fan_in) in zip(self.layers, shapes, strict=True)
        )


@dataclass(frozen=True)
class OptimizerChoice:
    """How the gradient becomes an update."""

    name: str = "sgd"
    momentum: float = 0.0


def shapes(features: int, layers: tuple[Layer, ...]) -> list[tuple[int, int]]:
    """(fan_out, fan_in) of each layer."""
    fans = [features, *(layer.units for layer in layers)]
    return [(fan_out, fan_in) for fan_in, fan_out in pairwise(fans)]


def change_optimizer(optimizer: OptimizerChoice, changes: Any) -> OptimizerChoice:
    """The choice of an optimizer with changes merged in."""
    check_mapping("optimizer", changes)
    check_keys("optimizer", changes, set(vars(optimizer)))
    return replace(optimizer, **changes)


def read_layers(description: Any) -> tuple[Layer, ...]:
    """Layers from plain data."""
    layers = []
    for number, layer in enumerate(check_list("layers", description), start=1):
        check_mapping(f"layers.{number}", layer)
        check_keys(f"layers.{number}", layer, {"units", "activation"}, {"units", "activation"})
        layers.append(Layer(layer["units"], layer["activation"]))
    return tuple(layers)


def read_start(description: Any) -> Start:
    """A rule for start values, or given values, from plain data."""
    check_mapping("start", description)
    check_keys("start", description, {"name", "layers"}, {"name"})
    name = check_choice("start.name", description["name"], [*INITIALIZERS, "given"])
    given = []
    for number, layer in enumerate(check_list("start.layers", description.get("layers", [])), 1):
        place = f"start.layers.{number}"
        check_mapping(place, layer)
        check_keys(place, layer, {"weights", "biases"}, {"weights", "biases"})
        rows = check_list(f"{place}.weights", layer["weights"])
        weights = tuple(check_numbers(f"{place}.weights", row) for row in rows)
        given.append(GivenLayer(weights, check_numbers(f"{place}.biases", layer["biases"])))
    return Start(name, tuple(given))


def check_layers(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Check number, size and activation of the layers."""
    if not 1 <= len(layers) <= LIMITS["hidden_layers"] + 1:
        raise ExperimentError(
            "layers",
            f"A network has an output layer and at most {LIMITS['hidden_layers']} hidden layers; "
            f"this one has {len(layers)} layers in all.",
        )
    checked = []
    for number, layer in enumerate(layers, start=1):
        units = check_integer(f"layers.{number}.units", layer.units, 1, LIMITS["units"])
        check_choice(f"layers.{number}.activation", layer.activation, ACTIVATIONS)
        if number < len(layers) and not ACTIVATIONS[layer.activation].hidden:
            raise ExperimentError(
                f"layers.{number}.activation",
                f"{ACTIVATIONS[layer.activation].title} is for the output layer only; choose "
                "another activation for a hidden layer.",
            )
        checked.append(Layer(units, layer.activation))
    return tuple(checked)


def check_optimizer(optimizer: OptimizerChoice) -> OptimizerChoice:
    """Check an optimizer's settings."""
    entry = OPTIMIZERS[check_choice("optimizer.name", optimizer.name, OPTIMIZERS)]
    settings: dict[str, Any] = {
        setting.name: check_number(
            f"optimizer.{setting.name}",
            getattr(optimizer, setting.name),
            setting.minimum,
            setting.maximum,
            below=True,
        )
        for setting in entry.settings
    }
    return replace(optimizer, **settings)
