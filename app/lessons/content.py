"""The content of a step: sentences with live values, and the blocks they stand in."""

from typing import Any, Final

from app.lessons.documents import (
    Block,
    EquationDocument,
    Inline,
    OperatorDocument,
    PredictionDocument,
    TermDocument,
    TypedAnswerDocument,
)
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.figures import FIGURES, PLACES
from app.lessons.markup import Element
from app.lessons.reader import Reader, check_children
from app.lessons.stage import ATTRIBUTES, changes_of, number, read_stage, scene_of, whole

INLINE: Final = ("b", "i", "value", "symbol", "mark")
PROSE: Final = ("p", "ul", "task", "equation", "answer", "figure")
BLOCKS: Final = (*PROSE, "predict", "worked", "blank", "alone", "setup")
FORMS: Final = ("number", "signed", "change", "percent", "whole", "word")
MOST_DIGITS: Final = 8
LONGEST_TEX: Final = 300


# ---- in a sentence


def read_inline(reader: Reader, element: Element) -> list[Inline]:
    """The sentence in an element, its white space closed up. Raises LessonError."""
    found: list[Inline] = []
    for child in element.children:
        if isinstance(child, str):
            found.append(child)
        elif child.name in INLINE:
            found.append(_inline(reader, child))
        else:
            sentence = unknown(
                "element", child.name, INLINE, f" in the sentence of <{element.name}>"
            )
            raise LessonError(sentence, child.line)
    return _closed_up(found)


def sentence(reader: Reader, element: Element) -> list[Inline]:
    """The sentence in an element that must have one. Raises LessonError."""
    found = read_inline(reader, element)
    if not found:
        raise LessonError(f"<{element.name}> is empty.", element.line)
    return found


def _inline(reader: Reader, element: Element) -> Inline:
    match element.name:
        case "b" | "i" as kind:
            reader.check(element, ())
            return {"kind": kind, "content": sentence(reader, element)}
        case "value":
            attributes = reader.check(element, ("of", "digits", "as", "mark", "when"), ("of",))
            reader.only(element)
            return {
                "kind": "value",
                "of": reader.expression(element, "of"),
                "digits": digits(element, 4),
                "form": form(element, attributes),
                "mark": reader.mark(element),
                "when": reader.condition(element),
            }
        case "symbol":
            reader.check(element, ("tex",), ("tex",))
            reader.only(element)
            return {"kind": "symbol", "tex": tex(element)}
    reader.check(element, ("on",), ("on",))
    on = reader.mark(element, "on")
    assert on is not None
    return {"kind": "mark", "on": on, "content": sentence(reader, element)}


def _closed_up(parts: list[Inline]) -> list[Inline]:
    """Runs of white space as one space, none at the ends, no empty text."""
    closed: list[Inline] = []
    for place, part in enumerate(parts):
        if isinstance(part, str):
            text = " ".join(part.split())
            if part[:1].isspace() and place > 0:
                text = f" {text}"
            if part[-1:].isspace() and place < len(parts) - 1 and text.strip():
                text = f"{text} "
            if text:
                closed.append(text)
        else:
            closed.append(part)
    return closed


def digits(element: Element, default: int) -> int:
    """How many digits after the point. Raises LessonError."""
    text = element.attributes.get("digits", str(default))
    try:
        return whole("digits", text, 0, MOST_DIGITS)
    except LessonError as error:
        raise error.within("", element.line) from None


def form(element: Element, attributes: dict[str, str]) -> Any:
    """How a value is written. Raises LessonError."""
    name = attributes.get("as", "number")
    if name not in FORMS:
        raise LessonError(unknown("way to write a value", name, FORMS), element.line)
    return name


def tex(element: Element) -> str:
    """LaTeX that can do nothing but be shown. Raises LessonError."""
    text = element.attributes["tex"]
    if len(text) > LONGEST_TEX:
        raise LessonError(f"“tex” has at most {LONGEST_TEX} characters.", element.line)
    for command in (
        "\\href",
        "\\url",
        "\\includegraphics",
        "\\html",
        "\\def",
        "\\newcommand",
        "\\gdef",
        "\\xdef",
        "\\edef",
        "\\let",
        "\\renewcommand",
        "\\providecommand",
    ):
        if command in text:
            raise LessonError(f"“tex” cannot have {command}.", element.line)
    return text


# ---- blocks


def read_blocks(reader: Reader, elements: list[Element]) -> list[Block]:
    """Blocks, in their order. Raises LessonError."""
    return [READERS[element.name](reader, element) for element in elements]


def paragraph(reader: Reader, element: Element) -> Any:
    reader.check(element, ("when",))
    return {
        "kind": "p",
        "when": reader.condition(element),
        "content": sentence(reader, element),
    }


def bullets(reader: Reader, element: Element) -> Any:
    reader.check(element, ())
    reader.only(element, "li")
    for item in element.elements():
        reader.check(item, ())
    return {"kind": "list", "items": [sentence(reader, item) for item in element.elements()]}


def task(reader: Reader, element: Element) -> Any:
    reader.check(element, ())
    return {"kind": "task", "content": sentence(reader, element)}


