"""A run in time: where it stands, what was changed when, and going to any of its steps."""

from collections.abc import Generator, Mapping
from copy import deepcopy
from operator import index
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.changing import concern_data
from engine.experiment import Experiment
from engine.history import EvaluationHistory, LossHistory
from engine.journal import Future, Journal, chosen_at, settings
from engine.network import Network
from engine.observed import Observed
from engine.progress import run_with_progress
from engine.seeking import NEVER, TAKEN, Relived, network_for, number_of_changes
from engine.snapshots import Snapshots
from engine.trace import Snapshot


class Lived(Observed):
    """A loop with a journal of its changes, states to go back to, and perhaps a future.

    After going back, what came later is kept as future while the run lives through the same again.
    Where it goes on in another way, that future is forgotten. With `follows`, a run that comes to a
    remembered change makes it again; it leaves the future only where it stands before one already.
    """

    follows = False

    def __init__(self, experiment: Experiment, dtype: npt.DTypeLike = np.float32) -> None:
        super().__init__(experiment, dtype)
        self.initial = experiment
        self.journal: Journal = []
        self.snapshots = Snapshots()
        self.future: Future | None = None
        self._experiments = [experiment]  # after so many changes, those of the future included
        self._spare: Network | None = None
        self._arrive()

    def run(
        self,
        steps: int,
        *,
        deadline: float | None = None,
        loss_below: float | None = None,
        progress: bool = False,
    ) -> int:
        """Compute and apply so many steps in the tight loop; returns how many were applied.

        Stops early after a step at which `time.perf_counter()` has passed the deadline, before a
        step in which the loss, a slope, a slot or the update is not finite (`first_nonfinite` names
        it), and before one whose batch loss is below `loss_below`. With `progress` a bar on
        standard error shows how far it is. A number of steps that is not whole is a TypeError.
        """
        steps = index(steps)  # before anything is done: a float would fail in the middle
        if progress:
            return run_with_progress(self, steps, deadline, loss_below)
        done = 0
        while True:
            most = steps - done
            if most > 0 and self.future is not None:
                self._depart()
                most = min(most, self._steps_to_parting())
            applied = super().run(most, deadline=deadline, loss_below=loss_below)
            if applied:
                self._follow()
            done += applied
            late = deadline is not None and perf_counter() >= deadline
            if applied < most or done >= steps or late:
                return done

    def apply(self) -> None:
        """Apply the pending update (computing it if need be) and go on to the next step."""
        self._depart()
        super().apply()
        self._follow()

    def _arrive(self) -> None:
        """Keep the state and take a reading where they are due; notice where the future ends."""
        future = self.future
        if future is not None and not future.journal and self.step >= future.end:
            self.future = None
        parting = self._at_parting()
        # a reading of this very step was taken after the change that is not in force
        self.evaluations.go_to(self.step - parting)
        if self.snapshots.wanted(self.step):
            self.snapshots.append(self.snapshot())
        if not parting:
            super()._arrive()

    def _steps_to_parting(self) -> int:
        """How many steps it is to the next change of the future, up to which all is the same."""
        changes = self.future.journal if self.future else []
        return changes[0][0] - self.step if changes else NEVER

    def _at_parting(self) -> bool:
        """Whether the next change of the future belongs to this very step."""
        future = self.future
        return future is not None and bool(future.journal) and future.journal[0][0] == self.step

    def _follow(self) -> None:
        """Make the changes again that the future has for the step that has just been reached."""
        if self.follows and self._at_parting():
            self.seek(self.step)

    def _depart(self) -> None:
        """Leave the future where it goes on with a change that is not in force: another way."""
        if self._at_parting():
            self._leave_future()
            self._arrive()

    def _leave_future(self) -> None:
        """Forget what was lived from here on: the run is another now."""
        if self.future is not None:
            self.future = None
            self.snapshots.truncate(self.step, len(self.journal))
            self.losses.truncate(self.step)
            self.evaluations.truncate(self.step)
            del self._experiments[len(self.journal) + 1 :]

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change settings before the present step; the step is computed anew when asked for.

        Rate, optimizer, batch size, data and noise leave the weights alone. Other layers keep the
        weights that still have a place. At step 0 nothing is learned yet, so layers, start rule,
        seed and draw simply give other start values. `edits`, `surgery` and `examples` are kept in
        the journal like settings (see `engine.journal`). Raises ExperimentError and changes
        nothing.
        """
        experiment = settings(self.experiment, changes)
        self._discard()
        self._leave_future()
        self.snapshots.mark(self.snapshot())
        self.journal.append((self.step, deepcopy(dict(changes))))
        self._experiments.append(experiment)
        self._become(changes, len(self.journal) - 1)
        self.evaluations.truncate(self.step)
        self._arrive()

    @property
    def end(self) -> int:
        """The furthest step that this run has reached; `step` is before it after going back."""
        return self.step if self.future is None else self.future.end

    @property
    def lived(self) -> Journal:
        """The journal of the whole run, with what is not in force now."""
        return self.journal + (self.future.journal if self.future else [])

    def experiment_after(self, changes: int) -> Experiment:
        """The settings after the first so many changes of the whole run."""
        return self._experiments[changes]

    def seek(self, step: int, changes: int | None = None) -> None:
        """Go to any step that this run has lived through, to the bit, back or forward again.

        The nearest snapshot before it is taken and lived on from, with the changes of the journal
        at their steps. Changes up to the step are in force, or the first so many `changes` of the
        journal; those after it, and the curves, are kept as `future`. Going on without a change
        relives the same steps; another change, or passing the step of a remembered one, leaves that
        future (`branch` keeps both).
        Raises ValueError for a step that was never reached.
        """
        for _ in self.seeking(step, changes):
            pass

    def seeking(self, step: int, changes: int | None = None) -> Generator[tuple[int, int]]:
        """`seek` as a generator of (steps done, steps in all), about every millisecond.

        Until its end the run stands where it was; a generator that is dropped has changed nothing.
        Raises ValueError for a step that was never reached, and RuntimeError where the run was
        changed in the meantime.
        """
        if not 0 <= step <= self.end:
            raise ValueError(f"This run has steps 0 to {self.end}, and not {step}.")
        journal = self.lived
        count = number_of_changes([at for at, _ in journal], step, changes)
        start = self._nearest(step, count)
        known = 0 if start is None else start.changes or 0
        first = 0 if start is None else start.step
        spare, self._spare = self._spare, None
        chosen = chosen_at(journal[:known], self._experiments, first)
        twin = Relived(self, self._experiments[known], start, chosen, spare)
        try:
            for number, (at, entry) in enumerate(journal[known:count], start=known):
                for done, _ in twin.advance_to(at):
                    yield done - first, step - first
                twin._become(entry, number)
            for done, _ in twin.advance_to(step):
                yield done - first, step - first
            if self.lived != journal:
                raise RuntimeError("The run was changed while a step of it was looked for.")
            left = self.network
            self._take_over(twin, journal, count)
            twin.network = left
        finally:
            self._spare = twin.network

    def near(self, step: int) -> int:
        """The last step at or before one that can be gone to at once: 0, a kept one, this one."""
        nearest = self._nearest(step, len(self.lived))
        return 0 if nearest is None else nearest.step

    def _nearest(self, step: int, changes: int) -> Snapshot | None:
        """The latest known state at or before a step, with at most so many changes."""
        nearest = self.snapshots.nearest(step, changes)
        if self.step <= step and len(self.journal) <= changes:
            if nearest is None or nearest.step < self.step:
                return self.snapshot()
            if nearest.step == self.step and (nearest.changes or 0) < len(self.journal):
                return self.snapshot()
        return nearest

    def _take_over(self, twin: Relived, journal: Journal, count: int) -> None:
        """Stand where the second self stands, and remember what comes after."""
        end = self.end
        for name in TAKEN:
            setattr(self, name, getattr(twin, name))
        self.journal = journal[:count]
        self.future = None
        if self.step < end or count < len(journal):
            self.future = Future(journal[count:], end)
        self._keep_shown()
        self.losses.go_to(self.step)
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
        experiment = self._experiments[len(journal)]
        network = network_for(experiment, self.dtype, self._spare)
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
        del self._experiments[len(journal) + 1 :]
        self.experiment, self.journal = experiment, journal
        self._spare, self.network, self._pending = self.network, network, False
        self._slots_before = np.zeros_like(network.all_slots)
        network.parameters[...] = snapshot.parameters
        network.all_slots[...] = snapshot.slots
        self.step, self.epoch, self.offset = snapshot.step, snapshot.epoch, snapshot.offset
        self.chosen = chosen_at(journal, self._experiments, self.step)
        if concern_data(changed):
            self._load_data()
        self.losses.truncate(self.step)
        self.evaluations.truncate(self.step)
        self._arrive()

    def restart(self, draw: bool = False) -> None:
        """Go back to step 0 with the present settings, and with the very same start values.

        With `draw` others are drawn. The journal starts anew.
        """
        if draw:
            self.experiment = self.experiment.changed({"draw": self.experiment.draw + 1})
        self.initial = self.experiment
        self.journal, self._experiments = [], [self.experiment]
        self.snapshots, self.future = Snapshots(), None
        self.step = self.epoch = self.offset = 0
        self.chosen = ()
        self._build()
        self.losses = LossHistory(self.dtype)
        self.evaluations = EvaluationHistory()
        self._arrive()
