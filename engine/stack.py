"""Many runs at once: runs of equal shape that advance in one batched pass."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.batches import Order, advance, next_width, shuffle
from engine.block import BLOCK_STEPS
from engine.checks import ExperimentError
from engine.data.examples import make_examples
from engine.dropout import write_masks
from engine.experiment import Experiment
from engine.history import LossHistory
from engine.network import Network
from engine.plan import Plan
from engine.program import Array, run
from engine.readings import measure_each
from engine.rules.losses import example_rows
from engine.rules.schedules import rates
from engine.start_values import write_start_values
from engine.trace import Evaluation, Snapshot, Trace
from engine.trainer import Trainer


class Stack:
    """Runs that share layers and rules, each with its own data, start, rate, settings and seed.

        stack = Stack([experiment.changed({"seed": seed}) for seed in range(40)])
        stack.run(1000)
        [reading.test_accuracy for reading in stack.evaluate()]

    Every array of the tape has the runs in front, so that one row of the buffer is one run's tape.
    A step is the same program as of a single run, and gives each run, bit for bit, what it would
    have got alone. A run that is no longer finite goes on so and leaves the others alone.
    Raises ExperimentError where the runs differ in more than numbers.
    """

    def __init__(
        self, experiments: Sequence[Experiment], dtype: npt.DTypeLike = np.float32
    ) -> None:
        self.experiments = tuple(experiments)
        check_stack(self.experiments)
        first = self.experiments[0]
        self.dtype = np.dtype(dtype)
        self.step = self.epoch = self.offset = 0
        self.network = Network(first, dtype, self.experiments)
        for experiment, parameters in zip(self.experiments, self.network.parameters, strict=True):
            write_start_values(experiment, self.network.block, parameters)
        self.data = [
            make_examples(experiment.data, experiment.seed, dtype)
            for experiment in self.experiments
        ]
        self._count = self.data[0].training_count
        self._rows = np.stack(
            [example_rows(first.loss, data.inputs, data.targets) for data in self.data]
        )
        training = self._rows[:, : self._count]  # (runs, count, columns)
        self._shuffled = np.empty_like(training)
        self._orders = [Order(experiment.seed, self._count) for experiment in self.experiments]
        self._shuffled_epoch = -1
        self._slots_before = np.zeros_like(self.network.all_slots)
        self._pending = False
        self.losses = [LossHistory(self.dtype) for _ in self.experiments]

    def __len__(self) -> int:
        return len(self.experiments)

    def _plan(self) -> Plan:
        return self.network.plan(next_width(self.offset, self.experiments[0].batch, self._count))

    def _load(self, plan: Plan, step: int, epoch: int, offset: int) -> None:
        """Put the batches and masks of a step on the tape."""
        plan.parts.load(self._batch(epoch, offset, plan.width))
        if plan.masks is not None:
            for experiment, masks in zip(self.experiments, plan.masks, strict=True):
                write_masks(masks, experiment.dropout, experiment.seed, step)

    def _batch(self, epoch: int, offset: int, width: int) -> Array:
        """The batch of every run at a position, (runs, width, columns)."""
        if width == self._count:
            return self._rows[:, :width]
        if epoch != self._shuffled_epoch:
            for rows, order, out in zip(self._rows, self._orders, self._shuffled, strict=True):
                shuffle(rows[: self._count], order, epoch, out)
            self._shuffled_epoch = epoch
        return self._shuffled[:, offset : offset + width]

    def _rates(self, count: int) -> npt.NDArray[np.float64]:
        """The learning rates of the next steps, (count, runs, 1)."""
        columns = [
            rates(e.schedule.name, e.schedule.settings, e.learning_rate, self.step, count)
            for e in self.experiments
        ]
        return np.stack(columns, axis=1)[:, :, None]

    def compute(self) -> None:
        """Compute the present step of every run; again gives the very same numbers."""
        if self._pending:
            self.network.all_slots[...] = self._slots_before
        self._slots_before[...] = self.network.all_slots
        self._pending = True
        plan = self._plan()
        self._load(plan, self.step, self.epoch, self.offset)
        self.network.set_rate(self._rates(1)[0])
        with np.errstate(all="ignore"):
            run(plan.program)

    def run(self, steps: int) -> None:
        """Compute and apply so many steps of every run."""
        if self._pending:
            self.network.all_slots[...] = self._slots_before
            self._pending = False
        with np.errstate(all="ignore"):
            while steps > 0:
                steps -= self._run_block(min(steps, BLOCK_STEPS))

    def _run_block(self, most: int) -> int:
        """Apply steps of one batch width in a tight loop; returns how many."""
        plan, network = self._plan(), self.network
        learning_rates = self._rates(most)
        changing = any(e.schedule.name != "constant" for e in self.experiments)
        network.set_rate(learning_rates[0])
        done = 0
        for keep in plan.block.copies[:most]:
            self._load(plan, self.step, self.epoch, self.offset)
            if changing:
                network.set_rate(learning_rates[done])
            run(plan.running)
            run(keep)
            done += 1
            self.step += 1
            self.epoch, self.offset = advance(self.epoch, self.offset, plan.width, self._count)
            if next_width(self.offset, self.experiments[0].batch, self._count) != plan.width:
                break
        for history, losses in zip(self.losses, plan.block_losses(done).T, strict=True):
            history.extend(losses)
        return done

    def evaluate(self) -> list[Evaluation]:
        """Mean loss and accuracy over all training and all test examples of each run."""
        training = measure_each(self.network, self._rows[:, : self._count])
        test = measure_each(self.network, self._rows[:, self._count :])
        return [
            Evaluation(self.step, loss, test_loss, accuracy, test_accuracy)
            for (loss, accuracy), (test_loss, test_accuracy) in zip(training, test, strict=True)
        ]

    def trace(self, index: int) -> Trace:
        """The present step of one run, without its shown example and its loss after the update."""
        if not self._pending:
            self.compute()
        plan = self._plan()
        tape = np.concatenate([self.network.prefix[index], plan.batch[index]])
        batch = -(-self.offset // self.experiments[0].batch)
        return Trace(plan.layout, tape, self.step, self.epoch, batch)

    def snapshot(self, index: int) -> Snapshot:
        """The state of one run before the present step."""
        slots = self._slots_before if self._pending else self.network.all_slots
        return Snapshot(
            self.step,
            self.epoch,
            self.offset,
            self.network.parameters[index].copy(),
            slots[index].copy(),
            0,
        )

    def trainer(self, index: int) -> Trainer:
        """One run of the stack as a run of its own, which goes on from the same state."""
        trainer = Trainer.resume(self.experiments[index], [], self.snapshot(index), self.dtype)
        return trainer

    def __repr__(self) -> str:
        return (
            f"<Stack of {len(self)} runs before step {self.step} (epoch {self.epoch}), "
            f"the first: {self.experiments[0]!r}>"
        )


def check_stack(experiments: Sequence[Experiment]) -> None:
    """Raise ExperimentError unless one program serves all these experiments."""
    if not experiments:
        raise ExperimentError("", "A stack needs at least one run.")

    def shape(experiment: Experiment) -> dict[str, object]:
        return {
            "layers": (experiment.data.inputs, experiment.layers),
            "data": (experiment.dataset.task, experiment.data.samples),
            "data.training_share": experiment.data.training_count,
            "batch_size": experiment.batch,
            "loss": experiment.loss,
            "optimizer": experiment.optimizer.name,
            "regularizer": experiment.regularizer.name,
            "dropout": experiment.dropout > 0,
            "clip_norm": experiment.clip_norm is None,
        }

    first = shape(experiments[0])
    for number, experiment in enumerate(experiments[1:], start=2):
        for field, value in shape(experiment).items():
            if value != first[field]:
                raise ExperimentError(
                    field,
                    f"The runs of a stack share it, and that of run {number} differs from the "
                    "first's. Rates, settings, seeds, noise and start values may differ.",
                )
