"""Random streams: one seed gives a separate generator for each purpose."""

import numpy as np

DATA = 0
NOISE = 1
START_VALUES = 2
SHUFFLING = 3


def stream(seed: int, purpose: int, *more: int) -> np.random.Generator:
    """The generator for one purpose; equal arguments give equal numbers."""
    return np.random.default_rng([seed, purpose, *more])
