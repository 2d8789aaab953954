"""The tables in docs/lessons.md, made from what they are about.

`python -m tests.app.lessons.reference` writes them; a test compares.
"""

from pathlib import Path

from app.lessons.figures import FIGURES
from app.lessons.scene import MARKS, VIEWS
from app.lessons.stage import ATTRIBUTES
from app.lessons.vocabulary import FUNCTIONS, WORDS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "lessons.md"
PLACES = ("", ".1", ".1.2", ".2.1.3")


def tables() -> dict[str, str]:
    """Each table by its name in the document."""
    marks = ", ".join(f"`{name}{PLACES[count]}`" for name, count in MARKS.items())
    views = ", ".join(
        f"`{name}{PLACES[count].replace('.', ':', 1)}`" for name, count in VIEWS.items()
    )
    return {
        "stage": table("attribute", ATTRIBUTES) + f"\n\nWhat can be lit or dimmed: {views}.",
        "marks": f"{marks}.",
        "words": table("word", {name: word.summary for name, word in WORDS.items()}),
        "functions": table(
            "function", {f"{name}({f.arguments})": f.summary for name, f in FUNCTIONS.items()}
        ),
        "figures": "\n".join(
            ["| figure | is | attributes | words | acts |", "| --- | --- | --- | --- | --- |"]
            + [
                f"| `{name}` | {figure.summary} | {listed(figure.attributes)} |"
                f" {listed(figure.words)} | {listed(figure.acts)} |"
                for name, figure in sorted(FIGURES.items())
            ]
        ),
    }


def table(heading: str, rows: dict[str, str]) -> str:
    """Names with a sentence each."""
    lines = [f"| {heading} | is |", "| --- | --- |"]
    return "\n".join(lines + [f"| `{name}` | {sentence} |" for name, sentence in rows.items()])


def listed(names: dict[str, str]) -> str:
    """Names with a sentence each, in a cell."""
    return "; ".join(f"`{name}`: {sentence}" for name, sentence in names.items())


def written(document: str) -> str:
    """The document with all its tables."""
    for name, text in tables().items():
        begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
        before, _, rest = document.partition(begin)
        _, _, after = rest.partition(end)
        document = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    return document


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8")), "utf-8")
