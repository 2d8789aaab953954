"""Questions about slopes: are they right, what are they made of, and how steep may a step be?

All answers come from float64 passes in buffers of their own; the run is left as it is.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.network import Network
from engine.program import run
from engine.rules.activations import ACTIVATIONS
from engine.trace import Trace
from engine.trainer import Trainer

Floats = npt.NDArray[np.float64]
STEP = 1e-5


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


class Disagreement(NamedTuple):
    """The slope that each example of the batch has for one parameter, (batch,).

    `agreeing` counts the examples whose slope has the sign of the mean.
    """

    slopes: Floats
    mean: float
    agreeing: int


class Surface:
    """The mean loss over the present batch, or all training examples, over the parameters."""

    def __init__(self, trainer: Trainer, whole: bool = False) -> None:
        if whole:
            rows = trainer._rows[: trainer.data.training_count]
        else:
            trainer.trace()
            inside = trainer._plan().parts
            rows = np.concatenate([inside.examples, inside.extras]).T
        self.at = trainer.snapshot().parameters.astype(np.float64)
        self.network = Network(trainer.experiment, np.float64)
        self._plan = self.network.plan(len(rows))
        self._plan.parts.load(rows)

    def loss(self, parameters: Floats) -> float:
        """L at these parameters (flat, as on the tape)."""
        self._compute(parameters)
        return float(self.network.loss)

    def gradient(self, parameters: Floats) -> Floats:
        """∇L at these parameters, flat."""
        self._compute(parameters)
        return self.network.gradient.astype(np.float64)

    def trace(self) -> Trace:
        """Everything at the run's own parameters."""
        self._compute(self.at)
        return Trace(
            self._plan.layout, np.concatenate([self.network.prefix, self._plan.batch]), 0, 0, 0
        )

    def _compute(self, parameters: Floats) -> None:
        self.network.parameters[...] = parameters
        with np.errstate(all="ignore"):
            run(self._plan.program)

    def product(self, direction: Floats) -> Floats:
        """H v, the change of the gradient along a direction, flat.

        A central difference, (∇L(θ + εv) − ∇L(θ − εv)) / 2ε with ε‖v‖ = 10⁻⁵ · max(1, ‖θ‖): in
        float64 its relative error is about 10⁻⁹ where activations are smooth.
        """
        length = float(np.linalg.norm(direction))
        if not length:
            return np.zeros_like(self.at)
        epsilon = STEP * max(1.0, float(np.linalg.norm(self.at))) / length
        above = self.gradient(self.at + epsilon * direction)
        return (above - self.gradient(self.at - epsilon * direction)) / (2 * epsilon)


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

    The computed slope is backpropagation's, in float64 at the same parameters. Raises IndexError.
    """
    index = position(trainer, parameter)
    surface = Surface(trainer)
    computed = float(surface.gradient(surface.at)[index])
    below, above = surface.at.copy(), surface.at.copy()
    below[index] -= step
    above[index] += step
    losses = surface.loss(below), surface.loss(above)
    measured = (losses[1] - losses[0]) / (2 * step)
    size = max(abs(measured), abs(computed))
    return SlopeCheck(*losses, measured, computed, abs(measured - computed) / size if size else 0.0)


def chain_factors(trainer: Trainer, parameter: Parameter) -> Factors:
    """The factors of a parameter's slope for the shown example. Raises IndexError."""
    position(trainer, parameter)
    layer, row, column = parameter
    trace = trainer.trace()
    received = trace["example.inputs"] if layer == 1 else trace["example.a", layer - 1]
    value = 1.0 if column is None else float(received[column])
    error = float(trace["example.dz", layer][row])
    activation = ACTIVATIONS[trainer.experiment.layers[layer - 1].activation]
    steepness = None
    if activation.hidden:
        steepness = float(activation.derivative(trace["example.z", layer])[row])
    blame = float(trace["example.da", layer][row])
    return Factors(blame, steepness, error, value, error * value)


def example_slopes(trainer: Trainer, parameter: Parameter) -> Disagreement:
    """What each example of the present batch wants of one parameter. Raises IndexError."""
    position(trainer, parameter)
    layer, row, column = parameter
    trace = Surface(trainer).trace()
    slopes: npt.NDArray[Any] = trace["dz", layer][:, row]
    if column is not None:
        received = trace["inputs"] if layer == 1 else trace["a", layer - 1]
        slopes = slopes * received[:, column]
    mean = float(slopes.mean())
    return Disagreement(
        slopes.copy(), mean, int(np.count_nonzero(np.sign(slopes) == np.sign(mean)))
    )


def largest_curvature(trainer: Trainer, rounds: int = 100, tolerance: float = 1e-6) -> float:
    """λ of largest size of the Hessian of the training loss, by power iteration.

    v ← Hv / ‖Hv‖, λ = vᵀHv, until λ changes by less than `tolerance` of itself or after so many
    rounds. Plain gradient descent settles along that direction for rates below 2/λ (where λ > 0):
    the cliff. Starts from a fixed direction, so equal states give equal answers.
    """
    surface = Surface(trainer, whole=True)
    direction = np.random.default_rng(0).standard_normal(surface.at.size)
    curvature = 0.0
    for _ in range(rounds):
        direction /= np.linalg.norm(direction)
        product = surface.product(direction)
        before, curvature = curvature, float(direction @ product)
        if not np.any(product) or abs(curvature - before) <= tolerance * abs(curvature):
            break
        direction = product
    return curvature
