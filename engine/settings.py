"""The parts of an experiment, each as a frozen value: read from plain data, merged, checked.

What does not fit raises ExperimentError.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_kind,
    check_list,
    check_mapping,
    check_numbers,
)
from engine.rules.activations import ACTIVATIONS
from engine.rules.choice import Choice, check_rule
from engine.rules.initializers import INITIALIZERS

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
class Start(Choice):
    """The rule for start values with its settings, or (`given`) the values, layer by layer."""

    name: str = "xavier"
    settings: Mapping[str, float] = field(default_factory=dict, hash=False)
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

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        if self.name != "given":
            return super().to_dict()
        layers = [
            {"weights": [list(row) for row in given.weights], "biases": list(given.biases)}
            for given in self.layers
        ]
        return {"name": self.name, "layers": layers}


def shapes(inputs: int, layers: tuple[Layer, ...]) -> list[tuple[int, int]]:
    """(fan_out, fan_in) of each layer."""
    fans = [inputs, *(layer.units for layer in layers)]
    return [(fan_out, fan_in) for fan_in, fan_out in pairwise(fans)]


def read_layers(description: Any) -> tuple[Layer, ...]:
    """Layers from plain data."""
    layers = []
    for number, layer in enumerate(check_list("layers", description), start=1):
        check_mapping(f"layers.{number}", layer)
        check_keys(f"layers.{number}", layer, {"units", "activation"}, {"units", "activation"})
        layers.append(Layer(layer["units"], layer["activation"]))
    return tuple(layers)


def change_start(start: Start, description: Any) -> Start:
    """A rule for start values, or given values, from plain data; settings are merged in."""
    check_mapping("start", description)
    name = check_choice("start.name", description.get("name", start.name), [*INITIALIZERS, "given"])
    settings = {key: description[key] for key in description if key not in ("name", "layers")}
    if name == start.name:
        settings = {**start.settings, **settings}
    if "layers" not in description:
        return Start(name, settings, start.layers if name == start.name else ())
    given = []
    for number, layer in enumerate(check_list("start.layers", description["layers"]), 1):
        place = f"start.layers.{number}"
        check_mapping(place, layer)
        check_keys(place, layer, {"weights", "biases"}, {"weights", "biases"})
        rows = check_list(f"{place}.weights", layer["weights"])
        weights = tuple(check_numbers(f"{place}.weights", row) for row in rows)
        given.append(GivenLayer(weights, check_numbers(f"{place}.biases", layer["biases"])))
    return Start(name, settings, tuple(given))


def check_layers(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Check number, size and activation of the layers."""
    for number, layer in enumerate(check_list("layers", layers), start=1):
        check_kind(f"layers.{number}", layer, Layer, 'Layer(4, "tanh")')
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


def check_start(start: Start, wanted: list[tuple[int, int]]) -> Start:
    """Check a rule for start values, or that given ones fit layers of (fan_out, fan_in)."""
    if start.name != "given":
        if start.layers:
            raise ExperimentError("start.layers", "Only the start named given takes values.")
        choice = check_rule("start", start, INITIALIZERS)
        return Start(choice.name, choice.settings)
    check_keys("start", start.settings, ["layers"])
    if not start.fits(wanted):
        sizes = ", ".join(f"{fan_out} × {fan_in}" for fan_out, fan_in in wanted)
        raise ExperimentError(
            "start.layers",
            f"These start values do not fit the layers: weights of {sizes} are needed, and as "
            "many biases as rows.",
        )
    return start
