"""Questions to a trained state: where in the plane does the answer change?

Marching squares (Lorensen and Cline 1987, "Marching cubes", in two dimensions) for any number of
classes: an answer is the largest of several fields, and a border runs where the largest changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import atanh

import numpy as np
import numpy.typing as npt

from engine.probes.forward import Forward
from engine.probes.plane import extent_of, over_plane
from engine.program import Array
from engine.trainer import Trainer

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]
IN_SUMS = {"sigmoid": lambda a: float(np.log(a / (1 - a))), "tanh": atanh, "linear": float}
"""Activations whose borders are found in z, where they are straighter: a to its z."""
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # (row, column) of a square's corners, in turn


def decision_boundary(trainer: Trainer, cells: int = 100) -> list[Floats]:
    """The lines of the plane at which the answer changes: polylines (n, 2) of points (x₁, x₂).

    For a yes-or-no answer, where the output crosses the threshold of the loss; for classes, where
    another output becomes the largest: these lines meet where three do. A closed line ends at its
    first point. The plane is cut into cells × cells squares, inside which outputs (their
    pre-activations where the output's bend allows it) count as straight. Empty where the answer is
    one and the same, or not finite. Raises ValueError for tasks about numbers, and unless the task
    has two inputs.
    """
    extent = extent_of(trainer)
    if trainer.experiment.dataset.task == "regression":
        raise ValueError("A task about numbers has no decision boundary.")
    fields = answer_fields(trainer, over_plane(trainer, cells, corners=True))
    lines = borders(fields.reshape(-1, cells + 1, cells + 1))
    return [line * (2 * extent / cells) - extent for line in lines]


def answer_fields(trainer: Trainer, forward: Forward) -> Floats:
    """Fields (fields, n), two or more, of which the first that is largest is the answer."""
    experiment = trainer.experiment
    activation = experiment.layers[-1].activation
    if experiment.dataset.task == "classes":
        in_sums = activation == "softmax" or activation in IN_SUMS
        return (forward.z if in_sums else forward.outputs).astype(np.float64)
    if activation in IN_SUMS:
        values, threshold = forward.z[0], IN_SUMS[activation](experiment.threshold)
    else:
        values, threshold = forward.outputs[0], experiment.threshold
    return np.stack([np.full(values.shape, threshold), values.astype(np.float64)])


def borders(fields: Floats) -> list[Floats]:
    """Polylines (n, 2) in units of squares, (column, row), where the largest field changes.

    `fields` is (fields, rows, columns), values at the corners of the squares.
    """
    finite = np.logical_and.reduce(np.isfinite(fields), axis=0)
    labels = fields.argmax(axis=0)
    whole, different = finite[:-1, :-1].copy(), np.zeros(np.subtract(labels.shape, 1), bool)
    for row, column in CORNERS[1:]:
        window = (
            slice(row, row + different.shape[0]),
            slice(column, column + different.shape[1]),
        )
        whole &= finite[window]
        different |= labels[window] != labels[:-1, :-1]
    net = Net()
    for row, column in zip(*np.nonzero(whole & different), strict=True):
        add_square(net, fields, labels, int(row), int(column))
    return net.lines()


class Net:
    """Points joined by lines, which are then read off as polylines from knot to knot."""

    def __init__(self) -> None:
        self._neighbours: defaultdict[Point, list[Point]] = defaultdict(list)

    def join(self, one: Point, other: Point) -> None:
        """Draw a line between two points."""
        if one != other:
            self._neighbours[one].append(other)
            self._neighbours[other].append(one)

    def lines(self) -> list[Floats]:
        """All lines as polylines (n, 2); uses the net up."""
        knots = [point for point, others in self._neighbours.items() if len(others) != 2]
        found = []
        for start in [*knots, *self._neighbours]:
            while self._neighbours[start]:
                found.append(np.array(self._walk(start, {start, *knots}), np.float64))
        return found

    def _walk(self, start: Point, ends: set[Point]) -> list[Point]:
        """Follow a line up to one of its possible ends, taking it away."""
        line = [start]
        while len(line) == 1 or line[-1] not in ends:
            here = line[-1]
            there = self._neighbours[here].pop()
            self._neighbours[there].remove(here)
            line.append(there)
        return line


def add_square(net: Net, fields: Floats, labels: Array, row: int, column: int) -> None:
    """Add the borders that run through one square.

    Two crossings are joined. With more, corners that are cut off by the answer in the middle get a
    line each, if that leaves nothing over; else all crossings meet in a point.
    """
    places = [(row + i, column + j) for i, j in CORNERS]
    answers = [int(labels[place]) for place in places]
    crossings: list[Point | None] = [
        crossing(fields, labels, place, places[(side + 1) % 4]) for side, place in enumerate(places)
    ]
    points = [point for point in crossings if point is not None]
    if len(points) == 2:
        net.join(*points)
        return
    if len(points) == 4:
        middle = int(np.mean([fields[:, i, j] for i, j in places], axis=0).argmax())
        cut_off = [corner for corner in range(4) if answers[corner] != middle]
        if len(cut_off) == 2 and (cut_off[0] + cut_off[1]) % 2 == 0:
            for corner in cut_off:
                net.join(points[corner], points[corner - 1])
            return
    meeting = mean_point(points)
    for point in points:
        net.join(point, meeting)


def crossing(
    fields: Floats, labels: Array, one: tuple[int, int], other: tuple[int, int]
) -> Point | None:
    """Where the answer changes along a side of a square, (column, row), or None.

    The same point, to the bit, from both squares that share the side.
    """
    if labels[one] == labels[other]:
        return None
    one, other = min(one, other), max(one, other)
    before, after = labels[one], labels[other]
    ahead = float(fields[before][one] - fields[after][one])  # ≥ 0
    behind = float(fields[after][other] - fields[before][other])  # ≥ 0
    share = ahead / (ahead + behind) if ahead + behind else 0.5
    return (
        one[1] + share * (other[1] - one[1]),
        one[0] + share * (other[0] - one[0]),
    )


def mean_point(points: Sequence[Point]) -> Point:
    """The point in the middle of others."""
    x, y = zip(*points, strict=True)
    return sum(x) / len(x), sum(y) / len(y)
