"""Challenge 11: without a bend, layers fold into one."""

import numpy as np
import pytest

from engine import Trainer
from tests.engine.challenges.figures import within
from tests.engine.challenges.runs import RINGS, go, stack


def flat_layers(seed: int, steps: int) -> Trainer:
    experiment = RINGS.changed({"layers": stack(8, 8, bend="linear"), "learning_rate": 0.3})
    return go(experiment, seed, steps)


@pytest.mark.parametrize("seed", range(5))
def test_layers_without_a_bend_learn_no_more_than_a_single_neuron(seed: int) -> None:
    loss = flat_layers(seed, 1500).evaluate().training_loss
    assert loss > 0.65
    within("the loss", loss, 0.677, 0.693)
    single = go(RINGS, seed, 1500, layers=stack(bend="linear"), learning_rate=0.3)
    assert loss == pytest.approx(single.evaluate().training_loss, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_product_of_the_matrices_is_the_same_function(seed: int) -> None:
    experiment = RINGS.changed({"layers": stack(8, 8, bend="linear"), "learning_rate": 0.3})
    trainer = Trainer(experiment.changed({"seed": seed}), np.float64)
    trainer.run(1500)
    trace = trainer.trace()
    (w1, w2, w3), (b1, b2, b3) = (
        [trace[name, layer] for layer in (1, 2, 3)] for name in ("weights", "biases")
    )
    w, b = w3 @ w2 @ w1, w3 @ (w2 @ b1 + b2) + b3
    np.testing.assert_allclose(trace["inputs"] @ w.T + b, trace["z", 3], rtol=0, atol=1e-14)
