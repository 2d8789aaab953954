"""The tour of the engine, docs/engine.md: its blocks, and what it says of the registries.

    python -m tests.tour

writes the list of rules in the tour, and docs/rules.md with a line about each.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from engine import PRESETS, catalog
from engine.rules.losses import LOSSES

DOCS = Path(__file__).resolve().parents[1] / "docs"
TOUR, RULES = DOCS / "engine.md", DOCS / "rules.md"
BEGIN, END = "<!-- rules -->", "<!-- /rules -->"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KINDS = {
    "activations": ("Activations", "range"),
    "losses": ("Losses", "at the output"),
    "optimizers": ("Optimizers", "settings"),
    "schedules": ("Schedules", "settings"),
    "regularizers": ("Regularizers", "settings"),
    "initializers": ("Start values", "settings"),
    "datasets": ("Data sets", "numbers in and out"),
    "features": ("Features", "written"),
}
"""The registries, with a title and what a line says beside name and words."""


class Block(NamedTuple):
    """A block of code or output, and the line of the document on which it begins."""

    kind: str
    text: str
    line: int


def blocks(document: str) -> list[Block]:
    """The blocks of a document, in order."""
    return [
        Block(found[1], found[2], document.count("\n", 0, found.start(2)) + 1)
        for found in BLOCK.finditer(document)
    ]


def listed(document: str) -> str:
    """The list of rules in the tour."""
    return document.partition(BEGIN)[2].partition(END)[0].strip("\n")


def names() -> str:
    """The names in every registry as a table."""
    contents = catalog()
    kinds = {registry: title for registry, (title, _) in KINDS.items()} | {"presets": "Presets"}
    lines = [
        (title, ", ".join(f"`{entry['name']}`" for entry in contents[registry]))
        for registry, title in kinds.items()
    ]
    return table(("kind", "names"), lines)


def rules() -> str:
    """A page with a table for every registry: names, words and settings."""
    contents = catalog()
    parts = [
        "# Rules, data sets and presets",
        "`python -m tests.tour` writes it from the registries; the tour is [engine.md](engine.md).",
    ]
    for registry, (title, heading) in KINDS.items():
        lines = [line(entry, registry) for entry in contents[registry]]
        parts += [f"## {title}", table(("name", "what it does", heading), lines)]
    presets = [(f"`{p.name}`", p.summary, repr(p.experiment)[12:-1]) for p in PRESETS.values()]
    parts += ["## Presets", table(("name", "what it shows", "experiment"), presets)]
    return "\n\n".join(parts) + "\n"


def line(entry: dict[str, Any], registry: str) -> tuple[str, str, str]:
    """Name, words and what is particular to an entry."""
    if registry == "activations":
        low, high = entry["range"]
        more = f"{'−∞' if low is None else short(low)} to {'∞' if high is None else short(high)}"
    elif registry == "losses":
        more = ", ".join(f"`{name}`" for name in LOSSES[entry["name"]].only) or "any but softmax"
    elif registry == "datasets":
        more = f"{entry['features']} → {entry['outputs']}, {entry['task']}"
    elif registry == "features":
        more = entry["title"]
    else:
        more = ", ".join(f"`{s['name']}` {s['default']:g}" for s in entry["settings"])
    return f"`{entry['name']}`", entry["summary"], more


def short(number: float) -> str:
    """A number with a proper minus sign."""
    return f"{number:g}".replace("-", "−")


def table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    rows = [" | ".join(cell.replace("|", r"\|") for cell in cells) for cells in lines]
    heads = list(headings)
    return "\n".join(
        [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *(f"| {row} |" for row in rows)]
    )


def main() -> None:
    """Write both."""
    document = TOUR.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    TOUR.write_text(f"{before}{BEGIN}\n\n{names()}\n\n{END}{after}", encoding="utf-8")
    RULES.write_text(rules(), encoding="utf-8")


if __name__ == "__main__":
    main()
