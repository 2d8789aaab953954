"""Dropout: which hidden neurons are left out of a step."""

import numpy as np

from engine.program import Array
from engine.random_streams import DROPOUT, numbered


def write_masks(masks: Array, share: float, seed: int, step: int) -> None:
    """Fill the masks of all hidden layers, (units, batch): 0 for a share, 1 / (1 − share) else.

    Hinton and others 2012; Srivastava and others 2014, scaled while training, so that nothing is
    left to do in an evaluation. The masks of a step depend on seed, step and shape alone.
    """
    draws = numbered(seed, DROPOUT, step).random(masks.shape, np.float32)
    np.multiply(draws >= share, masks.dtype.type(1 / (1 - share)), out=masks)
