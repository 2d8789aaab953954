"""The losses of many steps in one pass, from what each step has left of its output."""

import numpy as np

from engine.experiment import Experiment
from engine.passes import Pass
from engine.program import Array, Call, copied, run
from engine.rules.activations import ACTIVATIONS
from engine.rules.losses import LOSSES, OutputLayer

BLOCK_STEPS = 64


class Block:
    """Room for the evidence of up to 64 steps, (64, …, rows, batch), and the calls that judge it.

    `copies[i]` are the calls with which step i leaves its evidence.
    """

    def __init__(self, experiment: Experiment, parts: Pass) -> None:
        loss, outputs = LOSSES[experiment.loss], experiment.layers[-1]
        evidence = [np.zeros((BLOCK_STEPS, *left.shape), left.dtype) for left in parts.evidence]
        self.copies: list[list[Call]] = [
            [copied(left, kept) for left, kept in zip(parts.evidence, step, strict=True)]
            for step in zip(*evidence, strict=True)
        ]
        self._losses = np.empty((BLOCK_STEPS, *parts.losses.shape), parts.losses.dtype)
        if loss.recall is not None:
            self._calls = loss.recall(evidence, self._losses)
        else:
            y, z = evidence
            a = np.empty_like(z)
            layer = OutputLayer(z, a, y, a, a, a, a, a, self._losses)  # y and ŷ are enough here
            bend = ACTIVATIONS[outputs.activation]
            self._calls = [*bend.forward(z, a), *loss.values(layer)]

    def means(self, steps: int, share: Array) -> Array:
        """The mean loss of each of the first steps, (steps, …); `share` is one over the batch."""
        run(self._calls)
        sums: Array = np.add.reduce(self._losses[:steps], -1)
        return sums * share
