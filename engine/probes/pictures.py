"""Questions to a network that reads pictures: what if they are moved, or inverted?"""

from typing import NamedTuple

import numpy as np

from engine.probes.answers import Examples, answer, rows_of
from engine.program import Array
from engine.tape import example_rows
from engine.trainer import Trainer


class PictureReading(NamedTuple):
    """Mean loss and accuracy over pictures that were changed; NaN where there are none."""

    loss: float
    accuracy: float


def evaluate_pictures(
    trainer: Trainer,
    shift: tuple[int, int] = (0, 0),
    invert: bool = False,
    examples: Examples = "test",
) -> PictureReading:
    """Mean loss and accuracy over the test (or training) pictures, moved and inverted.

    `shift` is (rows down, columns right); what leaves the picture is lost, and blank paper follows
    (so ink follows where it is inverted: that is done last, pixel ← 1 − pixel). Raises ValueError
    unless the inputs are pictures.
    """
    shape = trainer.experiment.dataset.picture
    if shape is None:
        raise ValueError("Only pictures can be moved or inverted, and these inputs are none.")
    count = len(rows_of(trainer, examples))
    split = trainer.data.training_count
    part = slice(0, split) if examples == "training" else slice(split, None)
    if not count:
        return PictureReading(np.nan, np.nan)
    pixels = _shift_pictures(trainer.data.inputs[part], shape, *shift)
    if invert:
        pixels = 1 - pixels
    found = answer(trainer, example_rows(pixels, trainer.data.targets[part]))
    accuracy = np.nan if found.right is None else float(found.right.mean())
    return PictureReading(float(found.losses.mean(dtype=np.float64)), accuracy)


def _shift_pictures(pixels: Array, shape: tuple[int, int], rows: int, columns: int) -> Array:
    """Pictures (n, pixels) moved by whole pixels, down and to the right; zeros follow."""
    height, width = shape
    pictures = pixels.reshape(-1, height, width)
    moved = np.zeros_like(pictures)
    if abs(rows) < height and abs(columns) < width:
        moved[
            :, max(0, rows) : height + min(0, rows), max(0, columns) : width + min(0, columns)
        ] = pictures[
            :, max(0, -rows) : height - max(0, rows), max(0, -columns) : width - max(0, columns)
        ]
    return moved.reshape(pixels.shape)
