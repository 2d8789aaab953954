"""What is compared: the vectors of a step, and how far two of them are apart."""

from typing import NamedTuple

import numpy as np

from tests.parity.configurations import Floats, Shapes, tensors

SLOTS: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("velocity",),
    "nesterov": ("velocity",),
    "adagrad": ("sum_of_squares",),
    "rmsprop": ("mean_square",),
    "adam": ("first_moment", "second_moment"),
    "adamw": ("first_moment", "second_moment"),
}
SMALLEST_SHARE = {"float64": 1e-3, "float32": 0.1}
"""A tensor counts as no smaller than this share of the whole vector that it is a part of."""


class Step(NamedTuple):
    """One step of a run, each vector flat in PyTorch's order.

    `state` holds the parameters and slots before the step, `gradient` the slope of the mean data
    loss of its batch (no penalty, no clipping), `result` the update and the slots after it.
    """

    loss: float
    state: dict[str, Floats]
    gradient: Floats
    result: dict[str, Floats]

    def vectors(self) -> dict[str, Floats]:
        """All vectors by name."""
        after = {f"{name} after": vector for name, vector in self.result.items()}
        return {**self.state, "gradient": self.gradient, **after}


def distance(vector: Floats, reference: Floats, shapes: Shapes, share: float) -> float:
    """The largest difference relative to the largest number, tensor by tensor: the worst of them.

    A tensor (the weights or the biases of one layer) that is tiny beside the whole vector counts
    as a `share` of it: a bias slope whose terms cancel has nothing but their rounding in it.
    What is not a number is infinitely far away.
    """
    whole = float(np.max(np.abs(reference)))
    worst = 0.0
    for *_, place in tensors(shapes):
        difference = float(np.max(np.abs(vector[place] - reference[place])))
        if difference != 0:
            scale = max(float(np.max(np.abs(reference[place]))), share * whole)
            worst = max(worst, difference / scale if scale and difference < np.inf else np.inf)
    return worst


def distances(
    step: Step, reference: Step, shapes: Shapes, precision: str = "float64"
) -> dict[str, float]:
    """`distance` for every vector of the reference, and the same for the loss."""
    found, share = step.vectors(), SMALLEST_SHARE[precision]
    measured = {
        name: distance(found[name], vector, shapes, share)
        for name, vector in reference.vectors().items()
    }
    return {"loss": abs(step.loss - reference.loss) / abs(reference.loss), **measured}
