"""The benchmark of the engine runs, and what it compares with does the same work."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_contenders_come_to_the_numbers_of_the_engine() -> None:
    command = [sys.executable, "-m", "benchmarks.engine", "--seconds", "0.001", "--rounds", "1"]
    printed = subprocess.check_output(command, cwd=ROOT, text=True)
    steps, _, rest = printed.partition("\ngrowth")
    assert steps.count("inlined") == steps.count("textbook") == 5
    assert "runs       in turn" in rest
    assert "off the engine" not in printed
    assert "2-128-128-128-1" in printed


@pytest.mark.slow
def test_what_going_back_costs_is_measured() -> None:
    command = [sys.executable, "-m", "benchmarks.seeking", "--seeks", "3", "--no-memory"]
    printed = subprocess.check_output(command, cwd=ROOT, text=True)
    assert printed.count("×") == 8
