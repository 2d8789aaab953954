"""What every contender is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Order = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """A network of tanh layers with its start values, and the examples that it is trained on.

    "binary" ends in one sigmoid neuron with binary cross-entropy on targets of exactly 0 and 1,
    "classes" in softmax with categorical cross-entropy. Plain SGD on shuffled batches; the last
    batch of an epoch may be short. `orders` are those of the first epochs, for a check; after them
    every contender draws its own.
    """

    inputs: Floats  # (count, features)
    targets: Floats  # (count, outputs)
    weights: tuple[Floats, ...]  # (fan_in, fan_out) each
    biases: tuple[Floats, ...]  # (fan_out,) each
    batch: int
    rate: float
    kind: Literal["binary", "classes"]
    orders: tuple[Order, ...] = ()

    @property
    def count(self) -> int:
        """How many examples an epoch has."""
        return len(self.inputs)

    @property
    def units(self) -> list[int]:
        """Features, then the neurons of each layer."""
        return [self.inputs.shape[1], *(len(bias) for bias in self.biases)]

    @property
    def steps_per_epoch(self) -> int:
        """Updates in an epoch."""
        return -(-self.count // self.batch)

    def shuffler(self) -> Callable[[], Order]:
        """A function that gives the next epoch's order of the examples."""
        prescribed = iter(self.orders)
        generator = np.random.default_rng(0)

        def shuffle() -> Order:
            order = next(prescribed, None)
            return generator.permutation(self.count) if order is None else order

        return shuffle


class Runner(NamedTuple):
    """A contender at work on a problem.

    `run(steps)` goes on for so many steps, a multiple of `unit`; `parameters()` gives the weights
    (fan_in, fan_out) and biases of each layer, `losses()` the batch losses of the last run.
    Who writes a tape gives from `tape()` what is on it after a step: z, a, da and dz by
    layer, (batch, units), and the gradient and update of weights and biases as the engine has them.
    """

    run: Callable[[int], None]
    parameters: Callable[[], list[tuple[Floats, Floats]]]
    losses: Callable[[], Floats]
    unit: int = 1
    tape: Callable[[], dict[tuple[str, int], Floats]] = dict


Make = Callable[[Problem], Runner]
