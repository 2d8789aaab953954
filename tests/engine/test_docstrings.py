"""Every public name of the engine says what it is: in a sentence or an equation, with the shapes
of the arrays that it returns and the errors that it raises."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
EQUATION = re.compile("[=←≥]")
ARRAYS = re.compile("Array|Floats|NDArray|Bytes|Flags|Bitmap|Ranges")
SHAPE = re.compile(r"\([^()]*,[^()]*\)|element by element|[Ff]lat\b|zero-dimensional")
ERRORS = ("ExperimentError", "IndexError", "KeyError", "RunFileError", "RuntimeError", "ValueError")


class Name(NamedTuple):
    """A public name: where it is, its docstring, and those of the class and module around it."""

    place: str
    node: ast.Module | ast.ClassDef | ast.FunctionDef
    words: str
    around: str


def names() -> Iterator[Name]:
    for file in sorted((ROOT / "engine").rglob("*.py")):
        place = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        yield from inside(ast.parse(file.read_text(encoding="utf-8")), place, "")


def inside(
    node: ast.Module | ast.ClassDef | ast.FunctionDef, place: str, around: str
) -> Iterator[Name]:
    words = ast.get_docstring(node) or ""
    yield Name(place, node, words, around)
    if isinstance(node, ast.FunctionDef):
        return
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and not child.name.startswith("_"):
            yield from inside(child, f"{place}.{child.name}", f"{around}\n{words}")


NAMES = list(names())
FUNCTIONS = [name for name in NAMES if isinstance(name.node, ast.FunctionDef)]


def raised(node: ast.AST) -> set[str]:
    """The errors that a function raises itself."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Raise) and part.exc is not None:
            error = part.exc.func if isinstance(part.exc, ast.Call) else part.exc
            found.add(ast.unparse(error))
    return found


def test_the_whole_engine_is_read() -> None:
    places = {name.place for name in NAMES}
    assert {"engine.trainer.Trainer.save", "engine.trace.Trace.loss", "engine.tape"} <= places
    assert len(NAMES) > 500


def test_every_public_name_begins_with_a_sentence_or_an_equation() -> None:
    wrong = []
    for name in NAMES:
        first = name.words.partition("\n\n")[0].rstrip()
        if not first.endswith((".", "?")) and not EQUATION.search(first):
            wrong.append(f"{name.place}: {first}")
    assert not wrong, "\n".join(wrong)


def test_whoever_raises_an_error_says_so() -> None:
    """In the function's docstring, or where it holds for all of them, in the class or module's."""
    silent = [
        f"{name.place} does not say that it raises {error}"
        for name in FUNCTIONS
        for error in sorted(raised(name.node) & set(ERRORS))
        if error not in name.words + name.around
    ]
    assert not silent, "\n".join(silent)


def test_errors_are_of_a_known_kind() -> None:
    found = {error for name in FUNCTIONS for error in raised(name.node)}
    assert found <= set(ERRORS)


def test_whoever_returns_an_array_says_its_shape() -> None:
    """In the function's docstring, or where it is that of all, in the class or module's."""
    silent = []
    for name in FUNCTIONS:
        assert isinstance(name.node, ast.FunctionDef)
        returned = ast.unparse(name.node.returns) if name.node.returns else ""
        if ARRAYS.search(returned) and not SHAPE.search(name.words + name.around):
            silent.append(f"{name.place} -> {returned}")
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize(
    ("module", "rules"),
    [
        ("optimizers", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]),
        ("schedules", ["cosine", "warm_up"]),
        ("initializers", ["orthogonal"]),
    ],
)
def test_a_rule_names_the_paper_that_it_is_from(module: str, rules: list[str]) -> None:
    words = {name.place: name.words for name in NAMES}
    for rule in rules:
        assert re.search(r"\b(19|20)\d\d\b", words[f"engine.rules.{module}.{rule}"]), rule
