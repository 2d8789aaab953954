"""Pictures drawn by hand: the digits' own reduction, and moved or inverted ink."""

import numpy as np
import pytest

from engine import PRESETS, Trainer
from engine.data.drawing import fit_bitmap, invert_picture, reduce_bitmap, shift_picture


def test_each_pixel_is_the_count_of_ink_in_its_block() -> None:
    bitmap = np.zeros((32, 32), int)
    bitmap[0:4, 0:4] = 1  # the first block, all of it
    bitmap[4:6, 28:31] = 1  # six pixels of the last block in the second row
    pixels = reduce_bitmap(bitmap).reshape(8, 8)
    assert pixels[0, 0] == 1
    assert pixels[1, 7] == 6 / 16
    assert pixels.sum() == 1 + 6 / 16
    np.testing.assert_array_equal(reduce_bitmap(bitmap == 1), pixels.ravel())
    assert reduce_bitmap(np.ones((32, 32))).tolist() == [1] * 64


@pytest.mark.parametrize(
    "bitmap",
    [np.zeros((8, 8)), np.full((32, 32), 2), np.full((32, 32), np.nan), [[0, 1], [1]], "ink"],
)
def test_other_things_than_bitmaps_are_refused(bitmap: object) -> None:
    with pytest.raises(ValueError, match="bitmap"):
        reduce_bitmap(bitmap)  # type: ignore[arg-type]  # that is the point


def test_ink_is_cropped_scaled_and_centred() -> None:
    drawing = np.zeros((280, 300), bool)
    drawing[100:180, 20:90] = True
    fitted = fit_bitmap(drawing)
    assert fitted.shape == (32, 32)
    rows, columns = fitted.any(axis=1), fitted.any(axis=0)
    assert rows.all()
    assert np.flatnonzero(columns).tolist() == list(range(6, 26))
    moved = np.roll(drawing, (50, 150), (0, 1))
    np.testing.assert_array_equal(fit_bitmap(moved), fitted)


def test_a_bare_stroke_stays_a_stroke_and_blank_paper_blank() -> None:
    stroke = np.zeros((100, 100), bool)
    stroke[10:90, 50:55] = True
    assert fit_bitmap(stroke).any(axis=0).sum() == 4
    assert not fit_bitmap(np.zeros((50, 60))).any()
    dot = np.zeros((9, 9), bool)
    dot[4, 4] = True
    assert fit_bitmap(dot).sum() == 32 * 20


def test_a_drawn_one_and_a_drawn_zero_are_read_as_such() -> None:
    y, x = np.mgrid[-1:1:200j, -1:1:200j]
    ring = np.abs(np.hypot(x / 0.5, y / 0.8) - 1) < 0.22
    stroke = np.abs(x) < 0.15
    trainer = Trainer(PRESETS["digits"].experiment, np.float64)
    trainer.run(450)
    trace = trainer.trace()
    for drawing, digit in ((ring, 0), (stroke & (np.abs(y) < 0.8), 1)):
        pixels = reduce_bitmap(fit_bitmap(drawing))
        hidden = np.maximum(0, trace["weights", 1] @ pixels + trace["biases", 1])
        assert (trace["weights", 2] @ hidden + trace["biases", 2]).argmax() == digit


def test_ink_moves_and_blank_comes_in() -> None:
    picture = np.arange(1.0, 65).reshape(1, 8, 8)
    right = shift_picture(picture.reshape(1, 64), 0, 1).reshape(8, 8)
    assert not right[:, 0].any()
    np.testing.assert_array_equal(right[:, 1:], picture[0, :, :-1])
    up = shift_picture(picture.reshape(1, 64), -2, 0).reshape(8, 8)
    np.testing.assert_array_equal(up[:-2], picture[0, 2:])
    assert not up[-2:].any()
    both = shift_picture(picture.reshape(64), 1, -3).reshape(8, 8)
    np.testing.assert_array_equal(both[1:, :5], picture[0, :-1, 3:])
    for far in (8, -8, 100):
        assert not shift_picture(picture.reshape(1, 64), far, 0).any()
    np.testing.assert_array_equal(shift_picture(picture.reshape(1, 64), 0, 0)[0], range(1, 65))


def test_shifted_and_inverted_pictures_are_misread_as_the_lesson_says() -> None:
    trainer = Trainer(PRESETS["digits"].experiment, np.float64)
    trainer.run(450)
    trace, data = trainer.trace(), trainer.data
    pixels, targets = (part[data.training_count :] for part in (data.inputs, data.targets))

    def accuracy(pictures: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        hidden = np.maximum(0, pictures @ trace["weights", 1].T + trace["biases", 1])
        scores = hidden @ trace["weights", 2].T + trace["biases", 2]
        return float((scores.argmax(axis=1) == targets.argmax(axis=1)).mean())

    assert accuracy(pixels) > 0.9
    assert 0.2 < accuracy(shift_picture(pixels, 0, 1)) < 0.6
    assert accuracy(shift_picture(pixels, 0, 2)) < 0.25
    assert accuracy(invert_picture(pixels)) < 0.02
