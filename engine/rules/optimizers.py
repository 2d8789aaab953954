"""Optimizers: from the gradient to the update, over flat vectors, for all layers at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.program import Array, Call
from engine.rules.choice import Setting


class Descent(NamedTuple):
    """What an optimizer reads and writes, flat: one number per parameter, (…, parameters).

    `gradient` is the slope to go down (with a penalty's, and clipped, where there are such);
    `slots` what it remembers by name; `updates` how many updates it has made, as a float64 that is
    already counted up for this one (…, 1); `down` is −η; `settings` are float64 numbers by name;
    `weights` is 1 for each weight and 0 for each bias.
    """

    gradient: Array
    parameters: Array
    slots: Mapping[str, Array]
    updates: npt.NDArray[np.float64]
    update: Array
    down: Array
    settings: Mapping[str, npt.NDArray[np.float64]]
    weights: Array

    def number(self, value: Any) -> Array:
        """A number computed in float64 as one of the update's kind."""
        return np.asarray(value, self.update.dtype)


@dataclass(frozen=True)
class Optimizer:
    """An equation over flat vectors, with the names of what it remembers between steps.

    `update(descent)` writes slots and update. The update is added to the parameters elsewhere.
    With `counts` it also remembers how many updates it has made, as the slot `count`.
    """

    name: str
    title: str
    formula: str
    summary: str
    slots: tuple[str, ...]
    settings: tuple[Setting, ...]
    update: Callable[[Descent], list[Call]]
    counts: bool = False


def sgd(d: Descent) -> list[Call]:
    """update = −η g (Robbins and Monro 1951, "A stochastic approximation method")"""
    return [(np.multiply, (d.gradient, d.down, d.update))]


def velocity(d: Descent) -> list[Call]:
    """v ← β v + g"""
    v = d.slots["velocity"]
    return [
        (np.multiply, (v, d.number(d.settings["momentum"]), v)),
        (np.add, (v, d.gradient, v)),
    ]


def momentum(d: Descent) -> list[Call]:
    """v ← β v + g, update = −η v

    Polyak 1964, "Some methods of speeding up the convergence of iteration methods". The rate is
    outside the velocity, as in PyTorch: Polyak and Sutskever et al. have v ← β v − η g, which is
    the same while η stays, and differs where a schedule changes it.
    """
    return [*velocity(d), (np.multiply, (d.slots["velocity"], d.down, d.update))]


def nesterov(d: Descent) -> list[Call]:
    """v ← β v + g, update = −η (g + β v)

    Nesterov 1983, in the form of Sutskever, Martens, Dahl and Hinton 2013 rewritten for the point
    that is looked ahead to, as in PyTorch: the parameters on the tape are the looked-ahead ones.
    """
    return [
        *velocity(d),
        (np.multiply, (d.slots["velocity"], d.number(d.settings["momentum"]), d.update)),
        (np.add, (d.update, d.gradient, d.update)),
        (np.multiply, (d.update, d.down, d.update)),
    ]


def adagrad(d: Descent) -> list[Call]:
    """s ← s + g², update = −η g / (√s + ε)

    Duchi, Hazan and Singer 2011, "Adaptive subgradient methods", with a diagonal matrix; there ε
    (δ) is inside as here.
    """
    s, scratch = d.slots["sum_of_squares"], np.empty_like(d.update)
    return [
        (np.multiply, (d.gradient, d.gradient, scratch)),
        (np.add, (s, scratch, s)),
        *scaled(d, d.gradient, s, scratch),
    ]


def scaled(d: Descent, direction: Array, square: Array, scratch: Array) -> list[Call]:
    """update = −η · direction / (√square + ε)"""
    return [
        (np.sqrt, (square, scratch)),
        (np.add, (scratch, d.number(d.settings["epsilon"]), scratch)),
        (np.divide, (direction, scratch, d.update)),
        (np.multiply, (d.update, d.down, d.update)),
    ]


def running_mean(
    d: Descent, mean: Array, value: Array, decay: npt.NDArray[np.float64], scratch: Array
) -> list[Call]:
    """mean ← β mean + (1 − β) value; the value may lie in the scratch array"""
    return [
        (np.multiply, (mean, d.number(decay), mean)),
        (np.multiply, (value, d.number(1 - decay), scratch)),
        (np.add, (mean, scratch, mean)),
    ]


def rmsprop(d: Descent) -> list[Call]:
    """s ← β s + (1 − β) g², update = −η g / (√s + ε)

    Tieleman and Hinton 2012, lecture 6.5 of "Neural networks for machine learning", which has no ε;
    it stands outside the root as in PyTorch (Graves 2013 has it inside).
    """
    s, scratch = d.slots["mean_square"], np.empty_like(d.update)
    return [
        (np.multiply, (d.gradient, d.gradient, scratch)),
        *running_mean(d, s, scratch, d.settings["decay"], scratch),
        *scaled(d, d.gradient, s, scratch),
    ]


def adam(d: Descent) -> list[Call]:
    """m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², update = −η m̂ / (√v̂ + ε)
    with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), where t counts the updates from 1

    Kingma and Ba 2015, algorithm 1. Parameters that were added later share t with the others.
    """
    m, v = d.slots["first_moment"], d.slots["second_moment"]
    square, first = np.empty_like(d.update), np.empty_like(d.update)
    first_share, second_share = np.empty_like(d.updates), np.empty_like(d.updates)
    first_factor, second_factor = (
        np.empty(d.updates.shape, d.update.dtype),
        np.empty(d.updates.shape, d.update.dtype),
    )
    return [
        *running_mean(d, m, d.gradient, d.settings["beta1"], square),
        (np.multiply, (d.gradient, d.gradient, square)),
        *running_mean(d, v, square, d.settings["beta2"], square),
        # 1 / (1 − βᵗ), in float64: in float32 the difference would lose half its digits
        *correction(d, "beta1", first_share, first_factor),
        *correction(d, "beta2", second_share, second_factor),
        (np.multiply, (m, first_factor, first)),
        (np.multiply, (v, second_factor, square)),
        *scaled(d, first, square, square),
    ]


def correction(d: Descent, beta: str, share: npt.NDArray[np.float64], factor: Array) -> list[Call]:
    """factor = 1 / (1 − βᵗ): how much of a running mean that began at 0 is still missing"""
    return [
        (np.power, (d.settings[beta], d.updates, share)),
        (np.subtract, (np.float64(1), share, share)),
        (np.reciprocal, (share, share)),
        (np.copyto, (factor, share, "same_kind")),
    ]


def adamw(d: Descent) -> list[Call]:
    """Adam, and beside it update ← update − η λ w for the weights

    Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2, where the
    schedule's factor multiplies both parts and η only the first; here η λ stands for their λ, as in
    PyTorch. Biases are not decayed (PyTorch decays what it is given).
    """
    scratch = np.empty_like(d.update)
    return [*adam(d), *decay(d, d.settings["weight_decay"], scratch)]


def decay(d: Descent, strength: npt.NDArray[np.float64], out: Array) -> list[Call]:
    """out = −η λ w for weights and 0 for biases, added to the update"""
    share = d.number(strength * d.weights)
    return [
        (np.multiply, (d.parameters, share, out)),
        (np.multiply, (out, d.down, out)),
        (np.add, (d.update, out, d.update)),
    ]


MOMENTUM = Setting("momentum", "Momentum", r"\beta", 0.0, 1.0, 0.9, open_end=True)
MOMENTS = (
    Setting("beta1", "First decay", r"\beta_1", 0.0, 1.0, 0.9, open_end=True),
    Setting("beta2", "Second decay", r"\beta_2", 0.0, 1.0, 0.999, open_end=True),
    Setting("epsilon", "Epsilon", r"\varepsilon", 1e-12, 1.0, 1e-8),
)
ADAM_FORMULA = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1)\,g,\quad v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2,"
    r"\quad \theta \leftarrow \theta - \eta\,\frac{m / (1 - \beta_1^t)}"
    r"{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}"
)

OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer(
            name="sgd",
            title="Gradient descent",
            formula=r"\theta \leftarrow \theta - \eta\,g",
            summary="Steps against the slope, and remembers nothing.",
            slots=(),
            settings=(),
            update=sgd,
        ),
        Optimizer(
            name="momentum",
            title="Momentum",
            formula=r"v \leftarrow \beta v + g,\quad \theta \leftarrow \theta - \eta\,v",
            summary="A heavy ball: past slopes keep pushing (Polyak 1964).",
            slots=("velocity",),
            settings=(MOMENTUM,),
            update=momentum,
        ),
        Optimizer(
            name="nesterov",
            title="Nesterov",
            formula=r"v \leftarrow \beta v + g,\quad "
            r"\theta \leftarrow \theta - \eta\,(g + \beta v)",
            summary="A heavy ball that looks where it will be, and brakes earlier (Nesterov 1983).",
            slots=("velocity",),
            settings=(MOMENTUM,),
            update=nesterov,
        ),
        Optimizer(
            name="adagrad",
            title="AdaGrad",
            formula=r"s \leftarrow s + g^2,\quad "
            r"\theta \leftarrow \theta - \eta\,\frac{g}{\sqrt{s} + \varepsilon}",
            summary="Each weight has a rate of its own, smaller the more it has moved "
            "(Duchi, Hazan and Singer 2011).",
            slots=("sum_of_squares",),
            settings=(Setting("epsilon", "Epsilon", r"\varepsilon", 1e-12, 1.0, 1e-10),),
            update=adagrad,
        ),
        Optimizer(
            name="rmsprop",
            title="RMSProp",
            formula=r"s \leftarrow \beta s + (1 - \beta)\,g^2,\quad "
            r"\theta \leftarrow \theta - \eta\,\frac{g}{\sqrt{s} + \varepsilon}",
            summary="Each slope is measured by its own recent size (Tieleman and Hinton 2012).",
            slots=("mean_square",),
            settings=(
                Setting("decay", "Decay", r"\beta", 0.0, 1.0, 0.9, open_end=True),
                Setting("epsilon", "Epsilon", r"\varepsilon", 1e-12, 1.0, 1e-8),
            ),
            update=rmsprop,
        ),
        Optimizer(
            name="adam",
            title="Adam",
            formula=ADAM_FORMULA,
            summary="A heavy ball whose steps are measured by each slope's recent size "
            "(Kingma and Ba 2015).",
            slots=("first_moment", "second_moment"),
            settings=MOMENTS,
            update=adam,
            counts=True,
        ),
        Optimizer(
            name="adamw",
            title="AdamW",
            formula=ADAM_FORMULA + r" - \eta \lambda w",
            summary="Adam that also shrinks every weight by a share of itself "
            "(Loshchilov and Hutter 2019).",
            slots=("first_moment", "second_moment"),
            settings=(
                *MOMENTS,
                Setting("weight_decay", "Weight decay", r"\lambda", 0.0, 1.0, 0.01),
            ),
            update=adamw,
            counts=True,
        ),
    )
}
"""Every optimizer by name."""
