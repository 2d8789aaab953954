"""The browser's types of messages, catalog and lessons, made from the models.

`python -m app.protocol_types` writes static/js/protocol/messages.d.ts and lessons.d.ts; a test
compares them.
"""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue

from app.answers import AnswerDocument
from app.commands import Until
from app.documents import WITH_SETTINGS, CatalogDocument, ExperimentDocument, ThumbnailsDocument
from app.lessons.documents import Action, Block, Inline, LessonsDocument
from app.lessons.expression import NAMING, BrowserName
from app.lessons.figures import FIGURES
from app.lessons.vocabulary import FUNCTIONS, WORDS
from app.protocol import Command, Event

FOLDER = Path(__file__).parent.parent / "static/js/protocol"

MESSAGES_HEADER = """\
/**
 * The protocol's messages (docs/protocol.md), experiments, and the catalog.
 *
 * Made from app/commands.py, app/events.py, app/answers.py and app/documents.py by
 * `python -m app.protocol_types`: change those.
 */
"""

LESSONS_HEADER = """\
/**
 * What `/lessons.json` holds (docs/lessons.md).
 *
 * Made from app/lessons/documents.py by `python -m app.protocol_types`: change that.
 */

/** An expression: a number, or a list that begins with what it is. */
export type Tree = number | string | Tree[];
"""

LINE_LENGTH = 100
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
MESSAGES = {"Command": Command, "Event": Event, "Until": Until, "AnswerContent": AnswerDocument}
LESSONS = {"Inline": Inline, "Block": Block, "Action": Action}


def files() -> dict[Path, str]:
    """The text of each file of declarations."""
    documents = (CatalogDocument, ThumbnailsDocument)
    roots = (ExperimentDocument, *map(_members_of, MESSAGES.values()), *documents)
    lessons = (LessonsDocument, *map(_members_of, LESSONS.values()))
    return {
        FOLDER / "messages.d.ts": declarations(MESSAGES_HEADER, roots, MESSAGES),
        FOLDER / "lessons.d.ts": declarations(LESSONS_HEADER, lessons, LESSONS) + vocabulary(),
    }


def vocabulary() -> str:
    """The names that documents may use, so that the browser has each of them and no other."""
    names = {
        "StateWord": [word for word in WORDS if not word.startswith("ev.")],
        "EventWord": [word for word in WORDS if word.startswith("ev.")],
        "FunctionName": [name for name in FUNCTIONS if name not in NAMING],
        "NamingFunction": [*NAMING],
        "FigureName": [*FIGURES],
    }
    return "".join(
        "\n" + _alternatives(kind, [f'"{name}"' for name in found]) for kind, found in names.items()
    )


def declarations(header: str, roots: Iterable[Any], unions: Mapping[str, Any]) -> str:
    """All declarations that some models and unions need, as TypeScript."""
    named: dict[str, type] = {}
    for root in roots:
        for kind in root if isinstance(root, tuple) else (root,):
            if _has_fields(kind):
                _collect(kind, named)
    always_whole = {kind.__name__ for kind in _members_of(Event)}
    parts = [_interface(kind, whole=name in always_whole) for name, kind in named.items()]
    parts += [_union(name, _members_of(union)) for name, union in unions.items()]
    return "\n".join([header, *parts])


def _collect(kind: type, named: dict[str, type], within: tuple[type, ...] = ()) -> None:
    """Adds a model after those that it needs; of models that need each other, one comes first."""
    if kind.__name__ in named or kind in within:
        return
    for annotation in _annotations(kind).values():
        for inner in _walk(annotation):
            _collect(inner, named, (*within, kind))
    named[kind.__name__] = kind


def _walk(annotation: Any) -> Iterator[type]:
    """The models and documents that an annotation names."""
    annotation = _browser_view(annotation)
    if _has_fields(annotation):
        yield annotation
    elif annotation is not JsonValue:
        for part in get_args(annotation):
            yield from _walk(part)


def _interface(kind: type, *, whole: bool) -> str:
    lines = [f"/** {(kind.__doc__ or '').splitlines()[0]} */", f"export interface {_name(kind)} {{"]
    for field, annotation in _annotations(kind).items():
        optional = get_origin(annotation) is NotRequired
        if issubclass(kind, BaseModel) and not whole and field != "type":
            optional = not kind.model_fields[field].is_required()
        lines.append(_field(f"{field}{'?' * optional}", _typescript(annotation)))
    if kind in WITH_SETTINGS:
        lines.append("  [setting: string]: unknown;")
    return "\n".join([*lines, "}", ""])


def _field(name: str, text: str) -> str:
    """A field as Biome formats it: a union that is too long for a line has a line each."""
    line = f"  {name}: {text};"
    if len(line) <= LINE_LENGTH or "[]" in text:
        return line
    return f"  {name}:\n    | " + "\n    | ".join(text.split(" | ")) + ";"


def _union(name: str, members: tuple[type, ...]) -> str:
    return _alternatives(name, [_typescript(kind) for kind in members])


def _alternatives(name: str, names: list[str]) -> str:
    line = f"export type {name} = {' | '.join(names)};\n"
    if len(line) > LINE_LENGTH:
        line = f"export type {name} =\n  | " + "\n  | ".join(names) + ";\n"
    return line


def _typescript(annotation: Any) -> str:
    for part in getattr(annotation, "__metadata__", ()):
        if isinstance(part, BrowserName):
            return part.name
    annotation = _browser_view(annotation)
    if annotation is JsonValue or annotation is Any:
        return "unknown"
    if annotation in PLAIN:
        return PLAIN[annotation]
    if _has_fields(annotation):
        return _name(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (Union, types.UnionType):
        for name, union in LESSONS.items():
            if set(arguments) == set(get_args(union)):
                return name
        return " | ".join(map(_typescript, arguments))
    if origin is list:
        inner = _typescript(arguments[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<string, {_typescript(arguments[1])}>"
    raise TypeError(f"no TypeScript for {annotation!r}")


def _browser_view(annotation: Any) -> Any:
    """Without limits, and with the document that stands for unchecked JSON."""
    while get_origin(annotation) in (Annotated, NotRequired):
        inner, *metadata = get_args(annotation)
        documents = [part for part in metadata if _has_fields(part) or _is_union(part)]
        annotation = documents[0] if documents else inner
    return annotation


def _annotations(kind: type) -> dict[str, Any]:
    return (
        typing.get_type_hints(kind, include_extras=True)
        if typing.is_typeddict(kind)
        else {
            name: hint
            for name, hint in typing.get_type_hints(kind, include_extras=True).items()
            if name in kind.model_fields  # type: ignore[attr-defined]  # else it is a pydantic model
        }
    )


def _has_fields(kind: Any) -> bool:
    return isinstance(kind, type) and (typing.is_typeddict(kind) or issubclass(kind, BaseModel))


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def _members_of(union: Any) -> tuple[type, ...]:
    members = get_args(get_args(union)[0]) if get_origin(union) is Annotated else get_args(union)
    return tuple(members)


def _name(kind: type) -> str:
    return kind.__name__.removesuffix("Document")


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, "utf-8")
