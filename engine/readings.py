"""Readings: loss and accuracy over many examples, in buffers apart from the tape."""

import numpy as np

from engine.network import Network
from engine.passes import Pass
from engine.program import Array, run

AT_ONCE = 512


def forward(target: Pass, rows: Array) -> None:
    """Carry examples (n, columns) through a pass of that width, up to their losses."""
    target.examples[...] = rows.T
    with np.errstate(all="ignore"):
        for calls in target.forward:
            run(calls)
        run(target.values)


def measure(network: Network, rows: Array) -> tuple[float, float]:
    """Mean loss and accuracy over examples (n, columns); NaN where there is none.

    Accuracy is the share of examples whose output is on the target's side of the loss's threshold,
    or largest at the class.
    """
    if not len(rows):
        return np.nan, np.nan
    task, threshold = network.experiment.dataset.task, network.experiment.threshold
    loss, right = 0.0, 0
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        spare = network.spare_pass(len(part))
        forward(spare, part)
        loss += float(spare.losses.sum(dtype=np.float64))
        output, targets = spare.a[-1], spare.targets
        if task == "binary":
            right += int(np.count_nonzero((output > threshold) == (targets > 0.5)))
        elif task == "classes":
            right += int(np.count_nonzero(output.argmax(axis=0) == targets.argmax(axis=0)))
    return loss / len(rows), np.nan if task == "regression" else right / len(rows)
