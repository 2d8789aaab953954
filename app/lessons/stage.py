"""The attributes that say how the stage is to stand."""

import json
from collections.abc import Callable
from typing import Any, Final

from app.lessons.documents import ShownExampleDocument, StageDocument
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.markup import Element
from app.lessons.scene import Scene
from engine import ExperimentError
from engine.checks import check_number

ATTRIBUTES: Final = {
    "preset": "the experiment to stand on the stage, by its name",
    "at": "where in a step to stand: "
    "ready, mix.1 (sums, not bent yet), forward.1, loss, backward.1, update",
    "select": "what to open: neuron 1.2, connection 2.1.3, bias 2.1 or layer 1",
    "zoom": "what to look into: neuron 1.2 or layer 1",
    "lit": "what to light, several with spaces: layer:1 neuron:1.2 input output connections:2",
    "dim": "what to dim, written in the same way",
    "show": "the example: training 0, test 5, inputs 0.5 -0.2, or inputs 1 0.5 targets 1",
    "pace": "phase, step or fast",
    "run": "keep (go on with the run that is there, where it has this preset) or fresh",
    "numbers": "drawn: weights, biases and the one example have one decimal, from the learner's own"
    " seed (they are new in each browser, and when the step is done again)",
    "steps": "how many steps to train before the step opens",
    "panels": "which panels stay, with spaces: inspector chart set-up data",
}
"""Each attribute with a sentence."""

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "pace": ("phase", "step", "fast"),
    "run": ("keep", "fresh"),
    "numbers": ("drawn",),
}
PANELS: Final = ("inspector", "chart", "set-up", "data")
MOST_STEPS: Final = 10_000
LONGEST_CHANGES: Final = 20_000


def changes_of(element: Element) -> dict[str, Any] | None:
    """The JSON in an element's `<changes>`, if there is one. Raises LessonError."""
    found = element.elements("changes")
    if not found:
        return None
    if len(found) > 1:
        raise LessonError("There is one <changes> at most.", found[1].line)
    text = "".join(part for part in found[0].children if isinstance(part, str))
    if found[0].elements() or len(text) > LONGEST_CHANGES:
        raise LessonError("<changes> holds JSON, and not much of it.", found[0].line)
    try:
        changes = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        line, why = found[0].line, str(error)
        if isinstance(error, json.JSONDecodeError):
            line, why = line + error.lineno - 1, error.msg
        raise LessonError(f"<changes> holds JSON, and this is none: {why}.", line) from None
    if not isinstance(changes, dict):
        raise LessonError('<changes> holds an object: {"learning_rate": 0.5}.', found[0].line)
    return changes


def _refuse(constant: str) -> None:
    raise ValueError(f"there is no {constant} in JSON")


def scene_of(element: Element, preset: str | None) -> Scene:
    """The run that an element puts on the stage, by default of this preset. Raises LessonError."""
    name = element.attributes.get("preset", preset)
    if name is None:
        raise LessonError(f"<{element.name}> needs a preset.", element.line)
    changes = changes_of(element)
    try:
        return Scene.of(name, changes)
    except LessonError as error:
        inner = element.elements("changes")
        is_change = name == preset or not error.sentence.startswith("There is no preset")
        line = inner[0].line if inner and is_change else element.line
        raise error.within("", line) from None


def read_stage(element: Element, scene: Scene) -> StageDocument:
    """The stage of an element. Raises LessonError, with the element's line."""
    try:
        return _stage(element.attributes, scene)
    except LessonError as error:
        raise error.within("", element.line) from None


def _stage(attributes: dict[str, str], scene: Scene) -> StageDocument:
    def each(name: str, read: Callable[[str], str]) -> list[str]:
        return [read(part) for part in attributes.get(name, "").split()]

    def one(name: str, read: Callable[[str], Any]) -> Any:
        return read(attributes[name].strip()) if name in attributes else None

    return {
        "preset": scene.preset,
        "changes": dict(scene.changes) if scene.changes is not None else None,
        "at": one("at", scene.standing),
        "select": one("select", scene.selection),
        "zoom": one("zoom", scene.selection),
        "lit": each("lit", scene.view),
        "dim": each("dim", scene.view),
        "show": one("show", lambda text: read_show(text, scene)),
        "pace": one("pace", lambda text: _word("pace", text)),
        "run": one("run", lambda text: _word("run", text)) or "keep",
        "numbers": one("numbers", lambda text: _word("numbers", text)),
        "steps": whole("steps", attributes.get("steps", "0"), 0, MOST_STEPS),
        "panels": each("panels", _panel),
    }


def _word(name: str, text: str) -> str:
    if text not in WORDS[name]:
        raise LessonError(unknown(name, text, WORDS[name]))
    return text


def _panel(text: str) -> str:
    if text not in PANELS:
        raise LessonError(unknown("panel", text, PANELS))
    return text


def whole(name: str, text: str, least: int, most: int) -> int:
    """A whole number within limits. Raises LessonError."""
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise LessonError(f"{name} is a whole number from {least} to {most}, not {quoted(text)}.")
    return int(text)


def number(text: str) -> float:
    """A finite number. Raises LessonError."""
    try:
        return check_number("", float(text), -1e30, 1e30)
    except (ValueError, ExperimentError):
        raise LessonError(f"{quoted(text)} is not a number.") from None


def read_show(text: str, scene: Scene) -> ShownExampleDocument:
    """The example to be shown, as a `show` command has it. Raises LessonError."""
    words = text.split()
    data = scene.experiment.data
    match words:
        case ["training" | "test" as name, index]:
            made = data.training_count
            count = made if name == "training" else data.samples - made
            if count < 1:
                raise LessonError(f"{quoted(scene.preset)} has no {name} examples.")
            return {"set": name, "index": whole(f"{name} example", index, 0, count - 1)}
        case ["inputs", *rest]:
            inputs = rest[: rest.index("targets")] if "targets" in rest else rest
            shown: ShownExampleDocument = {"inputs": [number(part) for part in inputs]}
            features = data.dataset.features
            if len(inputs) != features:
                raise LessonError(
                    f"{quoted(scene.preset)} has {features} inputs, and here are {len(inputs)}."
                )
            if "targets" in rest:
                shown["targets"] = [number(part) for part in rest[len(inputs) + 1 :]]
                if len(shown["targets"]) != scene.experiment.layers[-1].units:
                    raise LessonError(
                        f"{quoted(scene.preset)} has {scene.experiment.layers[-1].units} targets,"
                        f" and here are {len(shown['targets'])}."
                    )
            return shown
    raise LessonError(f"{quoted(text)} is no example: write training 0, test 5 or inputs 0.5 -0.2.")
