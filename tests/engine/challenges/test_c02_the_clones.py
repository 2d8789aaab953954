"""Challenge 2: eight neurons that start alike stay alike."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.engine.challenges.figures import within
from tests.engine.challenges.runs import RINGS, go, stack

SEEDS = pytest.mark.parametrize("seed", range(5))


class Clones(NamedTuple):
    """After 1,000 steps: how much the neurons differ, their largest weight, and the loss."""

    spread: float
    largest: float
    loss: float


@cache
def clones(seed: int, start: str, steps: int = 1000) -> Clones:
    rule: dict[str, Any] = {"name": start}
    if start == "constant":
        rule["value"] = 0.5
    experiment = RINGS.changed({"layers": stack(8, bend="tanh"), "start": rule})
    trainer = go(experiment, seed, steps)
    weights = trainer.trace()["weights", 1]
    spread = np.abs(weights - weights[0]).max()
    return Clones(spread, np.abs(weights).max(), trainer.evaluate().training_loss)


@SEEDS
def test_from_zeros_no_weight_of_the_first_layer_ever_moves(seed: int) -> None:
    found = clones(seed, "zeros")
    assert found.largest == 0
    within("the loss from zeros", found.loss, 0.6930, 0.6932)


@SEEDS
def test_from_equal_weights_all_eight_stay_alike(seed: int) -> None:
    found = clones(seed, "constant")
    assert found.spread < 1e-6
    assert found.loss > 0.4
    within("the largest weight", found.largest, 0.4, 2.9)
    within("the loss", found.loss, 0.56, 0.69)


@SEEDS
def test_from_xavier_all_eight_become_different(seed: int) -> None:
    found = clones(seed, "xavier")
    assert found.spread > 1
    assert found.loss < 0.1
    within("the spread", found.spread, 4.1, 8.0)
    within("the loss", found.loss, 0.010, 0.014)
