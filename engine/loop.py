"""The learning loop: forward, loss, backward, update, step after step, in a tight loop."""

from time import perf_counter

import numpy as np
import numpy.typing as npt

from engine.batches import Feed, advance, next_width
from engine.data.examples import make_examples
from engine.experiment import Experiment
from engine.history import EvaluationHistory, LossHistory
from engine.network import Network, Plan
from engine.program import Phase, run
from engine.readings import measure
from engine.snapshots import SPACING
from engine.start_values import write_start_values
from engine.tape import Layout, example_rows
from engine.trace import Evaluation

BLOCK_STEPS = 64


class Loop:
    """A network before step `step`: computes that step whole, applies it, and goes on.

    It knows the present settings alone; a `Trainer` also knows how they came about.
    """

    def __init__(self, experiment: Experiment, dtype: npt.DTypeLike = np.float32) -> None:
        self.dtype = np.dtype(dtype)
        self.experiment = experiment
        self.shown: tuple[str, int] = ("training", 0)
        self.step = self.epoch = self.offset = 0
        self.losses = LossHistory(self.dtype)
        self.evaluations = EvaluationHistory()
        self._load_data()
        self._build()

    # What a run consists of

    def _load_data(self) -> None:
        """Make the examples that the experiment asks for."""
        self.data = make_examples(self.experiment.data, self.experiment.seed, self.dtype)
        self._rows = example_rows(self.data.inputs, self.data.targets)
        self._feed = Feed(self._rows[: self.data.training_count], self.experiment.seed)
        self._keep_shown()

    def _keep_shown(self) -> None:
        """Choose another example where the shown one is no longer there."""
        name, index = self.shown
        count = self.data.training_count if name == "training" else self.data.test_count
        if index >= count:
            self.shown = ("training", min(index, self.data.training_count - 1))

    def _build(self) -> None:
        """Build the network with start values; nothing is pending."""
        self.network = Network(self.experiment, self.dtype)
        write_start_values(self.experiment, self.network.block, self.network.parameters)
        self._slots_before = np.zeros_like(self.network.all_slots)
        self._pending = False

    def _plan(self) -> Plan:
        """The plan of the present step."""
        count = self.data.training_count
        return self.network.plan(next_width(self.offset, self.experiment.batch, count))

    @property
    def layout(self) -> Layout:
        """The layout of the present step's tape."""
        return self._plan().layout

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of a step, in order: forward 1 … n, loss, backward n … 1, update."""
        return tuple(self._plan().phases)

    @property
    def parameter_count(self) -> int:
        """How many weights and biases the network has."""
        return self.network.block.size

    @property
    def steps_per_epoch(self) -> int:
        """Updates in an epoch; the last may use fewer examples."""
        return -(-self.data.training_count // self.experiment.batch)

    @property
    def batch_in_epoch(self) -> int:
        """The index of the present batch in its epoch, counted in batches of the present size."""
        return -(-self.offset // self.experiment.batch)

    # One step

    def compute(self) -> None:
        """Compute the present step whole, update included; again gives the very same numbers."""
        self._prepare()
        with np.errstate(all="ignore"):
            run(self._plan().program)

    def compute_phase(self, phase: Phase) -> None:
        """Compute one phase of the present step; those before it must have been computed.

        Raises KeyError for a phase that this network does not have.
        """
        calls = self._plan().phases[phase]
        if phase == self.phases[0] or phase.kind == "update" or not self._pending:
            self._prepare()
        with np.errstate(all="ignore"):
            run(calls)

    def _prepare(self) -> None:
        """Put the batch on the tape, and the slots back to where they were before this step."""
        if self._pending:
            self.network.all_slots[...] = self._slots_before
        else:
            self._slots_before[...] = self.network.all_slots
        self._pending = True
        self._feed.load(self._plan().examples, self.epoch, self.offset)

    def _discard(self) -> None:
        """Take back the pending step."""
        if self._pending:
            self.network.all_slots[...] = self._slots_before
            self._pending = False

    def apply(self) -> None:
        """Apply the pending update (computing it if need be) and go on to the next step."""
        if not self._pending:
            self.compute()
        plan = self._plan()
        with np.errstate(all="ignore"):
            run([plan.apply])
        self._pending = False
        self.losses.extend(self.network.loss.reshape(1))
        self.step += 1
        self._advance(plan.width)
        self._arrive()

    def _advance(self, width: int) -> None:
        self.epoch, self.offset = advance(self.epoch, self.offset, width, self.data.training_count)

    # Many steps

    def run(
        self, steps: int, *, deadline: float | None = None, loss_below: float | None = None
    ) -> int:
        """Compute and apply so many steps in the tight loop; returns how many were applied.

        Stops early after a step at which `time.perf_counter()` has passed the deadline, and before
        a step whose batch loss is not finite, or is below `loss_below`.
        """
        self._discard()
        done = 0
        with np.errstate(all="ignore"):
            while done < steps:
                most = min(
                    steps - done,
                    self.experiment.next_evaluation(self.step) - self.step,
                    SPACING - self.step % SPACING,
                )
                wanted, applied = self._run_block(most, deadline, loss_below)
                done += applied
                if applied < wanted:
                    break
                if deadline is not None and perf_counter() >= deadline:
                    break
        return done

    def _run_block(
        self, most: int, deadline: float | None, loss_below: float | None
    ) -> tuple[int, int]:
        """Apply steps of one batch width; returns how many were computed, and how many stand."""
        plan, network = self._plan(), self.network
        width, count = plan.width, self.data.training_count
        whole = width == count
        block = min(most, BLOCK_STEPS)
        if not whole:
            block = min(block, max(1, (count - self.offset) // width))
        before = network.parameters.copy(), network.all_slots.copy()
        losses = np.empty((block, width), self.dtype)
        self._feed.load(plan.examples, self.epoch, self.offset)
        program = plan.running
        feed, examples, values = self._feed, plan.examples, plan.losses
        epoch, offset, computed = self.epoch, self.offset, 0
        for row in losses:
            if not whole and computed:
                feed.load(examples, epoch, offset)
            for function, arguments in program:
                function(*arguments)
            row[...] = values
            computed += 1
            offset += width
            if deadline is not None and perf_counter() >= deadline:
                break
        means = np.add.reduce(losses[:computed], 1) * network.prefix.dtype.type(1 / width)
        bad = ~np.isfinite(means)
        if loss_below is not None:
            bad |= means < loss_below
        applied = int(np.argmax(bad)) if bad.any() else computed
        if applied < computed:
            # Some steps too many: back to the start of the block, and up to the step in question.
            network.parameters[...], network.all_slots[...] = before
            for index in range(applied):
                if not whole:
                    feed.load(examples, epoch, self.offset + index * width)
                run(program)
        self.losses.extend(means[:applied])
        self.step += applied
        if whole:
            self.epoch += applied
            self.offset = 0 if applied else self.offset
        elif applied:
            self._advance(applied * width)
        if applied:
            self._arrive()
        return computed, applied

    # Readings

    def _arrive(self) -> None:
        """Evaluate if the schedule says so."""
        if self.experiment.evaluation_due(self.step) and self.evaluations.last_step != self.step:
            self.evaluations.append(self.evaluate())

    def evaluate(self) -> Evaluation:
        """Mean loss and accuracy over all training and all test examples, in buffers of its own."""
        count = self.data.training_count
        training_loss, training_accuracy = measure(self.network, self._rows[:count])
        test_loss, test_accuracy = measure(self.network, self._rows[count:])
        return Evaluation(self.step, training_loss, test_loss, training_accuracy, test_accuracy)
