"""Start values: how the weights of a layer are drawn before the first step. Biases start at 0."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Initializer:
    """A rule for the spread of start weights.

    `deviation(fan_in, fan_out)` is the standard deviation of a normal distribution around 0.
    """

    name: str
    title: str
    formula: str
    summary: str
    deviation: Callable[[int, int], float]


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer(
        name="zeros",
        title="Zeros",
        formula=r"w = 0",
        summary="All weights 0: the neurons of a layer stay copies of each other.",
        deviation=lambda fan_in, fan_out: 0.0,  # noqa: ARG005 (one signature for all rules)
    ),
    "xavier": Initializer(
        name="xavier",
        title="Xavier",
        formula=r"w \sim \mathcal{N}\left(0, \tfrac{2}{n_{in} + n_{out}}\right)",
        summary="Keeps signals and slopes of tanh and sigmoid layers at about equal size.",
        # Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
        # neural networks", equation 12, as a normal distribution.
        deviation=lambda fan_in, fan_out: float(np.sqrt(2 / (fan_in + fan_out))),
    ),
    "he": Initializer(
        name="he",
        title="He",
        formula=r"w \sim \mathcal{N}\left(0, \tfrac{2}{n_{in}}\right)",
        summary="Makes up for the half that ReLU cuts off.",
        # He et al. 2015, "Delving deep into rectifiers", equation 10.
        deviation=lambda fan_in, fan_out: float(np.sqrt(2 / fan_in)),  # noqa: ARG005 (as above)
    ),
}
"""Every rule for start values by name; `given` values stand in the experiment itself."""
