"""Challenge 13: a step on one picture makes it easier, and most other digits harder."""

from functools import cache
from typing import NamedTuple

import numpy as np

from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.plain import Network
from tests.engine.challenges.runs import DIGITS, go, training_set

PICTURES = 40


class Help(NamedTuple):
    """Of 40 trials: in how many the own loss fell; which share of the others got harder."""

    own_fell: int
    same_harder: float
    others_harder: float


@cache
def help_one(seed: int) -> Help:
    trainer = go(DIGITS, seed, 45)
    inputs, targets = training_set(trainer)
    labels = targets.argmax(axis=1)
    start, before = trainer.snapshot(), Network.of(trainer).losses(inputs, targets)
    own, same, others = [], [], []
    chosen = np.random.default_rng(seed).choice(len(inputs), PICTURES, replace=False)
    for index in map(int, chosen):
        trainer.chosen = (index,)
        trainer.compute()
        trainer.apply()
        harder = Network.of(trainer).losses(inputs, targets) > before
        trainer.restore(start)
        own.append(not harder[index])
        same.append(harder[labels == labels[index]].mean())
        others.append(harder[labels != labels[index]].mean())
    return Help(sum(own), float(np.mean(same)), float(np.mean(others)))


@seeds(quick=1)
def test_the_picture_itself_always_gets_easier(seed: int) -> None:
    assert help_one(seed).own_fell == PICTURES


@seeds(quick=1)
def test_pictures_of_the_same_digit_get_no_harder_and_most_others_do(seed: int) -> None:
    found = help_one(seed)
    assert found.same_harder == 0
    within("the share of other digits that got harder", found.others_harder, 0.75, 0.89)
