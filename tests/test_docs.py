"""The tour of the engine runs, and its tables are those of the registries."""

import doctest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from engine import ACTIVATIONS, DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS
from tests.tour import RULES, TOUR, Block, blocks, listed, names, rules

REGISTRIES: tuple[dict[str, Any], ...] = (ACTIVATIONS, LOSSES, OPTIMIZERS, INITIALIZERS, DATASETS)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def run_block(block: Block, space: dict[str, Any]) -> str:
    """Run a block in a namespace; returns what it prints. Fails on the line that goes wrong."""
    printed = StringIO()
    if block.text.startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(
            block.text, space, TOUR.name, str(TOUR), block.line - 1
        )
        runner = doctest.DocTestRunner(optionflags=OPTIONS)
        result = runner.run(test, out=printed.write, clear_globs=False)
        assert not result.failed, printed.getvalue()
        space |= test.globs
        return ""
    code = "\n" * (block.line - 1) + block.text
    with redirect_stdout(printed):
        exec(compile(code, TOUR.name, "exec"), space)
    return printed.getvalue()


def test_the_tour_runs_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = [set(registry) for registry in REGISTRIES]
    space: dict[str, Any] = {"__name__": "tour"}
    printed = ""
    try:
        for block in blocks(TOUR.read_text(encoding="utf-8")):
            if block.kind == "python":
                printed = run_block(block, space)
            elif block.kind == "text":
                lines = [line.rstrip() for line in printed.splitlines()]
                assert lines == block.text.splitlines(), f"{TOUR.name}:{block.line}"
    finally:
        for registry, names in zip(REGISTRIES, known, strict=True):
            for name in set(registry) - names:
                del registry[name]


def test_what_the_documents_say_of_the_registries_is_what_they_hold() -> None:
    """`python -m tests.tour` writes it."""
    assert listed(TOUR.read_text(encoding="utf-8")) == names()
    assert RULES.read_text(encoding="utf-8") == rules()
