"""Questions about examples: is each answered rightly, how surely, and what if they were changed?"""

from typing import Final

import numpy as np
import numpy.typing as npt

from app.commands import Ask
from app.questions.plain import Content, plain
from engine import ExperimentError, Trainer
from engine.probes.answers import Neuron, answer, chosen, classes_of, rows_of
from engine.probes.pictures import picture_rows
from engine.program import Array

MOST_EXAMPLES: Final = 64
MOST_OUTCOMES: Final = 2048


def examples(trainer: Trainer, command: Ask) -> Content:
    """Whether each example of a page is answered rightly."""
    rows = rows_of(trainer, command.set)[command.first : command.first + MOST_EXAMPLES]
    right = answer(trainer, rows).right if len(rows) else None
    return {
        "set": command.set,
        "first": command.first,
        "right": [] if right is None else right.tolist(),
    }


def evaluate(trainer: Trainer, command: Ask) -> Content:
    """Loss and accuracy over a set, its pictures moved or inverted, some neurons muted.

    Raises ExperimentError.
    """
    muted = [Neuron(place.layer, place.row) for place in command.muted]
    rows, columns = command.shift
    try:
        asked = rows_of(trainer, command.set)
        if rows or columns or command.inverted:
            asked = picture_rows(trainer, (rows, columns), command.inverted, command.set)
        found = answer(trainer, asked, muted)
    except IndexError as error:
        raise ExperimentError("muted", str(error)) from None
    except ValueError as error:
        raise ExperimentError("inverted" if command.inverted else "shift", str(error)) from None
    right = found.right
    count = len(asked)
    return plain(
        {
            "set": command.set,
            "count": count,
            "loss": float(found.losses.mean(dtype=np.float64)) if count else None,
            "accuracy": float(right.mean()) if right is not None and count else None,
            "right": [] if right is None else right[:MOST_OUTCOMES].tolist(),
        }
    )


def outcomes(trainer: Trainer, command: Ask) -> Content:
    """What the network answers to each example of a page, and what that costs."""
    experiment = trainer.experiment
    rows = rows_of(trainer, command.set)[command.first : command.first + MOST_OUTCOMES]
    found = answer(trainer, rows)
    split = trainer.data.training_count
    targets = (
        trainer.data.targets[:split]
        if command.set == "training"
        else (trainer.data.targets[split:])
    )
    targets = targets[command.first : command.first + MOST_OUTCOMES]
    has_classes = found.right is not None
    truth = classes_of(experiment, targets)
    return plain(
        {
            "set": command.set,
            "first": command.first,
            "losses": numbers(found.losses),
            "truths": truth.tolist() if has_classes else [],
            "answers": chosen(experiment, found.outputs).tolist() if has_classes else [],
            "probabilities": numbers(probabilities(trainer, found.outputs, truth)),
            "scores": numbers(found.sums[:, 0]) if found.sums.shape[1] == 1 else [],
        }
    )


def probabilities(trainer: Trainer, outputs: Array, truth: npt.NDArray[np.int64]) -> Array:
    """What each example's true class is given, (n,); none where outputs are no probabilities."""
    last = trainer.experiment.layers[-1]
    if last.activation == "softmax":
        given: Array = outputs[np.arange(len(outputs)), truth]
        return given
    if last.activation == "sigmoid" and trainer.experiment.dataset.task == "binary":
        return np.where(truth == 1, outputs[:, 0], 1 - outputs[:, 0])
    return outputs[:0, 0]


def numbers(values: Array) -> list[float]:
    """Numbers with the fewest digits that still are those very ones, for there are many."""
    return [float(str(value)) for value in values]
