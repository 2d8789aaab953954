"""Questions to a trained state: what does it answer, example by example, and is that right?

Evaluations in the run's own kind of number, without dropout.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.experiment import Experiment
from engine.observed import SETS
from engine.passes import Pass
from engine.program import Array, run
from engine.readings import AT_ONCE
from engine.trainer import Trainer

Examples = Literal["training", "test"]


class Neuron(NamedTuple):
    """Neuron `row` (from 0) of a layer (from 1)."""

    layer: int
    row: int


class Answers(NamedTuple):
    """Outputs ŷ and the sums z before their bend (n, outputs), the loss of each example (n,), and
    whether it is answered rightly (n,).

    `right` is None in a task about numbers.
    """

    outputs: Array
    sums: Array
    losses: Array
    right: npt.NDArray[np.bool_] | None


def rows_of(trainer: Trainer, examples: Examples) -> Array:
    """The examples of a set as a section wants them, (n, columns). Raises ValueError."""
    if examples not in SETS:
        raise ValueError(f"There is no set {examples!r}: use training or test.")
    split = trainer.data.training_count
    rows: Array = trainer._rows[:split] if examples == "training" else trainer._rows[split:]
    return rows


def answer(trainer: Trainer, rows: Array, muted: Sequence[Neuron] = ()) -> Answers:
    """Carry examples (n, columns) through the network.

    A muted neuron answers 0 to everything, as if its outgoing weights were 0. Raises IndexError
    for neurons that no hidden layer has.
    """
    experiment = trainer.experiment
    check_hidden(experiment, muted)
    outputs = np.empty((len(rows), experiment.layers[-1].units), trainer.dtype)
    sums, targets = np.empty_like(outputs), np.empty_like(outputs)
    losses = np.empty(len(rows), trainer.dtype)
    for start in range(0, len(rows), AT_ONCE):
        part = slice(start, min(start + AT_ONCE, len(rows)))
        spare = trainer.network.spare_pass(part.stop - start)
        forward_without(spare, rows[part], muted)
        outputs[part], sums[part], targets[part] = spare.a[-1].T, spare.z[-1].T, spare.targets.T
        losses[part] = spare.losses
    return Answers(outputs, sums, losses, are_right(experiment, outputs, targets))


def check_hidden(experiment: Experiment, neurons: Sequence[Neuron]) -> None:
    """Whether hidden layers have these neurons. Raises IndexError."""
    for layer, row in neurons:
        if not 1 <= layer <= len(experiment.hidden):
            raise IndexError(f"There is no hidden layer {layer}.")
        units = experiment.layers[layer - 1].units
        if not 0 <= row < units:
            raise IndexError(f"Layer {layer} has {units} neurons.")


def forward_without(target: Pass, rows: Array, muted: Sequence[Neuron]) -> None:
    """Carry examples (n, columns) through a pass in which some neurons answer 0."""
    target.load(rows)
    with np.errstate(all="ignore"):
        for layer, calls in enumerate(target.forward, start=1):
            run(calls)
            for neuron in muted:
                if neuron.layer == layer:
                    target.a[layer - 1][neuron.row] = 0
        run(target.values)


def are_right(
    experiment: Experiment, outputs: Array, targets: Array
) -> npt.NDArray[np.bool_] | None:
    """Whether outputs choose what the targets do, (n,); None in tasks about numbers."""
    if experiment.dataset.task == "regression":
        return None
    right: npt.NDArray[np.bool_] = chosen(experiment, outputs) == classes_of(experiment, targets)
    return right


def chosen(experiment: Experiment, outputs: Array) -> npt.NDArray[np.int64]:
    """The class that outputs (n, outputs) choose: the largest, or 1 above the loss's threshold."""
    if experiment.dataset.task == "classes":
        return largest(outputs)
    return (outputs[:, 0] > experiment.threshold).astype(np.int64)


def classes_of(experiment: Experiment, targets: Array) -> npt.NDArray[np.int64]:
    """The class of targets (n, outputs)."""
    if experiment.dataset.task == "classes":
        return largest(targets)
    return (targets[:, 0] > 0.5).astype(np.int64)


def largest(rows: Array) -> npt.NDArray[np.int64]:
    """The column of each row's largest number, the first if there are several: (n, m) to (n,)."""
    found: npt.NDArray[np.int64] = rows.argmax(axis=1)
    return found


def example_losses(trainer: Trainer, examples: Examples = "training") -> Array:
    """The loss of every example of a set, (n,), in the order of `trainer.data`."""
    return answer(trainer, rows_of(trainer, examples)).losses


def example_outputs(trainer: Trainer, examples: Examples = "training") -> Array:
    """ŷ for every example of a set, (n, outputs), in the order of `trainer.data`."""
    return answer(trainer, rows_of(trainer, examples)).outputs


def example_right(trainer: Trainer, examples: Examples = "training") -> npt.NDArray[np.bool_]:
    """Whether each example of a set is answered rightly, (n,).

    Raises ValueError in a task about numbers.
    """
    right = answer(trainer, rows_of(trainer, examples)).right
    if right is None:
        raise ValueError("A task about numbers has no right or wrong answers.")
    return right


def confusion_matrix(trainer: Trainer, examples: Examples = "test") -> npt.NDArray[np.int64]:
    """How many examples of class i were taken for class j, (classes, classes).

    Row i is the true class, column j the answer. Raises ValueError in a task about numbers.
    """
    experiment = trainer.experiment
    if experiment.dataset.task == "regression":
        raise ValueError("A task about numbers has no classes to be confused.")
    rows = rows_of(trainer, examples)
    split, count = trainer.data.training_count, max(2, experiment.dataset.outputs)
    targets = (
        trainer.data.targets[:split] if examples == "training" else trainer.data.targets[split:]
    )
    truth = classes_of(experiment, targets)
    answers = chosen(experiment, answer(trainer, rows).outputs)
    return np.bincount(truth * count + answers, minlength=count**2).reshape(count, count)
