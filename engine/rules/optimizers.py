"""Optimizers: from the gradient to the update, over flat vectors, for all layers at once."""

import numpy as np
import numpy.typing as npt

from engine.program import Array, Call
from engine.rules.choice import Setting
from engine.rules.optimizer import Descent, Optimizer, decay

__all__ = ["OPTIMIZERS", "Descent", "Optimizer", "decay"]


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
    the same while η stays, and differs where a schedule changes it. PyTorch's `dampening`, which
    spares the first step alone, is left out.
    """
    return [*velocity(d), (np.multiply, (d.slots["velocity"], d.down, d.update))]


def nesterov(d: Descent) -> list[Call]:
    """v ← β v + g, update = −η (g + β v)

    Nesterov 1983, in the form of Sutskever, Martens, Dahl and Hinton 2013 rewritten for the point
    that is looked ahead to, as in PyTorch: the parameters on the tape are the looked-ahead ones.
    The two are the same path where η and β are constant.
    """
    return [
        *velocity(d),
        (np.multiply, (d.slots["velocity"], d.number(d.settings["momentum"]), d.update)),
        (np.add, (d.update, d.gradient, d.update)),
        (np.multiply, (d.update, d.down, d.update)),
    ]


def adagrad(d: Descent) -> list[Call]:
    """s ← s + g², update = −η g / (√s + ε)

    Duchi, Hazan and Singer 2011, "Adaptive subgradient methods", with a diagonal matrix:
    H = δ I + diag(√s). Their δ is added to the root, as ε is here and in PyTorch.
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
    it stands outside the root as in PyTorch, whose β (`alpha`) is 0.99 by default. Graves 2013 and
    TensorFlow have ε inside.
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

    Kingma and Ba 2015, algorithm 1. The form that they call efficient equals it only with
    ε̂ = ε √(1 − β₂ᵗ) in place of ε. PyTorch's `weight_decay` of Adam is an L2 penalty in the
    gradient: here that is the regularizer `l2`. Parameters that were added later share t with the
    others.
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
    PyTorch. Weights alone are decayed; PyTorch decays every parameter that it is given.
    """
    scratch = np.empty_like(d.update)
    return [*adam(d), *decay(d, d.settings["weight_decay"], scratch)]


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
