"""Columns of a table: numbers, labels, names and scales, each checked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.checks import check_keys, check_list, check_mapping, check_numbers
from engine.data.csv_text import NUMBER
from engine.data.description import Floats
from engine.data.limits import LARGEST_NUMBER, LONGEST_NAME, MOST_CLASSES, quoted, refuse
from engine.data.places import column, one_hot


class Scale(NamedTuple):
    """How columns are standardised: (x − mean) / deviation, both (columns,)."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def apply(self, values: Floats) -> Floats:
        """Values (n, columns) in units of their deviation from the mean."""
        scaled: Floats = (values - np.array(self.mean)) / np.array(self.deviation)
        return scaled


def unscaled(columns: int) -> Scale:
    """The scale that leaves numbers as they are."""
    return Scale((0.0,) * columns, (1.0,) * columns)


def scale_of(values: Floats) -> Scale:
    """Mean and deviation of each column, (n, columns); a constant column has a deviation of 1."""
    if not len(values):
        return unscaled(values.shape[1])
    constant = values.min(axis=0) == values.max(axis=0)
    deviation = values.std(axis=0)
    mean = np.where(constant, values[0], values.mean(axis=0))
    deviation = np.where(constant | (deviation == 0), 1.0, deviation)
    return Scale(tuple(mean.tolist()), tuple(deviation.tolist()))


def read_scale(name: str, description: Any, columns: int) -> Scale:
    """A scale from plain data; None leaves numbers as they are."""
    if description is None:
        return unscaled(columns)
    field = f"data.table.{name}"
    check_mapping(field, description)
    check_keys(field, description, {"mean", "deviation"}, {"mean", "deviation"})
    scale = Scale(*(check_numbers(field, description[key]) for key in ("mean", "deviation")))
    return check_scale(name, scale, columns)


def check_scale(name: str, scale: Scale, columns: int) -> Scale:
    """One mean and one deviation above 0 for each column."""
    if not len(scale.mean) == len(scale.deviation) == columns:
        refuse(f"{name} needs a mean and a deviation for each column; there are {columns}.")
    if min(scale.deviation, default=1) <= 0:
        refuse(f"The deviations of {name} must be greater than 0.")
    return scale


def matrix(name: str, values: Any) -> Floats:
    """Rows of finite numbers as an array of its own, (n, columns)."""
    try:
        array = np.array(values)
    except (ValueError, OverflowError):
        refuse(f"The rows of {name} have different lengths.")
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        refuse(f"{name} must be rows of numbers, all of the same length.")
    numbers = np.ascontiguousarray(array, np.float64)
    if not (np.abs(numbers) <= LARGEST_NUMBER).all():  # also false for NaN
        row, at = np.argwhere(~(np.abs(numbers) <= LARGEST_NUMBER))[0] + 1
        refuse(f"{name}, row {row}, column {at}: a finite number below 10¹⁵ is needed.")
    return numbers


def labels_or_numbers(targets: Any) -> npt.NDArray[Any]:
    """Targets as numbers (kind `f`), (n,) or (n, outputs), or as labels, strings (n,)."""
    try:
        array = np.array(targets)
    except (ValueError, OverflowError):
        refuse("The rows of the targets have different lengths.")
    if array.dtype.kind == "f" or array.ndim != 1:
        return array
    if not all(isinstance(label, (str, int)) for label in array.tolist()):
        refuse("Targets are words, whole numbers or numbers.")
    return np.array([str(label) for label in array.tolist()], object)


def encoded(
    labels: Sequence[str], classes: Sequence[str] | None, name: str
) -> tuple[Floats, tuple[str, ...]]:
    """Labels as targets, (n, 1) for two classes and one-hot (n, classes) for more; the classes.

    Without `classes` they are those that occur, by number or by alphabet.
    """
    for row, label in enumerate(labels, 1):
        if not is_name(label):
            refuse(
                f"Example {row}: {quoted(label)} cannot be a class; a class has a name of at most "
                f"{LONGEST_NAME} characters on one line."
            )
    known = tuple(classes) if classes is not None else in_order(set(labels))
    if len(known) < 2:
        only = f": {quoted(known[0])}" if known else ""
        refuse(f"All examples have the same class{only}. There is nothing to tell apart.")
    if len(known) > MOST_CLASSES:
        refuse(
            f"{quoted(name)} has {len(known):,} different values; {MOST_CLASSES} classes are "
            "possible. If it should hold numbers, see that each is written as one."
        )
    index = {label: i for i, label in enumerate(known)}
    for label in labels:
        if label not in index:
            refuse(f"{quoted(label)} is none of the classes.")
    indices = np.array([index[label] for label in labels], np.int64)
    return column(indices) if len(known) == 2 else one_hot(indices, len(known)), known


def in_order(labels: set[str]) -> tuple[str, ...]:
    """Labels in a fixed order: numbers by size, words by alphabet."""
    if all(NUMBER.fullmatch(label) for label in labels):
        return tuple(sorted(labels, key=lambda label: (float(label), label)))
    return tuple(sorted(labels))


def is_name(value: Any) -> bool:
    """Whether a value can name a class or a column."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def names_of(key: str, values: Any) -> tuple[str, ...]:
    """A list of names."""
    names = tuple(check_list(f"data.table.{key}", values))
    if not all(map(is_name, names)):
        refuse(f"{key}: a name has 1 to {LONGEST_NAME} characters on one line.")
    return names
