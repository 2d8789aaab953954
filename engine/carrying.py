"""What stays of a network when its settings change: its tape, its weights, its memory."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.experiment import Experiment
from engine.network import Network
from engine.program import Array
from engine.tape import ParameterBlock

NUMBERS = {
    "learning_rate",
    "batch_size",
    "data.samples",
    "data.noise",
    "data.label_noise",
    "data.training_share",
}
"""Settings that are numbers and change neither layers nor start values nor the tape."""

FRESH = {"layers", "seed", "draw", "data.name", "data.features", "data.table"}
"""Settings whose change at step 0 gives the start values that "start again" would give."""

NEW = -1


class Place(NamedTuple):
    """Where a layer comes from: the old layer, and the old number of each neuron and each input.

    `rows` (fan_out,) and `columns` (fan_in,); −1 stands for what is new.
    """

    layer: int
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]


def keeps_the_tape(old: Experiment, new: Experiment, names: set[str]) -> bool:
    """Whether the same tape serves after a change of these fields."""
    for name in names:
        part, _, setting = name.partition(".")
        rule = part in ("optimizer", "regularizer") and setting != "name"
        clip = name == "clip_norm" and None not in (old.clip_norm, new.clip_norm)
        dropout = name == "dropout" and bool(old.dropout) == bool(new.dropout)
        if not (name in NUMBERS or part == "schedule" or rule or clip or dropout):
            return False
    return True


def carry_state(old: Network, new: Network) -> None:
    """Bring parameters and slots over to another network, as far as they have a place there."""
    places = places_after(old.experiment, new.experiment)
    carry_over(old.block, old.parameters, new.block, new.parameters, places)
    for name, slot in new.slots.items():
        if name in old.slots:
            carry_over(old.block, old.slots[name], new.block, slot, places)
    if old.count is not None and new.count is not None:
        new.count[...] = old.count


def places_after(old: Experiment, new: Experiment) -> list[Place]:
    """Where the layers of an experiment come from when settings were changed.

    Hidden layers correspond from the input on, output to output, neurons by number and inputs by
    name.
    """
    partners = {j: j for j in range(min(len(old.hidden), len(new.hidden)))}
    if old.layers[-1].units == new.layers[-1].units:
        partners[len(new.layers) - 1] = len(old.layers) - 1
    places = []
    for j, (fan_out, fan_in) in enumerate(new.shapes):
        i = partners.get(j, NEW)
        if i == NEW:
            places.append(Place(NEW, numbered(0, fan_out), numbered(0, fan_in)))
            continue
        rows, columns = old.shapes[i]
        if i == j == 0:
            had = old.data.input_names
            names = [had.index(name) if name in had else NEW for name in new.data.input_names]
            kept = np.array(names, np.int64)
        else:
            listens = i > 0 and partners.get(j - 1) == i - 1
            kept = numbered(columns if listens else 0, fan_in)
        places.append(Place(i, numbered(rows, fan_out), kept))
    return places


def numbered(old: int, new: int) -> npt.NDArray[np.int64]:
    """The first `old` by number, and −1 for the others, (new,)."""
    numbers = np.arange(new)
    return np.where(numbers < old, numbers, NEW)


def carry_over(
    old: ParameterBlock, source: Array, new: ParameterBlock, target: Array, places: Sequence[Place]
) -> None:
    """Copy from one flat block to another what has its place there.

    A weight is kept when both its ends are; a bias when its neuron is.
    """
    sources, targets = old.stored(source), new.stored(target)
    for place, stored in zip(places, targets, strict=True):
        if place.layer == NEW:
            continue
        kept = sources[place.layer]
        rows, columns = np.flatnonzero(place.rows >= 0), np.flatnonzero(place.columns >= 0)
        stored[-1, rows] = kept[-1, place.rows[rows]]
        stored[np.ix_(columns, rows)] = kept[np.ix_(place.columns[columns], place.rows[rows])]