def predict(reader: Reader, element: Element) -> PredictionDocument:
    attributes = reader.check(element, ("id", "ask", "when"), ("id", "ask"))
    reader.only(element, "choice", "reveal")
    name = reader.take_id(element, "predict", attributes["id"])
    choices = element.elements("choice")
    if not 2 <= len(choices) <= 6:
        raise LessonError(f"A prediction has 2 to 6 choices, not {len(choices)}.", element.line)
    ids = reader.choices[name] = []
    for choice in choices:
        chosen = reader.check(choice, ("id",), ("id",))["id"]
        if chosen in ids:
            raise LessonError(f"{quoted(chosen)} is the id of another choice.", choice.line)
        ids.append(chosen)
    for reveal in element.elements("reveal"):
        reader.check(reveal, ("when",))
    return {
        "kind": "predict",
        "when": reader.condition(element),
        "id": name,
        "ask": attributes["ask"],
        "choices": [
            {"id": choice.attributes["id"], "content": sentence(reader, choice)}
            for choice in choices
        ],
        "reveals": [
            {"when": reader.condition(reveal), "content": sentence(reader, reveal)}
            for reveal in element.elements("reveal")
        ],
    }


def typed_answer(reader: Reader, element: Element) -> TypedAnswerDocument:
    known = ("id", "ask", "tex", "expect", "tolerance", "digits", "mark", "when")
    attributes = reader.check(element, known, ("id", "ask", "expect", "tolerance"))
    reader.only(element)
    try:
        tolerance = number(attributes["tolerance"])
    except LessonError as error:
        raise error.within("", element.line) from None
    if tolerance < 0:
        raise LessonError("A tolerance is not below 0.", element.line)
    return {
        "kind": "answer",
        "id": reader.take_id(element, "answer", attributes["id"]),
        "ask": attributes["ask"],
        "tex": tex(element) if "tex" in attributes else None,
        "expect": reader.expression(element, "expect"),
        "tolerance": tolerance,
        "digits": digits(element, 4),
        "mark": reader.mark(element),
        "when": reader.condition(element),
    }


def figure(reader: Reader, element: Element) -> Any:
    name = element.attributes.get("name", "")
    if name not in FIGURES:
        raise LessonError(unknown("figure", name, FIGURES), element.line)
    own = FIGURES[name].attributes
    attributes = reader.check(element, ("name", "place", "when", *own))
    reader.only(element)
    place = attributes.get("place", "column")
    if place not in PLACES:
        raise LessonError(unknown("place", place, PLACES), element.line)
    reader.figures.append(name)
    return {
        "kind": "figure",
        "name": name,
        "place": place,
        "attributes": {key: value for key, value in attributes.items() if key in own},
        "when": reader.condition(element),
    }


def equation(reader: Reader, element: Element) -> EquationDocument:
    attributes = reader.check(element, ("title", "when"))
    reader.only(element, "term", "op", "answer")
    parts: list[TermDocument | OperatorDocument | TypedAnswerDocument] = []
    for part in element.elements():
        if part.name == "answer":
            parts.append(typed_answer(reader, part))
            continue
        reader.only(part)
        if part.name == "op":
            reader.check(part, ("tex",), ("tex",))
            parts.append({"kind": "op", "tex": tex(part)})
            continue
        known = ("tex", "value", "digits", "as", "mark", "when")
        reader.check(part, known, ("tex",))
        parts.append(
            {
                "kind": "term",
                "tex": tex(part),
                "value": reader.condition(part, "value"),
                "digits": digits(part, 4),
                "form": form(part, part.attributes),
                "mark": reader.mark(part),
                "when": reader.condition(part),
            }
        )
    if not parts:
        raise LessonError("<equation> is empty.", element.line)
    return {
        "kind": "equation",
        "title": attributes.get("title"),
        "when": reader.condition(element),
        "parts": parts,
    }


def case(reader: Reader, element: Element) -> Any:
    attributes = reader.check(element, ("title", "when"))
    reader.only(element, *PROSE)
    return {
        "kind": element.name,
        "when": reader.condition(element),
        "title": attributes.get("title"),
        "content": read_blocks(reader, element.elements()),
    }


def setup(reader: Reader, element: Element) -> Any:
    attributes = reader.check(element, ("id", "title", "when", *ATTRIBUTES), ("id", "title"))
    reader.only(element, "changes")
    scene = scene_of(element, reader.scene.preset)
    return {
        "kind": "setup",
        "when": reader.condition(element),
        "id": reader.take_id(element, "setup", attributes["id"]),
        "title": attributes["title"],
        "stage": read_stage(element, scene),
    }


READERS: Final[dict[str, Any]] = {
    "p": paragraph,
    "ul": bullets,
    "task": task,
    "predict": predict,
    "answer": typed_answer,
    "figure": figure,
    "equation": equation,
    "worked": case,
    "blank": case,
    "alone": case,
    "setup": setup,
}

__all__ = ["BLOCKS", "changes_of", "check_children", "read_blocks", "read_inline", "sentence"]
