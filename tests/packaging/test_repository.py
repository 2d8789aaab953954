"""What git holds is ours, and says nothing about the machine that it was made on."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work|farm|opt/(?!venv)\w+)/")
REGISTRIES = re.compile(
    r"registry\.npmjs|registry\.yarnpkg|files\.pythonhosted|pypi\.org/simple"
    r"|index[-_]url\s*=|artifactory|[\"']resolved[\"']:"
)


def tracked() -> list[str]:
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True)
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="ignore")


def test_no_third_party_code_is_tracked() -> None:
    foreign = re.compile(r"(^|/)(node_modules|vendor|third_party)/|\.min\.(js|css|mjs)$|\.woff2?$")
    assert [name for name in tracked() if foreign.search(name)] == []


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    here = Path(__file__).relative_to(ROOT).as_posix()
    found = [name for name in tracked() if name != here and MACHINE_PATHS.search(text(name))]
    assert found == []


def test_no_tracked_file_names_a_package_registry() -> None:
    here = Path(__file__).relative_to(ROOT).as_posix()
    found = [name for name in tracked() if name != here and REGISTRIES.search(text(name))]
    assert found == []


def test_npm_lock_pins_every_package_by_content() -> None:
    packages = json.loads(text("package-lock.json"))["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)


def test_package_json_names_exact_versions() -> None:
    package = json.loads(text("package.json"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []


def test_python_lock_pins_every_dependency() -> None:
    lines = [line for line in text("requirements.lock").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    project = tomllib.loads(text("pyproject.toml"))["project"]
    # What only benchmarks and `make parity` compare with is heavy, and is not locked.
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    named = {re.split(r"[<>=]", requirement)[0] for requirement in needed}
    assert "numpy" in named
    assert named <= pinned


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_a_document_names_exists(document: str) -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(code(document))))
    assert named
    assert named <= make_targets()


def test_contributing_names_every_make_target() -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(code("CONTRIBUTING.md"))))
    assert make_targets() == named


def make_targets() -> set[str]:
    """What people may ask for; the parts of it have a .PHONY line of their own."""
    phony = re.search(r"(?m)^\.PHONY: (.*)$", text("Makefile"))
    assert phony
    return set(phony[1].split())


def code(document: str) -> list[str]:
    """The pieces of a Markdown document that are set as code."""
    return re.findall(r"(?s)```.*?```|`[^`\n]+`", text(document))
