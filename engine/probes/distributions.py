"""Distributions of a layer's numbers in the present step: for an inspector of layers."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.probes.aside import aside
from engine.program import Array
from engine.rules.activations import ACTIVATIONS
from engine.trainer import Trainer

TENSORS = {
    "z": "z",
    "a": "a",
    "dz": "dz",
    "weights": "weights",
    "gradient": "weights_gradient",
    "update": "weights_update",
}
"""What is looked at, with its name on the tape."""


class Distribution(NamedTuple):
    """How numbers are spread: five of them in order, mean, root mean square, and a histogram.

    `counts[i]` numbers lie from `edges[i]` up to `edges[i + 1]`, the last edge included. Numbers
    that are not finite are left out and counted in `not_finite`; all else is NaN if none is left.
    """

    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    mean: float
    rms: float
    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]
    not_finite: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **self._asdict(),
            "counts": self.counts.tolist(),
            "edges": self.edges.tolist(),
        }


@dataclass(frozen=True)
class LayerStatistics:
    """The distributions of a layer over the present batch, by the names of `TENSORS`.

    `dead` is the share of its neurons that have slope 0 for every example of the batch, `saturated`
    the share of its slopes below a twentieth of the steepest; both NaN for softmax, for which
    `dead_neurons`, a flag for each, is empty.
    """

    layer: int
    distributions: dict[str, Distribution]
    dead: float
    saturated: float
    dead_neurons: npt.NDArray[np.bool_]


def distribution(numbers: Array, bins: int = 24) -> Distribution:
    """The distribution of any array's numbers."""
    values = np.asarray(numbers, np.float64).ravel()
    finite = values[np.isfinite(values)]
    missing = len(values) - len(finite)
    if not len(finite):
        nothing = np.full(bins + 1, np.nan)
        nan = float("nan")
        return Distribution(
            nan, nan, nan, nan, nan, nan, nan, np.zeros(bins, np.int64), nothing, missing
        )
    five = [float(value) for value in np.quantile(finite, [0, 0.25, 0.5, 0.75, 1])]
    low, high = five[0], five[-1]
    if high - low <= 1e-12 * max(abs(low), abs(high)):  # too close together to be parted
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    counts, edges = np.histogram(finite, bins, (low, high))
    return Distribution(
        minimum=five[0],
        lower_quartile=five[1],
        median=five[2],
        upper_quartile=five[3],
        maximum=five[4],
        mean=float(finite.mean()),
        rms=float(np.sqrt(np.mean(finite**2))),
        counts=counts,
        edges=edges,
        not_finite=missing,
    )


def layer_statistics(trainer: Trainer, layer: int, bins: int = 24) -> LayerStatistics:
    """How pre-activations, activations, error signals, weights, their slopes and moves are spread.

    Of the present step: its batch, its dropout, its pending update. Biases are left aside. Layers
    count from 1. Raises IndexError for a layer that does not exist.
    """
    layers = trainer.experiment.layers
    if not 1 <= layer <= len(layers):
        raise IndexError(f"There is no layer {layer}.")
    activation = ACTIVATIONS[layers[layer - 1].activation]
    with aside(trainer) as plan, np.errstate(all="ignore"):
        found = {}
        for name, on_tape in TENSORS.items():
            tensor = plan.layout[on_tape, layer]
            inside = tensor.offset < plan.layout.prefix
            start = 0 if inside else plan.layout.prefix
            array = trainer.network.prefix if inside else plan.batch
            found[name] = tensor._replace(offset=tensor.offset - start).view(array).copy()
    dead = saturated = np.nan
    flags: npt.NDArray[np.bool_] = np.empty(0, bool)
    if activation.hidden:
        flags = np.asarray(activation.is_dead(found["z"]).all(axis=0))
        dead = float(flags.mean())
        saturated = float(activation.is_saturated(found["z"]).mean())
    distributions = {name: distribution(array, bins) for name, array in found.items()}
    return LayerStatistics(layer, distributions, dead, saturated, flags)
