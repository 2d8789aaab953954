"""The real page in real Chromium at full speed, the server on the same machine.

    python -m benchmarks.page [--only TABLE ...] [--seconds SECONDS]
    python -m benchmarks.page --memory MINUTES

Everything visible at 1440 × 900, software raster. Speed: script per picture, pictures and steps a
second. Answers: how soon a slider, a pause and any event are answered. History: whether a picture
costs the same after a hundred million steps. Memory: the heap, minute by minute.
"""

import argparse
from collections.abc import Callable

from benchmarks import machine
from benchmarks.page.answers import answers_table
from benchmarks.page.history import history_table
from benchmarks.page.memory import memory_table
from benchmarks.page.speed import speed_table

TABLES: dict[str, Callable[[float], None]] = {
    "speed": speed_table,
    "answers": answers_table,
    "history": history_table,
}
"""Each table by name; it prints itself."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.page", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES), metavar="TABLE")
    parser.add_argument("--seconds", type=float, default=5, help="length of each measurement")
    parser.add_argument("--memory", type=float, metavar="MINUTES", help="watch the memory instead")
    options = parser.parse_args()
    print(machine.describe())
    if options.memory is not None:
        memory_table(options.memory)
        return
    for name in options.only:
        print(f"\n{name}", flush=True)
        TABLES[name](options.seconds)


if __name__ == "__main__":
    main()
