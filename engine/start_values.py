"""Start values of a network."""

from engine.experiment import Experiment
from engine.program import Array
from engine.random_streams import START_VALUES, stream
from engine.rules.initializers import INITIALIZERS
from engine.tape import ParameterBlock


def write_start_values(
    experiment: Experiment, block: ParameterBlock, parameters: Array, *occasion: int
) -> None:
    """Fill a flat parameter block with start values; biases start at 0 unless given.

    For all rules but the orthogonal one, a weight's draw depends on seed, draw, layer, row and
    column alone, so that other neurons keep theirs (up to the rule's scale) when one is added. The
    numbers of an occasion after the start give draws of their own.
    """
    for layer, stored in enumerate(block.stored(parameters)):
        fan_out, fan_in = block.shapes[layer]
        if experiment.start.name == "given":
            given = experiment.start.layers[layer]
            stored[:-1].T[...] = given.weights
            stored[-1] = given.biases
            continue
        generator = stream(experiment.seed, START_VALUES, experiment.draw, layer, *occasion)
        rule = INITIALIZERS[experiment.start.name]
        stored[:-1].T[...] = rule.weights(generator, fan_out, fan_in, experiment.start.settings)
        stored[-1] = 0
