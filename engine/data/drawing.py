"""Pictures drawn by hand, reduced to 8 × 8 as the handwritten digits were; moved and inverted ink.

The digits come from bitmaps of 32 × 32 that NIST's programs had normalised in size: E. Alpaydin
and C. Kaynak, "Cascading classifiers", Kybernetika 34 (1998); UCI Machine Learning Repository,
"Optical Recognition of Handwritten Digits", https://doi.org/10.24432/C50P49.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.data.description import Floats

SIDE = 32
BLOCK = 4
WIDTH = 20
MOST_PIXELS = 4_000_000
Bitmap = npt.NDArray[np.bool_]


def reduce_bitmap(bitmap: npt.ArrayLike) -> Floats:
    """A bitmap (32, 32) of ink (true or 1) as 64 pixels from 0 to 1, row by row, (64,).

    Each pixel is the count of ink in one of the blocks of 4 × 4, which do not overlap, over 16.
    Raises ValueError for other shapes and values.
    """
    ink = as_bitmap(bitmap)
    if ink.shape != (SIDE, SIDE):
        raise ValueError(f"A bitmap of {SIDE} × {SIDE} is needed, not {ink.shape}.")
    blocks = ink.reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK)
    counts: Floats = blocks.sum(axis=(1, 3)).ravel() / BLOCK**2
    return counts


def fit_bitmap(bitmap: npt.ArrayLike) -> Bitmap:
    """A bitmap (rows, columns) of any size, cropped to its ink and normalised to (32, 32).

    The publication names the programs, not their rule; the data show it: ink fills the height in
    every digit, and nearly all of it lies in the middle 20 of 32 columns. So the ink is scaled to a
    height of 32 and a width of 20, and centred; narrow ink is at most doubled in width, or a bare
    stroke would become a block. Sampling is by nearest neighbour. Without ink it stays blank.
    Raises ValueError unless it is a bitmap.
    """
    ink = as_bitmap(bitmap)
    fitted = np.zeros((SIDE, SIDE), np.bool_)
    if not ink.any():
        return fitted
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = ink.shape
    wanted = max(1, min(WIDTH, round(2 * width * SIDE / height)))
    left = (SIDE - wanted) // 2
    fitted[:, left : left + wanted] = ink[np.ix_(nearest(SIDE, height), nearest(wanted, width))]
    return fitted


def nearest(count: int, size: int) -> npt.NDArray[np.int64]:
    """The cell of `size` under the centre of each of `count` cells of the same line, (count,)."""
    return ((np.arange(count) + 0.5) * size / count).astype(np.int64)


def as_bitmap(bitmap: npt.ArrayLike) -> Bitmap:
    """Ink as booleans, (rows, columns); raises ValueError for anything else."""
    try:
        array = np.asarray(bitmap)
    except ValueError:
        raise ValueError("The rows of a bitmap have equal lengths.") from None
    if array.ndim != 2 or not 0 < array.size <= MOST_PIXELS:
        raise ValueError(f"A bitmap has rows and columns, and at most {MOST_PIXELS:,} pixels.")
    if array.dtype != np.bool_ and not (
        np.issubdtype(array.dtype, np.number) and np.isin(array, (0, 1)).all()
    ):
        raise ValueError("A bitmap holds ink (1) and paper (0) alone.")
    return array.astype(np.bool_)


def shift_picture(pixels: npt.NDArray[Any], rows: int, columns: int) -> npt.NDArray[Any]:
    """Pictures (n, 64) with their ink moved down by `rows` and right by `columns`.

    Negative numbers move it up and left. What leaves the picture is lost, and blank moves in.
    """
    pictures = pixels.reshape(-1, 8, 8)
    moved = np.zeros_like(pictures)
    to_rows, from_rows = overlap(rows)
    to_columns, from_columns = overlap(columns)
    moved[:, to_rows, to_columns] = pictures[:, from_rows, from_columns]
    return moved.reshape(pixels.shape)


def overlap(shift: int) -> tuple[slice, slice]:
    """Where a line of 8 lands after a shift, and where that comes from."""
    shift = max(-8, min(8, shift))
    return slice(max(shift, 0), 8 + min(shift, 0)), slice(max(-shift, 0), 8 - max(shift, 0))


def invert_picture(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Pictures (n, 64) with ink and paper swapped: 1 − x."""
    return 1 - pixels
