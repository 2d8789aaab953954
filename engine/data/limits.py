"""How large a table of one's own may be, and how one is refused."""

from typing import NoReturn

from engine.checks import ExperimentError

FEWEST_ROWS = 2
MOST_ROWS = 20_000
MOST_COLUMNS = 128
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 20_000_000
MOST_CLASSES = 100
LARGEST_NUMBER = 1e15
LONGEST_NAME = 60


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong with a table, and what to do about it: raises ExperimentError."""
    raise ExperimentError("data.table", sentence)


def check_size(rows: int, columns: int) -> None:
    """Refuse tables that are too small or too large; `columns` are those of inputs and targets."""
    if rows < FEWEST_ROWS:
        refuse(f"There are too few rows: {rows}. At least {FEWEST_ROWS} are needed to learn from.")
    if rows > MOST_ROWS:
        refuse(f"There are more than {MOST_ROWS:,} rows. Leave some of them out.")
    if columns > MOST_COLUMNS:
        refuse(f"There are {columns:,} columns; at most {MOST_COLUMNS} are possible.")
    if rows * columns > MOST_CELLS:
        refuse(f"There are more than {MOST_CELLS:,} cells. Leave some rows or columns out.")


def quoted(text: str) -> str:
    """A text of the table in a sentence, shortened and on one line."""
    text = "".join(c if c.isprintable() else " " for c in text[:80])
    return f"“{text}”" if len(text) <= 30 else f"“{text[:29]}…”"
