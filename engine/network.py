"""The builder: from layers and batch width to the calls of a step, over bound views of the tape.

Arrays are features first, (units, batch). Weights are stored with the biases as last row, and every
layer's input with a row of ones below it, so one product mixes and adds the biases.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.experiment import Experiment
from engine.program import Array, Call, Phase
from engine.rules.activations import ACTIVATIONS, constant
from engine.rules.losses import LOSSES, OutputLayer
from engine.rules.optimizers import OPTIMIZERS
from engine.tape import Layout, ParameterBlock, Section, Tensor, aligned

KEPT_WIDTHS = 8


class Pass:
    """The calls that carry a batch forward to the loss and the blame back, in one section.

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
        self.losses = section.losses(block)  # (batch,)
        self.z = [section.rows(block, f"z.{layer}") for layer in layers]  # (units, batch)
        self.a = [section.rows(block, f"a.{layer}") for layer in layers]
        da = [section.rows(block, f"da.{layer}") for layer in layers]
        dz = [section.rows(block, f"dz.{layer}") for layer in layers]

        # What each layer receives, with the row of ones: x, a₁, a₂, …
        received = [examples[: features + 1]]  # (fan_in + 1, batch)
        received += [section.rows(block, f"a.{layer}", extra=1) for layer in layers[:-1]]
        for activations in received[1:]:
            activations[-1] = 1

        self.forward: list[list[Call]] = [
            [
                # z = W x + b
                (weights[i].T.dot, (received[i], self.z[i])),
                # a = σ(z)
                *ACTIVATIONS[bends[i]].forward(self.z[i], self.a[i]),
            ]
            for i in range(len(bends))
        ]

        loss = LOSSES[experiment.loss]
        targets = examples[features + 1 : features + 1 + outputs]
        signs = examples[features + 1 + outputs :]
        output = OutputLayer(
            self.z[last], self.a[last], targets, signs, da[last], dz[last], self.losses
        )
        self.targets = targets
        # L = loss(ŷ, y)
        self.values: list[Call] = loss.values(output)

        # ∂L/∂ŷ and, through the output's bend, ∂L/∂z
        self.backward: list[list[Call]] = [[] for _ in bends]
        self.backward[last] += loss.slopes(output, bends[last])
        slope_calls, slopes = hidden_slopes(bends[:-1], section, block)
        self.backward[last] += slope_calls
        for i in reversed(range(last)):
            self.backward[i] += [
                # ∂L/∂aₗ = Wₗ₊₁ᵀ · ∂L/∂zₗ₊₁, over the neurons that listen
                (weights[i + 1][:-1].dot, (dz[i + 1], da[i])),
                # ∂L/∂zₗ = ∂L/∂aₗ ⊙ σ′(zₗ)
                (np.multiply, (da[i], slopes[i], dz[i])),
            ]
        for i, gradient in enumerate(gradients):
            # ∂L/∂Wₗ = Σ over the batch of ∂L/∂zₗ · aₗ₋₁ᵀ, and with the row of ones ∂L/∂bₗ
            self.backward[i] += [(received[i].dot, (dz[i].T, gradient))]


def hidden_slopes(
    bends: Sequence[str], section: Section, block: Array
) -> tuple[list[Call], list[Array]]:
    """σ′(z) of every hidden layer, (units, batch): in one pass where all have one activation."""
    if not bends:
        return [], []
    activations = section.hidden_activations(block)
    scratch = np.empty_like(activations)
    starts = np.cumsum([0, *(units + 1 for units in section.units[:-1])])
    slopes = [
        scratch[start : start + units]
        for start, units in zip(starts, section.units[:-1], strict=False)
    ]
    calls: list[Call] = []
    if len(set(bends)) == 1:
        calls += slope_of(bends[0], activations, scratch)
    else:
        for bend, start, slope in zip(bends, starts, slopes, strict=False):
            calls += slope_of(bend, activations[start : start + len(slope)], slope)
    return calls, slopes


def slope_of(name: str, a: Array, out: Array) -> list[Call]:
    """The calls that write σ′(z), given a = σ(z), for an activation that hidden layers may use."""
    slope = ACTIVATIONS[name].slope
    if slope is None:
        raise ValueError(f"{name} cannot be used in a hidden layer.")
    return slope(a, out)


