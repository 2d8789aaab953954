"""The learning loop: forward, loss, backward, update, step after step, in a tight loop."""

from time import perf_counter

import numpy as np
import numpy.typing as npt

from engine.batches import Feed, advance, next_width
from engine.block import BLOCK_STEPS
from engine.data.examples import make_examples
from engine.dropout import write_masks
from engine.experiment import Experiment
from engine.free import Free, still_free
from engine.history import EvaluationHistory, LossHistory
from engine.network import Network
from engine.plan import Plan
from engine.program import EVERYTHING, Phase, run
from engine.readings import measure
from engine.rules.losses import LOSSES, example_rows
from engine.rules.schedules import rates
from engine.snapshots import SPACING
from engine.start_values import write_start_values
from engine.tape import Layout
from engine.trace import Evaluation


class Loop:
    """A network before step `step`: computes that step whole, applies it, and goes on.

    It knows the present settings alone; a `Trainer` also knows how they came about. `chosen` names
    training examples that the present step uses instead of the batch whose turn it is.
    """

    def __init__(self, experiment: Experiment, dtype: npt.DTypeLike = np.float32) -> None:
        self.dtype = np.dtype(dtype)
        self.experiment = experiment
        self.shown: tuple[str, int] = ("training", 0)
        self.free: Free | None = None
        self.chosen: tuple[int, ...] = ()
        self.step = self.epoch = self.offset = 0
        self.losses = LossHistory(self.dtype)
        self.evaluations = EvaluationHistory()
        self._load_data()
        self._build()

    # What a run consists of

    def _load_data(self) -> None:
        """Make the examples that the experiment asks for."""
        self.data = make_examples(self.experiment.data, self.experiment.seed, self.dtype)
        self._rows = example_rows(self.experiment.loss, self.data.inputs, self.data.targets)
        extras = LOSSES[self.experiment.loss].columns * self.experiment.dataset.outputs
        self._feed = Feed(self._rows[: self.data.training_count], self.experiment.seed, extras)
        self._keep_shown()

    def _keep_shown(self) -> None:
        """Choose another example where the shown one is no longer there."""
        self.free = still_free(self.free, self.experiment)
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

    @property
    def width(self) -> int:
        """How many examples the present step's batch has."""
        if self.chosen:
            return len(self.chosen)
        return next_width(self.offset, self.experiment.batch, self.data.training_count)

    def _plan(self) -> Plan:
        """The plan of the present step."""
        return self.network.plan(self.width)

    def learning_rate_at(self, step: int) -> float:
        """The learning rate that the schedule has for a step."""
        return float(self._rates(step, 1)[0])

    def _rates(self, step: int, count: int) -> npt.NDArray[np.float64]:
        """The learning rates of `count` steps from one on, (count,)."""
        schedule = self.experiment.schedule
        return rates(schedule.name, schedule.settings, self.experiment.learning_rate, step, count)

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
        """Put batch, masks and rate on the tape, and the slots back to before this step."""
        if self._pending:
            self.network.all_slots[...] = self._slots_before
        else:
            self._slots_before[...] = self.network.all_slots
        self._pending = True
        self._load(self._plan(), self.step, self.epoch, self.offset)
        self.network.set_rate(self.learning_rate_at(self.step))

    def _load(self, plan: Plan, step: int, epoch: int, offset: int) -> None:
        """Put the batch at a position, and the masks of a step, on the tape."""
        if self.chosen:
            plan.parts.load(self._rows[list(self.chosen)])
        else:
            examples, extras = self._feed.batches(epoch, offset, plan.width)[0]
            plan.examples_bytes[EVERYTHING] = examples
            plan.extras_bytes[EVERYTHING] = extras
        self._write_masks(plan, step)

    def _write_masks(self, plan: Plan, step: int) -> None:
        if plan.masks is not None:
            write_masks(plan.masks, self.experiment.dropout, self.experiment.seed, step)

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
        if self.chosen:
            self.chosen = ()
        else:
            self.epoch, self.offset = self._following(self.epoch, self.offset, plan.width)
        self._arrive()

    def _following(self, epoch: int, offset: int, width: int) -> tuple[int, int]:
        """The position after a batch."""
        return advance(epoch, offset, width, self.data.training_count)

    # Many steps

    def run(
        self, steps: int, *, deadline: float | None = None, loss_below: float | None = None
    ) -> int:
        """Compute and apply so many steps in the tight loop; returns how many were applied.

        Stops early after a step at which `time.perf_counter()` has passed the deadline, before a
        step in which the loss, a slope, a slot or the update is not finite (`first_nonfinite` names
        it), and before one whose batch loss is below `loss_below`.
        """
        self._discard()
        done = 0
        with np.errstate(all="ignore"):
            while done < steps:
                most = min(steps - done, self._steps_to_arrival())
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
        block = 1 if self.chosen else min(most, BLOCK_STEPS)
        if width != self.experiment.batch or count % width or self.offset % width:
            # The last batch of this epoch has another width.
            block = min(block, max(1, (count - self.offset) // width))
        before = network.parameters.copy(), network.all_slots.copy()
        positions = self._compute_block(plan, block, deadline)
        computed = len(positions)
        losses = plan.block_losses(computed)
        good = np.isfinite(losses)
        if loss_below is not None:
            good &= losses >= loss_below
        applied = computed if good.all() else int(np.argmin(good))
        if applied < computed or not np.isfinite(network.state).all():
            network.parameters[...], network.all_slots[...] = before
            applied = self._relive_block(plan, positions[:applied])
        self.losses.extend(losses[:applied])
        if applied:
            self.step += applied
            if self.chosen:
                self.chosen = ()
            else:
                self.epoch, self.offset = self._following(*positions[applied - 1], width)
            self._arrive()
        return computed, applied

    def _compute_block(
        self, plan: Plan, most: int, deadline: float | None
    ) -> list[tuple[int, int]]:
        """Compute and apply steps in the tightest loop; returns the position of each."""
        network, feed, width, step = self.network, self._feed, plan.width, plan.step
        examples, extras = plan.examples_bytes, plan.extras_bytes
        epoch, offset, count = self.epoch, self.offset, self.data.training_count
        changing = self.experiment.schedule.name != "constant"
        learning_rates = self._rates(self.step, most if changing else 1)
        network.set_rate(learning_rates[0])
        if self.chosen:
            self._load(plan, self.step, epoch, offset)
        batches = [] if self.chosen else feed.batches(epoch, offset, width)
        positions, at = [], 0
        for index, keep in enumerate(plan.block.copies[:most]):
            if batches:
                if at == len(batches):
                    batches, at = feed.batches(epoch, offset, width), 0
                examples[EVERYTHING], extras[EVERYTHING] = batches[at]
                at += 1
            if plan.masks is not None:
                self._write_masks(plan, self.step + index)
            if changing:
                network.set_rate(learning_rates[index])
            step()
            for function, arguments in keep:
                function(*arguments)
            positions.append((epoch, offset))
            offset += width
            if offset >= count:
                epoch, offset = epoch + 1, 0
            if deadline is not None and perf_counter() >= deadline:
                break
        return positions

    def _relive_block(self, plan: Plan, positions: list[tuple[int, int]]) -> int:
        """Apply steps again, up to the first whose update is not finite; returns how many stand."""
        network = self.network
        for index, (epoch, offset) in enumerate(positions):
            step = self.step + index
            self._load(plan, step, epoch, offset)
            network.set_rate(self.learning_rate_at(step))
            slots = network.all_slots.copy()
            run(plan.program)
            if not np.isfinite(network.state).all():
                network.all_slots[...] = slots
                return index
            run([plan.apply])
        return len(positions)

    # Readings

    def _steps_to_arrival(self) -> int:
        """How many steps it is to the next one before which a state or a reading is due."""
        to_evaluation = self.experiment.next_evaluation(self.step) - self.step
        return min(to_evaluation, SPACING - self.step % SPACING)

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
