"""A run to work with: change it, look at it, go back, branch off, save it."""

from collections.abc import Generator, Iterable, Mapping
from os import PathLike
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from engine.experiment import Experiment
from engine.journal import Future, settings_after
from engine.lived import Lived
from engine.snapshots import Snapshots
from engine.storage import SavedRun, read_run, write_run
from engine.trace import Snapshot


class Trainer(Lived):
    """A network in training, with every number of the present step at hand.

        trainer = Trainer(PRESETS["rings"].experiment)
        trainer.run(300)
        trainer.evaluate().test_accuracy

    Between calls the run stands before step `step`: so many updates have been applied. `compute`
    writes that step on the tape with its update pending; `apply` adds the update. Equal experiments
    with equal changes at equal steps give equal bits on one machine.
    """

    def edit(self, parameter: tuple[int, int, int | None], value: float) -> None:
        """Set a weight, or a bias: (layer from 1, row, column or None), by hand."""
        layer, row, column = parameter
        entry = {"layer": layer, "row": row, "column": column, "value": value}
        self.change({"edits": [entry]})

    def add_neuron(self, layer: int, index: int | None = None, unchanged: bool = True) -> None:
        """Add a neuron to a hidden layer, at the end unless told; see `engine.surgery`."""
        self._do("add_neuron", layer=layer, index=index, unchanged=unchanged)

    def remove_neuron(self, layer: int, index: int) -> None:
        """Take a neuron out of a hidden layer."""
        self._do("remove_neuron", layer=layer, index=index)

    def add_layer(
        self,
        layer: int,
        units: int | None = None,
        activation: str | None = None,
        unchanged: bool = True,
    ) -> None:
        """Put a hidden layer in, which then has this number; size and bend as below unless told."""
        self._do("add_layer", layer=layer, units=units, activation=activation, unchanged=unchanged)

    def remove_layer(self, layer: int) -> None:
        """Take a hidden layer out."""
        self._do("remove_layer", layer=layer)

    def change_activation(self, layer: int, activation: str) -> None:
        """Let a hidden layer bend in another way."""
        self._do("change_activation", layer=layer, activation=activation)

    def _do(self, operation: str, **arguments: Any) -> None:
        self.change({"surgery": [{operation: arguments}]})

    def step_on(self, *examples: int) -> None:
        """Make one step on these training examples; the batch whose turn it was comes next."""
        self.change({"examples": list(examples)})
        self.apply()

    def undo(self) -> bool:
        """Take the last change back: go to before it, at its step; False where there is none.

        The change stays as future, until the run goes on in another way.
        """
        if not self.journal:
            return False
        self.seek(self.journal[-1][0], len(self.journal) - 1)
        return True

    def redo(self) -> bool:
        """Go to after the next change of the future, at its step; False where there is none."""
        if self.future is None or not self.future.journal:
            return False
        self.seek(self.future.journal[0][0], len(self.journal) + 1)
        return True

    def branch(self, changes: Mapping[str, Any] | None = None) -> "Trainer":
        """An independent run that goes on from here, with other settings if given.

        It has the same past, to which it can go back; this run stays as it is.
        Raises ExperimentError.
        """
        other = Trainer.resume(self.initial, self.journal, self.snapshot(), self.dtype)
        other.shown, other.free, other.chosen = self.shown, self.free, self.chosen
        other.losses, other.evaluations = self.losses.copy(), self.evaluations.copy()
        other.losses.truncate(self.step)
        other.evaluations.truncate(self.step)
        other.snapshots = self.snapshots.copy()
        other.snapshots.truncate(self.step, len(self.journal))
        other._arrive()
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
        experiments = settings_after(experiment, entries[:count])
        trainer = cls(experiments[-1], dtype)
        trainer.initial, trainer.journal = experiment, entries[:count]
        trainer._experiments = experiments
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

    def save(self, file: str | PathLike[str] | IO[bytes]) -> None:
        """Save the run with its past and its future, to a path or an open file; see
        `engine.storage`."""
        write_run(file, self.saved())

    def saved(self) -> SavedRun:
        """All that a run consists of but for its network and its examples, which follow from it.

        It shares the curves with this run: whoever goes on with it copies them.
        """
        return SavedRun(
            initial=self.initial,
            journal=self.lived,
            end=self.end,
            shown=self.shown,
            free=self.free,
            state=self.snapshot(),
            snapshots=self.snapshots.kept,
            losses=self.losses,
            evaluations=self.evaluations,
        )

    @classmethod
    def load(cls, file: str | PathLike[str] | IO[bytes]) -> "Trainer":
        """A saved run, standing where it stood. Raises RunFileError for a file that is none."""
        return cls.of(read_run(file))

    @classmethod
    def of(cls, saved: SavedRun) -> "Trainer":
        """A run from what it consists of, standing where it stood."""
        state = saved.state
        trainer = cls.resume(saved.initial, saved.journal, state, saved.losses.dtype)
        trainer._experiments = settings_after(saved.initial, saved.journal)
        trainer.losses, trainer.evaluations = saved.losses, saved.evaluations
        trainer.losses.go_to(state.step)
        trainer.snapshots.kept = list(saved.snapshots)
        later = saved.journal[len(trainer.journal) :]
        if later or state.step < saved.end:
            trainer.future = Future(later, saved.end)
        trainer.shown, trainer.free = saved.shown, saved.free
        trainer._keep_shown()
        trainer._arrive()
        return trainer

    def __repr__(self) -> str:
        changes = len(self.journal)
        parts = [
            f"epoch {self.epoch}, batch {self.batch_in_epoch}",
            f"{self.parameter_count} parameters",
            f"{changes} change{'s' * (changes != 1)}" if changes else "",
            f"future to step {self.end}" if self.future is not None else "",
            f"last loss {self.losses.since(self.step - 1)[3].flat[0]:.6g}"
            if self.losses.first < self.step
            else "",
        ]
        described = ", ".join(part for part in parts if part)
        return f"<Trainer before step {self.step} ({described}), {self.experiment!r}>"
