"""Frames and data messages as bytes, little-endian (docs/protocol.md, "A frame")."""

import math
import struct
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

FRAME: Final = 0x31464C4C  # "LLF1"
DATA: Final = 0x31444C4C  # "LLD1"
COMPARED_DATA: Final = 0x32444C4C  # "LLD2"
CURVES: Final = 0x31424C4C  # "LLB1"

RUNNING: Final = 1
BATCH_INCLUDED: Final = 2
MAPS_INCLUDED: Final = 4
NOT_FINITE: Final = 8
LINE_MAPS: Final = 16
COMPARED: Final = 32

_FRAME_HEADER: Final = struct.Struct("<IIIIdIIIIIIdIHH5d")
_DATA_HEADER: Final = struct.Struct("<8I")
_CURVES_HEADER: Final = struct.Struct("<6Id")

Reading = tuple[float, float, float, float, float]
"""Step, training loss, test loss, training accuracy, test accuracy; NaN where there is none."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Frame:
    """What a frame says.

    Shapes: floats (n,), evaluations (k, 5), losses (points,) or (points, 3) as minimum, mean,
    maximum, map_ranges (maps, 2), and each map (cells, cells) of bytes, or (1, cells) with the
    flag LINE_MAPS.
    """

    layout: int
    answered: int
    flags: int
    step: int
    epoch: int
    batch: int
    latest: Reading
    evaluations: NDArray[np.floating]
    floats: Floats
    first_loss: int
    loss_steps: int
    steps_per_point: int
    losses: Floats
    hidden_cells: int = 0
    output_cells: int = 0
    map_ranges: Floats = field(default_factory=lambda: np.empty((0, 2), np.float32))
    maps: tuple[NDArray[np.uint8], ...] = ()


@dataclass(frozen=True)
class Examples:
    """What a data message says. Shapes: inputs (n, features), targets (n, outputs).

    `points` (n, coordinates): where the examples lie, where the inputs are features made of them.
    `compared`: they are those of the run beside the one on the stage.
    """

    inputs: Floats
    targets: Floats
    training_count: int
    shown: tuple[int, int]
    points: Floats | None = None
    compared: bool = False


def encode_frame(frame: Frame) -> bytes:
    """The bytes of a frame: header, evaluations, floats, losses, map ranges, maps."""
    header = _FRAME_HEADER.pack(
        FRAME,
        frame.layout,
        frame.answered,
        frame.flags,
        frame.step,
        frame.epoch,
        frame.batch,
        frame.floats.size,
        len(frame.evaluations),
        frame.loss_steps,
        frame.steps_per_point,
        frame.first_loss,
        len(frame.maps),
        frame.hidden_cells,
        frame.output_cells,
        *frame.latest,
    )
    return b"".join(
        (
            header,
            frame.evaluations.astype("<f8", copy=False).tobytes(),
            frame.floats.astype("<f4", copy=False).tobytes(),
            frame.losses.astype("<f4", copy=False).tobytes(),
            frame.map_ranges.astype("<f4", copy=False).tobytes(),
            *(cells.tobytes() for cells in frame.maps),
        )
    )


def decode_frame(data: bytes) -> Frame:
    """The frame in these bytes.

    A map's side follows from the bytes left: all hidden neurons' maps have one side, all outputs'
    maps another; as many maps as fit the rest are the outputs'.
    Raises ValueError where the bytes are not a frame.
    """
    (
        magic,
        layout,
        answered,
        flags,
        step,
        epoch,
        batch,
        float_count,
        evaluation_count,
        loss_steps,
        steps_per_point,
        first_loss,
        map_count,
        hidden_cells,
        output_cells,
        *latest,
    ) = _FRAME_HEADER.unpack_from(data)
    if magic != FRAME:
        raise ValueError("not a frame")
    at = _FRAME_HEADER.size
    evaluations = np.frombuffer(data, "<f8", 5 * evaluation_count, at).reshape(-1, 5)
    at += evaluations.nbytes
    floats = np.frombuffer(data, "<f4", float_count, at)
    at += floats.nbytes
    points = -(-loss_steps // max(steps_per_point, 1))
    columns = 1 if steps_per_point <= 1 else 3
    losses = np.frombuffer(data, "<f4", points * columns, at)
    at += losses.nbytes
    ranges = np.frombuffer(data, "<f4", 2 * map_count, at).reshape(-1, 2)
    at += ranges.nbytes
    return Frame(
        layout=layout,
        answered=answered,
        flags=flags,
        step=int(step),
        epoch=epoch,
        batch=batch,
        latest=(latest[0], latest[1], latest[2], latest[3], latest[4]),
        evaluations=evaluations,
        floats=floats,
        first_loss=int(first_loss),
        loss_steps=loss_steps,
        steps_per_point=steps_per_point,
        losses=losses if columns == 1 else losses.reshape(-1, 3),
        hidden_cells=hidden_cells,
        output_cells=output_cells,
        map_ranges=ranges,
        maps=_split_maps(data, at, map_count, hidden_cells, output_cells, flags & LINE_MAPS),
    )


def _split_maps(
    data: bytes, at: int, count: int, hidden_cells: int, output_cells: int, lines: int
) -> tuple[NDArray[np.uint8], ...]:
    hidden_shape = (1 if lines else hidden_cells, hidden_cells)
    output_shape = (1 if lines else output_cells, output_cells)
    hidden, output = math.prod(hidden_shape), math.prod(output_shape)
    left = len(data) - at
    outputs = count if hidden == output else (left - count * hidden) // (output - hidden)
    maps = []
    for index in range(count):
        shape = hidden_shape if index < count - outputs else output_shape
        maps.append(np.frombuffer(data, np.uint8, math.prod(shape), at).reshape(shape))
        at += math.prod(shape)
    if at != len(data):
        raise ValueError("the frame's length does not fit its header")
    return tuple(maps)


def encode_examples(examples: Examples) -> bytes:
    """The bytes of a data message."""
    count, features = examples.inputs.shape
    points = np.empty((count, 0), np.float32) if examples.points is None else examples.points
    header = _DATA_HEADER.pack(
        COMPARED_DATA if examples.compared else DATA,
        features,
        examples.targets.shape[1],
        count,
        examples.training_count,
        *examples.shown,
        points.shape[1],
    )
    return b"".join(
        (
            header,
            examples.inputs.astype("<f4").tobytes(),
            examples.targets.astype("<f4").tobytes(),
            points.astype("<f4").tobytes(),
        )
    )


def decode_examples(data: bytes) -> Examples:
    """The examples in these bytes. Raises ValueError where the bytes are not a data message."""
    magic, features, outputs, count, training_count, shown_set, index, coordinates = (
        _DATA_HEADER.unpack_from(data)
    )
    if magic not in (DATA, COMPARED_DATA):
        raise ValueError("not a data message")
    at = _DATA_HEADER.size
    parts = []
    for columns in (features, outputs, coordinates):
        parts.append(np.frombuffer(data, "<f4", count * columns, at).reshape(count, columns))
        at += parts[-1].nbytes
    inputs, targets, points = parts
    shown = (shown_set, index)
    return Examples(
        inputs,
        targets,
        training_count,
        shown,
        points if coordinates else None,
        magic == COMPARED_DATA,
    )


@dataclass(frozen=True)
class Curves:
    """The curves of a branch. Shapes as in a frame."""

    branch: int
    evaluations: NDArray[np.floating]
    first_loss: int
    loss_steps: int
    steps_per_point: int
    losses: Floats


def encode_curves(curves: Curves) -> bytes:
    """The bytes of a branch's curves."""
    header = _CURVES_HEADER.pack(
        CURVES,
        curves.branch,
        len(curves.evaluations),
        curves.loss_steps,
        curves.steps_per_point,
        0,
        curves.first_loss,
    )
    return b"".join(
        (
            header,
            curves.evaluations.astype("<f8", copy=False).tobytes(),
            curves.losses.astype("<f4", copy=False).tobytes(),
        )
    )


def decode_curves(data: bytes) -> Curves:
    """The curves in these bytes. Raises ValueError where the bytes are none."""
    magic, branch, count, steps, per_point, _, first = _CURVES_HEADER.unpack_from(data)
    if magic != CURVES:
        raise ValueError("not the curves of a branch")
    at = _CURVES_HEADER.size
    evaluations = np.frombuffer(data, "<f8", 5 * count, at).reshape(-1, 5)
    losses = np.frombuffer(data, "<f4", -1, at + evaluations.nbytes)
    shaped = losses if per_point == 1 else losses.reshape(-1, 3)
    return Curves(branch, evaluations, int(first), steps, per_point, shaped)
