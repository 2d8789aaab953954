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
from engine.rules.losses import LOSSES, ROOM, OutputLayer
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
        loss = LOSSES[experiment.loss]
        # Beside the tape: what the loss wants of each example, and what it works in
        beside = (*block.shape[:-1], loss.columns * outputs, section.width)
        self.extras = np.ones(beside, block.dtype)
        self.room = np.zeros((*block.shape[:-1], ROOM * outputs, section.width), block.dtype)
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

        # z = W x + b
        mixing = [
            product(transposed(weights[i]), received[i], self.z[i]) for i in range(len(bends))
        ]
        bending, bent = self._bends(bends, section, block)  # a = σ(z)
        self.forward = [[mix, *bend] for mix, bend in zip(mixing, bending, strict=True)]

        self.targets = examples[..., features + 1 :, :]
        output = OutputLayer(
            z=self.z[last],
            a=self.a[last],
            y=self.targets,
            extras=self.extras,
            room=self.room,
            da=self.da[last],
            dz=self.dz[last],
            result=section.result(block),
            losses=self.losses,
        )
        # What the loss of this batch can be computed from later
        self.evidence = loss.evidence(output)
        # L = loss(ŷ, y)
        self.values: list[Call] = loss.values(output)

        # ∂L/∂ŷ and, through the output's bend, ∂L/∂z
        output_slopes = loss.slopes(output, bends[last])
        hidden_slopes, slopes = self._hidden_slopes(bends[:-1], bent, section, block)
        blame = [
            [
                # ∂L/∂aₗ = Wₗ₊₁ᵀ · ∂L/∂zₗ₊₁, over the neurons that listen
                product(weights[i + 1][..., :-1, :], self.dz[i + 1], self.da[i]),
                # ∂L/∂zₗ = ∂L/∂aₗ ⊙ σ′(zₗ)
                (np.multiply, (self.da[i], slopes[i], self.dz[i])),
            ]
            for i in range(last)
        ] + [[*output_slopes, *hidden_slopes]]
        # ∂L/∂Wₗ = Σ over the batch of ∂L/∂zₗ · aₗ₋₁ᵀ, and with the row of ones ∂L/∂bₗ
        gathering = [
            [product(received[i], transposed(self.dz[i]), gradient)]
            for i, gradient in enumerate(gradients)
        ] or [[] for _ in bends]
        self.backward = [[*lead, *gather] for lead, gather in zip(blame, gathering, strict=True)]

        # Forward and backward once more, in the order and with the calls that are fastest
        output_calls = [*bending[last], *output_slopes]
        if loss.together is not None:
            output_calls = loss.together(output)
        self.running = [
            *(call for calls in self.forward[:-1] for call in calls),
            mixing[last],
            *output_calls,
            *hidden_slopes,
            *(call for calls in reversed(blame[:-1]) for call in calls),
            *(call for calls in reversed(gathering) for call in calls),
        ]

    def load(self, rows: Array) -> None:
        """Take examples (…, n, columns), as `example_rows` makes them."""
        columns = transposed(rows)
        self.examples[...] = columns[..., : self.examples.shape[-2], :]
        self.extras[...] = columns[..., self.examples.shape[-2] :, :]

    def copy_examples(self, other: "Pass") -> None:
        """Take the examples of another pass of the same width."""
        self.examples[...], self.extras[...] = other.examples, other.extras

    def _bends(
        self, bends: Sequence[str], section: Section, block: Array
    ) -> tuple[list[list[Call]], list[Array]]:
        """The calls that bend each layer, and σ(z), which is a unless dropout takes from it."""
        bent = list(self.a)
        bending: list[list[Call]] = []
        for i, name in enumerate(bends):
            activation = ACTIVATIONS[name]
            if not activation.hidden:
                bending.append(activation.forward(self.z[i], self.a[i], self.room))
                continue
            mask = None
            if self.masks is not None and i < len(bends) - 1:
                mask = section.rows(block, f"mask.{i + 1}")
                bent[i] = np.empty_like(self.a[i])
            calls = activation.forward(self.z[i], bent[i])
            if mask is not None:
                calls = [*calls, (np.multiply, (bent[i], mask, self.a[i]))]  # a = σ(z) ⊙ mask
            bending.append(calls)
        return bending, bent

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
