"""Comma-separated values: from text to columns of numbers and one column of targets.

The text may be separated by commas, semicolons, tabs or bars, with or without a header, with
decimal points or (where cells are not separated by commas) decimal commas. What cannot be read is
refused with the row and the column, counted from 1 as a spreadsheet does, the header included.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

import numpy as np

from engine.data.description import Floats
from engine.data.limits import (
    LARGEST_NUMBER,
    LONGEST_NAME,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    check_size,
    quoted,
    refuse,
)

DELIMITERS = (",", ";", "\t", "|")
MISSING = {"", "na", "n/a", "nan", "null", "?"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
SAMPLE_ROWS = 30

Row = tuple[int, list[str]]


class Sheet(NamedTuple):
    """Inputs (n, k) with the names of their columns, and the target's cells with its name."""

    inputs: Floats
    columns: tuple[str, ...]
    target: list[str]
    target_column: str


def read_csv(
    text: str, target: str | int | None, header: bool | None, delimiter: str | None
) -> Sheet:
    """The columns of a text; `target` is a column's name, its number from 1, or the last one.

    Raises ExperimentError.
    """
    lines = prepared(text)
    if delimiter is not None and delimiter not in DELIMITERS:
        refuse("Cells are separated by a comma, a semicolon, a tab or a bar.")
    separator = delimiter or find_delimiter(lines)
    rows = table_rows(lines, separator)
    comma = separator != ","
    if header is None:
        header = looks_like_header([cells for _, cells in rows], comma)
    width = len(rows[0][1])
    names = unique([cells_name(cell, i) for i, cell in enumerate(rows[0][1], 1)]) if header else []
    names = names or [f"column {i}" for i in range(1, width + 1)]
    rows = rows[1:] if header else rows
    check_size(len(rows), width)
    at = find_target(target, names)
    inputs = np.empty((len(rows), width - 1))
    for place, column in enumerate(i for i in range(width) if i != at):
        where = f"column {column + 1} ({quoted(names[column])})"
        inputs[:, place] = numbers(rows, column, where, comma)
    where = f"column {at + 1} ({quoted(names[at])})"
    for number, cells in rows:
        if cells[at].lower() in MISSING:
            refuse(missing(number, where, cells[at]))
    return Sheet(
        inputs,
        tuple(name for i, name in enumerate(names) if i != at),
        [plain(cells[at], comma) for _, cells in rows],
        names[at],
    )


