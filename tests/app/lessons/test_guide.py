"""docs/lessons.md: its tables are those of the program, its examples are lessons."""

import re
from pathlib import Path

from app.lessons.library import read_folder
from app.lessons.markup import ELEMENTS
from tests.app.lessons.reference import DOCUMENT, written


def test_its_tables_are_what_the_program_knows() -> None:
    """`python -m tests.app.lessons.reference` writes them."""
    document = DOCUMENT.read_text("utf-8")
    assert document == written(document)


def test_its_examples_can_be_read(tmp_path: Path) -> None:
    examples = re.findall(r"```html\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    place = tmp_path / "4-waves"
    place.mkdir()
    (lens,) = (example for example in examples if example.startswith("<lesson"))
    (chapter,) = (example for example in examples if example.startswith("<chapter"))
    (place / "intuition.html").write_text(lens, "utf-8")
    (place / "chapter.html").write_text(chapter, "utf-8")
    (read,) = read_folder(tmp_path).values()
    assert [step["id"] for step in read["lenses"]["intuition"]["steps"]] == ["4I1"]


def test_it_names_every_element() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert [name for name in ELEMENTS if not re.search(rf"<{name}[\s>/]", document)] == []
