"""The references in one compressed file: enough of each trajectory to catch any wrong entry.

Before every fifth step, and after the last, a trajectory is kept in full: parameters, slots and
gradient in float64, and what the step makes of them (the update and the slots after it) in float32,
which is all that the comparison in float32 needs. Of every step the loss is kept, and of each of
its vectors one weighted sum, in which no single entry can hide.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.parity.configurations import (
    EXAMPLES,
    GRID,
    STEPS,
    Configuration,
    Floats,
    widths,
)
from tests.parity.steps import SLOTS, Step

FILE = Path(__file__).with_name("references.npz")
KEPT = tuple(range(0, STEPS + 1, 5))


@dataclass(frozen=True)
class Reference:
    """What is kept of a trajectory.

    `kept[t]` is step t in full, for every t in KEPT; `sums` has a column for the loss and for each
    vector of `watched(step)`, and a row for every step.
    """

    configuration: Configuration
    kept: dict[int, Step]
    sums: Floats


def watched(step: Step) -> list[Floats]:
    """The vectors that are looked at in every step: parameters, slots, gradient."""
    return [*step.state.values(), step.gradient]


def weighted_sums(step: Step) -> Floats:
    """The loss, and a weighted mean of each watched vector, (1 + vectors,).

    The shares add up to 1 in size, so that two means differ by no more than the vectors do in any
    entry; none is less than half of the largest, and the golden ratio keeps them all different.
    """
    index = np.arange(1, len(step.gradient) + 1)
    shares = 1 + (index * (5**0.5 - 1) / 2) % 1
    shares *= np.where((index * 2**0.5) % 1 < 0.5, -1, 1) / shares.sum()
    return np.array([step.loss, *(vector @ shares for vector in watched(step))])


def reference(configuration: Configuration, steps: Iterable[Step]) -> Reference:
    """What is kept of these steps."""
    listed = list(steps)
    return Reference(
        configuration,
        {number: listed[number] for number in KEPT},
        np.array([weighted_sums(step) for step in listed]),
    )


def shuffled(numbers: Floats) -> npt.NDArray[np.uint8]:
    """All first bytes, then all second bytes, and so on, which compresses better."""
    width = numbers.dtype.itemsize
    return np.ascontiguousarray(numbers.astype(f"<f{width}").view(np.uint8).reshape(-1, width).T)


def unshuffled(rows: npt.NDArray[np.uint8]) -> Floats:
    """The inverse of `shuffled`, in float64."""
    width = len(rows)
    return np.ascontiguousarray(rows.T).view(f"<f{width}").ravel().astype(np.float64)


def save(references: Sequence[Reference], made_with: dict[str, str], file: Path = FILE) -> None:
    """Write the file."""
    full: list[Floats] = []
    results: list[Floats] = []
    for one in references:
        for step in one.kept.values():
            full += watched(step)
            results += step.result.values()
    description = {
        "made_with": made_with,
        "configurations": [
            {
                "experiment": one.configuration.experiment,
                "task": one.configuration.task,
                "features": one.configuration.inputs.shape[1],
            }
            for one in references
        ],
    }
    points = [
        np.rint(np.hstack([one.configuration.inputs, one.configuration.targets]) * GRID).ravel()
        for one in references
    ]
    np.savez_compressed(
        file,
        allow_pickle=False,
        description=np.frombuffer(json.dumps(description).encode(), np.uint8),
        points=np.concatenate(points).astype(np.int8),
        order=np.array(
            [i for one in references for b in one.configuration.order for i in b], np.int8
        ),
        full=shuffled(np.concatenate(full)),
        results=shuffled(np.concatenate(results).astype(np.float32)),
        sums=shuffled(np.concatenate([one.sums.ravel() for one in references])),
    )


class Reader:
    """Takes numbers from the front of an array, in the order they were written."""

    def __init__(self, numbers: npt.NDArray[Any]) -> None:
        self.numbers, self.at = numbers, 0

    def take(self, *shape: int) -> npt.NDArray[Any]:
        """The next numbers, in this shape."""
        start, self.at = self.at, self.at + int(np.prod(shape))
        return self.numbers[start : self.at].reshape(shape)


def load(file: Path = FILE) -> tuple[list[Reference], dict[str, str]]:
    """All references, and the versions that they were made with."""
    with np.load(file, allow_pickle=False) as stored:
        description = json.loads(stored["description"].tobytes())
        points, dealt = Reader(stored["points"]), Reader(stored["order"])
        full, results, sums = (
            Reader(unshuffled(stored[name])) for name in ("full", "results", "sums")
        )
    references = []
    for entry in description["configurations"]:
        experiment, features = entry["experiment"], entry["features"]
        outputs = experiment["layers"][-1]["units"]
        examples = points.take(EXAMPLES, features + outputs) / GRID
        order = tuple(
            tuple(int(i) for i in dealt.take(width)) for width in widths(experiment["batch_size"])
        )
        configuration = Configuration(
            experiment,
            entry["task"],
            inputs=examples[:, :features],
            targets=examples[:, features:],
            start=np.empty(0),
            order=order,
        )
        size = sum(fan_out * (fan_in + 1) for fan_out, fan_in in configuration.shapes)
        slots = SLOTS[configuration.rule("optimizer")]
        table = sums.take(STEPS + 1, 1 + len(slots) + 2)
        kept = {
            number: Step(
                float(table[number, 0]),
                {name: full.take(size) for name in ("parameters", *slots)},
                full.take(size),
                {name: results.take(size) for name in ("update", *slots)},
            )
            for number in KEPT
        }
        configuration = replace(configuration, start=kept[0].state["parameters"])
        references.append(Reference(configuration, kept, table))
    return references, description["made_with"]