def prepared(text: str) -> str:
    """The text without byte order mark, its lines ended by \\n."""
    if not isinstance(text, str):
        refuse("A table is read from text.")
    if len(text) > MOST_CHARACTERS:
        refuse(f"The text is longer than {MOST_CHARACTERS:,} characters. Leave some rows out.")
    if "\0" in text:
        refuse("This is not a text file. Save the table as CSV, in UTF-8, and try again.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def records(text: str, delimiter: str) -> Iterator[Row]:
    """Rows with their numbers, cells without spaces round them; blank rows are left out."""
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error:
        refuse(
            f"Row {number + 1} cannot be read: a quotation mark is missing or too many, or a cell "
            f"has more than {csv.field_size_limit():,} characters."
        )


def table_rows(text: str, delimiter: str) -> list[Row]:
    """All rows, of equal length, without blank columns at their end. Refuses what is too large."""
    rows: list[Row] = []
    for row in records(text, delimiter):
        rows.append(row)
        if len(rows) > MOST_ROWS + 1:
            refuse(f"There are more than {MOST_ROWS:,} rows. Leave some of them out.")
        width = len(rows[0][1])
        if width * len(rows) > MOST_CELLS + 2 * MOST_COLUMNS:
            refuse(f"There are more than {MOST_CELLS:,} cells. Leave some rows or columns out.")
        if len(row[1]) != width:
            refuse(
                f"Row {row[0]} has {cells_counted(len(row[1]))}, but row {rows[0][0]} has {width}. "
                "Every row needs the same number of cells."
            )
    if not rows:
        refuse("The table is empty.")
    width = max(
        max(i for i, cell in enumerate(cells, 1) if cell) for _, cells in rows
    )  # the last column with anything in it
    if width < 2:
        refuse("There is only one column; at least one input and a target are needed.")
    return [(number, cells[:width]) for number, cells in rows]


def cells_counted(count: int) -> str:
    """A number of cells in a sentence."""
    return "1 cell" if count == 1 else f"{count:,} cells"


def find_delimiter(text: str) -> str:
    """The delimiter that gives rows of equal length, most numbers, and most columns."""
    best: tuple[tuple[bool, float, int], str] | None = None
    first = "\n".join(text.split("\n", SAMPLE_ROWS)[:SAMPLE_ROWS])
    for delimiter in DELIMITERS:
        reader = csv.reader(StringIO(first, newline=""), delimiter=delimiter, skipinitialspace=True)
        try:
            rows = [cells for cells in reader if any(cell.strip() for cell in cells)]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        cells = [cell.strip() for row in rows for cell in row]
        share = sum(is_number(cell, delimiter != ",") for cell in cells) / len(cells)
        score = (len({len(row) for row in rows}) == 1, share, len(rows[0]))
        if best is None or score > best[0]:
            best = score, delimiter
    return best[1] if best else ","


def is_number(cell: str, comma: bool) -> bool:
    """Whether a cell is written as a number, with `comma` also by a decimal comma."""
    return bool(NUMBER.fullmatch(cell) or (comma and DECIMAL_COMMA.fullmatch(cell)))


def plain(cell: str, comma: bool) -> str:
    """A cell with a decimal point where it had a decimal comma."""
    return cell.replace(",", ".") if comma and DECIMAL_COMMA.fullmatch(cell) else cell


def looks_like_header(rows: Sequence[list[str]], comma: bool) -> bool:
    """Whether the first row is mostly words, one of them above a column that is mostly numbers."""
    first, rest = rows[0], rows[1:]
    words = [i for i, cell in enumerate(first) if not is_number(cell, comma)]
    if not rest or 2 * len(words) < len(first):
        return False
    return any(
        2 * sum(is_number(cells[i], comma) for cells in rest) >= len(rest)
        for i in words
        if not first[i] or first[i].lower() not in MISSING
    )


def cells_name(cell: str, number: int) -> str:
    """A header's cell as the name of its column."""
    name = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    return name[:LONGEST_NAME] or f"column {number}"


def unique(names: list[str]) -> list[str]:
    """Names with a number behind those that were there before: x, x (2), x (3)."""
    taken: dict[str, None] = {}
    for name in names:
        candidate, count = name, 1
        while candidate in taken:
            count += 1
            candidate = f"{name} ({count})"
        taken[candidate] = None
    return list(taken)


def find_target(target: str | int | None, names: list[str]) -> int:
    """The index of the target's column."""
    if target is None:
        return len(names) - 1
    if isinstance(target, str):
        if target.strip() not in names:
            refuse(f"There is no column {quoted(target)}; choose one of {quoted_list(names)}.")
        return names.index(target.strip())
    if isinstance(target, bool) or not isinstance(target, int) or not 1 <= target <= len(names):
        refuse(f"The target is a column's name or its number, from 1 to {len(names)}.")
    return target - 1


def quoted_list(names: list[str]) -> str:
    """The first names in a sentence."""
    return ", ".join(map(quoted, names[:5])) + (" and others" if len(names) > 5 else "")


def numbers(rows: list[Row], column: int, where: str, comma: bool) -> Floats:
    """A column's numbers, (n,)."""
    values = np.empty(len(rows))
    points = commas = False
    for place, (number, cells) in enumerate(rows):
        cell = cells[column]
        if cell.lower() in MISSING:
            refuse(missing(number, where, cell))
        if not is_number(cell, comma):
            refuse(
                f"Row {number}, {where}: {quoted(cell)} is not a number. Inputs must be numbers; "
                "write one for each word, or leave the column out."
            )
        points, commas = points or "." in cell, commas or "," in cell
        values[place] = float(plain(cell, comma))
        if not abs(values[place]) <= LARGEST_NUMBER:
            refuse(f"Row {number}, {where}: {quoted(cell)} is too large a number.")
    if points and commas:
        refuse(f"In {where} some numbers have a decimal point, others a comma. Use one of them.")
    return values


def floats_of(cells: list[str]) -> Floats | None:
    """Cells as numbers, (n,), or None where one of them is a word; refuses what is too large."""
    if not all(NUMBER.fullmatch(cell) for cell in cells):
        return None
    values = np.array([float(cell) for cell in cells])
    if not (np.abs(values) <= LARGEST_NUMBER).all():
        refuse("A number of the target's column is too large.")
    return values


def missing(number: int, where: str, cell: str) -> str:
    """The sentence about a value that is missing."""
    what = f"{quoted(cell)} stands for a value that is missing" if cell else "the cell is empty"
    return f"Row {number}, {where}: {what}. Fill it in, or leave out the row or the column."
