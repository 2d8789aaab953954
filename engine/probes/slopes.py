"""Questions about slopes: are they right, and what are they made of?

All answers come from float64 passes in buffers of their own; the run is left as it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.probes.aside import aside
from engine.probes.surface import STEP, Floats, batch_surface, shown_pass
from engine.rules.activations import ACTIVATIONS
from engine.trainer import Trainer


class Parameter(NamedTuple):
    """A weight into neuron `row` of a layer (from 1) from neuron `column`, as in `weights`.

    Rows and columns count from 0; `column` None is the bias.
    """

    layer: int
    row: int
    column: int | None = None


class SlopeCheck(NamedTuple):
    """A slope measured by two losses, at θ − h and θ + h, beside the computed one.

    `difference` is |measured − computed| / max(|measured|, |computed|), 0 where both are 0.
    """

    loss_below: float
    loss_above: float
    measured: float
    computed: float
    difference: float


class Nudges(NamedTuple):
    """The batch's loss at θ, and with one parameter moved by each of some sizes h, alone.

    `measured` is (L(θ + h) − L(θ)) / h, NaN where h is 0; `computed` is the slope.
    """

    loss: float
    losses: Floats
    measured: Floats
    computed: float


class Factors(NamedTuple):
    """∂L/∂w of the shown example as a product: ∂L/∂a · σ′(z) · input.

    `steepness` is None where the activation mixes neurons (softmax): there ∂L/∂z is one factor.
    The input of a bias is 1. `error` is ∂L/∂z.
    """

    blame: float
    steepness: float | None
    error: float
    input: float
    slope: float


class Fall(NamedTuple):
    """What the slopes promise of an update, and what it does: how far the batch's loss falls.

    `promised` is −∂L/∂θ · Δθ, what would be true if the surface were as flat as it is here;
    `real` is L(θ) − L(θ + Δθ).
    """

    promised: float
    real: float


class Disagreement(NamedTuple):
    """The slope that each example of the batch has for one parameter, (batch,).

    `agreeing` counts the examples whose slope has the sign of the mean.
    """

    slopes: Floats
    mean: float
    agreeing: int


def position(trainer: Trainer, parameter: Parameter) -> int:
    """Where a parameter lies in a flat block; raises IndexError if there is no such parameter."""
    layer, row, column = parameter
    block = trainer.network.block
    if not 1 <= layer <= len(block.shapes):
        raise IndexError(f"There is no layer {layer}.")
    fan_out, fan_in = block.shapes[layer - 1]
    if not 0 <= row < fan_out or not (column is None or 0 <= column < fan_in):
        raise IndexError(f"Layer {layer} has {fan_out} × {fan_in} weights.")
    return block.offsets[layer - 1] + (fan_in if column is None else column) * fan_out + row


def check_slope(trainer: Trainer, parameter: Parameter, step: float = STEP) -> SlopeCheck:
    """Measure the slope of the present batch's loss: (L(θ + h) − L(θ − h)) / 2h, h = `step`.

    The computed slope is backpropagation's, in float64 at the same parameters and with the same
    neurons dropped. Neither contains the slope of a penalty. Raises IndexError.
    """
    index = position(trainer, parameter)
    surface = batch_surface(trainer)
    computed = float(surface.gradient(surface.at)[index])
    below, above = surface.at.copy(), surface.at.copy()
    below[index] -= step
    above[index] += step
    losses = surface.loss(below), surface.loss(above)
    measured = (losses[1] - losses[0]) / (2 * step)
    size = max(abs(measured), abs(computed))
    return SlopeCheck(*losses, measured, computed, abs(measured - computed) / size if size else 0.0)


def try_nudges(trainer: Trainer, parameter: Parameter, sizes: Sequence[float]) -> Nudges:
    """What the present batch's loss would be with one parameter moved by each of these sizes.

    Only forward passes, with the same neurons dropped, and without a penalty. Raises IndexError.
    """
    index = position(trainer, parameter)
    surface = batch_surface(trainer)
    computed = float(surface.gradient(surface.at)[index])
    loss, moved, losses = surface.loss(surface.at), surface.at.copy(), []
    for size in sizes:
        moved[index] = surface.at[index] + size
        losses.append(surface.loss(moved))
    found, steps = np.array(losses, np.float64), np.array(sizes, np.float64)
    with np.errstate(all="ignore"):
        measured = np.where(steps == 0, np.nan, (found - loss) / steps)
    return Nudges(loss, found, measured, computed)


def loss_fall(trainer: Trainer) -> Fall:
    """The fall of the present batch's loss under the pending update: promised, and real.

    Both in float64, with the same neurons dropped, and without a penalty.
    """
    with aside(trainer):
        move = trainer.network.update.astype(np.float64)
    surface = batch_surface(trainer)
    promised = -float(surface.gradient(surface.at) @ move)
    with np.errstate(all="ignore"):
        return Fall(promised, surface.loss(surface.at) - surface.loss(surface.at + move))


def chain_factors(trainer: Trainer, parameter: Parameter) -> Factors:
    """The factors of a parameter's slope for the shown example, without dropout.

    Raises IndexError.
    """
    position(trainer, parameter)
    layer, row, column = parameter
    shown = shown_pass(trainer)
    received = shown.examples if layer == 1 else shown.a[layer - 2]
    value = 1.0 if column is None else float(received[column, 0])
    error = float(shown.dz[layer - 1][row, 0])
    activation = ACTIVATIONS[trainer.experiment.layers[layer - 1].activation]
    steepness = None
    if activation.hidden:
        steepness = float(activation.derivative(shown.z[layer - 1])[row, 0])
    blame = float(shown.da[layer - 1][row, 0])
    return Factors(blame, steepness, error, value, error * value)


def example_slopes(trainer: Trainer, parameter: Parameter) -> Disagreement:
    """What each example of the present batch wants of one parameter. Raises IndexError."""
    position(trainer, parameter)
    layer, row, column = parameter
    surface = batch_surface(trainer)
    found = []
    for part in surface.parts(surface.at, backward=True):
        slopes = part.dz[layer - 1][row].astype(np.float64)
        if column is not None:
            slopes *= (part.examples if layer == 1 else part.a[layer - 2])[column]
        found.append(slopes)
    slopes = np.concatenate(found)
    mean = float(slopes.mean())
    return Disagreement(slopes, mean, int(np.count_nonzero(np.sign(slopes) == np.sign(mean))))
