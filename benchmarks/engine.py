"""How fast the engine is, beside the same work done by others.

    python -m benchmarks.engine [--only TABLE ...]

Float32, shuffled batches, plain SGD, one thread; medians of runs in turns, without evaluations.
A contender is timed after it has come to the engine's own numbers. PyTorch, JAX and scikit-learn
are in the extra named benchmark.
"""

import argparse
from collections.abc import Callable

from benchmarks import machine
from benchmarks.growth import growth_table
from benchmarks.probes import probes_table
from benchmarks.seeking import memory_table, seeking_table
from benchmarks.stacks import stacks_table
from benchmarks.steps import steps_table
from benchmarks.timing import Slices

TABLES: dict[str, Callable[[Slices], None]] = {
    "steps": steps_table,
    "growth": growth_table,
    "stacks": stacks_table,
    "probes": probes_table,
    "seeking": seeking_table,
    "memory": memory_table,
}
"""Each table by name; it prints itself."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engine", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES), metavar="TABLE")
    parser.add_argument("--seconds", type=float, default=0.1, help="length of one run")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each contender")
    options = parser.parse_args()
    print(machine.describe())
    for name in options.only:
        print(f"\n{name}")
        TABLES[name](Slices(options.seconds, options.rounds))


if __name__ == "__main__":
    main()
