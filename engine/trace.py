"""What a run hands out: the trace of a step, a reading of its losses, a state to return to."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.program import Array
from engine.tables import describe
from engine.tape import Layout


class Evaluation(NamedTuple):
    """Mean loss and accuracy over all training and all test examples, before a step.

    NaN where there is none: no test examples, or no accuracy in a task about numbers.
    """

    step: int
    training_loss: float
    test_loss: float
    training_accuracy: float
    test_accuracy: float


class Snapshot(NamedTuple):
    """A state to return to: parameters and slots, flat as on the tape, and the position.

    `offset` counts the examples of the epoch already used; `changes` the journal entries that the
    state includes (None = all up to its step).
    """

    step: int
    epoch: int
    offset: int
    parameters: npt.NDArray[Any]
    slots: npt.NDArray[Any]
    changes: int | None = None

    def __repr__(self) -> str:
        included = "" if self.changes is None else f", after {self.changes} changes"
        return (
            f"<Snapshot before step {self.step} (epoch {self.epoch}, {self.offset} examples in): "
            f"{np.size(self.parameters)} parameters, {np.size(self.slots)} slots{included}>"
        )


@dataclass(frozen=True)
class Trace:
    """A copy of everything in one step: a layout and the numbers it names.

    `trace["weights", 1]` is (fan_out, fan_in), `trace["a", 2]` (batch, units), and so on, each a
    plain NumPy array; `trace["a.2"]` is the same. The names are those of `layout.tensors`; raises
    KeyError for others. The update is written and not yet applied.
    """

    layout: Layout
    tape: Array
    step: int
    epoch: int
    batch_in_epoch: int

    def __getitem__(self, key: str | tuple[str, int]) -> npt.NDArray[Any]:
        return self.layout[key].view(self.tape)

    @property
    def loss(self) -> float:
        """Mean loss of the batch."""
        return float(self["loss"])

    @property
    def loss_after(self) -> float:
        """Mean loss of the same batch after the update."""
        return float(self["loss_after"])

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data: every tensor by name, such as `weights.1`; numbers that are not finite
        become None."""
        return {
            "step": self.step,
            "epoch": self.epoch,
            "batch_in_epoch": self.batch_in_epoch,
            **{tensor.key: jsonable(tensor.view(self.tape)) for tensor in self.layout.tensors},
        }

    def __repr__(self) -> str:
        return describe(self)


def jsonable(values: npt.NDArray[Any]) -> Any:
    """Nested lists of numbers, with None for those that are not finite."""
    if np.isfinite(values).all():
        return values.tolist()
    replaced = values.astype(object)
    replaced[~np.isfinite(values)] = None
    return replaced.tolist()