class Plan:
    """A whole step for one batch width: its part of the tape and its program, phase by phase."""

    def __init__(self, network: "Network", width: int) -> None:
        experiment, block = network.experiment, network.block
        self.width = width
        self.section = network.section(width)
        self.batch = aligned(self.section.size, network.prefix.dtype)
        self.layout = Layout(
            tensors=(*network.tensors, *self.section.tensors(len(network.prefix))),
            prefix=len(network.prefix),
            size=len(network.prefix) + self.section.size,
            batch=width,
        )
        parts = Pass(
            experiment,
            network.weights,
            self.section,
            self.batch,
            block.stored(network.gradient),
        )
        self.examples, self.losses = parts.examples, parts.losses
        share = constant(1 / width, network.prefix)
        # L = (1/B) Σ over the batch
        mean: list[Call] = [
            (np.add.reduce, (parts.losses, 0, None, network.loss)),
            (np.multiply, (network.loss, share, network.loss)),
        ]
        # ∇L = (1/B) Σ over the batch, then the optimizer's equation for all layers at once
        settings = {
            setting.name: constant(getattr(experiment.optimizer, setting.name), network.prefix)
            for setting in OPTIMIZERS[experiment.optimizer.name].settings
        }
        update: list[Call] = [
            (np.multiply, (network.gradient, share, network.gradient)),
            *OPTIMIZERS[experiment.optimizer.name].update(
                network.gradient,
                network.slots,
                network.update,
                constant(experiment.learning_rate, network.prefix),
                settings,
            ),
        ]
        # θ ← θ + update
        self.apply: Call = (np.add, (network.parameters, network.update, network.parameters))

        numbers = range(1, len(experiment.layers) + 1)
        self.phases: dict[Phase, list[Call]] = {
            **{Phase("forward", n): parts.forward[n - 1] for n in numbers},
            Phase("loss", len(numbers)): [*parts.values, *mean],
            **{Phase("backward", n): parts.backward[n - 1] for n in reversed(numbers)},
            Phase("update", 0): update,
        }
        self.program = [call for calls in self.phases.values() for call in calls]
        # The same step for running: applied at once, its mean loss taken later for many steps.
        self.running = [
            *(call for calls in parts.forward for call in calls),
            *parts.values,
            *(call for calls in reversed(parts.backward) for call in calls),
            *update,
            self.apply,
        ]


class Network:
    """The prefix of the tape for one architecture, and the plans and passes that share it.

    `parameters`, `gradient`, `update` and each of `slots` are flat views of equal length.
    """

    def __init__(self, experiment: Experiment, dtype: npt.DTypeLike) -> None:
        self.experiment = experiment
        self.block = ParameterBlock(experiment.shapes)
        slots = OPTIMIZERS[experiment.optimizer.name].slots
        example = self.section(1)
        names = ["parameters", "gradient", "update", *slots]
        size = self.block.size
        start = len(names) * size
        self.prefix = aligned(start + example.size + 2, dtype)

        flat = {name: self.prefix[i * size : (i + 1) * size] for i, name in enumerate(names)}
        self.parameters, self.gradient, self.update = (flat[name] for name in names[:3])
        self.slots = {name: flat[name] for name in slots}
        self.all_slots = self.prefix[3 * size : start]
        self.loss = self.prefix[-2:-1].reshape(())
        self.loss_after = self.prefix[-1:].reshape(())
        self.weights = self.block.stored(self.parameters)  # (fan_in + 1, fan_out) each
        self.example = Pass(
            experiment, self.weights, example, self.prefix[start : start + example.size]
        )
        self.tensors: list[Tensor] = [
            *(
                tensor
                for i, name in enumerate(["", "_gradient", "_update", *(f"_{s}" for s in slots)])
                for tensor in self.block.tensors(i * size, name)
            ),
            *example.example_tensors(start),
            Tensor("loss", 0, (), len(self.prefix) - 2, ()),
            Tensor("loss_after", 0, (), len(self.prefix) - 1, ()),
        ]
        self._plans: dict[int, Plan] = {}
        self._passes: dict[int, Pass] = {}

    def use(self, experiment: Experiment) -> None:
        """Go on with another rate, momentum or batch size on the same tape: plans hold these."""
        self.experiment = experiment
        self._plans.clear()

    def section(self, width: int) -> Section:
        """The arrays of a pass of this width."""
        dataset = self.experiment.dataset
        units = [layer.units for layer in self.experiment.layers]
        return Section(self.experiment.data.inputs, dataset.outputs, units, width)

    def plan(self, width: int) -> Plan:
        """The step for a batch of this width; the last few widths are kept."""
        plan = self._plans.get(width)
        if plan is None:
            if len(self._plans) >= KEPT_WIDTHS:
                self._plans.pop(next(iter(self._plans)))
            plan = self._plans[width] = Plan(self, width)
        return plan

    def spare_pass(self, width: int) -> Pass:
        """A pass in buffers of its own, which leaves the tape alone; a few widths are kept."""
        spare = self._passes.get(width)
        if spare is None:
            if len(self._passes) >= KEPT_WIDTHS:
                self._passes.pop(next(iter(self._passes)))
            section = self.section(width)
            block = aligned(section.size, self.prefix.dtype)
            spare = self._passes[width] = Pass(self.experiment, self.weights, section, block)
        return spare
