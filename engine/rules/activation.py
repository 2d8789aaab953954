"""What an activation is: a rule a = σ(z) beside its slope σ′(z), its formula and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.program import Array, Call, run
from engine.words import described

FLAT = 0.05
"""A neuron is saturated where its curve is less than this share as steep as it ever gets."""


@dataclass(frozen=True)
class Activation:
    """A bend: what it does to a pre-activation, and how steep it is there.

    `forward(z, a)` writes a = σ(z), both (…, units, batch); `slope(source, out)` writes σ′(z) from
    the array that `source` names: the activation itself where that is enough, else z.
    `low` and `high` bound the activation (None = unbounded), `centre` is its zero line on maps,
    `steepest` the largest |σ′|. `saturated` and `dead` say in a sentence what these words mean for
    it. Softmax mixes the neurons of a layer, so it has no slope of its own: it is an output
    activation, its loss knows the slope of both together, and its `forward` also takes the room in
    which it leaves what that loss wants.
    """

    name: str
    title: str
    formula: str
    derivative_formula: str
    summary: str
    low: float | None
    high: float | None
    forward: Callable[..., list[Call]]
    slope: Callable[[Array, Array], list[Call]] | None
    saturated: str
    dead: str
    source: Literal["a", "z"] = "a"
    steepest: float = 1.0
    centre: float = 0.0

    __repr__ = described

    @property
    def hidden(self) -> bool:
        """Whether hidden layers may use it."""
        return self.slope is not None

    def slope_calls(self, z: Array, a: Array, out: Array) -> list[Call]:
        """The calls that write σ′(z), given z and a = σ(z). Raises ValueError for softmax."""
        if self.slope is None:
            raise ValueError(
                f"{self.name} mixes the neurons of a layer and has no slope of its own."
            )
        return self.slope(a if self.source == "a" else z, out)

    def __call__(self, z: Array) -> Array:
        """σ(z) for pre-activations z of shape (units, batch) or (units,)."""
        columns = z if z.ndim > 1 else z[:, None]
        a = np.empty_like(columns)
        with np.errstate(all="ignore"):
            run(self.forward(columns, a))
        return a.reshape(z.shape)

    def derivative(self, z: Array) -> Array:
        """σ′(z), element by element; raises ValueError where neurons are mixed (softmax)."""
        slope = np.empty_like(z)
        with np.errstate(all="ignore"):
            run(self.slope_calls(z, self(z) if self.slope else z, slope))
        return slope

    def is_saturated(self, z: Array) -> npt.NDArray[np.bool_]:
        """Where |σ′(z)| is below a twentieth of the steepest slope, element by element."""
        flat: npt.NDArray[np.bool_] = np.abs(self.derivative(z)) < FLAT * self.steepest
        return flat

    def is_dead(self, z: Array) -> npt.NDArray[np.bool_]:
        """Where nothing at all comes through on the way back: σ′(z) = 0, element by element."""
        dead: npt.NDArray[np.bool_] = self.derivative(z) == 0
        return dead


def constant(value: float, like: Array) -> Array:
    """A zero-dimensional array of the same kind: the fastest scalar in a NumPy call."""
    return np.array(value, like.dtype)
