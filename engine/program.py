"""A step as data: calls over bound views, grouped by phase."""

from collections.abc import Callable, Iterable, Sequence
from operator import setitem
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


def unrolled(calls: Sequence[Call]) -> Callable[[], None]:
    """One function that carries out calls in order: the loop of `run` written out line by line.

    A twentieth of a small step's time goes into that loop. The text holds numbered names alone;
    functions and arguments are bound to them.
    """
    bound: dict[str, Any] = {}
    lines = []
    for number, (function, arguments) in enumerate(calls):
        names = [f"a{number}_{place}" for place in range(len(arguments))]
        bound |= {f"f{number}": function, **dict(zip(names, arguments, strict=True))}
        lines.append(f"        f{number}({', '.join(names)})")
    text = [f"def bind({', '.join(bound)}):", "    def step():", *lines, "    return step"]
    space: dict[str, Any] = {}
    exec("\n".join(text), space)
    step: Callable[[], None] = space["bind"](**bound)
    return step


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


EVERYTHING = slice(None)


def copied(source: Array, target: Array) -> Call:
    """target = source; between arrays that lie in one piece, in a fifth of the time of copyto."""
    if source.flags.c_contiguous and target.flags.c_contiguous and source.shape == target.shape:
        return (setitem, (memory(target), EVERYTHING, memory(source)))
    return (np.copyto, (target, source))


def memory(array: Array) -> memoryview:
    """The bytes of an array that lies in one piece."""
    return array.reshape(-1).data.cast("B") if array.size else memoryview(bytearray())


def transposed(matrix: Array) -> Array:
    """A view with rows and columns exchanged, (…, n, m) to (…, m, n)."""
    return matrix.swapaxes(-1, -2)
