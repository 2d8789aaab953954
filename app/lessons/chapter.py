"""`chapter.html`: title, what is learned, the notes of the talk, narrations, closing questions."""

from typing import Any, Final

from app.lessons.content import equation, figure, paragraph, read_inline, sentence
from app.lessons.documents import (
    ChapterDocument,
    NarrationDocument,
    NoteDocument,
    PartDocument,
    QuestionDocument,
)
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.markup import Element
from app.lessons.reader import Reader, check_attributes, check_children, check_id
from app.lessons.stage import ATTRIBUTES, number, read_stage, scene_of

WALKS: Final = ("forward", "loss", "backward", "update", "loop")
IN_A_NOTE: Final = ("point", "p", "equation", "figure")


def read_chapter(root: Element, chapter_number: int, name: str) -> ChapterDocument:
    """A chapter without its lenses. Raises LessonError, with a line."""
    if root.name != "chapter":
        raise LessonError(f"A chapter is a <chapter>, not <{root.name}>.", root.line)
    check_attributes(root, ("title", "preset"), ("title", "preset"))
    check_children(root, ("learn", "note", "narration", "question"))
    reader = Reader(scene_of(root, None))
    learn = []
    for element in root.elements("learn"):
        reader.check(element, ())
        reader.only(element, "li")
        learn += [sentence(reader, item) for item in element.elements()]
    chapter: ChapterDocument = {
        "number": chapter_number,
        "name": name,
        "title": root.attributes["title"],
        "learn": learn,
        "notes": [read_note(note, reader) for note in root.elements("note")],
        "narrations": [read_narration(each, reader) for each in root.elements("narration")],
        "closing": [read_question(each, reader) for each in root.elements("question")],
        "lenses": {},
        "words": [],
    }
    reader.finish(())
    chapter["words"] = sorted(reader.words)
    return chapter


def read_note(element: Element, reader: Reader) -> NoteDocument:
    """A note of the talk, each line with its live counterpart."""
    reader.check(element, ("title",), ("title",))
    reader.only(element, *IN_A_NOTE)
    readers: dict[str, Any] = {
        "point": _point,
        "p": _paragraph,
        "equation": equation,
        "figure": figure,
    }
    return {
        "title": element.attributes["title"],
        "content": [readers[inner.name](reader, inner) for inner in element.elements()],
    }


def _paragraph(reader: Reader, element: Element) -> Any:
    return paragraph(reader, element)


def _point(reader: Reader, element: Element) -> Any:
    reader.check(element, ("mark", *ATTRIBUTES))
    scene = scene_of(element, reader.scene.preset)
    # An element's <changes> is no part of its sentence.
    words = Element(
        element.name,
        element.line,
        element.attributes,
        [c for c in element.children if isinstance(c, str) or c.name != "changes"],
    )
    reader.scenes.append(scene)
    return {
        "kind": "point",
        "stage": read_stage(element, scene),
        "mark": reader.mark(element),
        "content": sentence(reader, words),
    }


def read_narration(element: Element, reader: Reader) -> NarrationDocument:
    """A narration: parts in their order, and the question after them."""
    attributes = reader.check(element, ("id", "title", "preset"), ("id", "title"))
    reader.only(element, "part", "question")
    preset = attributes.get("preset", reader.scene.preset)
    parts: list[PartDocument] = []
    for part in element.elements("part"):
        parts.append(_part(part, reader, preset))
        if len(parts) > 1 and parts[-1]["seconds"] <= parts[-2]["seconds"]:
            raise LessonError("A part begins later than the one before it.", part.line)
    questions = element.elements("question")
    if not parts or len(questions) != 1:
        raise LessonError("A narration has parts, and one question after them.", element.line)
    return {
        "id": reader.take_id(element, "narration", attributes["id"]),
        "title": attributes["title"],
        "parts": parts,
        "question": read_question(questions[0], reader),
    }


def _part(element: Element, reader: Reader, preset: str) -> PartDocument:
    known = ("seconds", "mark", "walk", *ATTRIBUTES)
    attributes = reader.check(element, known, ("seconds", "mark"))
    spoken = " ".join(" ".join(c for c in element.children if isinstance(c, str)).split())
    others = [inner for inner in element.elements() if inner.name not in ("aside", "changes")]
    if others:
        raise LessonError(
            unknown("element", others[0].name, ("aside", "changes"), " in <part>"),
            others[0].line,
        )
    asides = element.elements("aside")
    if not spoken or len(asides) > 1:
        raise LessonError(
            "A part has a sentence that is spoken, and one <aside> at most.", element.line
        )
    walk = attributes.get("walk")
    if walk is not None and walk not in WALKS:
        raise LessonError(unknown("walk", walk, WALKS), element.line)
    scene = scene_of(element, preset)
    reader.scenes.append(scene)
    try:
        seconds = number(attributes["seconds"])
    except LessonError as error:
        raise error.within("", element.line) from None
    return {
        "seconds": seconds,
        "mark": attributes["mark"],
        "stage": read_stage(element, scene),
        "walk": walk,  # type: ignore[typeddict-item]  # one of WALKS
        "text": spoken,
        "aside": read_inline(reader, asides[0]) if asides else [],
    }


def read_question(element: Element, reader: Reader) -> QuestionDocument:
    """A question with choices, one of them right, or an open one with a good answer."""
    attributes = reader.check(element, ("id", "step"), ("id",))
    reader.only(element, "ask", "choice", "model")
    check_id(attributes["id"], element)
    asked, models = element.elements("ask"), element.elements("model")
    choices = element.elements("choice")
    if len(asked) != 1 or len(models) > 1:
        raise LessonError("A question has one <ask>, and one <model> at most.", element.line)
    read = [_choice(choice, reader) for choice in choices]
    if not choices and not models:
        raise LessonError("An open question has a <model>: a good answer.", element.line)
    if choices and sum(choice["right"] for choice in read) != 1:
        raise LessonError(f"One choice of {quoted(attributes['id'])} is right.", element.line)
    for inner in (*asked, *models):
        reader.check(inner, ())
    return {
        "id": reader.take_id(element, "question", attributes["id"]),
        "ask": sentence(reader, asked[0]),
        "choices": read,
        "model": sentence(reader, models[0]) if models else [],
        "step": attributes.get("step"),
    }


def _choice(element: Element, reader: Reader) -> Any:
    attributes = reader.check(element, ("right", "idea"))
    reveals = element.elements("reveal")
    if len(reveals) != 1:
        raise LessonError("A choice has one <reveal>: what it shows.", element.line)
    reader.check(reveals[0], ())
    words = Element(
        element.name,
        element.line,
        {},
        [child for child in element.children if child is not reveals[0]],
    )
    return {
        "right": "right" in attributes,
        "idea": attributes.get("idea"),
        "content": sentence(reader, words),
        "reveal": sentence(reader, reveals[0]),
    }
