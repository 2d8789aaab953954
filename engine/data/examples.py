"""Examples: what is drawn from a data set for one run, with noise, features and labels."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.data.choice import Data
from engine.data.labels import mislabel
from engine.random_streams import DATA, NOISE, stream


class Examples(NamedTuple):
    """Inputs (n, inputs) and targets (n, outputs); the first `training_count` are trained on.

    `points` (n, features) are the examples as the data set has them, before input features are
    made of them, and `mislabelled` (n,) marks those whose target was made wrong on purpose.
    """

    inputs: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    training_count: int
    points: npt.NDArray[Any]
    mislabelled: npt.NDArray[np.bool_]

    @property
    def test_count(self) -> int:
        """How many examples are kept for the test."""
        return len(self.inputs) - self.training_count

    def __repr__(self) -> str:
        return (
            f"<Examples: {self.training_count} to train on and {self.test_count} for the test, "
            f"inputs {self.inputs.shape}, targets {self.targets.shape}>"
        )


def make_examples(data: Data, seed: int, dtype: npt.DTypeLike = np.float64) -> Examples:
    """The examples of a choice of data: places + noise · displacements, all drawn from the seed."""
    dataset = data.dataset
    points, targets = dataset.make(data.samples, stream(seed, DATA))
    if data.noise:
        generator = stream(seed, NOISE)
        if dataset.noise_on == "inputs":
            points = points + data.noise * generator.standard_normal(points.shape)
        else:
            targets = targets + data.noise * generator.standard_normal(targets.shape)
    targets, mislabelled = mislabel(targets, data.training_count, data.label_noise, seed)
    inputs = data.transform(points)
    return Examples(
        inputs.astype(dtype),
        targets.astype(dtype),
        data.training_count,
        points.astype(dtype),
        mislabelled,
    )
