"""Where a run stops by itself: at a step, at an epoch, or when a loss or an accuracy is reached."""

import math
from typing import Final

from app.commands import Until, UntilAccuracy, UntilEpoch, UntilLoss, UntilStep
from engine import ExperimentError, Trainer

NO_LIMIT: Final = 2**53


def check_goal(until: Until, trainer: Trainer) -> None:
    """Refuses a goal that this run can never reach.

    Raises ExperimentError where the data have no such quantity, or it never gets so far.
    """
    match until:
        case UntilStep() | UntilEpoch():
            return
        case UntilLoss() if until.below <= 0:
            raise ExperimentError("until", "No loss is ever below 0: choose a number above 0.")
        case UntilAccuracy() if until.above >= 1:
            raise ExperimentError("until", "No accuracy is ever above 100 %: choose less.")
    if until.quantity == "loss":
        return
    if math.isnan(getattr(trainer.evaluate(), until.quantity)):
        raise ExperimentError("until", f"These data have no {_words(until)} to wait for.")


def reached(until: Until, trainer: Trainer) -> bool:
    """Whether the run stands where it should stop.

    The batch loss is not looked at here: the engine itself stops before a step where it is below.
    """
    match until:
        case UntilStep():
            return trainer.step >= until.step
        case UntilEpoch():
            return trainer.epoch >= until.epoch
        case UntilLoss(quantity="loss"):
            return False
        case UntilLoss():
            return _scheduled(trainer, until.quantity) < until.below
        case UntilAccuracy():
            return _scheduled(trainer, until.quantity) > until.above


def steps_until_looked_at(until: Until, trainer: Trainer) -> int:
    """How many steps may be done before the goal must be looked at again; at least 1."""
    match until:
        case UntilStep():
            return max(until.step - trainer.step, 1)
        case UntilEpoch():
            unused = trainer.data.training_count - trainer.offset
            in_this_epoch = -(-unused // trainer.experiment.batch)
            whole_epochs = max(until.epoch - trainer.epoch - 1, 0)
            return in_this_epoch + whole_epochs * trainer.steps_per_epoch
        case UntilLoss(quantity="loss"):
            return NO_LIMIT
        case _:
            return trainer.experiment.next_evaluation(trainer.step) - trainer.step


def loss_below(until: Until | None) -> float | None:
    """The value below which the batch loss ends the run, if that is the goal."""
    match until:
        case UntilLoss(quantity="loss"):
            return until.below
        case _:
            return None


def describe(until: Until) -> str:
    """The goal in words, to follow "Stopped"."""
    match until:
        case UntilStep():
            return f"before step {until.step:,}"
        case UntilEpoch():
            return f"after epoch {until.epoch:,}"
        case UntilLoss():
            return f"where the {_words(until)} is below {until.below:g}"
        case UntilAccuracy():
            return f"where the {_words(until)} is above {until.above:g}"


def _words(until: UntilLoss | UntilAccuracy) -> str:
    return until.quantity.replace("_", " ")


def _scheduled(trainer: Trainer, quantity: str) -> float:
    """The reading at this very step, NaN where the schedule has none."""
    readings = trainer.evaluations.since(trainer.step)
    columns = ("step", "training_loss", "test_loss", "training_accuracy", "test_accuracy")
    return float(readings[-1, columns.index(quantity)]) if len(readings) else math.nan
