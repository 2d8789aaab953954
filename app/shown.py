"""The shown example: one of the data, or inputs of a person's own choice."""

from app.messages import ShownExample
from engine import ExperimentError, Trainer
from engine.storage import SavedRun


def show(trainer: Trainer, example: ShownExample) -> None:
    """Shows an example; raises ExperimentError and shows what was shown."""
    one_of_a_set = example.set is not None and example.index is not None
    if one_of_a_set == (example.inputs is not None):
        raise ExperimentError("show", "Show needs either a set and an index, or inputs.")
    if example.inputs is not None:
        trainer.show_free(example.inputs, example.targets)
        return
    if example.targets is not None:
        raise ExperimentError("targets", "The targets of an example of the data are its own.")
    assert example.set is not None
    assert example.index is not None
    try:
        trainer.show(example.set, example.index)
    except IndexError as error:
        raise ExperimentError("index", str(error)) from None


def shown_by(run: Trainer | SavedRun) -> ShownExample:
    """The example that a run shows."""
    if run.free is not None:
        inputs, targets = run.free
        return ShownExample(inputs=list(inputs), targets=None if targets is None else list(targets))
    name, index = run.shown
    return ShownExample.model_validate({"set": name, "index": index})
