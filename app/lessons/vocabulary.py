"""The words and functions of checks and live values: this list, and no other.

`static/js/lesson/words.js` and `functions.js` implement each: the types that
`python -m app.protocol_types` makes of these lists hold them to it. docs/lessons.md has them as
tables. Layers, neurons, inputs and outputs are counted from 1, examples from 0.
"""

from typing import Final, NamedTuple


class Word(NamedTuple):
    """A word: how many indices it may have, and a sentence."""

    rank: int
    summary: str


class Function(NamedTuple):
    """A function: its arguments in words, the fewest and the most, and a sentence."""

    arguments: str
    fewest: int
    most: int
    summary: str


WORDS: Final[dict[str, Word]] = {
    # what the run is
    "cfg.dataset": Word(0, "name of the data set"),
    "cfg.layers": Word(1, "neurons of each layer, the inputs first: [2, 4, 1]"),
    "cfg.parameters": Word(0, "how many weights and biases there are"),
    "cfg.act": Word(0, "activation of the first hidden layer ('none' without one)"),
    "cfg.output": Word(0, "activation of the output layer"),
    "cfg.loss": Word(0, "name of the loss"),
    "cfg.init": Word(0, "rule of the start values"),
    "cfg.lr": Word(0, "learning rate η"),
    "cfg.momentum": Word(0, "momentum (0 without)"),
    "cfg.l2": Word(0, "strength of the L2 penalty (0 without)"),
    "cfg.batch": Word(0, "examples in a whole batch"),
    "cfg.seed": Word(0, "seed of the run"),
    # where it is
    "t": Word(0, "updates made"),
    "epoch": Word(0, "times through the data, finished ones"),
    "stepsPerEpoch": Word(0, "updates in one epoch"),
    "phase": Word(0, "'ready', 'forward', 'loss', 'backward' or 'update'"),
    "phase.layer": Word(0, "layer of the phase"),
    "running": Word(0, "whether it trains by itself"),
    # the example on the stage
    "ex.index": Word(0, "its index, from 0 (missing for an example of one's own)"),
    "ex.set": Word(0, "'training', 'test' or 'free'"),
    "ex.free": Word(0, "whether it is one's own"),
    "ex.x": Word(1, "its inputs"),
    "ex.y": Word(1, "its targets"),
    "ex.yhat": Word(1, "outputs of the network"),
    "ex.pTrue": Word(0, "probability given to the right answer"),
    "ex.right": Word(0, "whether it is answered rightly"),
    "ex.predicted": Word(0, "class that is answered, from 0"),
    "x": Word(1, "the same as ex.x"),
    # the numbers of the step
    "W": Word(3, "W[l][i][j]: weight into neuron i of layer l from neuron j before it"),
    "b": Word(2, "b[l][i]: bias"),
    "z": Word(2, "z[l][i]: weighted sum for the example on the stage"),
    "a": Word(2, "a[l][i]: activation for the example on the stage"),
    "delta": Word(2, "delta[l][i]: slope of the loss with respect to z, for that example"),
    "dW": Word(3, "dW[l][i][j]: slope of the loss of the batch"),
    "db": Word(2, "db[l][i]: slope of the loss of the batch"),
    "move.W": Word(3, "move.W[l][i][j]: change of the weight in this step"),
    "move.b": Word(2, "move.b[l][i]: change of the bias in this step"),
    "moved": Word(0, "how many weights and biases differ from when the step opened"),
    # losses and readings
    "L.shown": Word(0, "loss of the example on the stage"),
    "L.batch": Word(0, "loss of the batch"),
    "L.train": Word(0, "loss on the training data, last measured"),
    "L.test": Word(0, "loss on the test data, last measured"),
    "L.val": Word(0, "the same as L.test"),
    "acc.train": Word(0, "share of right answers on the training data, from 0 to 1"),
    "acc.test": Word(0, "share of right answers on the test data, from 0 to 1"),
    "acc.val": Word(0, "the same as acc.test"),
    "Li": Word(1, "Li[k]: loss of example k of the batch, from 0"),
    "m.gradRms": Word(1, "m.gradRms[l]: root mean square of the slopes of layer l, all data"),
    "m.gradNorm": Word(0, "length of the gradient, all training data"),
    "m.deadFraction": Word(0, "share of hidden ReLU neurons silent on all training data"),
    "m.spread": Word(0, "largest difference from the first neuron in the first layer's weights"),
    "m.weightNorm": Word(0, "length of all weights together"),
    # what the learner did since the step opened
    "ev.probe.moves": Word(0, "times that a point of one's own was placed"),
    "ev.probe.maxDistance": Word(0, "largest distance between two such points"),
    "ev.phaseSteps.forward": Word(0, "layers walked through by hand, as a set"),
    "ev.phaseSteps.loss": Word(0, "layers walked through by hand, as a set"),
    "ev.phaseSteps.backward": Word(0, "layers walked through by hand, as a set"),
    "ev.phaseSteps.update": Word(0, "layers walked through by hand, as a set"),
    "ev.focused": Word(0, "neurons opened, as a set: {'1.1', '1.2'}"),
    "ev.edges": Word(0, "connections opened, as a set: {'2.1.3'}"),
    "ev.edge.layer": Word(0, "layer of the open connection"),
    "ev.edge.to": Word(0, "its receiving neuron"),
    "ev.edge.from": Word(0, "its sending neuron"),
    "ev.neuron.layer": Word(0, "layer of the open neuron"),
    "ev.neuron.index": Word(0, "its number"),
    "ev.picked": Word(0, "index of the example last picked, from 0"),
    "ev.pixelEdits": Word(0, "how many different pixels were changed"),
    "ev.edits": Word(0, "weights and biases changed by hand, times"),
    "ev.run.edits": Word(0, "the same, since this run was loaded or started again"),
    "ev.edit.size": Word(0, "size of the last such change"),
    "ev.updates": Word(0, "updates applied"),
    "ev.evaluated": Word(0, "what was tested, as a set: {'test', 'test shift 1', 'test inverted'}"),
    "ev.stepOn": Word(0, "index of the single example that the last step learned from"),
    "ev.restarts": Word(0, "times that the run was started again"),
    "ev.listened": Word(0, "whether the narration was heard or read to its end"),
}

