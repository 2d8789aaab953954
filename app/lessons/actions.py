"""What a hint does for the learner: `do="choose loss falls; step 1"`."""

from collections.abc import Callable
from typing import Final

from app.lessons.documents import Action
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.figures import FIGURES
from app.lessons.reader import Reader
from app.lessons.stage import number, read_show, whole

ACTIONS: Final = {
    "walk": "walk forward.2",
    "step": "step 1",
    "run": "run L.train 0.1",
    "select": "select neuron 1.2",
    "show": "show inputs 0.5 -0.2",
    "edit": "edit connection 1.2.1 0.5",
    "type": "type z2",
    "setup": "setup two",
    "figure": "figure test",
    "choose": "choose loss falls",
}
"""Each action with an example."""

RUN_WORDS: Final = ("t", "epoch", "L.train", "L.test", "acc.train", "acc.test")
MOST_STEPS: Final = 100_000


def read_actions(text: str, reader: Reader) -> list[Action]:
    """The actions of a hint, in their order. Raises LessonError, without a place."""
    actions: list[Action] = []
    for part in text.split(";"):
        name, _, rest = part.strip().partition(" ")
        if name not in ACTIONS:
            raise LessonError(unknown("action", name, ACTIONS))
        try:
            actions.append(_READERS[name](rest.split(), reader))
        except (IndexError, ValueError) as error:
            if isinstance(error, LessonError):
                raise
            raise LessonError(f"{quoted(part)} is written like {quoted(ACTIONS[name])}.") from None
    return actions


def _walk(words: list[str], reader: Reader) -> Action:
    (stop,) = words
    return {"action": "walk", "to": reader.scene.stop(stop)}


def _step(words: list[str], reader: Reader) -> Action:
    del reader
    (count,) = words
    return {"action": "step", "steps": whole("step", count, 1, MOST_STEPS)}


def _run(words: list[str], reader: Reader) -> Action:
    del reader
    word, value = words
    if word not in RUN_WORDS:
        raise LessonError(unknown("word to run until", word, RUN_WORDS))
    return {"action": "run", "word": word, "value": number(value)}  # type: ignore[typeddict-item]


def _select(words: list[str], reader: Reader) -> Action:
    return {"action": "select", "select": reader.scene.selection(" ".join(words))}


def _show(words: list[str], reader: Reader) -> Action:
    return {"action": "show", "show": read_show(" ".join(words), reader.scene)}


def _edit(words: list[str], reader: Reader) -> Action:
    kind, place, value = words
    if kind not in ("connection", "bias"):
        raise LessonError(unknown("thing to edit", kind, ("connection", "bias")))
    chosen = reader.scene.selection(f"{kind} {place}")
    assert chosen["neuron"] is not None
    return {
        "action": "edit",
        "layer": chosen["layer"],
        "neuron": chosen["neuron"],
        "source": chosen["source"],
        "value": number(value),
    }


def _named(action: str, kind: str) -> Callable[[list[str], Reader], Action]:
    def read(words: list[str], reader: Reader) -> Action:
        (name,) = words
        known = reader.ids.get(kind, {})
        if name not in known:
            raise LessonError(unknown(f"<{kind}>", name, known, " in this step"))
        return {"action": action, "id": name}  # type: ignore[typeddict-item]

    return read


def _figure(words: list[str], reader: Reader) -> Action:
    (name,) = words
    acts = {act for figure in reader.figures for act in FIGURES[figure].acts}
    if name not in acts:
        raise LessonError(unknown("act", name, acts, " of the figures in this step"))
    return {"action": "figure", "id": name}


def _choose(words: list[str], reader: Reader) -> Action:
    name, choice = words
    if name not in reader.choices:
        raise LessonError(unknown("prediction", name, reader.choices, " in this step"))
    if choice not in reader.choices[name]:
        raise LessonError(unknown("choice", choice, reader.choices[name], f" of {quoted(name)}"))
    return {"action": "choose", "id": name, "choice": choice}


_READERS: Final[dict[str, Callable[[list[str], Reader], Action]]] = {
    "walk": _walk,
    "step": _step,
    "run": _run,
    "select": _select,
    "show": _show,
    "edit": _edit,
    "type": _named("type", "answer"),
    "setup": _named("setup", "setup"),
    "figure": _figure,
    "choose": _choose,
}
