"""The shown example: one of the data, or inputs of a person's own choice."""

from app.commands import Show
from engine import ExperimentError, Trainer


def show(trainer: Trainer, command: Show) -> None:
    """Shows what the command names; raises ExperimentError and shows what was shown."""
    one_of_a_set = command.set is not None and command.index is not None
    if one_of_a_set == (command.inputs is not None):
        raise ExperimentError("show", "Show needs either a set and an index, or inputs.")
    if command.inputs is not None:
        trainer.show_free(command.inputs, command.targets)
        return
    if command.targets is not None:
        raise ExperimentError("targets", "The targets of an example of the data are its own.")
    assert command.set is not None
    assert command.index is not None
    try:
        trainer.show(command.set, command.index)
    except IndexError as error:
        raise ExperimentError("index", str(error)) from None
