"""Start values: how the weights of a layer are drawn before the first step. Biases start at 0.

PyTorch's nn.Linear draws weights and biases from U(±1/√fan_in) unless told otherwise, which is none
of these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.rules.choice import Setting
from engine.words import described

Floats = npt.NDArray[np.float64]
DRAWN_COLUMNS = 128


@dataclass(frozen=True)
class Initializer:
    """A rule for start weights.

    `weights(generator, fan_out, fan_in, settings)` draws them as (fan_out, fan_in). All but the
    orthogonal ones are drawn such that a weight depends on its row and column alone (up to the
    rule's scale), so that other neurons keep theirs when one is added.
    """

    name: str
    title: str
    formula: str
    summary: str
    weights: Callable[[np.random.Generator, int, int, Mapping[str, float]], Floats]
    settings: tuple[Setting, ...] = ()

    __repr__ = described


def normal(generator: np.random.Generator, fan_out: int, fan_in: int) -> Floats:
    """Numbers of mean 0 and deviation 1, (fan_out, fan_in), row by row and at least 128 a row."""
    return generator.standard_normal((fan_out, max(fan_in, DRAWN_COLUMNS)))[:, :fan_in]


def uniform(generator: np.random.Generator, fan_out: int, fan_in: int) -> Floats:
    """Numbers from −1 to 1, (fan_out, fan_in), row by row and at least 128 a row."""
    return generator.uniform(-1, 1, (fan_out, max(fan_in, DRAWN_COLUMNS)))[:, :fan_in]


def with_deviation(deviation: Callable[[int, int], float]) -> Callable[..., Floats]:
    """A normal distribution whose deviation follows from (fan_in, fan_out)."""
    return lambda generator, fan_out, fan_in, _: (
        deviation(fan_in, fan_out) * normal(generator, fan_out, fan_in)
    )


def with_limit(limit: Callable[[int, int], float]) -> Callable[..., Floats]:
    """A uniform distribution whose limit follows from (fan_in, fan_out)."""
    return lambda generator, fan_out, fan_in, _: (
        limit(fan_in, fan_out) * uniform(generator, fan_out, fan_in)
    )


def orthogonal(
    generator: np.random.Generator, fan_out: int, fan_in: int, settings: Mapping[str, float]
) -> Floats:
    """Q of a QR decomposition of a normal matrix, with the signs of R's diagonal taken out.

    Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks"; (fan_out, fan_in).
    """
    del settings
    rows, columns = max(fan_out, fan_in), min(fan_out, fan_in)
    q, r = np.linalg.qr(generator.standard_normal((rows, columns)))
    q = q * np.sign(np.diag(r))
    return q if fan_out >= fan_in else q.T


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Initializer(
            "zeros",
            "Zeros",
            r"w = 0",
            "All weights 0: the neurons of a layer stay copies of each other.",
            lambda _, fan_out, fan_in, __: np.zeros((fan_out, fan_in)),
        ),
        Initializer(
            "constant",
            "Constant",
            r"w = c",
            "All weights equal: the neurons of a layer stay copies of each other.",
            lambda _, fan_out, fan_in, settings: np.full((fan_out, fan_in), settings["value"]),
            (Setting("value", "Value", "c", -10.0, 10.0, 0.5),),
        ),
        Initializer(
            "normal",
            "Normal",
            r"w \sim \mathcal{N}(0, s^2)",
            "A bell curve of the width that you choose, whatever the size of the layer.",
            lambda generator, fan_out, fan_in, settings: (
                settings["deviation"] * normal(generator, fan_out, fan_in)
            ),
            (Setting("deviation", "Deviation", "s", 0.0, 10.0, 1.0),),
        ),
        Initializer(
            "uniform",
            "Uniform",
            r"w \sim \mathcal{U}(-c, c)",
            "Every value up to a limit is equally likely, whatever the size of the layer.",
            lambda generator, fan_out, fan_in, settings: (
                settings["limit"] * uniform(generator, fan_out, fan_in)
            ),
            (Setting("limit", "Limit", "c", 0.0, 10.0, 0.5),),
        ),
        # Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
        # neural networks": equation 16 is the uniform one, 12 gives the variance of both.
        Initializer(
            "xavier",
            "Xavier",
            r"w \sim \mathcal{N}\left(0, \tfrac{2}{n_{in} + n_{out}}\right)",
            "Keeps signals and slopes of tanh and sigmoid layers at about equal size "
            "(Glorot and Bengio 2010).",
            with_deviation(lambda fan_in, fan_out: float(np.sqrt(2 / (fan_in + fan_out)))),
        ),
        Initializer(
            "xavier_uniform",
            "Xavier, uniform",
            r"w \sim \mathcal{U}\left(-c, c\right),\ c = \sqrt{\tfrac{6}{n_{in} + n_{out}}}",
            "Xavier's rule with a flat distribution of the same spread (Glorot and Bengio 2010).",
            with_limit(lambda fan_in, fan_out: float(np.sqrt(6 / (fan_in + fan_out)))),
        ),
        # He, Zhang, Ren and Sun 2015, "Delving deep into rectifiers", equation 10; the defaults of
        # PyTorch's kaiming_normal_ and kaiming_uniform_.
        Initializer(
            "he",
            "He",
            r"w \sim \mathcal{N}\left(0, \tfrac{2}{n_{in}}\right)",
            "Makes up for the half that ReLU cuts off (He and others 2015).",
            with_deviation(lambda fan_in, _: float(np.sqrt(2 / fan_in))),
        ),
        Initializer(
            "he_uniform",
            "He, uniform",
            r"w \sim \mathcal{U}\left(-c, c\right),\ c = \sqrt{\tfrac{6}{n_{in}}}",
            "He's rule with a flat distribution of the same spread (He and others 2015).",
            with_limit(lambda fan_in, _: float(np.sqrt(6 / fan_in))),
        ),
        # LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", section 4.6.
        Initializer(
            "lecun",
            "LeCun",
            r"w \sim \mathcal{N}\left(0, \tfrac{1}{n_{in}}\right)",
            "Keeps the sums of a layer as large as its inputs (LeCun and others 1998).",
            with_deviation(lambda fan_in, _: float(np.sqrt(1 / fan_in))),
        ),
        Initializer(
            "orthogonal",
            "Orthogonal",
            r"W^{\mathsf T} W = I \text{ or } W W^{\mathsf T} = I",
            "Turns what a layer is given without stretching it (Saxe and others 2014).",
            orthogonal,
        ),
    )
}
"""Every rule for start values by name; `given` values stand in the experiment itself."""
