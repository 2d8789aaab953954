"""Settings and changes as plain data for messages, where tables of one's own may be large."""

from collections.abc import Mapping
from typing import Any, Final

from engine import Experiment, ExperimentError, Table
from engine.journal import Journal

MOST_CELLS: Final = 4_000
"""Numbers of a table that messages carry: more would not fit into a `hello` either."""

MOST_CELLS_IN_A_RUN: Final = 4_000_000
"""Numbers of all the tables that a run may have had, one after the other."""


def plain_experiment(experiment: Experiment) -> dict[str, Any]:
    """An experiment for a message: a table that is too large for one comes without its rows."""
    table = experiment.data.table
    return experiment.to_dict(rows=table is None or cells(table) <= MOST_CELLS)


def plain_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """A journal's entry for a message, likewise."""
    plain, table = dict(changes), table_in(changes)
    if table is not None:
        plain["data"] = {**changes["data"], "table": table.to_dict(cells(table) <= MOST_CELLS)}
    return plain


def with_table(changes: Mapping[str, Any]) -> dict[str, Any]:
    """A change whose table, if there is one, has been read: so it takes little room in a journal.

    Raises ExperimentError.
    """
    data = changes.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("table"), dict):
        return dict(changes)
    return {**changes, "data": {**data, "table": Table.from_dict(data["table"])}}


def table_in(changes: Mapping[str, Any]) -> Table | None:
    """The table that a change brings, if it has been read."""
    data = changes.get("data")
    table = data.get("table") if isinstance(data, Mapping) else None
    return table if isinstance(table, Table) else None


def cells(table: Table) -> int:
    """How many numbers a table has."""
    return table.inputs.size + table.targets.size


def check_tables(journal: Journal, changes: Mapping[str, Any]) -> None:
    """Refuses one table more where a run has had too many; raises ExperimentError."""
    table = table_in(changes)
    if table is None:
        return
    before = [found for _, entry in journal if (found := table_in(entry)) is not None]
    if sum(map(cells, before)) + cells(table) > MOST_CELLS_IN_A_RUN:
        raise ExperimentError(
            "data.table", "This run has had too many large tables: load a preset to begin anew."
        )
