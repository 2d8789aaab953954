"""A step as data: calls over bound views, grouped by phase."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments; every call writes into an array that it is given."""


class Phase(NamedTuple):
    """A part of a step that can be watched alone: forward, loss, backward or update.

    `layer` counts from 1; it is 0 for the update, which moves all layers at once.
    """

    kind: str
    layer: int


def run(calls: Iterable[Call]) -> None:
    """Carry out calls in order."""
    for function, arguments in calls:
        function(*arguments)


def fill_minimum(x: Array, y: Array | float, out: Array) -> None:
    """out = min(x, y), with `out` by position (NumPy wants it by keyword here)."""
    np.minimum(x, y, out=out)


def fill_maximum(x: Array, y: Array | float, out: Array) -> None:
    """out = max(x, y), with `out` by position (NumPy wants it by keyword here)."""
    np.maximum(x, y, out=out)


def product(left: Array, right: Array, out: Array) -> Call:
    """out = left · right; for stacks (…, rows, columns) run by run, with the same bits as alone."""
    if left.ndim == right.ndim == 2:
        return (left.dot, (right, out))  # less than half the time of matmul
    return (np.matmul, (left, right, out))


def transposed(matrix: Array) -> Array:
    """A view with rows and columns exchanged, in each run of a stack."""
    return matrix.swapaxes(-1, -2)
