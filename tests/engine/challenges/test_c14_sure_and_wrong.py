"""Challenge 14: a neuron that is sure and wrong hardly learns from the squared loss."""

import numpy as np
import pytest

from engine import Experiment, Trainer

SURE = {
    "data": {"name": "one_input"},
    "layers": [{"units": 1, "activation": "sigmoid"}],
    "start": {"name": "given", "layers": [{"weights": [[3.0]], "biases": [2.0]}]},
    "learning_rate": 0.5,
}


@pytest.mark.parametrize(
    ("loss", "slope", "steps"),
    [("half_square", 0.0066, 189), ("binary_cross_entropy", 0.9933, 10)],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_output_is_below_a_fifth_after_as_many_steps_as_measured(
    loss: str, slope: float, steps: int, dtype: type[np.floating]
) -> None:
    trainer = Trainer(Experiment.from_dict({**SURE, "loss": loss}), dtype)
    trace = trainer.trace()
    assert trace["inputs"].tolist() == [[1]]
    assert trace["targets"].tolist() == [[0]]
    assert trace["weights_gradient", 1][0, 0] == pytest.approx(slope, abs=5e-5)
    while trainer.trace()["a", 1][0, 0] >= 0.2:
        trainer.apply()
    assert trainer.step == steps
