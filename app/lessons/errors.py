"""What is said of a mistake in a lesson: where it is, and what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


class LessonError(ValueError):
    """A mistake in a lesson; the message names file and line and says what is wrong."""

    def __init__(self, sentence: str, line: int | None = None, file: str = "") -> None:
        self.sentence, self.line, self.file = sentence, line, file
        place = ", ".join(filter(None, [file, f"line {line}" if line else ""]))
        super().__init__(f"{place}: {sentence}" if place else sentence)

    def within(self, file: str, line: int | None = None) -> "LessonError":
        """The same mistake, with the place that was not known where it was found."""
        return LessonError(self.sentence, self.line or line, self.file or file)


def unknown(what: str, word: str, known: Iterable[str], where: str = "") -> str:
    """A sentence about a word that is not known: the nearest known one, or all where few are."""
    names = list(known)
    said = f"There is no {what} {quoted(word)}{where}"
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return f"{said}; did you mean {quoted(near[0])}?"
    if 0 < len(names) <= 12:
        return f"{said}, only {', '.join(map(quoted, names))}."
    return f"{said}."


def quoted(word: str) -> str:
    """A word of a document in a sentence: bounded, and on one line."""
    shown = " ".join(word.split())
    return f"“{shown if len(shown) <= 60 else shown[:59] + '…'}”"
