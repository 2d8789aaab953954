"""The mean loss at many settings of the parameters at once: a leading axis over settings."""

import math

import numpy as np

from engine.experiment import Experiment
from engine.probes.quick import quick
from engine.program import Array, Call, run
from engine.rules.activations import ACTIVATIONS
from engine.rules.losses import LOSSES, ROOM, OutputLayer
from engine.tape import ParameterBlock

NUMBERS = 2**16
"""Numbers of one layer that are computed together, as far as that is 1 to 41 settings."""
MOST = 41


class ManyLosses:
    """Losses at θ + Σ cₖ dₖ for a chunk of coordinates c at a time, over fixed examples.

    `centre` (parameters,) and `directions` (k, parameters) are flat as on the tape; `rows` are
    examples as a pass takes them, (n, columns). The first layer is one product for all settings,
    later ones are a product each. Without dropout and penalties.
    """

    def __init__(
        self, experiment: Experiment, rows: Array, centre: Array, directions: Array
    ) -> None:
        count, dtype = len(rows), rows.dtype
        units = [layer.units for layer in experiment.layers]
        self.at_once = max(1, min(MOST, NUMBERS // (max(units) * count)))
        self._count, self._directions = count, len(directions)
        block = ParameterBlock(experiment.shapes)
        examples = np.ascontiguousarray(rows.T)
        features, outputs = experiment.shapes[0][1], units[-1]
        self._inputs = examples[: features + 1]
        self._targets = examples[features + 1 : features + 1 + outputs]
        self._extras = examples[features + 1 + outputs :]

        # Each layer receiving neuron first, (fan_out · (fan_in + 1)), at the centre and along d.
        self._centres = [stored.T.reshape(-1).astype(dtype) for stored in block.stored(centre)]
        self._along = [
            stored.swapaxes(-1, -2).reshape(len(directions), -1).astype(dtype)
            for stored in block.stored(directions)
        ]
        self._experiment, self._units = experiment, units
        self._bound: dict[int, tuple[list[Array], list[Call], Array]] = {}

    def __call__(self, coordinates: Array) -> Array:
        """The mean losses at coordinates (settings, k), of which at most `at_once`: (settings,)."""
        weights, calls, losses = self._bind(len(coordinates))
        coordinates = coordinates.astype(losses.dtype)
        with np.errstate(all="ignore"):
            for here, centre, along in zip(weights, self._centres, self._along, strict=True):
                flat = here.reshape(len(coordinates), -1)
                np.matmul(coordinates, along, flat)
                flat += centre
            run(calls)
            means: Array = np.add.reduce(losses, -1, np.float64) / self._count
        return means

    def _bind(self, settings: int) -> tuple[list[Array], list[Call], Array]:
        """Weights (settings, fan_out, fan_in + 1), the calls, and losses (settings, n)."""
        if settings in self._bound:
            return self._bound[settings]
        dtype, count, units = self._inputs.dtype, self._count, self._units
        shapes = self._experiment.shapes
        weights = [np.empty((settings, out, into + 1), dtype) for out, into in shapes]
        calls: list[Call] = []
        received: Array = self._inputs
        scratch = np.empty(settings * max(units) * count, dtype)
        last, loss = len(units) - 1, LOSSES[self._experiment.loss]
        room = np.empty((settings, ROOM * units[-1], count), dtype)
        for i, layer in enumerate(self._experiment.layers):
            shape = (settings, layer.units, count)
            z = scratch[: math.prod(shape)].reshape(shape)
            if i == 0:
                flat = weights[0].reshape(-1, shapes[0][1] + 1)
                calls.append((np.dot, (flat, self._inputs, z.reshape(-1, count))))
            else:
                calls.append((np.matmul, (weights[i], received, z)))
            following = np.ones((settings, layer.units + (i < last), count), dtype)
            a = following[:, : layer.units]
            activation = ACTIVATIONS[layer.activation]
            if not activation.hidden:
                calls += activation.forward(z, a, room)
            elif i < last or not loss.from_sums:
                calls += quick(activation.forward(z, a))
            received = following
        losses = np.empty((settings, count), dtype)
        output = OutputLayer(z, a, self._targets, self._extras, room, z, z, z, losses)
        calls += quick(loss.values(output))
        self._bound[settings] = weights, calls, losses
        return self._bound[settings]