BEFORE: Final = "s0."
"""In front of a word: its value when the step opened or was done again."""

FUNCTIONS: Final[dict[str, Function]] = {
    "said": Function("id", 1, 1, "whether the prediction was made"),
    "choice": Function("id", 1, 1, "id of the choice made in a prediction"),
    "answered": Function("id", 1, 1, "whether the typed answer is within its tolerance"),
    "ans": Function("id", 1, 1, "the number typed"),
    "figure": Function("word", 1, 1, "a number that a figure of the step offers"),
    "near": Function("a, b, tolerance", 3, 3, "whether a and b differ by at most the tolerance"),
    "abs": Function("x", 1, 1, "size without sign; of a list, of each"),
    "sqrt": Function("x", 1, 1, "square root"),
    "exp": Function("x", 1, 1, "e to the power x"),
    "log": Function("x", 1, 1, "natural logarithm"),
    "log10": Function("x", 1, 1, "logarithm to base ten"),
    "min": Function("list", 1, 8, "smallest of a list, or of several numbers"),
    "max": Function("list", 1, 8, "largest of a list, or of several numbers"),
    "sum": Function("list", 1, 1, "sum"),
    "mean": Function("list", 1, 1, "mean"),
    "rms": Function("list", 1, 1, "root mean square"),
    "count": Function("list", 1, 1, "how many there are in a list or set"),
    "any_nonzero": Function("list", 1, 1, "whether at least one is not zero"),
    "all_zero": Function("list", 1, 1, "whether all are zero"),
    "percentile": Function("list, p", 2, 2, "number below which p percent of a list lie"),
    "length": Function("v", 1, 1, "length of a vector"),
    "dot": Function("v, w", 2, 2, "dot product of two vectors"),
    "angle": Function("v, w", 2, 2, "angle between two vectors, in degrees"),
}
