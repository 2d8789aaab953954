"""Schedules: how the learning rate changes over the steps of a run.

Each function maps step numbers t of any shape, such as (steps,), to factors of the same shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.rules.choice import Setting
from engine.words import described

Floats = npt.NDArray[np.float64]
LONGEST = 1e9


@dataclass(frozen=True)
class Schedule:
    """What the learning rate is multiplied with at each step.

    `factor(t, settings)` is the factor at step numbers t (float64, any shape), counted from the
    beginning of the run.
    """

    name: str
    title: str
    formula: str
    summary: str
    settings: tuple[Setting, ...]
    factor: Callable[[Floats, Mapping[str, float]], Floats]

    __repr__ = described


def constant(t: Floats, settings: Mapping[str, float]) -> Floats:
    """η(t) = η"""
    del settings
    return np.ones_like(t)


def step(t: Floats, settings: Mapping[str, float]) -> Floats:
    """η(t) = η γ^⌊t / n⌋, as PyTorch's StepLR"""
    return np.power(settings["factor"], np.floor(t / settings["every"]))


def exponential(t: Floats, settings: Mapping[str, float]) -> Floats:
    """η(t) = η γᵗ, as PyTorch's ExponentialLR"""
    return np.power(settings["factor"], t)


def cosine(t: Floats, settings: Mapping[str, float]) -> Floats:
    """η(t) = η (f + (1 − f) ½ (1 + cos(π min(t, n) / n)))

    Loshchilov and Hutter 2017, "SGDR: stochastic gradient descent with warm restarts", without the
    restarts. It stays at the floor after n steps, where PyTorch's CosineAnnealingLR rises again
    after T_max.
    """
    done = np.minimum(t / settings["length"], 1.0)
    floor = settings["floor"]
    return np.asarray(floor + (1 - floor) * 0.5 * (1 + np.cos(np.pi * done)))


def warm_up(t: Floats, settings: Mapping[str, float]) -> Floats:
    """η(t) = η min(1, (t + 1) / n)

    Goyal and others 2017, "Accurate, large minibatch SGD", section 2.2. PyTorch's LinearLR with a
    start_factor of 1 / n and n − 1 for total_iters is the same.
    """
    return np.minimum((t + 1) / settings["length"], 1.0)


def length(default: float) -> Setting:
    """A number of steps."""
    return Setting("length", "Steps", "n", 1, LONGEST, default, whole=True)


SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule(
            "constant",
            "Constant",
            r"\eta(t) = \eta",
            "The same rate at every step.",
            (),
            constant,
        ),
        Schedule(
            "step",
            "Steps",
            r"\eta(t) = \eta\,\gamma^{\lfloor t / n \rfloor}",
            "Stays for so many steps, then drops by a factor.",
            (
                Setting("every", "Every", "n", 1, LONGEST, 1000, whole=True),
                Setting("factor", "Factor", r"\gamma", 0.0, 1.0, 0.5),
            ),
            step,
        ),
        Schedule(
            "exponential",
            "Exponential",
            r"\eta(t) = \eta\,\gamma^{t}",
            "Shrinks by the same small share at every step.",
            (Setting("factor", "Factor", r"\gamma", 0.0, 1.0, 0.999),),
            exponential,
        ),
        Schedule(
            "cosine",
            "Cosine",
            r"\eta(t) = \eta\left(f + (1 - f)\,\tfrac{1}{2}"
            r"\left(1 + \cos\tfrac{\pi \min(t, n)}{n}\right)\right)",
            "Glides from the full rate down to a floor, and stays there "
            "(Loshchilov and Hutter 2017, without their restarts).",
            (length(2000), Setting("floor", "Floor", "f", 0.0, 1.0, 0.0)),
            cosine,
        ),
        Schedule(
            "warm_up",
            "Warm-up",
            r"\eta(t) = \eta\,\min\left(1, \tfrac{t + 1}{n}\right)",
            "Begins gently and reaches the full rate after so many steps (Goyal and others 2017).",
            (length(100),),
            warm_up,
        ),
    )
}
"""Every schedule by name."""


def rates(name: str, settings: Mapping[str, float], rate: float, first: int, count: int) -> Floats:
    """The learning rates of `count` steps from step `first` on, float64 (count,)."""
    t = np.arange(first, first + count, dtype=np.float64)
    return rate * SCHEDULES[name].factor(t, settings)
