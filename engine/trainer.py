"""A run: the learning loop with a memory of what was changed when, and everything it can show."""

from collections.abc import Generator, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.carrying import carry_state, keeps_the_tape
from engine.experiment import Experiment
from engine.history import EvaluationHistory, LossHistory
from engine.loop import Loop
from engine.network import Network
from engine.program import run
from engine.readings import forward
from engine.snapshots import Snapshots
from engine.trace import Snapshot, Trace

Journal = list[tuple[int, dict[str, Any]]]
SLICE_SECONDS = 0.001
SETS = ("training", "test")
FRESH = {"layers", "seed", "draw", "data.name", "data.features", "data.table"}
"""Settings whose change at step 0 gives the start values that "start again" would give."""


@dataclass(frozen=True)
class Future:
    """What a run has lived through after the step it went back to.

    `journal` holds the changes after that step, `end` is the furthest step, and the histories are
    those of the whole run up to there.
    """

    journal: Journal
    end: int
    losses: LossHistory
    evaluations: EvaluationHistory


class Trainer(Loop):
    """A network in training, with every number of the present step at hand.

        trainer = Trainer(PRESETS["rings"].experiment)
        trainer.run(300)
        trainer.evaluate().test_accuracy

    Between calls the run stands before step `step`: so many updates have been applied. `compute`
    writes that step on the tape with its update pending; `apply` adds the update. Equal experiments
    with equal changes at equal steps give equal bits on one machine.
    """

    def __init__(self, experiment: Experiment, dtype: npt.DTypeLike = np.float32) -> None:
        super().__init__(experiment, dtype)
        self.initial = experiment
        self.journal: Journal = []
        self.snapshots = Snapshots()
        self.future: Future | None = None
        self._reliving = False
        self._arrive()

    def _arrive(self) -> None:
        """Keep the state and take a reading where they are due; notice where the future ends."""
        if self._reliving:
            return
        if self.future is not None:
            changes = self.future.journal
            if changes and self.step > changes[0][0]:
                self._leave_future(changes[0][0])
            elif self.step >= self.future.end:
                self.future = None
        if self.snapshots.wanted(self.step):
            self.snapshots.append(self.snapshot())
        super()._arrive()

    # What can be looked at

    def show(self, set: str, index: int) -> None:
        """Choose the shown example, by its index in the `training` or the `test` set.

        Raises IndexError when there is no such example. It takes no part in the training.
        """
        counts = dict(zip(SETS, (self.data.training_count, self.data.test_count), strict=True))
        if set not in counts or not 0 <= index < counts[set]:
            raise IndexError(f"There is no {set} example {index}.")
        self.shown = (set, index)

    def _compute_example(self) -> None:
        """Write the shown example's own pass on the tape."""
        name, index = self.shown
        row = index if name == "training" else self.data.training_count + index
        example = self.network.example
        forward(example, self._rows[row : row + 1])
        with np.errstate(all="ignore"):
            for calls in reversed(example.backward):
                run(calls)

    def _compute_loss_after(self) -> None:
        """Write the loss of the same batch after the pending update on the tape."""
        network, plan = self.network, self._plan()
        before = network.parameters.copy()
        spare = network.spare_pass(plan.width, plan.masks is not None)
        if spare.masks is not None:
            spare.masks[...] = plan.masks
        with np.errstate(all="ignore"):
            run([plan.apply])
            forward(spare, plan.examples.T)
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
        """The name of the first tensor of the present step that is not finite, or None."""
        if not self._pending:
            self.compute()
        plan = self._plan()
        for tensor in plan.layout.tensors:
            if tensor.name == "loss_after" or tensor.name.startswith("example."):
                continue
            inside = tensor.offset >= plan.layout.prefix
            array = plan.batch if inside else self.network.prefix
            shifted = tensor._replace(offset=tensor.offset - plan.layout.prefix * inside)
            if not np.isfinite(shifted.view(array)).all():
                return tensor.key
        return None

    # Time

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change settings before the present step; the step is computed anew when asked for.

        Rate, optimizer, batch size, data and noise leave the weights alone. Other layers keep the
        weights that still have a place. At step 0 nothing is learned yet, so layers, start rule,
        seed and draw simply give other start values. Raises ExperimentError and changes nothing.
        """
        experiment = self.experiment.changed(changes)
        self._discard()
        self._leave_future(self.step)
        self.journal.append((self.step, dict(changes)))
        self._become(experiment)
        self.evaluations.truncate(self.step)
        self._arrive()

    def _become(self, experiment: Experiment) -> None:
        """Go on with other settings."""
        old, network = self.experiment, self.network
        self.experiment = experiment
        names = experiment.changed_fields(old)
        if any(name == "seed" or name.startswith("data.") for name in names):
            self._load_data()
            if self.offset >= self.data.training_count:
                self.epoch, self.offset = self.epoch + 1, 0
        if keeps_the_tape(old, experiment, names):
            network.use(experiment)
            return
        self._build()
        if self.step == 0 and any(name in FRESH or name.startswith("start") for name in names):
            return
        carry_state(network, self.network)

    def restart(self, draw: bool = False) -> None:
        """Go back to step 0 with the present settings, and with the very same start values.

        With `draw` others are drawn. The journal starts anew.
        """
        if draw:
            self.experiment = self.experiment.changed({"draw": self.experiment.draw + 1})
        self.initial = self.experiment
        self.journal = []
        self.snapshots, self.future = Snapshots(), None
        self.step = self.epoch = self.offset = 0
        self._build()
        self.losses = LossHistory(self.dtype)
        self.evaluations = EvaluationHistory()
        self._arrive()

    def snapshot(self) -> Snapshot:
        """The state before the present step, to return to."""
        slots = self._slots_before if self._pending else self.network.all_slots
        return Snapshot(
            self.step,
            self.epoch,
            self.offset,
            self.network.parameters.copy(),
            slots.copy(),
            len(self.journal),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a state of this run, with the settings of that moment.

        Changes made after it are dropped from the journal. Raises ValueError when the state does
        not belong to this run's network at that moment.
        """
        journal = self.journal[: snapshot.changes]
        if snapshot.changes is None:
            journal = [entry for entry in self.journal if entry[0] <= snapshot.step]
        experiment = settings_after(self.initial, journal)
        network = Network(experiment, self.dtype)
        if (
            np.shape(snapshot.parameters) != network.parameters.shape
            or np.shape(snapshot.slots) != network.all_slots.shape
        ):
            raise ValueError("This state belongs to a network with other layers.")
        if not 0 <= snapshot.offset < experiment.data.training_count:
            raise ValueError("This state belongs to other data.")
        changed = experiment.changed_fields(self.experiment)
        self.snapshots.truncate(min(self.step, snapshot.step), len(journal))
        self.future = None
        self.experiment, self.journal = experiment, journal
        self.network, self._pending = network, False
        self._slots_before = np.zeros_like(network.all_slots)
        network.parameters[...] = snapshot.parameters
        network.all_slots[...] = snapshot.slots
        self.step, self.epoch, self.offset = snapshot.step, snapshot.epoch, snapshot.offset
        if any(name == "seed" or name.startswith("data.") for name in changed):
            self._load_data()
        self.losses.truncate(self.step)
        self.evaluations.truncate(self.step)
        self._arrive()

    @property
    def end(self) -> int:
        """The furthest step that this run has reached; `step` is before it after going back."""
        return self.step if self.future is None else self.future.end

    def _leave_future(self, step: int) -> None:
        """Forget what was lived after a step: from here the run is another."""
        if self.future is not None:
            self.snapshots.truncate(step, len(self.journal))
            self.future = None

    def seek(self, step: int) -> None:
        """Go to any step that this run has lived through, to the bit, back or forward again.

        The nearest snapshot before it is taken and lived on from, with the changes of the journal
        at their steps. Changes up to the step are in force; those after it, and the curves, are
        kept as `future`. Going on without a change relives the same steps; another change, or
        passing the step of a remembered one, leaves that future (`branch` keeps both).
        Raises ValueError for a step that was never reached.
        """
        for _ in self.seeking(step):
            pass

    def seeking(self, step: int) -> Generator[tuple[int, int]]:
        """`seek` as a generator of (steps done, steps in all), about every millisecond.

        Until its end the run stands where it was; a generator that is dropped has changed nothing.
        """
        if not 0 <= step <= self.end:
            raise ValueError(f"This run has steps 0 to {self.end}, and not {step}.")
        journal = self.journal + (self.future.journal if self.future else [])
        nearest = self.snapshots.nearest(step)
        if self.step <= step and (nearest is None or nearest.step < self.step):
            nearest = self.snapshot()
        if nearest is None:
            twin = Trainer(self.initial, self.dtype)
        else:
            twin = Trainer.resume(self.initial, journal, nearest, self.dtype)
        twin._reliving = True  # readings and snapshots of these steps exist already
        first = twin.step
        for at, changes in [*journal[len(twin.journal) :], (step, {})]:
            if at <= step:
                for done, _ in twin.advance_to(at):
                    yield done - first, step - first
                if changes:
                    twin.change(changes)
        self._become_twin(twin, journal)

    def _become_twin(self, twin: "Trainer", journal: Journal) -> None:
        """Take over the state of another trainer of this run, and remember what comes after."""
        lived = self.future or Future([], self.step, self.losses, self.evaluations)
        for name in ("experiment", "journal", "data", "_rows", "_feed", "network", "_slots_before"):
            setattr(self, name, getattr(twin, name))
        self._pending = False
        self.step, self.epoch, self.offset = twin.step, twin.epoch, twin.offset
        self._keep_shown()
        self.losses, self.evaluations = lived.losses, lived.evaluations
        self.future = None
        if self.step < lived.end:
            self.future = Future(
                journal[len(twin.journal) :], lived.end, lived.losses, lived.evaluations
            )
            self.losses, self.evaluations = deepcopy(self.losses), deepcopy(self.evaluations)
            self.losses.truncate(self.step)
            self.evaluations.truncate(self.step)
        self._arrive()

    def branch(self, changes: Mapping[str, Any] | None = None) -> "Trainer":
        """An independent run that goes on from here, with other settings if given.

        It has the same past, to which it can go back; this run stays as it is.
        Raises ExperimentError.
        """
        other = Trainer.resume(self.initial, self.journal, self.snapshot(), self.dtype)
        other.shown = self.shown
        other.losses, other.evaluations = deepcopy(self.losses), deepcopy(self.evaluations)
        other.snapshots = self.snapshots.copy()
        other.snapshots.truncate(self.step, len(self.journal))
        if changes:
            other.change(changes)
        return other

    @classmethod
    def resume(
        cls,
        experiment: Experiment,
        journal: Iterable[tuple[int, Mapping[str, Any]]],
        snapshot: Snapshot,
        dtype: npt.DTypeLike = np.float32,
    ) -> "Trainer":
        """A run that goes on from a state without replaying what came before.

        `experiment` is the one at step 0. Raises ValueError when the state does not fit.
        """
        entries = [(step, dict(changes)) for step, changes in journal]
        count = len(entries) if snapshot.changes is None else snapshot.changes
        trainer = cls(settings_after(experiment, entries[:count]), dtype)
        trainer.initial, trainer.journal = experiment, entries[:count]
        trainer.snapshots = Snapshots()  # that of step 0 had the settings of later
        trainer.restore(snapshot._replace(changes=None if snapshot.changes is None else count))
        return trainer

    @classmethod
    def replay(
        cls,
        experiment: Experiment,
        journal: Iterable[tuple[int, Mapping[str, Any]]],
        step: int,
        dtype: npt.DTypeLike = np.float32,
    ) -> Generator[tuple[int, int], None, "Trainer"]:
        """Live a run again up to a step: a generator of (steps done, steps in all) that returns
        the trainer, and yields about every millisecond. Entries after the step are left out."""
        trainer = cls(experiment, dtype)
        for at, changes in [*journal, (step, {})]:
            if at > step:
                continue
            yield from trainer.advance_to(at, step)
            if changes:
                trainer.change(changes)
        return trainer

    def advance_to(self, step: int, total: int | None = None) -> Generator[tuple[int, int]]:
        """Go on up to a step, whatever the losses are, yielding about every millisecond."""
        while self.step < step:
            deadline = perf_counter() + SLICE_SECONDS
            if not self.run(step - self.step, deadline=deadline):
                self.apply()
            yield self.step, step if total is None else total

    def __repr__(self) -> str:
        return (
            f"<Trainer before step {self.step} (epoch {self.epoch}, batch {self.batch_in_epoch}), "
            f"{self.parameter_count} parameters, {self.experiment!r}>"
        )


def settings_after(experiment: Experiment, journal: Journal) -> Experiment:
    """The settings that a run has after the changes in its journal."""
    for _, changes in journal:
        experiment = experiment.changed(changes)
    return experiment
