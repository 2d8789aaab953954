"""Data of the challenges: a tenth of the digits, and a set that the engine does not have."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine import DATASETS

Floats = npt.NDArray[np.float64]
TRAINED, TESTED = 144, 360

FEW_DIGITS: dict[str, Any] = {
    "name": "digits",
    "samples": TRAINED + TESTED,
    "training_share": TRAINED / (TRAINED + TESTED),
}
"""A tenth of the digits to train on, and all of the test's."""
FEW_DIGITS_WRONG: dict[str, Any] = {**FEW_DIGITS, "label_noise": 0.2}
"""The same with a fifth of the training labels wrong."""


def one_input(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """The one example x = 1 with target 0."""
    del samples, generator  # there is nothing to choose
    return np.array([[1.0]]), np.array([[0.0]])


STAND_INS = {
    "one_input": replace(
        DATASETS["single"], name="one_input", features=1, extent=None, make=one_input
    )
}
