"""The benchmark of the engine runs, and what it compares with does the same work."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_contenders_come_to_the_numbers_of_the_engine() -> None:
    tables = ["steps", "growth", "stacks", "probes", "seeking"]
    quick = ["--seconds", "0.001", "--rounds", "1", "--only", *tables]
    command = [sys.executable, "-m", "benchmarks.engine", *quick]
    printed = subprocess.check_output(command, cwd=ROOT, text=True)
    steps, _, rest = printed.partition("\ngrowth")
    assert steps.count("inlined") == steps.count("textbook") == 5
    assert all(f"\n{table}\n" in rest for table in tables[2:])
    assert "off the engine" not in printed
    assert "2-128-128-128-1" in printed
