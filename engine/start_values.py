"""Start values of a network."""

from engine.experiment import Experiment
from engine.program import Array
from engine.random_streams import START_VALUES, stream
from engine.rules.initializers import INITIALIZERS
from engine.tape import ParameterBlock


def write_start_values(experiment: Experiment, block: ParameterBlock, parameters: Array) -> None:
    """Fill a flat parameter block with start values; biases start at 0 unless given.

    For all rules but the orthogonal one, a weight's draw depends on seed, draw, layer, row and
    column alone, so that other neurons keep theirs (up to the rule's scale) when one is added.
    """
    for layer, stored in enumerate(block.stored(parameters)):
        write_layer(experiment, layer, stored)


def write_layer(experiment: Experiment, layer: int, stored: Array, *occasion: int) -> None:
    """Fill a layer as it is stored, (fan_in + 1, fan_out), with start values.

    Numbers of an occasion after the start give draws of their own.
    """
    if experiment.start.name == "given":
        given = experiment.start.layers[layer]
        stored[:-1].T[...] = given.weights
        stored[-1] = given.biases
        return
    columns, fan_out = stored.shape
    generator = stream(experiment.seed, START_VALUES, experiment.draw, layer, *occasion)
    rule = INITIALIZERS[experiment.start.name]
    weights = rule.weights(generator, fan_out, columns - 1, experiment.start.settings)
    stored[:-1].T[...] = weights  # (fan_out, fan_in)
    stored[-1] = 0
