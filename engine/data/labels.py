"""Label noise: some of the training examples are given a wrong class."""

import numpy as np
import numpy.typing as npt

from engine.data.description import Floats
from engine.random_streams import LABELS, stream

Marks = npt.NDArray[np.bool_]


def mislabel(targets: Floats, training_count: int, share: float, seed: int) -> tuple[Floats, Marks]:
    """Targets with wrong labels, and which examples have one, (n,).

    Exactly this share of the training examples, to the nearest whole number, is relabelled. Each
    has a draw of its own: those with the smallest come first, so a larger share only adds wrong
    labels, and the test examples keep theirs. All wrong classes are equally likely.
    """
    wrong = np.zeros(len(targets), np.bool_)
    count = int(np.floor(share * training_count + 0.5))
    if not count:
        return targets, wrong
    draws = stream(seed, LABELS).random((len(targets), 2))
    chosen = np.argsort(draws[:training_count, 0], kind="stable")[:count]
    wrong[chosen] = True
    targets = targets.copy()
    classes = targets.shape[1]
    if classes == 1:
        targets[chosen] = 1 - targets[chosen]
    else:
        away = 1 + np.floor(draws[chosen, 1] * (classes - 1)).astype(np.int64)
        targets[chosen] = np.eye(classes)[(targets[chosen].argmax(axis=1) + away) % classes]
    return targets, wrong
