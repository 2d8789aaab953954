"""Readings: loss and accuracy over many examples, in buffers apart from the tape."""

import numpy as np

from engine.network import Network
from engine.passes import Pass
from engine.program import Array, run

AT_ONCE = 512


def forward(target: Pass, rows: Array) -> None:
    """Carry examples (…, n, columns) through a pass of that width, up to their losses."""
    target.examples[...] = rows.swapaxes(-1, -2)
    with np.errstate(all="ignore"):
        for calls in target.forward:
            run(calls)
        run(target.values)


def measure(network: Network, rows: Array) -> tuple[float, float]:
    """Mean loss and accuracy over examples (n, columns); NaN where there is none.

    Accuracy is the share of examples whose output is on the target's side of the loss's threshold,
    or largest at the class.
    """
    return measure_each(network, rows)[0]


def measure_each(network: Network, rows: Array) -> list[tuple[float, float]]:
    """`measure` for each run of a stack, over examples (runs, n, columns)."""
    count = rows.shape[-2]
    runs = network.lead[0] if network.lead else 1
    if not count:
        return [(np.nan, np.nan)] * runs
    task, threshold = network.experiment.dataset.task, network.experiment.threshold
    loss, right = np.zeros(runs), np.zeros(runs, np.int64)
    for start in range(0, count, AT_ONCE):
        part = rows[..., start : start + AT_ONCE, :]
        spare = network.spare_pass(part.shape[-2])
        forward(spare, part)
        loss += spare.losses.sum(axis=-1, dtype=np.float64)
        output, targets = spare.a[-1], spare.targets
        if task == "binary":
            right += ((output > threshold) == (targets > 0.5)).sum(axis=(-2, -1))
        elif task == "classes":
            right += (output.argmax(axis=-2) == targets.argmax(axis=-2)).sum(axis=-1)
    accuracies = [np.nan] * runs if task == "regression" else (right / count).tolist()
    return list(zip((loss / count).tolist(), accuracies, strict=True))
