"""Tables: one's own examples, from numbers, from clicked points or from comma-separated text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from engine.checks import check_choice, check_keys, check_mapping
from engine.data.columns import (
    Scale,
    check_scale,
    encoded,
    labels_or_numbers,
    matrix,
    names_of,
    read_scale,
    scale_of,
    unscaled,
)
from engine.data.csv_text import WHOLE, floats_of, read_csv
from engine.data.description import (
    EXTENT,
    NO_WRONG_LABELS,
    YES_NO,
    Dataset,
    Floats,
    Span,
    Task,
    wrong_labels,
)
from engine.data.limits import MOST_CLASSES, check_size, refuse

TASKS: tuple[Task, ...] = get_args(Task)
FEW_VALUES = 20
"""Whole numbers with at most so many different values are read as classes."""
HEAVY_CELLS = 50_000


@dataclass(frozen=True, eq=False)
class Table:
    """Inputs (n, k) and targets (n, outputs) as they were given; equal when all numbers are.

    Classes are one column of 0 and 1 (task `binary`) or one-hot rows (`classes`). `input_scale` and
    `target_scale` say how the columns are standardised for the network, over all rows. A constant
    column has a deviation of 1: it is only centred. Raises ExperimentError for `data.table`.
    """

    inputs: Floats
    targets: Floats
    task: Task
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    target_column: str
    input_scale: Scale
    target_scale: Scale

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            array = matrix(name, getattr(self, name))
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        check_table(self)

    @classmethod
    def from_arrays(
        cls,
        inputs: npt.ArrayLike,
        targets: npt.ArrayLike,
        *,
        columns: Sequence[str] | None = None,
        classes: Sequence[str] | None = None,
        target_column: str = "target",
        standardise: bool = False,
    ) -> "Table":
        """A table from inputs (n, k) and targets: labels (n,), numbers (n,) or (n, outputs).

        Words and whole numbers are labels: two become one output of 0 and 1, more become one-hot
        rows. Other numbers are for regression. `classes` gives labels their order, and may hold
        some that no example has. Raises ExperimentError.
        """
        array, given = matrix("inputs", inputs), labels_or_numbers(targets)
        check_size(*array.shape)
        task: Task = "regression"
        known: tuple[str, ...] = ()
        if given.dtype.kind == "O" and given.ndim == 1:
            rows, known = encoded(given.tolist(), classes, target_column)
            task = "binary" if len(known) == 2 else "classes"
        else:
            rows = matrix("targets", given[:, None] if given.ndim == 1 else given)
            if len(rows) and (rows.min(axis=0) == rows.max(axis=0)).all():
                refuse("The target is the same number in every row: there is nothing to learn.")
        return cls(
            array,
            rows,
            task,
            known,
            tuple(columns) if columns else tuple(f"x{i}" for i in range(1, array.shape[1] + 1)),
            target_column,
            scale_of(array) if standardise else unscaled(array.shape[1]),
            scale_of(rows) if standardise and task == "regression" else unscaled(rows.shape[1]),
        )

    @classmethod
    def from_csv(
        cls,
        text: str,
        target: str | int | None = None,
        header: bool | None = None,
        delimiter: str | None = None,
        standardise: bool = True,
    ) -> "Table":
        """A table from comma-separated text (see `csv_text`); raises ExperimentError.

        The target is a column's name, its number from 1, or the last column. Words are classes,
        and so are whole numbers with at most 20 different values; other numbers are for regression.
        """
        sheet = read_csv(text, target, header, delimiter)
        different = set(sheet.target)
        targets: npt.NDArray[Any] = np.array(sheet.target, object)
        numeric = floats_of(sheet.target)
        whole = all(WHOLE.fullmatch(cell) for cell in different)
        if numeric is not None and not (whole and len(different) <= FEW_VALUES):
            targets = numeric
        return cls.from_arrays(
            sheet.inputs,
            targets,
            columns=sheet.columns,
            target_column=sheet.target_column,
            standardise=standardise,
        )

    @classmethod
    def from_dict(cls, description: Any) -> "Table":
        """A table from plain JSON data; `inputs`, `targets` and `task` are needed."""
        check_mapping("data.table", description)
        needed = {"inputs", "targets", "task"}
        optional = {"classes", "columns", "target_column", "input_scale", "target_scale"}
        check_keys("data.table", description, needed | optional, needed)
        task: Any = check_choice("data.table.task", description["task"], TASKS)
        inputs = matrix("inputs", description["inputs"])
        targets = matrix("targets", description["targets"])
        k, outputs = inputs.shape[1], targets.shape[1]
        numbered = tuple(str(label) for label in range(outputs))
        standard = {"binary": YES_NO, "classes": numbered, "regression": ()}[task]
        return cls(
            inputs,
            targets,
            task,
            names_of("classes", description.get("classes", standard)),
            names_of("columns", description.get("columns", [f"x{i + 1}" for i in range(k)])),
            names_of("target_column", [description.get("target_column", "target")])[0],
            read_scale("input_scale", description.get("input_scale"), k),
            read_scale("target_scale", description.get("target_scale"), outputs),
        )

    def to_dict(self, rows: bool = True) -> dict[str, Any]:
        """Plain JSON data; `Table.from_dict` of it is equal to this table.

        Without `rows` its lists of inputs and targets are empty.
        """
        return {
            "inputs": self.inputs.tolist() if rows else [],
            "targets": self.targets.tolist() if rows else [],
            **{
                key: list(value) if isinstance(value, tuple) else value
                for key, value in self._words
            },
            "input_scale": {key: list(v) for key, v in self.input_scale._asdict().items()},
            "target_scale": {key: list(v) for key, v in self.target_scale._asdict().items()},
        }

    @property
    def _words(self) -> list[tuple[str, Any]]:
        """What is neither number nor scale."""
        return [
            (key, getattr(self, key)) for key in ("task", "classes", "columns", "target_column")
        ]

    @cached_property
    def digest(self) -> bytes:
        """A fingerprint of the whole content."""
        words = json.dumps([self._words, self.input_scale, self.target_scale, self.inputs.shape])
        content = self.inputs.tobytes() + self.targets.tobytes() + words.encode()
        return sha256(content).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and (self is other or self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Table of {len(self.inputs)} rows, {self.inputs.shape[1]} inputs, {self.task}>"

    def make(self, samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        """All rows, standardised, in an order drawn from the seed: (n, k) and (n, outputs).

        Each row has a draw of its own, so the others keep their order when a row is added.
        """
        del samples  # always all
        order = np.argsort(generator.random(len(self.inputs)), kind="stable")
        return self.input_scale.apply(self.inputs)[order], self.target_scale.apply(self.targets)[
            order
        ]

    @cached_property
    def dataset(self) -> Dataset:
        """This table as a data set."""
        count, features = self.inputs.shape
        outputs = self.targets.shape[1]
        extent = None
        if features <= 2:
            extent = max(EXTENT, 1.1 * float(np.abs(self.input_scale.apply(self.inputs)).max()))
        words = "numbers" if self.task == "regression" else f"{len(self.classes)} classes"
        return Dataset(
            name="table",
            title="Your data",
            summary=f"Your own {count:,} examples with {words} as targets.",
            task=self.task,
            features=features,
            outputs=outputs,
            classes=self.classes,
            samples=Span(count, count, count, 1),
            noise=Span(0.0, 0.0, 0.5, 0.01),
            training_share=Span(0.8, 0.05, 1.0, 0.05),
            label_noise=wrong_labels(len(self.classes)) if self.classes else NO_WRONG_LABELS,
            extent=extent,
            picture=None,
            evaluation_base=1 if self.inputs.size <= HEAVY_CELLS else 5,
            make=self.make,
        )


def check_table(table: Table) -> None:
    """Check that the parts of a table fit each other."""
    rows, features = table.inputs.shape
    outputs = table.targets.shape[1]
    regression = table.task == "regression"
    check_size(rows, features + (outputs if regression else 1))
    if not features or not outputs:
        refuse("At least one input and a target are needed.")
    if len(table.targets) != rows:
        refuse(f"There are {rows:,} rows of inputs and {len(table.targets):,} of targets.")
    if len(table.columns) != features:
        refuse(f"There are {features} columns of inputs and {len(table.columns)} names for them.")
    check_scale("input_scale", table.input_scale, features)
    check_scale("target_scale", table.target_scale, outputs)
    if regression:
        if table.classes:
            refuse("Only labels have classes; these targets are numbers.")
        return
    needed = {"binary": 2, "classes": outputs}[table.task]
    if table.task == "binary" and outputs != 1:
        refuse("Two classes are one column of targets, 0 or 1.")
    if table.task == "classes" and not 3 <= outputs <= MOST_CLASSES:
        refuse(f"From 3 to {MOST_CLASSES} classes have a column of targets each.")
    if len(set(table.classes)) != len(table.classes) or len(table.classes) != needed:
        refuse(f"{needed} classes with different names are needed.")
    if not np.isin(table.targets, (0, 1)).all():
        refuse("The targets of classes are 0 and 1.")
    if outputs > 1 and not (table.targets.sum(axis=1) == 1).all():
        refuse("Each example has exactly one class: a single 1 in its row of targets.")
    if table.target_scale != unscaled(outputs):
        refuse("The targets of classes are not standardised.")
