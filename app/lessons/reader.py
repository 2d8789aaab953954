"""What the readers of elements share: which attributes there are, and the expressions in them."""

from collections.abc import Collection
from typing import Final

from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.expression import Expression, Tree, read_expression
from app.lessons.markup import Element
from app.lessons.scene import Scene

ID: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
LONGEST_ID: Final = 40


class Reader:
    """Reads the elements of one step (or of a note, or a part), whose ids are its own.

    `scenes` are the runs that may stand on the stage in it: a neuron must exist in one of them.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.scenes = [scene]
        self.words: set[str] = set()
        self.ids: dict[str, dict[str, int]] = {}
        self.choices: dict[str, list[str]] = {}
        self.figures: list[str] = []
        self._expressions: list[tuple[Expression, int]] = []

    # ---- attributes

    def check(
        self, element: Element, known: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, str]:
        """The attributes of an element, all known and none of the needed missing."""
        check_attributes(element, known, needed)
        return element.attributes

    def only(self, element: Element, *names: str) -> None:
        """Only such elements are in this one, and no text of its own."""
        check_children(element, names)

    def take_id(self, element: Element, kind: str, name: str) -> str:
        """An id that no other element of its kind has in this step."""
        check_id(name, element)
        known = self.ids.setdefault(kind, {})
        if name in known:
            raise LessonError(
                f"{quoted(name)} is the id of the <{kind}> in line {known[name]} already.",
                element.line,
            )
        known[name] = element.line
        return name

    def mark(self, element: Element, attribute: str = "mark") -> str | None:
        """A mark of the stage that an attribute names, where it is given."""
        text = element.attributes.get(attribute)
        if text is None:
            return None
        failure: LessonError | None = None
        for scene in self.scenes:
            try:
                return scene.mark(text)
            except LessonError as error:
                failure = failure or error
        assert failure is not None
        raise failure.within("", element.line)

    # ---- expressions

    def expression(self, element: Element, attribute: str) -> Tree:
        """The expression in an attribute; what it names is looked up once the step is read."""
        try:
            found = read_expression(element.attributes[attribute])
        except LessonError as error:
            raise error.within("", element.line) from None
        self.words |= found.words
        self._expressions.append((found, element.line))
        return found.tree

    def condition(self, element: Element, attribute: str = "when") -> Tree | None:
        """The expression in an attribute that may be missing."""
        return self.expression(element, attribute) if attribute in element.attributes else None

    def finish(self, figure_words: Collection[str]) -> None:
        """Looks up what the expressions name. Raises LessonError."""
        kinds = {"said": "predict", "choice": "predict", "answered": "answer", "ans": "answer"}
        things = {"predict": "prediction", "answer": "typed answer"}
        for found, line in self._expressions:
            for function, name in found.named:
                if function == "figure":
                    known: Collection[str] = figure_words
                    what, where = "word", " of the figures in this step"
                else:
                    kind = kinds[function]
                    known, what, where = self.ids.get(kind, {}), things[kind], " in this step"
                if name not in known:
                    raise LessonError(unknown(what, name, known, where), line)
            for word, indices in found.places:
                self._place(word, indices, line)

    def _place(self, word: str, indices: tuple[int, ...], line: int) -> None:
        failure: LessonError | None = None
        for scene in self.scenes:
            try:
                scene.place(word, indices)
            except LessonError as error:
                failure = failure or error
            else:
                return
        if failure is not None:
            raise failure.within("", line)


def check_attributes(
    element: Element, known: Collection[str], needed: Collection[str] = ()
) -> None:
    """Only known attributes, and all that are needed. Raises LessonError."""
    for name in element.attributes:
        if name not in known:
            sentence = unknown("attribute", name, known, f" of <{element.name}>")
            raise LessonError(sentence, element.line)
    for name in needed:
        if not element.attributes.get(name, "").strip():
            raise LessonError(f"<{element.name}> needs {quoted(name)}.", element.line)


def check_children(element: Element, names: Collection[str]) -> None:
    """Only elements of these names, and no text. Raises LessonError."""
    line = element.line
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                raise LessonError(
                    f"The text {quoted(child)} cannot stand directly in <{element.name}>.",
                    line + _lines_before(child),
                )
            line += child.count("\n")
        else:
            line = child.line
            if child.name not in names:
                raise LessonError(
                    unknown("element", child.name, names, f" in <{element.name}>"), child.line
                )


def check_id(name: str, element: Element) -> None:
    """An id of letters, digits, - and _. Raises LessonError."""
    if not name or len(name) > LONGEST_ID or set(name) - set(ID):
        raise LessonError(
            f"An id has up to {LONGEST_ID} letters, digits, - and _; {quoted(name)} has others.",
            element.line,
        )


def _lines_before(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
