"""Answers example by example, and of changed pictures."""

from typing import Any

import numpy as np
import pytest

from engine import Trainer
from engine.probes import (
    confusion_matrix,
    evaluate_pictures,
    example_losses,
    example_outputs,
    example_right,
)
from tests.engine.probes.runs import digits_run, layers, run_of

SETS: list[Any] = ["training", "test"]


def numbers_run(**changes: Any) -> Trainer:
    """A run on a task about numbers."""
    settings = {
        "data": {"name": "plane"},
        "layers": layers(3, output="linear"),
        "loss": "half_square",
    }
    return run_of(**{**settings, **changes})


@pytest.mark.parametrize("make", [run_of, digits_run, numbers_run])
@pytest.mark.parametrize("examples", SETS)
def test_losses_and_answers_average_to_the_evaluation(make: Any, examples: Any) -> None:
    trainer = make(dropout=0.3)
    trainer.run(15)
    reading = trainer.evaluate()
    losses = example_losses(trainer, examples)
    assert len(losses) == getattr(trainer.data, f"{examples}_count")
    assert losses.mean() == pytest.approx(getattr(reading, f"{examples}_loss"), rel=1e-12)
    if trainer.experiment.dataset.task == "regression":
        with pytest.raises(ValueError, match="right or wrong"):
            example_right(trainer, examples)
        with pytest.raises(ValueError, match="no classes"):
            confusion_matrix(trainer, examples)
        return
    accuracy = getattr(reading, f"{examples}_accuracy")
    assert example_right(trainer, examples).mean() == pytest.approx(accuracy)
    matrix = confusion_matrix(trainer, examples)
    assert matrix.sum() == len(losses)
    assert np.trace(matrix) / matrix.sum() == pytest.approx(accuracy)


@pytest.mark.parametrize("make", [run_of, digits_run])
def test_each_example_has_the_output_and_loss_that_the_stage_shows_for_it(make: Any) -> None:
    trainer = make()
    trainer.run(4)
    for examples in SETS:
        outputs = example_outputs(trainer, examples)
        losses = example_losses(trainer, examples)
        for index in (0, 7):
            trainer.show(examples, index)
            trace = trainer.trace()
            last = len(trainer.experiment.layers)
            np.testing.assert_allclose(outputs[index], trace["example.a", last], rtol=1e-12)
            np.testing.assert_allclose(losses[index], trace["example.loss"], rtol=1e-12)


def test_rows_of_the_confusion_matrix_are_the_truth() -> None:
    trainer = digits_run()
    trainer.run(3)
    targets = trainer.data.targets[trainer.data.training_count :]
    matrix = confusion_matrix(trainer)
    np.testing.assert_array_equal(matrix.sum(axis=1), targets.sum(axis=0))
    answers = example_outputs(trainer, "test").argmax(axis=1)
    np.testing.assert_array_equal(matrix.sum(axis=0), np.bincount(answers, minlength=10))
    true, answer = int(targets[5].argmax()), int(answers[5])
    assert matrix[true, answer] >= 1


def test_yes_and_no_make_a_square_of_four_with_the_threshold_of_the_loss() -> None:
    trainer = run_of(layers=layers(output="tanh"), loss="hinge")
    trainer.run(20)
    outputs = example_outputs(trainer, "test")[:, 0]
    truth = trainer.data.targets[trainer.data.training_count :, 0] > 0.5
    matrix = confusion_matrix(trainer)
    assert matrix[1, 0] == np.count_nonzero(truth & (outputs <= 0))
    assert matrix[0, 1] == np.count_nonzero(~truth & (outputs > 0))


def test_unknown_sets_are_refused() -> None:
    wrong: Any = "other"
    for question in (example_losses, example_outputs, example_right, confusion_matrix):
        with pytest.raises(ValueError, match="no set 'other'"):
            question(run_of(), wrong)


def test_pictures_that_are_left_alone_have_the_loss_of_the_evaluation() -> None:
    trainer = digits_run()
    trainer.run(20)
    found, reading = evaluate_pictures(trainer), trainer.evaluate()
    assert found.loss == pytest.approx(reading.test_loss, rel=1e-12)
    assert found.accuracy == reading.test_accuracy
    trained = evaluate_pictures(trainer, examples="training")
    assert trained.accuracy == reading.training_accuracy


def test_moved_and_inverted_pictures_are_harder() -> None:
    trainer = digits_run(data={"name": "digits"}, layers=digits_layers(), batch_size=32)
    trainer.run(300)
    there = evaluate_pictures(trainer).accuracy
    assert there > 0.85
    assert evaluate_pictures(trainer, (0, 2)).accuracy < there - 0.3
    assert evaluate_pictures(trainer, (2, 0)).accuracy < there - 0.3
    assert evaluate_pictures(trainer, invert=True).accuracy < there - 0.3
    blank = evaluate_pictures(trainer, (8, 0))
    assert blank.accuracy < 0.2


def digits_layers() -> list[dict[str, Any]]:
    return layers(16, bend="relu", outputs=10, output="softmax")


def test_only_pictures_can_be_moved() -> None:
    with pytest.raises(ValueError, match="Only pictures"):
        evaluate_pictures(run_of())
