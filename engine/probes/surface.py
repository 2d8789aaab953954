"""The loss as a surface over the parameters: heights, slopes and curvatures, in float64.

All passes run in buffers of their own, so the run is left as it is. The surface is that of the loss
that is shown: penalties, clipping and the optimizer have no part in it.
"""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from engine.dropout import write_masks
from engine.free import forget_blame
from engine.network import Network
from engine.passes import Pass
from engine.program import Array, run
from engine.tape import aligned
from engine.trainer import Trainer

Floats = npt.NDArray[np.float64]
AT_ONCE = 512
STEP = 1e-5
MOST_NUMBERS = 2**19
"""Numbers that a kept surface may hold: many people may train at once."""


class Surface:
    """The mean loss of some examples over the parameters, (parameters,) flat as on the tape.

    `rows` are the examples as a pass takes them, (n, columns). Without `masks` nothing is
    dropped; with them, (hidden neurons, n), what they leave out. `at` are the run's own parameters.
    """

    def __init__(self, trainer: Trainer, rows: Array, masks: Array | None = None) -> None:
        network, self._block = trainer.network, trainer.network.block
        self._parameters = aligned(self._block.size, np.float64)
        self._slopes = aligned(self._block.size, np.float64)
        self.at = network.parameters.astype(np.float64)
        self._rows, self._masks = rows, masks
        weights, slopes = self._block.stored(self._parameters), self._block.stored(self._slopes)
        self._passes: dict[int, Pass] = {}
        self.size = 0  # numbers that the passes hold
        for width in {min(AT_ONCE, len(rows)), len(rows) % AT_ONCE} - {0}:
            section = network.section(width, masks is not None)
            self.size += section.size
            numbers = aligned(section.size, np.float64)
            self._passes[width] = Pass(trainer.experiment, weights, section, numbers, slopes)

    def move(self, trainer: Trainer, rows: Array) -> None:
        """Go over to the present parameters, and to as many other examples, of the same network."""
        self.at = trainer.network.parameters.astype(np.float64)
        self._rows = rows

    def parts(self, parameters: Array, backward: bool = False) -> Iterator[Pass]:
        """Passes at these parameters up to the losses, for up to 512 examples after another.

        With `backward` they also hold the slopes of each example. The next overwrites the last.
        """
        self._parameters[...] = parameters
        for start in range(0, len(self._rows), AT_ONCE):
            rows = self._rows[start : start + AT_ONCE]
            part = self._passes[len(rows)]
            part.load(rows)
            if part.masks is not None and self._masks is not None:
                part.masks[...] = self._masks[:, start : start + AT_ONCE]
            with np.errstate(all="ignore"):
                for calls in part.forward:
                    run(calls)
                run(part.values)
                if backward:
                    for calls in reversed(part.backward):
                        run(calls)
            yield part

    def loss(self, parameters: Array) -> float:
        """L at these parameters."""
        with np.errstate(all="ignore"):
            total = sum(float(part.losses.sum()) for part in self.parts(parameters))
        return total / len(self._rows)

    def gradient(self, parameters: Array) -> Floats:
        """∇L at these parameters, flat: (1/n) Σ over the examples."""
        total = np.zeros_like(self._slopes, np.float64)
        with np.errstate(all="ignore"):
            for _ in self.parts(parameters, backward=True):
                total += self._slopes
        return total / len(self._rows)

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


_kept: WeakKeyDictionary[Network, tuple[int, Surface]] = WeakKeyDictionary()


def training_surface(trainer: Trainer) -> Surface:
    """The loss over all training examples, without dropout.

    It is kept with its network, unless it is large, and moved on by the next question.
    """
    rows = training_rows(trainer)
    count, surface = _kept.get(trainer.network, (0, None))
    if surface is None or count != len(rows):
        surface = Surface(trainer, rows)
        if surface.size <= MOST_NUMBERS:
            _kept[trainer.network] = len(rows), surface
    surface.move(trainer, rows)
    return surface


def batch_surface(trainer: Trainer) -> Surface:
    """The loss that the present step descends: over its batch, with its dropout."""
    masks = None
    if trainer.experiment.dropout:
        hidden = sum(layer.units for layer in trainer.experiment.hidden)
        if hidden:
            masks = np.empty((hidden, trainer.width), np.float64)
            write_masks(masks, trainer.experiment.dropout, trainer.experiment.seed, trainer.step)
    return Surface(trainer, present_rows(trainer), masks)


def training_rows(trainer: Trainer) -> Array:
    """All training examples, (n, columns)."""
    rows: Array = trainer._rows[: trainer.data.training_count]
    return rows


def present_rows(trainer: Trainer) -> Array:
    """The examples of the present step's batch, (batch, columns)."""
    chosen = list(trainer.chosen)
    if not chosen:
        feed, width = trainer._feed, trainer.width
        chosen = feed.indices(trainer.epoch, trainer.offset, width).tolist()
    rows: Array = trainer._rows[chosen]
    return rows


def shown_pass(trainer: Trainer) -> Pass:
    """The shown example's own pass, forward and backward, without dropout."""
    surface = Surface(trainer, trainer._shown_row)
    shown = next(surface.parts(surface.at, backward=True))
    if trainer.free is not None and trainer.free.targets is None:
        forget_blame(shown)
    return shown
