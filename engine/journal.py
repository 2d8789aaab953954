"""The journal of a run: what was changed before which step.

A change is a mapping of settings. It may also hold `surgery` (operations on neurons and layers),
`edits` (parameters set by hand) and `examples` (what this one step learns from instead of the batch
whose turn it is), which are carried out in this order after the settings.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.checks import (
    ExperimentError,
    check_integer,
    check_keys,
    check_list,
    check_mapping,
    check_number,
)
from engine.experiment import Experiment
from engine.surgery import operations

Journal = list[tuple[int, dict[str, Any]]]
Edit = tuple[int, int, int | None, float]
ACTS = ("surgery", "edits", "examples")
LARGEST_VALUE = 1e30


@dataclass(frozen=True)
class Future:
    """What a run has lived through after the step it went back to.

    `journal` holds the changes that are not in force now, `end` is the furthest step. The curves of
    these steps are in the run's histories: `trainer.losses.since(step, end=trainer.end)`.
    """

    journal: Journal
    end: int

    def __repr__(self) -> str:
        steps = ", ".join(str(step) for step, _ in self.journal[:8])
        more = ", …" if len(self.journal) > 8 else ""
        changes = f", changed before steps {steps}{more}" if steps else ""
        return f"<Future up to step {self.end}{changes}>"


def settings(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """The experiment after a change, whose edits and examples are checked as well.

    Raises ExperimentError.
    """
    check_mapping("changes", changes)
    plain = ordinary(changes)
    if plain:
        experiment = experiment.changed(plain)
    if "surgery" in changes:
        for operation in operations(experiment, changes["surgery"]):
            experiment = operation.experiment
    read_edits(experiment, changes)
    read_examples(experiment, changes)
    return experiment


def ordinary(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in a change."""
    return {name: value for name, value in changes.items() if name not in ACTS}


def settings_after(
    experiment: Experiment, journal: Iterable[tuple[int, Mapping[str, Any]]]
) -> list[Experiment]:
    """The settings at the start and after each change of a journal. Raises ExperimentError."""
    after = [experiment]
    for _, changes in journal:
        after.append(settings(after[-1], changes))
    return after


def read_edits(experiment: Experiment, changes: Mapping[str, Any]) -> list[Edit]:
    """The parameters that a change sets by hand. Raises ExperimentError."""
    edits: list[Edit] = []
    listed = check_list("edits", changes.get("edits", ()))
    if len(listed) > sum(fan_out * (fan_in + 1) for fan_out, fan_in in experiment.shapes):
        raise ExperimentError("edits", "These are more edits than the network has parameters.")
    for edit in listed:
        check_mapping("edits", edit)
        check_keys("edits", edit, ("layer", "row", "column", "value"), ("layer", "row", "value"))
        layer = check_integer("edits", edit["layer"], 1, len(experiment.layers))
        fan_out, fan_in = experiment.shapes[layer - 1]
        row, column = check_integer("edits", edit["row"], 0, fan_out - 1), edit.get("column")
        if column is not None:
            column = check_integer("edits", column, 0, fan_in - 1)
        value = check_number("edits", edit["value"], -LARGEST_VALUE, LARGEST_VALUE)
        edits.append((layer, row, column, value))
    return edits


def read_examples(experiment: Experiment, changes: Mapping[str, Any]) -> tuple[int, ...]:
    """The training examples that a change chooses for its step. Raises ExperimentError."""
    count = experiment.data.training_count
    listed = check_list("examples", changes.get("examples", ()))
    if len(listed) > count:
        raise ExperimentError("examples", f"Choose at most {count} examples for a step.")
    return tuple(check_integer("examples", index, 0, count - 1) for index in listed)


def choose(
    chosen: tuple[int, ...], experiment: Experiment, changes: Mapping[str, Any]
) -> tuple[int, ...]:
    """The examples chosen for a step after a change before it; none stands for its own batch."""
    if "examples" in changes:
        return read_examples(experiment, changes)
    if chosen and max(chosen) >= experiment.data.training_count:
        return ()
    return chosen


def chosen_at(journal: Journal, experiments: Sequence[Experiment], step: int) -> tuple[int, ...]:
    """The examples that a journal chooses for the step after its last change."""
    first = len(journal)
    while first and journal[first - 1][0] == step:
        first -= 1
    chosen: tuple[int, ...] = ()
    for number in range(first, len(journal)):
        chosen = choose(chosen, experiments[number + 1], journal[number][1])
    return chosen


def entries_until(journal: Journal, step: int) -> int:
    """How many changes were made at or before a step."""
    return bisect_right(journal, step, key=lambda entry: entry[0])
