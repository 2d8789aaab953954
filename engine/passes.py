"""The builder of a pass: the calls that carry a batch forward to the loss and the blame back.

Arrays are features first, (…, units, batch), with the runs of a stack in front. Weights are stored
with the biases as last row, and every layer's input with a row of ones below it, so one product
mixes and adds the biases.
"""

from collections.abc import Sequence

import numpy as np

from engine.experiment import Experiment
from engine.program import Array, Call, product, transposed
from engine.rules.activations import ACTIVATIONS
from engine.rules.losses import LOSSES, OutputLayer
from engine.tape import Section


class Pass:
    """A pass in one section, whose numbers lie in a block (…, size).

    `forward[l]` and `backward[l]` belong to layer l + 1; `values` writes the loss of each example.
    Without `gradients` the backward calls stop at the error signals.
    """

    def __init__(
        self,
        experiment: Experiment,
        weights: Sequence[Array],
        section: Section,
        block: Array,
        gradients: Sequence[Array] = (),
    ) -> None:
        bends = [layer.activation for layer in experiment.layers]
        layers = range(1, len(bends) + 1)
        last = len(bends) - 1
        examples = section.examples(block)  # (columns, batch)
        features, outputs = section.features, section.outputs
        self.examples = examples
        self.evidence = section.evidence(block)
        self.losses = section.losses(block)  # (batch,)
        self.z = [section.rows(block, f"z.{layer}") for layer in layers]  # (units, batch)
        self.a = [section.rows(block, f"a.{layer}") for layer in layers]
        self.da = [section.rows(block, f"da.{layer}") for layer in layers]
        self.dz = [section.rows(block, f"dz.{layer}") for layer in layers]
        # What dropout multiplies the hidden activations with, all layers as one: (units, batch)
        self.masks = section.hidden(block, "mask") if section.dropout and last else None

        # What each layer receives, with the row of ones: x, a₁, a₂, …
        received = [examples[..., : features + 1, :]]  # (fan_in + 1, batch)
        received += [section.rows(block, f"a.{layer}", extra=1) for layer in layers[:-1]]
        for activations in received[1:]:
            activations[..., -1, :] = 1

        bent = list(self.a)  # σ(z), which is a unless dropout takes some of it away
        self.forward: list[list[Call]] = []
        for i, bend in enumerate(bends):
            calls = [product(transposed(weights[i]), received[i], self.z[i])]  # z = W x + b
            if self.masks is not None and i < last:
                bent[i] = np.empty_like(self.a[i])
                mask = section.rows(block, f"mask.{i + 1}")
                calls += ACTIVATIONS[bend].forward(self.z[i], bent[i])
                calls += [(np.multiply, (bent[i], mask, self.a[i]))]  # a = σ(z) ⊙ mask
            else:
                calls += ACTIVATIONS[bend].forward(self.z[i], self.a[i])  # a = σ(z)
            self.forward.append(calls)

        loss = LOSSES[experiment.loss]
        self.targets = examples[..., features + 1 : features + 1 + outputs, :]
        signs = examples[..., features + 1 + outputs :, :]
        output = OutputLayer(
            self.z[last],
            self.a[last],
            self.targets,
            signs,
            self.da[last],
            self.dz[last],
            self.losses,
        )
        # L = loss(ŷ, y)
        self.values: list[Call] = loss.values(output)

        # ∂L/∂ŷ and, through the output's bend, ∂L/∂z
        self.backward: list[list[Call]] = [[] for _ in bends]
        self.backward[last] += loss.slopes(output, bends[last])
        slope_calls, slopes = self._hidden_slopes(bends[:-1], bent, section, block)
        self.backward[last] += slope_calls
        for i in reversed(range(last)):
            self.backward[i] += [
                # ∂L/∂aₗ = Wₗ₊₁ᵀ · ∂L/∂zₗ₊₁, over the neurons that listen
                product(weights[i + 1][..., :-1, :], self.dz[i + 1], self.da[i]),
                # ∂L/∂zₗ = ∂L/∂aₗ ⊙ σ′(zₗ)
                (np.multiply, (self.da[i], slopes[i], self.dz[i])),
            ]
        for i, gradient in enumerate(gradients):
            # ∂L/∂Wₗ = Σ over the batch of ∂L/∂zₗ · aₗ₋₁ᵀ, and with the row of ones ∂L/∂bₗ
            self.backward[i] += [product(received[i], transposed(self.dz[i]), gradient)]

    def _hidden_slopes(
        self, bends: Sequence[str], bent: Sequence[Array], section: Section, block: Array
    ) -> tuple[list[Call], list[Array]]:
        """∂a/∂z of every hidden layer, (units, batch): in one pass where all have one activation.

        With dropout that is σ′(z) ⊙ mask.
        """
        if not bends:
            return [], []
        units = section.units[:-1]
        if len(set(bends)) == 1 and self.masks is None:
            activation = ACTIVATIONS[bends[0]]
            source = section.hidden(block, activation.source)
            scratch = np.empty_like(source)
            gap = int(activation.source == "a")  # the rows of ones between the layers
            starts = np.cumsum([0, *(n + gap for n in units)])
            slopes = [
                scratch[..., start : start + n, :] for start, n in zip(starts, units, strict=False)
            ]
            return activation.slope_calls(source, source, scratch), slopes
        slopes = [np.empty_like(z) for z in self.z[:-1]]
        calls: list[Call] = []
        for i, (bend, slope) in enumerate(zip(bends, slopes, strict=True)):
            calls += ACTIVATIONS[bend].slope_calls(self.z[i], bent[i], slope)
            if self.masks is not None:
                mask = section.rows(block, f"mask.{i + 1}")
                calls += [(np.multiply, (slope, mask, slope))]
        return calls, slopes
