"""Frames and data messages as bytes."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.codec import (
    LINE_MAPS,
    Examples,
    Frame,
    decode_examples,
    decode_frame,
    encode_examples,
    encode_frame,
)
from app.events import LayoutSent
from app.protocol import encode_event
from app.stream import Layouts, Stream
from engine import PRESETS, Experiment, Trainer

FIXTURES = Path(__file__).parent.parent / "fixtures"

THREE_LAYERS = Experiment.from_dict(
    {
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "batch_size": 3,
        "learning_rate": 0.5,
    }
)


def example_frame(points: int = 5, steps_per_point: int = 1, maps: int = 3) -> Frame:
    """A frame with something in every section."""
    random = np.random.default_rng(1)
    shape = (points,) if steps_per_point == 1 else (points, 3)
    cells = [random.integers(0, 256, (side, side), np.uint8) for side in (4, 4, 6)[3 - maps :]]
    return Frame(
        layout=7,
        answered=2**32 - 1,
        flags=5,
        step=2**40,
        epoch=11,
        batch=2,
        latest=(1.0, 2.0, 3.0, math.nan, 0.5),
        evaluations=random.random((2, 5)),
        floats=random.random(13).astype(np.float32),
        first_loss=2**40 - 5,
        loss_steps=points * steps_per_point,
        steps_per_point=steps_per_point,
        losses=random.random(shape).astype(np.float32),
        hidden_cells=4,
        output_cells=6,
        map_ranges=random.random((maps, 2)).astype(np.float32),
        maps=tuple(cells),
    )


@pytest.mark.parametrize("maps", [0, 1, 3])
@pytest.mark.parametrize(("points", "steps_per_point"), [(5, 1), (0, 1), (3, 4)])
def test_a_frame_survives_the_way_there_and_back(
    points: int, steps_per_point: int, maps: int
) -> None:
    frame = example_frame(points, steps_per_point, maps)
    back = decode_frame(encode_frame(frame))
    for name, value in vars(frame).items():
        if name == "maps":
            assert len(back.maps) == len(value)
            for ours, theirs in zip(value, back.maps, strict=True):
                np.testing.assert_array_equal(ours, theirs)
        else:
            np.testing.assert_array_equal(getattr(back, name), value, err_msg=name)


def test_examples_survive_the_way_there_and_back() -> None:
    random = np.random.default_rng(2)
    examples = Examples(
        random.random((7, 2)).astype(np.float32),
        random.random((7, 3)).astype(np.float32),
        training_count=4,
        shown=(1, 2),
    )
    back = decode_examples(encode_examples(examples))
    np.testing.assert_array_equal(back.inputs, examples.inputs)
    np.testing.assert_array_equal(back.targets, examples.targets)
    assert (back.training_count, back.shown) == (4, (1, 2))


def test_examples_whose_inputs_are_features_say_where_they_lie() -> None:
    random = np.random.default_rng(3)
    points = random.random((5, 2)).astype(np.float32)
    examples = Examples(points**2, points[:, :1], training_count=3, shown=(0, 1), points=points)
    back = decode_examples(encode_examples(examples))
    assert back.points is not None
    np.testing.assert_array_equal(back.points, points)
    np.testing.assert_array_equal(back.inputs, points**2)


@pytest.mark.parametrize(("preset", "shapes"), [("sine", [(1, 100), (1, 256)]), ("rings", None)])
def test_curves_have_maps_over_a_line(preset: str, shapes: list[tuple[int, int]] | None) -> None:
    trainer = Trainer(PRESETS[preset].experiment)
    messages = Stream(Layouts()).frame(trainer, answered=0, running=False, with_maps=True)
    data = messages[-1]
    assert isinstance(data, bytes)
    frame = decode_frame(data)
    assert bool(frame.flags & LINE_MAPS) == (shapes is not None)
    if shapes is not None:
        assert [frame.maps[0].shape, frame.maps[-1].shape] == shapes


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="not a frame"):
        decode_frame(bytes(200))
    with pytest.raises(ValueError, match="not a data message"):
        decode_examples(bytes(200))
    with pytest.raises(ValueError, match="length"):
        decode_frame(encode_frame(example_frame()) + b"1")


def fixture() -> tuple[bytes, dict[str, Any]]:
    """A real frame of a 2–3–1 network with a batch of three, and what is in it."""
    trainer = Trainer(THREE_LAYERS)
    trainer.run(5)
    stream = Stream(Layouts())
    layout, data = stream.frame(trainer, answered=42, running=False, with_maps=True)
    assert isinstance(layout, LayoutSent)
    assert isinstance(data, bytes)
    frame = decode_frame(data)
    trace = trainer.trace().to_dict()
    middle = frame.maps[0].shape[0] // 2
    known = {
        "layout": json.loads(encode_event(layout)),
        "step": frame.step,
        "epoch": frame.epoch,
        "batch": frame.batch,
        "answered": frame.answered,
        "running": False,
        "batch_included": True,
        "reading": [None if math.isnan(value) else value for value in frame.latest],
        "evaluations": len(frame.evaluations),
        "losses": frame.losses.tolist(),
        "map_cells": [cells.shape[0] for cells in frame.maps],
        "map_ranges": frame.map_ranges.tolist(),
        "map_centres": [int(cells[middle, middle]) for cells in frame.maps],
        "tensors": {
            name: value
            for name, value in trace.items()
            if name not in ("step", "epoch", "batch_in_epoch")
        },
    }
    return data, known


def test_the_fixture_frame_is_what_the_server_sends_now() -> None:
    """`python -m tests.app.test_codec` writes it anew; the JavaScript tests decode it too."""
    data, known = fixture()
    stored = decode_frame((FIXTURES / "frame.bin").read_bytes())
    frame = decode_frame(data)
    # Another processor may differ in the last place; all else must be the same.
    np.testing.assert_allclose(stored.floats, frame.floats, rtol=1e-5, atol=1e-7)
    assert len(data) == (FIXTURES / "frame.bin").stat().st_size
    stored_known = json.loads((FIXTURES / "frame.json").read_text())
    assert stored_known["layout"] == known["layout"]
    assert stored_known["step"] == known["step"]
    np.testing.assert_allclose(stored_known["losses"], known["losses"], rtol=1e-5)
    for name, value in known["tensors"].items():
        np.testing.assert_allclose(
            stored_known["tensors"][name], value, rtol=1e-4, atol=1e-7, err_msg=name
        )


def test_the_layout_leads_to_every_tensor_of_a_frame() -> None:
    trainer = Trainer(THREE_LAYERS)
    trainer.run(2)
    trace = trainer.trace()
    layout, data = Stream(Layouts()).frame(trainer, answered=0, running=False, with_maps=False)
    assert isinstance(layout, LayoutSent)
    assert isinstance(data, bytes)
    floats = decode_frame(data).floats
    for tensor in layout.tensors:
        indices = np.ndindex(*tensor["shape"])
        by_hand = [
            floats[
                tensor["offset"] + sum(i * s for i, s in zip(at, tensor["strides"], strict=True))
            ]
            for at in indices
        ]
        expected = np.asarray(trace[tensor["name"], tensor["layer"]]).ravel()
        np.testing.assert_array_equal(np.array(by_hand, np.float32), expected)


if __name__ == "__main__":
    frame_bytes, contents = fixture()
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / "frame.bin").write_bytes(frame_bytes)
    (FIXTURES / "frame.json").write_text(json.dumps(contents, indent=1) + "\n")
