"""Start values of a network, and the surgery that keeps learned ones when its layers change."""

from engine.experiment import Experiment
from engine.program import Array
from engine.random_streams import START_VALUES, stream
from engine.rules.initializers import INITIALIZERS
from engine.tape import ParameterBlock

DRAWN_COLUMNS = 128


def write_start_values(experiment: Experiment, block: ParameterBlock, parameters: Array) -> None:
    """Fill a flat parameter block with start values; biases start at 0 unless given.

    A weight's draw depends on seed, draw, layer, row and column alone, so that other neurons keep
    theirs (up to the rule's scale) when one is added.
    """
    for layer, stored in enumerate(block.stored(parameters)):
        fan_out, fan_in = block.shapes[layer]
        if experiment.start.name == "given":
            given = experiment.start.layers[layer]
            stored[:-1].T[...] = given.weights
            stored[-1] = given.biases
            continue
        generator = stream(experiment.seed, START_VALUES, experiment.draw, layer)
        draws = generator.standard_normal((fan_out, max(fan_in, DRAWN_COLUMNS)))[:, :fan_in]
        stored[:-1].T[...] = draws * INITIALIZERS[experiment.start.name].deviation(fan_in, fan_out)
        stored[-1] = 0


def carry_over(
    old: Experiment, old_block: ParameterBlock, source: Array, new: Experiment, target: Array
) -> None:
    """Copy from one flat block to another what still has its place after a change of layers.

    Hidden layers correspond from the input on, output to output, and neurons by number. A weight
    is kept when both its ends are; a bias when its neuron is.
    """
    new_block = ParameterBlock(new.shapes)
    sources, targets = old_block.stored(source), new_block.stored(target)
    places = [(i, i) for i in range(min(len(old.hidden), len(new.hidden)))]
    if old.layers[-1].units == new.layers[-1].units:
        places.append((len(old.layers) - 1, len(new.layers) - 1))
    # what a layer receives from: −1 is the input
    senders = {*places, (-1, -1)} if old.data.inputs == new.data.inputs else {*places}
    for i, j in places:
        rows = min(old_block.shapes[i][0], new_block.shapes[j][0])
        targets[j][-1, :rows] = sources[i][-1, :rows]
        if (i - 1, j - 1) in senders:
            columns = min(old_block.shapes[i][1], new_block.shapes[j][1])
            targets[j][:columns, :rows] = sources[i][:columns, :rows]
