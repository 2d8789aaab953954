"""Challenge 8: wrong labels are learned by heart, and the test loss turns up."""

from functools import cache
from typing import NamedTuple

from tests.engine.challenges.figures import seeds, within
from tests.engine.challenges.runs import digits, go, least_test_loss
from tests.engine.challenges.stand_ins import FEW_DIGITS, FEW_DIGITS_WRONG

DATA = {"A": FEW_DIGITS_WRONG, "B": FEW_DIGITS, "C": {"name": "digits"}}


class Memory(NamedTuple):
    """After 3,000 steps: accuracies, and the test loss over its minimum on the way."""

    training_accuracy: float
    test_accuracy: float
    turn: float
    lowest_at: int
    best_accuracy: float


@cache
def memory(seed: int, case: str) -> Memory:
    trainer = go(digits(64, data=DATA[case], batch_size=16), seed, 3000)
    assert (trainer.data.training_count, trainer.data.test_count) == (
        (1437, 360) if case == "C" else (144, 360)
    )
    reading = trainer.evaluate()
    history = trainer.evaluations.since(0)
    return Memory(
        reading.training_accuracy,
        reading.test_accuracy,
        reading.test_loss / least_test_loss(trainer),
        int(history[history[:, 2].argmin(), 0]),
        float(history[:, 4].max()),
    )


@seeds(quick=1)
def test_wrong_labels_are_learned_by_heart_and_the_test_loss_turns_up(seed: int) -> None:
    found = memory(seed, "A")
    assert found.training_accuracy >= 0.99
    assert found.turn >= 1.3
    within("the test loss over its minimum", found.turn, 1.31, 1.87)
    within("the step of the lowest test loss", found.lowest_at, 275, 750)
    within("the best test accuracy", found.best_accuracy, 0.78, 0.91)
    within("the test accuracy at the end", found.test_accuracy, 0.66, 0.81)


@seeds(quick=0)
def test_few_right_labels_are_learned_by_heart_without_harm(seed: int) -> None:
    found = memory(seed, "B")
    assert found.training_accuracy == 1
    assert found.turn < 1.3
    within("the test loss over its minimum", found.turn, 1.00, 1.11)
    within("the test accuracy", found.test_accuracy, 0.89, 0.95)


@seeds(quick=0)
def test_with_all_data_the_test_loss_hardly_turns(seed: int) -> None:
    found = memory(seed, "C")
    assert found.turn < 1.3
    within("the test loss over its minimum", found.turn, 1.00, 1.14)
    within("the test accuracy", found.test_accuracy, 0.96, 0.99)
