"""Data sets that the engine does not have, for the tests alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine import DATASETS

Floats = npt.NDArray[np.float64]
TRAINED, TESTED, WRONG = 144, 360, 29
FAR, NEAR = 2 * 2**0.5, 0.4 * 2**0.5
CORNERS = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]
AXES = [[FAR, 0.0], [-FAR, 0.0], [0.0, NEAR], [0.0, -NEAR]]

FEW_DIGITS: dict[str, Any] = {
    "name": "digits",
    "samples": TRAINED + TESTED,
    "training_share": TRAINED / (TRAINED + TESTED),
}
"""A tenth of the digits to train on, and all of the test's."""
FEW_DIGITS_WRONG: dict[str, Any] = {**FEW_DIGITS, "name": "digits_with_wrong_labels"}
"""The same with a fifth of the training labels wrong."""


class Always:
    """Makes the same examples whatever the seed."""

    def __init__(self, inputs: list[list[float]], targets: list[float]) -> None:
        self.inputs, self.targets = np.array(inputs), np.array(targets)[:, None]

    def __call__(self, samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        del samples, generator  # there is nothing to choose
        return self.inputs.copy(), self.targets.copy()


def digits_with_wrong_labels(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The digits; 29 of the 144 that are trained on have one of the nine wrong labels."""
    pixels, targets = DATASETS["digits"].make(samples, generator)
    labels = targets.argmax(axis=1)
    chosen = generator.permutation(TRAINED)[:WRONG]
    labels[chosen] = (labels[chosen] + generator.integers(1, 10, WRONG)) % 10
    return pixels, np.eye(10)[labels]


SINGLE, VALLEY, DIGITS = DATASETS["single"], DATASETS["valley"], DATASETS["digits"]
STAND_INS = {
    dataset.name: dataset
    for dataset in (
        replace(
            SINGLE, name="xor_gate", samples=VALLEY.samples, make=Always(CORNERS, [0, 1, 1, 0])
        ),
        replace(VALLEY, name="steep_valley", make=Always(AXES, [FAR, -FAR, NEAR, -NEAR])),
        replace(SINGLE, name="one_input", features=1, extent=None, make=Always([[1.0]], [0.0])),
        replace(DIGITS, name="digits_with_wrong_labels", make=digits_with_wrong_labels),
    )
}
