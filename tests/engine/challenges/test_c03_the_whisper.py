"""Challenge 3: six hidden layers of sigmoid pass almost no slope down; tanh does."""

from functools import cache
from typing import NamedTuple

import pytest

from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.plain import Network, rms
from tests.engine.challenges.runs import begin, digits, training_set

STEPS = 2250


class Deep(NamedTuple):
    """The first layer's slopes over the last one's at the start; loss and accuracy at the end."""

    ratio: float
    loss: float
    accuracy: float


def ratio_at_start(seed: int, bend: str, start: str = "xavier") -> float:
    experiment = digits(*[16] * 6, bend=bend, start={"name": start})
    trainer = begin(experiment, seed)
    slopes, _ = Network.of(trainer).gradient(*training_set(trainer))
    return rms(slopes[0]) / rms(slopes[-1])


@cache
def deep(seed: int, bend: str) -> Deep:
    trainer = begin(digits(*[16] * 6, bend=bend, start={"name": "xavier"}), seed)
    trainer.run(STEPS)
    reading = trainer.evaluate()
    ratio = ratio_at_start(seed, bend)
    return Deep(ratio, reading.training_loss, reading.training_accuracy)


@pytest.mark.parametrize("seed", range(5))
def test_six_layers_of_sigmoid_shrink_the_slopes_ten_thousandfold(seed: int) -> None:
    ratio = ratio_at_start(seed, "sigmoid")
    assert ratio < 0.001
    within("the ratio of slopes with sigmoid", ratio, 0.000066, 0.00032)


@pytest.mark.parametrize("seed", range(5))
def test_six_layers_of_tanh_do_not(seed: int) -> None:
    ratio = ratio_at_start(seed, "tanh")
    assert ratio > 0.1
    # The lesson says 0.40 to 1.13, of 20 seeds. Of 200 seeds the engine has 0.24 to 1.79 (seed 4),
    # a NumPy program of its own 0.34 to 1.66; 95 % lie below 1.20 in both.
    within("the ratio of slopes with tanh", ratio, 0.24, 1.79)


@pytest.mark.parametrize("seed", range(5))
def test_the_uniform_form_of_the_start_makes_no_difference(seed: int) -> None:
    assert ratio_at_start(seed, "sigmoid", "xavier_uniform") < 0.001
    assert ratio_at_start(seed, "tanh", "xavier_uniform") > 0.1


@seeds(quick=1)
def test_with_sigmoid_nothing_is_learned(seed: int) -> None:
    found = deep(seed, "sigmoid")
    assert found.loss > 2.29
    within("the loss with sigmoid", found.loss, 2.301, 2.303)
    within("the accuracy with sigmoid", found.accuracy, 0.10, 0.11)


@seeds(quick=1)
def test_with_tanh_it_learns_to_the_end(seed: int) -> None:
    found = deep(seed, "tanh")
    assert found.loss < 0.1
    within("the loss with tanh", found.loss, 0.007, 0.017)
    within("the accuracy with tanh", found.accuracy, 0.997, 1.0)


# For three layers the lesson says 1.66 to 1.96. Of 60 seeds the engine has 1.45 to 2.27, a NumPy
# program of its own 1.32 to 2.25.
@pytest.mark.parametrize(
    ("depth", "low", "high"), [(1, 0.22, 0.26), (2, 0.45, 0.57), (3, 1.45, 2.27)]
)
@seeds(quick=0)
def test_fewer_layers_of_sigmoid_learn(seed: int, depth: int, low: float, high: float) -> None:
    trainer = begin(digits(*[16] * depth, bend="sigmoid", start={"name": "xavier"}), seed)
    trainer.run(STEPS)
    within(f"the loss of {depth} layers", trainer.evaluate().training_loss, low, high)


@seeds(quick=0)
def test_larger_start_values_let_six_layers_of_sigmoid_learn(seed: int) -> None:
    start = {"name": "normal", "deviation": 1.0}
    trainer = begin(digits(*[16] * 6, bend="sigmoid", start=start), seed)
    trainer.run(STEPS)
    within("the loss from a normal of spread 1", trainer.evaluate().training_loss, 0.36, 0.76)
