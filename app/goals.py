"""Where a run stops by itself: at a step, at an epoch, or when a loss or an accuracy is reached."""

import math
from typing import Final

from app.protocol import Until, UntilAccuracy, UntilEpoch, UntilLoss, UntilStep
from engine import ExperimentError, Trainer, evaluation_due

NO_LIMIT: Final = 2**53

_COLUMNS: Final = {
    "training_loss": "training_loss",
    "test_loss": "test_loss",
    "training_accuracy": "training_accuracy",
    "test_accuracy": "test_accuracy",
}


def check_goal(until: Until, trainer: Trainer) -> None:
    """Refuses a goal that this run can never reach.

    Raises ExperimentError where the data have no such quantity.
    """
    if isinstance(until, UntilLoss | UntilAccuracy) and until.quantity != "loss":
        if math.isnan(getattr(trainer.evaluate(), until.quantity)):
            words = until.quantity.replace("_", " ")
            raise ExperimentError("until", f"These data have no {words} to wait for.")


def reached(until: Until, trainer: Trainer) -> bool:
    """Whether the run may stop where it stands."""
    match until:
        case UntilStep():
            return trainer.step >= until.step
        case UntilEpoch():
            return trainer.epoch >= until.epoch
        case UntilLoss(quantity="loss"):
            return trainer.loss < until.below
        case UntilLoss():
            value = _scheduled(trainer, until.quantity)
            return value is not None and value < until.below
        case UntilAccuracy():
            value = _scheduled(trainer, until.quantity)
            return value is not None and value > until.above


def steps_until_looked_at(until: Until, trainer: Trainer) -> int:
    """How many steps may be done before the goal must be looked at again; at least 1."""
    match until:
        case UntilStep():
            return max(until.step - trainer.step, 1)
        case UntilEpoch():
            whole_epochs = max(until.epoch - trainer.epoch - 1, 0)
            return trainer.steps_left_in_epoch + whole_epochs * trainer.steps_per_epoch
        case UntilLoss(quantity="loss"):
            return 1
        case _:
            return next(n for n in range(1, NO_LIMIT) if evaluation_due(trainer, n))


def describe(until: Until) -> str:
    """The goal in words, to follow "Stopped"."""
    match until:
        case UntilStep():
            return f"before step {until.step:,}"
        case UntilEpoch():
            return f"after epoch {until.epoch:,}"
        case UntilLoss():
            return f"where the {until.quantity.replace('_', ' ')} is below {until.below:g}"
        case UntilAccuracy():
            return f"where the {until.quantity.replace('_', ' ')} is above {until.above:g}"
