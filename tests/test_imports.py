"""Imports follow one direction: the app builds on the engine, the engine on NumPy alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            assert node.module is not None
            yield node.module


@pytest.mark.parametrize("file", ENGINE, ids=lambda file: file.stem)
def test_the_engine_imports_numpy_the_standard_library_and_itself(file: Path) -> None:
    allowed = {"engine", "numpy", *sys.stdlib_module_names}
    assert {name.partition(".")[0] for name in imported(file)} <= allowed


def test_importing_the_engine_loads_no_web_library_and_sets_one_blas_thread_first() -> None:
    code = (
        "import engine, os, sys; print(os.environ['OPENBLAS_NUM_THREADS'],"
        " *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    threads, *modules = done.stdout.split()
    assert threads == "1"
    assert "numpy" in modules
    assert not {"app", "fastapi", "starlette", "pydantic", "uvicorn", "websockets"} & set(modules)


def test_one_blas_thread_is_set_before_numpy_is_imported() -> None:
    """Nothing that `engine/__init__.py` does before that line may import NumPy."""
    lines = (ROOT / "engine" / "__init__.py").read_text(encoding="utf-8").splitlines()
    setting = next(i for i, line in enumerate(lines) if "OPENBLAS_NUM_THREADS" in line)
    imports = [line for line in lines[:setting] if line.startswith(("import ", "from "))]
    assert imports == ["import os"]
