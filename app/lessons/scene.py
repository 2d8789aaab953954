"""The run that a step puts on the stage, and whether what is said of its parts exists in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from app.lessons.documents import SelectionDocument
from app.lessons.errors import LessonError, quoted, unknown
from engine import PRESETS, Experiment, ExperimentError
from engine.journal import settings

MARKS: Final[dict[str, int]] = {
    "example": 0,
    "inputs": 0,
    "outputs": 0,
    "example.inputs": 1,
    "example.targets": 1,
    "example.z": 2,
    "example.a": 2,
    "example.da": 2,
    "example.dz": 2,
    "example.loss": 0,
    "neuron": 2,
    "layer": 1,
    "weights": 3,
    "biases": 2,
    "weights_gradient": 3,
    "biases_gradient": 2,
    "weights_update": 3,
    "biases_update": 2,
    "loss": 0,
    "learning_rate": 0,
    "plane": 0,
    "chart": 0,
}
"""What can be pointed at on the stage, and with how many numbers: weights.2.1.3."""

VIEWS: Final[dict[str, int]] = {
    "input": 0,
    "output": 0,
    "loss": 0,
    "plane": 0,
    "layer": 1,
    "neuron": 2,
    "connections": 1,
    "connection": 3,
}
"""What can be lit or dimmed: layer:1, neuron:1.2."""

SELECTIONS: Final = {"layer": 1, "neuron": 2, "bias": 2, "connection": 3}


@dataclass(frozen=True)
class Scene:
    """An experiment with its preset and what was changed in it."""

    preset: str
    changes: Mapping[str, Any] | None
    experiment: Experiment

    @classmethod
    def of(cls, preset: str, changes: Mapping[str, Any] | None = None) -> "Scene":
        """A preset with changes. Raises LessonError."""
        if preset not in PRESETS:
            raise LessonError(unknown("preset", preset, PRESETS))
        experiment = PRESETS[preset].experiment
        try:
            return cls(preset, changes, settings(experiment, changes or {}))
        except ExperimentError as error:
            raise LessonError(f"This cannot be changed: {error}") from None

    @cached_property
    def sizes(self) -> list[int]:
        """Inputs, then the neurons of each layer."""
        experiment = self.experiment
        return [experiment.data.inputs, *(layer.units for layer in experiment.layers)]

    def mark(self, text: str) -> str:
        """A mark of the stage, such as `weights.2.1.3`. Raises LessonError."""
        match = re.fullmatch(r"([a-z_]+(?:\.[a-z_]+)*)((?:\.\d{1,4})*)", text)
        name, numbers = match.groups() if match else (text, "")
        if name not in MARKS:
            raise LessonError(unknown("mark", name, MARKS))
        found = [int(number) for number in numbers.split(".")[1:]]
        self._check(text, "{}.{}", name, found, MARKS[name])
        return text

    def view(self, text: str) -> str:
        """Something to be lit or dimmed, such as `layer:1`. Raises LessonError."""
        name, _, numbers = text.partition(":")
        if name not in VIEWS:
            raise LessonError(unknown("part of the stage", name, VIEWS))
        self._check(text, "{}:{}", name, _numbers(numbers, text), VIEWS[name])
        return text

    def selection(self, text: str) -> SelectionDocument:
        """Something to be opened, such as `connection 2.1.3`. Raises LessonError."""
        name, _, numbers = text.partition(" ")
        if name not in SELECTIONS:
            raise LessonError(unknown("thing to open", name, SELECTIONS))
        found = _numbers(numbers.strip(), text)
        self._check(text, "{} {}", name, found, SELECTIONS[name])
        layer, neuron, source = (*found, None, None)[:3]
        assert isinstance(layer, int)
        return {"kind": name, "layer": layer, "neuron": neuron, "source": source}  # type: ignore[typeddict-item]

    def stop(self, text: str) -> str:
        """A stop of a step, such as `forward.1`. Raises LessonError."""
        kind, _, number = text.partition(".")
        if kind in ("ready", "loss", "update"):
            if number:
                raise LessonError(f"{quoted(text)} has no layer: write {quoted(kind)}.")
        elif kind not in ("forward", "backward"):
            stops = ["ready", "forward.1", "loss", "backward.1", "update"]
            raise LessonError(unknown("stop", text, stops))
        else:
            self._check(text, f"{kind}.{{1}}", "layer", _numbers(number, text), 1)
        return text

    def standing(self, text: str) -> str:
        """A place to stand at: a stop, or `mix.1`, where sums stand and are not bent yet.

        Raises LessonError.
        """
        kind, _, number = text.partition(".")
        if kind != "mix":
            return self.stop(text)
        self._check(text, "mix.{1}", "layer", _numbers(number, text), 1)
        return text

    def place(self, word: str, indices: tuple[int, ...]) -> None:
        """Checks constant indices of a word of the vocabulary. Raises LessonError."""
        kinds = {"W": "weights", "dW": "weights", "move.W": "weights"}
        kinds |= dict.fromkeys(("b", "z", "a", "delta", "db", "move.b"), "neuron")
        kinds |= dict.fromkeys(("x", "ex.x"), "example.inputs")
        kinds |= dict.fromkeys(("ex.y", "ex.yhat"), "example.targets")
        kinds |= {"m.gradRms": "layer"}
        if word in kinds:
            shown = word + "".join(f"[{index}]" for index in indices)
            self._in_range(shown, kinds[word], list(indices))

    def _check(self, text: str, form: str, name: str, found: list[int], wanted: int) -> None:
        """Whether there are as many numbers as are wanted, and all of what they number exists."""
        if len(found) != wanted:
            example = form.format(name, ("", "1", "1.2", "2.1.3")[wanted]) if wanted else name
            raise LessonError(f"{quoted(text)} is written like {quoted(example)}.")
        self._in_range(text, name, found)

    def _in_range(self, text: str, name: str, found: list[int]) -> None:
        if not found:
            return
        if name in ("example.inputs", "example.targets"):
            self._bound(text, "input" if name.endswith("inputs") else "output", found[0], 0)
            return
        layers = len(self.sizes) - 1
        if not 1 <= found[0] <= layers:
            raise LessonError(
                f"{quoted(text)}: the network of {quoted(self.preset)} has layers 1 to {layers}."
            )
        for at, number in enumerate(found[1:]):
            self._bound(text, "neuron", number, found[0] - at)

    def _bound(self, text: str, what: str, number: int, layer: int) -> None:
        size = self.sizes[-1] if what == "output" else self.sizes[layer]
        if what == "neuron" and layer == 0:
            what = "input"
        if not 1 <= number <= size:
            of = f" in layer {layer}" if what == "neuron" else ""
            raise LessonError(
                f"{quoted(text)}: the network of {quoted(self.preset)} has {what}s 1 to {size}{of}."
            )


def _numbers(text: str, whole: str) -> list[int]:
    parts = text.split(".") if text else []
    if not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise LessonError(f"{quoted(whole)} has something else where numbers should be.")
    return [int(part) for part in parts]
