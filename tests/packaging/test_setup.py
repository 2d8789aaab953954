"""Setting up says in one sentence what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing is set up."""
    for name in ("scripts", "web"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "requirements.lock", "hatch_build.py", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def set_up(checkout: Path, path: str, patch: str = "pass") -> subprocess.CompletedProcess[str]:
    """Run scripts/setup.py with `path` as PATH, after some statements."""
    start = f"import runpy, sys; {patch}; runpy.run_path('scripts/setup.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", start],
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, prints: str) -> None:
    """Put a program into `folder` that prints one line."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {prints}\n")
    (folder / name).chmod(0o755)


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in words), done.stderr


def test_old_python_is_told_what_it_is_and_what_to_do(checkout: Path) -> None:
    done = set_up(checkout, os.environ["PATH"], "sys.version_info = (3, 9, 2)")
    assert_one_sentence(done, "Python 3.11", "this is 3.9", "PYTHON=")


def test_missing_npm_is_told(checkout: Path) -> None:
    program(checkout / "bin", "node", "v22.1.0")
    assert_one_sentence(set_up(checkout, f"{checkout}/bin"), "Node 20", "npm")


def test_old_node_is_told_what_it_is(checkout: Path) -> None:
    program(checkout / "bin", "node", "v18.19.0")
    program(checkout / "bin", "npm", "9.2.0")
    path = f"{checkout}/bin:/bin:/usr/bin"
    assert_one_sentence(set_up(checkout, path), "Node 20", "this is v18.19.0")


def test_missing_venv_module_is_told_with_the_package_that_has_it(checkout: Path) -> None:
    program(checkout / "bin", "node", "v22.1.0")
    program(checkout / "bin", "npm", "10.0.0")
    path = f"{checkout}/bin:/bin:/usr/bin"
    done = set_up(checkout, path, "sys.modules['ensurepip'] = None")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_browser_is_installed_with_apt_which_is_said(checkout: Path) -> None:
    program(checkout / "bin", "apt-get", '"$@" >> apt.log')
    (checkout / "bin/env").symlink_to("/usr/bin/env")
    call = "import os, runpy; os.geteuid = lambda: 0; "
    call += "runpy.run_path('scripts/setup.py')['require_browser']()"
    done = subprocess.run(
        [sys.executable, "-c", call],
        cwd=checkout,
        env={"PATH": f"{checkout}/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "installing Debian's chromium" in done.stdout
    assert (checkout / "apt.log").read_text().splitlines()[-1].endswith(" chromium")


def test_browser_that_is_there_is_enough(checkout: Path) -> None:
    program(checkout / "bin", "google-chrome", "")
    call = "import runpy; runpy.run_path('scripts/setup.py')['require_browser']()"
    command = [sys.executable, "-c", call]
    environment = {"PATH": f"{checkout}/bin"}
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == done.stderr == ""
