"""A lesson's text as a tree of elements with their lines; nothing is known of their meaning here.

Whatever is not a known element, an attribute or text is refused: declarations (and with them
entities of one's own), instructions, comments that hold markup.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from app.lessons.errors import LessonError, quoted, unknown

DEEPEST: Final = 12
MOST_ELEMENTS: Final = 5000
ELEMENTS: Final = (
    *("lesson", "step", "narration", "goal", "hint", "why", "changes", "setup"),
    *("p", "ul", "li", "b", "i", "value", "symbol", "mark"),
    *("task", "predict", "choice", "reveal", "answer", "worked", "blank", "alone"),
    *("figure", "equation", "term", "op"),
    *("chapter", "learn", "note", "point", "part", "aside", "question", "ask", "model"),
)


@dataclass
class Element:
    """An element: its name, attributes, what is in it, and the line on which it begins."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self, *names: str) -> list["Element"]:
        """The elements directly in this one, all or those of some names."""
        inner = [child for child in self.children if isinstance(child, Element)]
        return [child for child in inner if not names or child.name in names]


def parse(text: str) -> Element:
    """The one element that a document consists of. Raises LessonError, with a line."""
    odd = re.search(r"<(!(?!--)|\?|/(?![a-zA-Z]))[^>]{0,30}", text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise LessonError(f"{quoted(odd[0])} is no element: a lesson has nothing else.", line)
    parser = _Parser()
    parser.feed(text)
    if "<" in parser.rawdata:
        raise LessonError("This begins an element that does not end.", parser.getpos()[0])
    parser.close()
    return parser.finished()


class _Parser(HTMLParser):
    """Builds the tree; HTML's forgiveness ends where a document could mean something else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._document = Element("", 0)
        self._open = [self._document]
        self._count = 0

    def finished(self) -> Element:
        if len(self._open) > 1:
            raise LessonError(f"<{self._open[-1].name}> is not closed.", self._open[-1].line)
        roots = self._document.elements()
        if len(roots) != 1:
            raise LessonError("A document is one element with all others in it.", self.getpos()[0])
        return roots[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(self._add(tag, attrs))
        if len(self._open) > DEEPEST + 1:
            raise self._error(f"<{tag}> lies more than {DEEPEST} elements deep.")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].name != tag:
            inner = self._open[-1]
            meant = f"; <{inner.name}> of line {inner.line} is open" if inner.name else ""
            raise self._error(f"</{tag}> closes nothing here{meant}.")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1] is self._document and data.strip():
            raise self._error(f"The text {quoted(data)} stands outside of all elements.")
        unresolved = re.search(r"&[a-zA-Z][a-zA-Z0-9]*;", data)
        if unresolved:
            raise self._error(f"There is no character named {quoted(unresolved[0])}.")
        inside = self._open[-1].children
        if inside and isinstance(inside[-1], str):
            inside[-1] += data
        else:
            inside.append(data)

    def handle_comment(self, data: str) -> None:
        if "<" in data:
            raise self._error("A comment holds words only: take the markup in it out.")

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        if tag not in ELEMENTS:
            raise self._error(unknown("element", tag, ELEMENTS))
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise self._error(f"A document has at most {MOST_ELEMENTS} elements.")
        element = Element(tag, self.getpos()[0])
        for name, value in attrs:
            if name in element.attributes:
                raise self._error(f"<{tag}> has {quoted(name)} twice.")
            element.attributes[name] = value or ""
        self._open[-1].children.append(element)
        return element

    def _error(self, sentence: str) -> LessonError:
        return LessonError(sentence, self.getpos()[0])
