"""Questions to a network that reads pictures: what if they are moved, or inverted?"""

from typing import NamedTuple

import numpy as np

from engine.data.drawing import invert_picture, shift_picture
from engine.probes.answers import Examples, answer
from engine.program import Array
from engine.rules.losses import example_rows
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
    rows = picture_rows(trainer, shift, invert, examples)
    if not len(rows):
        return PictureReading(np.nan, np.nan)
    found = answer(trainer, rows)
    accuracy = np.nan if found.right is None else float(found.right.mean())
    return PictureReading(float(found.losses.mean(dtype=np.float64)), accuracy)


def picture_rows(
    trainer: Trainer, shift: tuple[int, int], invert: bool, examples: Examples
) -> Array:
    """The pictures of a set moved and inverted, as a section wants them, (n, columns).

    Raises ValueError unless the inputs are pictures.
    """
    if trainer.experiment.dataset.picture is None:
        raise ValueError("Only pictures can be moved or inverted, and these inputs are none.")
    split = trainer.data.training_count
    part = slice(0, split) if examples == "training" else slice(split, None)
    pixels = shift_picture(trainer.data.inputs[part], *shift)
    if invert:
        pixels = invert_picture(pixels)
    return example_rows(trainer.experiment.loss, pixels, trainer.data.targets[part])
