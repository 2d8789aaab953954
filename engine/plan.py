"""A whole step for one batch width as a program: forward, loss, backward, update."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.block import Block
from engine.passes import Pass
from engine.program import Array, Call, Phase, fill_minimum, memory, unrolled
from engine.rules.activation import constant
from engine.rules.optimizers import OPTIMIZERS, Descent, decay
from engine.rules.regularizers import REGULARIZERS
from engine.tape import Layout, aligned

if TYPE_CHECKING:
    from engine.network import Network


class Plan:
    """The part of the tape that belongs to a batch, and the program of a step, phase by phase.

    `program` computes a step and leaves its update pending; `running` also applies it, and leaves
    the losses to `block_losses`, which computes those of up to 64 steps at once.
    """

    def __init__(self, network: "Network", width: int) -> None:
        experiment = network.experiment
        self.width = width
        self.section = network.section(width, dropout=experiment.dropout > 0)
        runs = network.lead[0] if network.lead else None
        self.batch = aligned(self.section.size, network.dtype, runs)
        self.layout = Layout(
            tensors=(*network.tensors, *self.section.tensors(network.size)),
            prefix=network.size,
            size=network.size + self.section.size,
            batch=width,
        )
        parts = Pass(
            experiment,
            network.weights,
            self.section,
            self.batch,
            network.block.stored(network.gradient),
        )
        self.examples, self.masks, self.losses = parts.examples, parts.masks, parts.losses
        if not network.lead:
            self.examples_bytes, self.extras_bytes = memory(parts.examples), memory(parts.extras)
        self._share = constant(1 / width, network.prefix)
        # L = (1/B) Σ over the batch
        mean: list[Call] = [
            (np.add.reduce, (parts.losses, -1, None, network.loss)),
            (np.multiply, (network.loss, self._share, network.loss)),
        ]
        penalty, update = update_calls(network, self._share)
        # θ ← θ + update
        self.apply: Call = (np.add, (network.parameters, network.update, network.parameters))

        numbers = range(1, len(experiment.layers) + 1)
        self.phases: dict[Phase, list[Call]] = {
            **{Phase("forward", n): parts.forward[n - 1] for n in numbers},
            Phase("loss", len(numbers)): [*parts.values, *mean, *penalty],
            **{Phase("backward", n): parts.backward[n - 1] for n in reversed(numbers)},
            Phase("update", 0): update,
        }
        self.program = [call for calls in self.phases.values() for call in calls]
        self.running = [*parts.running, *update, self.apply]
        self.parts = parts
        self._experiment = experiment

    @cached_property
    def step(self) -> Callable[[], None]:
        """All of `running` as one function."""
        return unrolled(self.running)

    @cached_property
    def block(self) -> Block:
        """Room for what the steps of a block leave."""
        return Block(self._experiment, self.parts)

    def block_losses(self, steps: int) -> Array:
        """The mean losses of the first steps of a block, (steps, …)."""
        return self.block.means(steps, self._share)


def update_calls(network: "Network", share: Array) -> tuple[list[Call], list[Call]]:
    """The calls that write the penalty, and those that lead from the sum of slopes to the update.

    ∇L = (1/B) Σ over the batch; with the slope of a penalty, and clipped if it is too long; then
    the optimizer's equation for all layers at once; then weight decay.
    """
    experiment = network.experiment
    gradient, total = network.gradient, network.total_gradient
    regularizer = REGULARIZERS[experiment.regularizer.name]
    weights = network.block.is_weight(network.dtype)
    values: list[Call] = []
    calls: list[Call] = [(np.multiply, (gradient, share, gradient))]
    if network.penalty is not None and network.penalty_gradient is not None:
        assert regularizer.value is not None  # as Network has made room for them
        assert regularizer.slope is not None
        strengths = (network.numbers("regularizer", "strength") * weights).astype(network.dtype)
        values = regularizer.value(network.parameters, strengths, network.penalty)
        calls += regularizer.slope(network.parameters, strengths, network.penalty_gradient)
        calls += [(np.add, (gradient, network.penalty_gradient, total))]
    elif total is not gradient:
        calls += [(np.copyto, (total, gradient))]
    if network.gradient_norm is not None:
        calls += clip_calls(network, network.gradient_norm)

    optimizer = OPTIMIZERS[experiment.optimizer.name]
    count = np.zeros((*network.lead, 1))
    if network.count is not None:
        calls += [
            (np.add, (network.count, constant(1, gradient), network.count)),
            (np.copyto, (count, network.count)),
        ]
    descent = Descent(
        gradient=total,
        parameters=network.parameters,
        slots=network.slots,
        updates=count,
        update=network.update,
        down=network.down,
        settings={
            setting.name: network.numbers("optimizer", setting.name)
            for setting in optimizer.settings
        },
        weights=weights,
    )
    calls += optimizer.update(descent)
    if network.decay is not None:
        calls += decay(descent, network.numbers("regularizer", "strength"), network.decay)
    return values, calls


def clip_calls(network: "Network", norm: Array) -> list[Call]:
    """g ← g · min(1, c / ‖g‖)  (Pascanu, Mikolov and Bengio 2013, algorithm 1)

    The norm is over all parameters at once, and lies on the tape as it was before clipping.
    PyTorch adds 10⁻⁶ to the norm; the definition does not.
    """
    total = network.total_gradient
    squares = np.empty_like(total)
    factor = np.empty((*network.lead, 1) if network.lead else (), network.dtype)
    largest = network.numbers("clip_norm").astype(network.dtype)
    return [
        (np.multiply, (total, total, squares)),
        (np.add.reduce, (squares, -1, None, norm)),
        (np.sqrt, (norm, norm)),
        (np.divide, (largest, norm.reshape(factor.shape), factor)),
        (fill_minimum, (factor, constant(1, factor), factor)),
        (np.multiply, (total, factor, total)),
    ]
