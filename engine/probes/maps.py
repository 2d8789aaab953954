"""Questions to a trained state: what each neuron answers over the plane, or over the line."""

import numpy as np
import numpy.typing as npt

from engine.probes.plane import over_line, over_plane
from engine.program import Array
from engine.trainer import Trainer

Bytes = npt.NDArray[np.uint8]
Ranges = npt.NDArray[np.float32]


def neuron_maps(trainer: Trainer, cells: int) -> Array:
    """The activation of every neuron over the input plane, (neurons, cells, cells).

    Neurons are numbered layer by layer, the outputs last. Row 0 is at x₂ = −extent, column 0 at
    x₁ = −extent; values belong to the centres of the cells. In the run's own kind of number.
    Raises ValueError unless the task has two inputs.
    """
    return over_plane(trainer, cells).a.reshape(-1, cells, cells).copy()


def activation_maps(trainer: Trainer, cells: int, output_cells: int) -> tuple[Ranges, list[Bytes]]:
    """The activation of every neuron over the input plane, in 8 bits per cell.

    Hidden neurons get cells × cells values, outputs output_cells × output_cells; otherwise they are
    as in `neuron_maps`. Returns (ranges, maps): ranges (neurons, 2) holds the activations that byte
    0 and byte 255 stand for. Raises ValueError unless the task has two inputs.
    """
    hidden = sum(layer.units for layer in trainer.experiment.hidden)
    if cells == output_cells or not hidden:
        forward = over_plane(trainer, output_cells)
        parts = [(forward.a[:hidden], cells), (forward.outputs, output_cells)]
    else:
        forward = over_plane(trainer, cells, output_cells)
        split = cells**2
        parts = [
            (forward.a[:hidden, :split], cells),
            (forward.outputs[:, split:], output_cells),
        ]
    maps: list[Bytes] = []
    ranges = np.empty((len(forward.a), 2), np.float32)
    for part, side in parts:
        if len(part):
            ranges[len(maps) : len(maps) + len(part)], quantized = quantize(part)
            maps += list(quantized.reshape(len(part), side, side))
    return ranges, maps


def line_maps(trainer: Trainer, cells: int, output_cells: int) -> tuple[Ranges, list[Bytes]]:
    """The activation of every neuron over the line of one input, in 8 bits per cell.

    As `activation_maps`, with maps of one row: hidden neurons get (1, cells) values from −extent to
    extent, outputs (1, output_cells). Raises ValueError unless the task has one input.
    """
    forward = over_line(trainer, cells, output_cells)
    hidden = sum(layer.units for layer in trainer.experiment.hidden)
    maps: list[Bytes] = []
    ranges = np.empty((len(forward.a), 2), np.float32)
    for part in (forward.a[:hidden, :cells], forward.outputs[:, cells:]):
        if len(part):
            ranges[len(maps) : len(maps) + len(part)], quantized = quantize(part)
            maps += list(quantized[:, None])
    return ranges, maps


def quantize(values: Array) -> tuple[Ranges, Bytes]:
    """Rows of numbers as bytes, each row with its own range: (n, 2) and (n, cells).

    A row with numbers that are not finite gets a range of NaN and zeros.
    """
    low, high = values.min(axis=1), values.max(axis=1)
    quantized = np.zeros(values.shape, np.uint8)
    with np.errstate(all="ignore"):
        scale = np.where(high > low, 255 / (high - low), 0).astype(values.dtype)
        finite = np.isfinite(low) & np.isfinite(high) & np.isfinite(scale)
        row = np.empty(values.shape[1], values.dtype)
        half = np.array(0.5, values.dtype)
        for i in np.flatnonzero(finite):  # row by row: a row stays close to the processor
            np.subtract(values[i], low[i], row)
            np.multiply(row, scale[i], row)
            np.add(row, half, row)
            np.copyto(quantized[i], row, "unsafe")
    ranges = np.stack([low, high], axis=1).astype(np.float32)
    ranges[~finite] = np.nan
    return ranges, quantized
