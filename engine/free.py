"""A free example: inputs of a person's own choice, shown like an example of the data.

It is a probe on the plane, a drawn digit, a row that is in no table. It takes no part in the
training. Without targets its loss and all that follows from it are NaN: not computed.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.checks import ExperimentError, check_list, check_number
from engine.experiment import Experiment
from engine.passes import Pass
from engine.program import Array
from engine.rules.losses import LOSSES, example_rows

LARGEST = 1e30


class Free(NamedTuple):
    """An example as the data set has them (a point, before input features are made of it)."""

    inputs: tuple[float, ...]
    targets: tuple[float, ...] | None = None


def read_free(experiment: Experiment, inputs: Any, targets: Any = None) -> Free:
    """A free example for these data; raises ExperimentError with a sentence.

    A loss that is a distance takes any target, also where the data have 0 and 1 alone.
    """
    dataset = experiment.dataset
    given = numbers("inputs", inputs, dataset.features)
    if targets is None:
        return Free(given)
    wanted = numbers("targets", targets, dataset.outputs)
    if "regression" not in LOSSES[experiment.loss].tasks and not set(wanted) <= {0.0, 1.0}:
        raise ExperimentError("targets", "The targets of classes are 0 and 1.")
    return Free(given, wanted)


def numbers(field: str, value: Any, count: int) -> tuple[float, ...]:
    """So many finite numbers. Raises ExperimentError."""
    listed = check_list(field, value)
    if len(listed) != count:
        plural = "s" * (count != 1)
        raise ExperimentError(
            field, f"These data have {count} number{plural} as {field}, and not {len(listed)}."
        )
    return tuple(check_number(field, number, -LARGEST, LARGEST) for number in listed)


def still_free(free: Free | None, experiment: Experiment) -> Free | None:
    """The example after data or loss have changed; None where there are no such examples now."""
    if free is None or len(free.inputs) != experiment.dataset.features:
        return None
    try:
        return read_free(experiment, free.inputs, free.targets)
    except ExperimentError:
        return Free(free.inputs)


def free_row(free: Free, experiment: Experiment, dtype: np.dtype[Any]) -> Array:
    """The example as a pass takes it, (1, columns); targets that there are not are 0."""
    points = np.array([free.inputs])
    targets = np.array([free.targets or [0.0] * experiment.dataset.outputs])
    with np.errstate(all="ignore"):
        inputs = experiment.data.transform(points).astype(dtype)
        return example_rows(experiment.loss, inputs, targets.astype(dtype))


def forget_blame(example: Pass) -> None:
    """Mark all that follows from targets as not computed."""
    for array in (example.targets, example.losses, *example.da, *example.dz):
        array[...] = math.nan


def as_plain(free: Free) -> dict[str, Sequence[float] | None]:
    """Plain JSON data."""
    return {
        "inputs": list(free.inputs),
        "targets": None if free.targets is None else list(free.targets),
    }
