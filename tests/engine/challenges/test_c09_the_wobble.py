"""Challenge 9: four times the batch halves the noise of its gradient."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.plain import Network, flat
from tests.engine.challenges.runs import begin, digits, go, rises, training_losses, training_set

SIZES = (1, 4, 16, 64)
STATED = ((6.9, 10.2), (3.4, 5.0), (1.6, 2.5), (0.84, 1.24))
BATCHES = 100


@cache
def noise(seed: int) -> tuple[float, ...]:
    """For each size: rms distance of a batch's gradient from the full one, over its length."""
    trainer = go(digits(32), seed, 45)
    network, (inputs, targets) = Network.of(trainer), training_set(trainer)
    full = flat(network.gradient(inputs, targets))
    generator = np.random.default_rng(seed)
    found = []
    for size in SIZES:
        squares = []
        for _ in range(BATCHES):
            batch = generator.choice(len(inputs), size, replace=False)
            squares.append(
                np.sum((flat(network.gradient(inputs[batch], targets[batch])) - full) ** 2)
            )
        found.append(float(np.sqrt(np.mean(squares)) / np.linalg.norm(full)))
    return tuple(found)


@seeds(quick=1)
def test_four_times_the_batch_halves_the_noise(seed: int) -> None:
    found = noise(seed)
    for small, large in pairwise(found):
        assert 0.40 <= large / small <= 0.60
        within("the ratio of noises", large / small, 0.47, 0.53)


@seeds(quick=1)
def test_the_noise_is_as_measured(seed: int) -> None:
    for size, value, (low, high) in zip(SIZES, noise(seed), STATED, strict=True):
        within(f"the noise of batches of {size}", value, low, high)


@pytest.mark.parametrize(
    ("batch", "low", "high"), [(1, 87, 102), (8, 54, 67), (32, 21, 36), (128, 5, 12), (None, 0, 0)]
)
@seeds(quick=0)
def test_small_batches_make_the_whole_loss_worse_in_many_steps(
    seed: int, batch: int | None, low: int, high: int
) -> None:
    trainer = begin(digits(32, batch_size=batch), seed)
    found = rises(training_losses(trainer, 200))
    within(f"rises in 200 steps with batches of {batch or 'all'}", found, low, high)
    if batch == 1:
        assert found >= 60


@pytest.mark.parametrize(
    ("batch", "steps", "low", "high"), [(8, 180, 0.45, 0.79), (128, 12, 2.05, 2.24)]
)
@pytest.mark.parametrize("seed", range(5))
def test_in_one_epoch_small_batches_learn_more(
    seed: int, batch: int, steps: int, low: float, high: float
) -> None:
    trainer = go(digits(16, batch_size=batch), seed, steps)
    assert (trainer.epoch, trainer.offset) == (1, 0)
    loss = trainer.evaluate().training_loss
    within(f"the loss after an epoch with batches of {batch}", loss, low, high)
