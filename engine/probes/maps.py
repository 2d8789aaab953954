"""Questions to a trained state: what each neuron answers over the plane."""

import numpy as np
import numpy.typing as npt

from engine.program import Array, run
from engine.tape import example_rows
from engine.trainer import Trainer

AT_ONCE = 2048

Bytes = npt.NDArray[np.uint8]
Ranges = npt.NDArray[np.float32]


def activation_maps(trainer: Trainer, cells: int, output_cells: int) -> tuple[Ranges, list[Bytes]]:
    """The activation of every neuron over the input plane, in 8 bits per cell.

    Hidden neurons get cells × cells values, outputs output_cells × output_cells, layer by layer.
    Row 0 is at x₂ = −extent, column 0 at x₁ = −extent; values belong to the centres of the cells.
    Returns (ranges, maps): ranges (neurons, 2) holds the activations that byte 0 and byte 255 stand
    for. Raises ValueError unless the task has two inputs.
    """
    data = trainer.experiment.data
    extent = data.dataset.extent
    if extent is None or not data.dataset.is_plane:
        raise ValueError("Maps exist for tasks with two inputs.")
    units = [layer.units for layer in trainer.experiment.layers]
    hidden = sum(units[:-1])
    if cells == output_cells or not hidden:
        activations = activations_at(
            trainer, data.transform(grid(extent, output_cells, trainer.dtype))
        )
        parts = [(activations, cells), (activations[hidden:], output_cells)]
    else:
        points = [grid(extent, side, trainer.dtype) for side in (cells, output_cells)]
        activations = activations_at(trainer, data.transform(np.concatenate(points)))
        parts = [
            (activations[:, : cells**2], cells),
            (activations[hidden:, cells**2 :], output_cells),
        ]
    maps: list[Bytes] = []
    ranges = np.empty((sum(units), 2), np.float32)
    for part, side in ((parts[0][0][:hidden], cells), (parts[1][0], output_cells)):
        if len(part):
            ranges[len(maps) : len(maps) + len(part)], quantized = quantize(part)
            maps += list(quantized.reshape(len(part), side, side))
    return ranges, maps


def grid(extent: float, cells: int, dtype: npt.DTypeLike) -> Array:
    """The centres of the cells of a square, (cells², 2), row by row from x₂ = −extent upwards."""
    centres = (np.arange(cells) + 0.5) / cells * 2 * extent - extent
    x1, x2 = np.meshgrid(centres, centres)
    return np.stack([x1.ravel(), x2.ravel()], axis=1).astype(dtype)


def activations_at(trainer: Trainer, inputs: Array) -> Array:
    """The activations of all neurons at inputs (n, inputs), layer by layer: (neurons, n)."""
    network = trainer.network
    outputs = trainer.experiment.layers[-1].units
    rows = example_rows(inputs, np.zeros((len(inputs), outputs), inputs.dtype))
    total = sum(layer.units for layer in trainer.experiment.layers)
    activations = np.empty((total, len(inputs)), inputs.dtype)
    with np.errstate(all="ignore"):
        for start in range(0, len(inputs), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            spare = network.spare_pass(len(part))
            spare.examples[...] = part.T
            first = 0
            for calls, a in zip(spare.forward, spare.a, strict=True):
                run(calls)
                activations[first : first + len(a), start : start + len(part)] = a
                first += len(a)
    return activations


def quantize(values: Array) -> tuple[Ranges, Bytes]:
    """Rows of numbers as bytes, each row with its own range: (n, 2) and (n, cells).

    A row with numbers that are not finite gets a range of NaN and zeros.
    """
    low, high = values.min(axis=1), values.max(axis=1)
    with np.errstate(all="ignore"):
        scale = np.where(high > low, 255 / (high - low), 0).astype(values.dtype)
        finite = np.isfinite(low) & np.isfinite(high) & np.isfinite(scale)
        scaled = (values - low[:, None]) * scale[:, None] + values.dtype.type(0.5)
        scaled[~finite] = 0
        quantized = scaled.astype(np.uint8)
    ranges = np.stack([low, high], axis=1).astype(np.float32)
    ranges[~finite] = np.nan
    return ranges, quantized
