"""A loop that shows its present step: as a trace, as flat numbers, as a state to return to."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from engine.changing import Changing
from engine.free import forget_blame, free_row, read_free
from engine.program import Array, run
from engine.readings import forward
from engine.tape import Tensor
from engine.trace import Trace

SETS = ("training", "test")


class Observed(Changing):
    """A loop with every number of the present step at hand; looking changes nothing."""

    def show(self, set: str, index: int) -> None:
        """Choose the shown example, by its index in the `training` or the `test` set.

        Raises IndexError when there is no such example. It takes no part in the training.
        """
        counts = dict(zip(SETS, (self.data.training_count, self.data.test_count), strict=True))
        if set not in counts or not 0 <= index < counts[set]:
            raise IndexError(f"There is no {set} example {index}.")
        self.shown, self.free = (set, index), None

    def show_free(self, inputs: Sequence[float], targets: Sequence[float] | None = None) -> None:
        """Show an example of one's own: numbers as the data set has them, such as a point.

        Without targets its loss and slopes are NaN: not computed. It is shown until `show`, or
        until data with other examples come. Raises ExperimentError.
        """
        self.free = read_free(self.experiment, inputs, targets)

    @property
    def _shown_row(self) -> Array:
        """The shown example as a pass takes it, (1, columns)."""
        if self.free is not None:
            return free_row(self.free, self.experiment, self.dtype)
        name, index = self.shown
        row = index if name == "training" else self.data.training_count + index
        rows: Array = self._rows[row : row + 1]
        return rows

    def _compute_example(self) -> None:
        """Write the shown example's own pass on the tape."""
        example = self.network.example
        forward(example, self._shown_row)
        with np.errstate(all="ignore"):
            for calls in reversed(example.backward):
                run(calls)
        if self.free is not None and self.free.targets is None:
            forget_blame(example)

    def _compute_loss_after(self) -> None:
        """Write the loss of the same batch after the pending update on the tape."""
        network, plan = self.network, self._plan()
        before = network.parameters.copy()
        spare = network.spare_pass(plan.width, plan.masks is not None)
        if spare.masks is not None:
            spare.masks[...] = plan.masks
        with np.errstate(all="ignore"):
            run([plan.apply])
            spare.copy_examples(plan.parts)
            run(call for calls in spare.forward for call in calls)
            run(spare.values)
            network.loss_after[...] = np.add.reduce(spare.losses) * (1 / plan.width)
        network.parameters[...] = before

    def _complete(self, after: bool) -> None:
        """Bring the whole tape up to date."""
        if not self._pending:
            self.compute()
        self._compute_example()
        if after:
            self._compute_loss_after()
        else:
            self.network.loss_after[...] = np.nan

    def trace(self) -> Trace:
        """A copy of the present step with everything in it, computed if need be."""
        self._complete(after=True)
        plan = self._plan()
        tape = np.concatenate([self.network.prefix, plan.batch])
        return Trace(plan.layout, tape, self.step, self.epoch, self.batch_in_epoch)

    def capture(self, batch: bool, after: bool) -> npt.NDArray[np.float32]:
        """The present step as flat float32: the whole tape with `batch`, else its prefix.

        Without `after` the loss after the update is NaN: not computed.
        """
        self._complete(after)
        prefix = self.network.prefix
        tape = np.concatenate([prefix, self._plan().batch]) if batch else prefix.copy()
        return tape.astype(np.float32, copy=False)

    def first_nonfinite(self) -> str | None:
        """The name of the tensor of the present step that is the first not to be finite, or None.

        First is what arises first in the step: the parameters that it begins with, the inputs, z
        and a layer by layer, the losses, da, dz and slopes backwards, then slots and update.
        """
        if not self._pending:
            self.compute()
        plan = self._plan()
        for tensor in self._as_they_arise(plan.layout.tensors):
            inside = tensor.offset >= plan.layout.prefix
            array = plan.batch if inside else self.network.prefix
            shifted = tensor._replace(offset=tensor.offset - plan.layout.prefix * inside)
            if not np.isfinite(shifted.view(array)).all():
                return tensor.key
        return None

    def _as_they_arise(self, tensors: tuple[Tensor, ...]) -> Iterator[Tensor]:
        """The tensors of a step in the order in which it writes them."""
        layers = range(1, len(self.experiment.layers) + 1)
        blocks = ["total_gradient", "penalty_gradient", *self.network.slots]
        order = [
            *((name, layer) for layer in layers for name in ("weights", "biases")),
            *(("inputs", 0), ("targets", 0), ("learning_rate", 0)),
            *((name, layer) for layer in layers for name in ("z", "mask", "a")),
            *(("losses", 0), ("loss", 0), ("penalty", 0)),
            *(
                (name, layer)
                for layer in reversed(layers)
                for name in ("da", "dz", "weights_gradient", "biases_gradient")
            ),
            ("gradient_norm", 0),
            *(
                (f"{part}_{name}", layer)
                for name in (*blocks, "update", "decay")
                for layer in layers
                for part in ("weights", "biases")
            ),
        ]
        named = {(tensor.name, tensor.layer): tensor for tensor in tensors}
        return (named[key] for key in order if key in named)
