"""Thumbnails: bytes of the very examples and features that the engine gives."""

from base64 import b64decode

import numpy as np
import numpy.typing as npt
import pytest

from engine import DATASETS, PRESETS, Trainer
from engine.data.choice import Data
from engine.data.examples import make_examples
from engine.data.features import FEATURES
from engine.thumbnails import SEED, evenly, thumbnails

MADE = thumbnails()


def columns(name: str) -> npt.NDArray[np.uint8]:
    """The bytes of a data set's thumbnail, one column a row."""
    thumbnail = MADE["datasets"][name]
    raw = np.frombuffer(b64decode(thumbnail["bytes"]), np.uint8)
    return raw.reshape(-1, thumbnail["count"])


@pytest.mark.parametrize("name", DATASETS)
def test_a_thumbnail_shows_examples_that_a_run_gets(name: str) -> None:
    dataset = DATASETS[name]
    examples = make_examples(Data.of(name), SEED)
    thumbnail = MADE["datasets"][name]
    chosen = evenly(len(examples.points), thumbnail["count"])
    points, targets = examples.points[chosen], examples.targets[chosen]
    if dataset.picture:
        pixels = columns(name).ravel() / 255
        np.testing.assert_allclose(pixels, points.ravel(), atol=0.5 / 255 + 1e-9)
        return
    extent = dataset.extent
    assert extent
    found = columns(name)
    for axis in range(dataset.features):
        places = -extent + 2 * extent * found[axis] / 255
        expected = np.clip(points[:, axis], -extent, extent)
        np.testing.assert_allclose(places, expected, atol=extent / 255 + 1e-9)
    if thumbnail["kind"] == "curve":
        low, high = thumbnail["low"], thumbnail["high"]
        heights = low + (high - low) * found[1] / 255
        np.testing.assert_allclose(heights, targets[:, 0], atol=(high - low) / 510 + 1e-9)
    elif dataset.task == "classes":
        np.testing.assert_array_equal(found[2], targets.argmax(axis=1))
    elif dataset.task == "binary":
        np.testing.assert_array_equal(found[2], targets[:, 0])
    else:
        reach = thumbnail["reach"]
        np.testing.assert_allclose(
            -reach + 2 * reach * found[2] / 255, targets[:, 0], atol=reach / 255 + 1e-9
        )


def test_every_class_is_in_the_picture() -> None:
    for name, dataset in DATASETS.items():
        if dataset.task != "regression" and not dataset.picture and dataset.samples.default > 1:
            assert len(set(columns(name)[2].tolist())) == max(2, dataset.outputs), name


@pytest.mark.parametrize("name", FEATURES)
def test_a_features_map_is_what_a_network_is_given_there(name: str) -> None:
    thumbnail = MADE["features"][name]
    cells = thumbnail["cells"]
    raw = np.frombuffer(b64decode(thumbnail["bytes"]), np.uint8).reshape(cells, cells)
    low, high = thumbnail["low"], thumbnail["high"]
    experiment = PRESETS["rings"].experiment.changed({"data": {"features": [name]}})
    trainer = Trainer(experiment)
    extent = experiment.dataset.extent
    assert extent
    places = (np.arange(cells) + 0.5) / cells * 2 * extent - extent
    for row, column in ((0, 0), (3, 11), (cells - 1, 5)):
        trainer.show_free([float(places[column]), float(places[row])])
        given = float(trainer.trace()["example.inputs"][0])
        shown = low + (high - low) * raw[row, column] / 255
        assert shown == pytest.approx(given, abs=(high - low) / 510 + 1e-6)


def test_a_thumbnail_has_some_hundred_bytes() -> None:
    for kind in MADE.values():
        assert all(len(thumbnail["bytes"]) < 800 for thumbnail in kind.values())
