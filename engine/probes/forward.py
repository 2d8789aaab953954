"""Forward alone, over many inputs at once: the answers of every neuron, and nothing kept for blame.

Each layer writes its activations where they stay, features first, and the row that the next layer's
first neuron will fill holds ones until then: so no rows are copied, and biases cost no call.
"""

import numpy as np

from engine.experiment import Experiment
from engine.probes.quick import quick
from engine.program import Array, Call, run
from engine.rules.activations import ACTIVATIONS

SCRATCH = 2**17
"""Numbers of one layer that are computed together: what a processor keeps close by."""
FEWEST = 512


class Forward:
    """The activations of all neurons at given inputs, with whatever the weights are when asked.

    `weights` are those of the tape, (fan_in + 1, fan_out) each, `inputs` (features, n). A call
    returns `a` (neurons, n), layer by layer, and leaves the outputs' pre-activations in `z`
    (outputs, n); the next call overwrites both.
    """

    def __init__(self, experiment: Experiment, weights: list[Array], inputs: Array) -> None:
        units = [layer.units for layer in experiment.layers]
        count = inputs.shape[1]
        self.a = np.empty((sum(units), count), inputs.dtype)
        self.z = np.empty((units[-1], count), inputs.dtype)
        self.outputs = self.a[sum(units[:-1]) :]
        self._calls: list[Call] = []
        at_once = min(count, max(FEWEST, SCRATCH // max(units)))
        scratch = np.empty((max(units), at_once), inputs.dtype)
        ones = np.ones((1, count), inputs.dtype)
        received = np.concatenate([inputs, ones])
        for start in range(0, count, at_once):
            part = slice(start, min(start + at_once, count))
            self._bind(experiment, weights, received[:, part], part, scratch)

    def _bind(
        self,
        experiment: Experiment,
        weights: list[Array],
        received: Array,
        part: slice,
        scratch: Array,
    ) -> None:
        """The calls for a part of the inputs: z = W x + b, a = σ(z), layer after layer."""
        first = 0
        for layer, stored in zip(experiment.layers, weights, strict=True):
            end = first + layer.units
            is_last = end == len(self.a)
            z = self.z[:, part] if is_last else scratch[: layer.units, : received.shape[1]]
            a = self.a[first:end, part]
            self._calls += [
                (np.matmul, (stored.T, received, z)),
                *quick(ACTIVATIONS[layer.activation].forward(z, a)),
            ]
            if not is_last:
                self._calls += [(self.a[end, part].fill, (1,))]
                received = self.a[first : end + 1, part]
            first = end

    def __call__(self) -> Array:
        with np.errstate(all="ignore"):
            run(self._calls)
        return self.a
