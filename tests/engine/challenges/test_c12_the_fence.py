"""Challenge 12: how many edges it takes to fence the inner ring in."""

import pytest

from tests.engine.challenges.figures import within
from tests.engine.challenges.runs import RINGS, go, stack

STATED = {1: (0.53, 0.59), 2: (0.32, 0.41), 3: (0.03, 0.09), 4: (0.02, 0.04)}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("neurons", STATED)
def test_one_edge_or_two_are_too_few_and_three_are_enough(neurons: int, seed: int) -> None:
    trainer = go(RINGS, seed, 600, layers=stack(neurons, bend="tanh"))
    loss = trainer.evaluate().training_loss
    assert loss > 0.3 if neurons <= 2 else loss < 0.1
    within(f"the loss of {neurons} hidden neurons", loss, *STATED[neurons])
