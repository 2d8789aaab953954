"""The browser's types of messages and catalog, made from the models.

`python -m app.protocol_types` writes static/js/protocol/messages.d.ts; a test compares them.
"""

import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue

from app.answers import AnswerDocument
from app.commands import Until
from app.documents import WITH_SETTINGS, CatalogDocument, ExperimentDocument, ThumbnailsDocument
from app.protocol import Command, Event

TARGET = Path(__file__).parent.parent / "static/js/protocol/messages.d.ts"

HEADER = """\
/**
 * The protocol's messages (docs/protocol.md), experiments, and the catalog.
 *
 * Made from app/commands.py, app/events.py, app/answers.py and app/documents.py by
 * `python -m app.protocol_types`: change those.
 */
"""

LINE_LENGTH = 100
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
UNIONS = {"Command": Command, "Event": Event, "Until": Until, "AnswerContent": AnswerDocument}


def declarations() -> str:
    """All declarations as TypeScript."""
    named: dict[str, type] = {}
    documents = (CatalogDocument, ThumbnailsDocument)
    for root in (ExperimentDocument, *map(_members_of, UNIONS.values()), *documents):
        for kind in root if isinstance(root, tuple) else (root,):
            _collect(kind, named)
    always_whole = {kind.__name__ for kind in _members_of(Event)}
    parts = [_interface(kind, whole=name in always_whole) for name, kind in named.items()]
    parts += [_union(name, _members_of(union)) for name, union in UNIONS.items()]
    return "\n".join([HEADER, *parts])


def _collect(kind: type, named: dict[str, type]) -> None:
    if kind.__name__ in named:
        return
    for annotation in _annotations(kind).values():
        for inner in _walk(annotation):
            _collect(inner, named)
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
        lines.append(f"  {field}{'?' * optional}: {_typescript(annotation)};")
    if kind in WITH_SETTINGS:
        lines.append("  [setting: string]: unknown;")
    return "\n".join([*lines, "}", ""])


def _union(name: str, members: tuple[type, ...]) -> str:
    names = [_name(kind) for kind in members]
    line = f"export type {name} = {' | '.join(names)};\n"
    if len(line) > LINE_LENGTH:
        line = f"export type {name} =\n  | " + "\n  | ".join(names) + ";\n"
    return line


def _typescript(annotation: Any) -> str:
    annotation = _browser_view(annotation)
    if annotation is JsonValue:
        return "unknown"
    if annotation in PLAIN:
        return PLAIN[annotation]
    if _has_fields(annotation):
        return _name(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (Union, types.UnionType):
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
    TARGET.write_text(declarations(), "utf-8")
