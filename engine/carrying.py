"""What stays of a network when its settings change: its tape, its weights, its memory."""

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
    pairs = [(old.parameters, new.parameters)]
    pairs += [(old.slots[name], slot) for name, slot in new.slots.items() if name in old.slots]
    for source, target in pairs:
        carry_over(old.experiment, old.block, source, new.experiment, target)
    if old.count is not None and new.count is not None:
        new.count[...] = old.count


def carry_over(
    old: Experiment, old_block: ParameterBlock, source: Array, new: Experiment, target: Array
) -> None:
    """Copy from one flat block to another what still has its place after a change of layers.

    Hidden layers correspond from the input on, output to output, neurons by number and inputs by
    name. A weight is kept when both its ends are; a bias when its neuron is.
    """
    new_block = ParameterBlock(new.shapes)
    sources, targets = old_block.stored(source), new_block.stored(target)
    places = [(i, i) for i in range(min(len(old.hidden), len(new.hidden)))]
    if old.layers[-1].units == new.layers[-1].units:
        places.append((len(old.layers) - 1, len(new.layers) - 1))
    had, have = old.data.input_names, new.data.input_names
    inputs = [(had.index(name), k) for k, name in enumerate(have) if name in had]
    for i, j in places:
        rows = min(old_block.shapes[i][0], new_block.shapes[j][0])
        targets[j][-1, :rows] = sources[i][-1, :rows]
        if i == j == 0:
            for k, m in inputs:
                targets[j][m, :rows] = sources[i][k, :rows]
        elif (i - 1, j - 1) in places:
            columns = min(old_block.shapes[i][1], new_block.shapes[j][1])
            targets[j][:columns, :rows] = sources[i][:columns, :rows]
