"""A branch beside the run on the stage: it follows that run to whatever step it goes to."""

from collections.abc import Callable, Generator
from typing import Final

from app.events import ComparedRun, Comparison, Difference
from app.plain import plain_experiment
from app.sentences import differences
from engine import ExperimentError, Trainer

FAR: Final = 256
"""Known steps ahead from which on a kept state is looked for, instead of living up to there."""


class Companion:
    """Another branch, which lives through the same steps as the run on the stage, with it."""

    def __init__(self, branch: int, trainer: Trainer, clock: Callable[[], float]) -> None:
        self.branch = branch
        self.trainer = trainer
        trainer.follows = True
        self._clock = clock
        self._path: Generator[tuple[int, int], None, None] | None = None
        self._goal = -1
        self._from = 0
        self.progress = 0, 1  # steps done of those on its way

    def is_at(self, step: int) -> bool:
        """Whether it stands before this step, and is not on its way to another."""
        return self._goal == self.trainer.step == step and self._path is None

    def follow(self, step: int, deadline: float) -> None:
        """Goes on towards a step until the deadline on the clock, or until it is there."""
        trainer = self.trainer
        if step != self._goal:
            self.leave()
            self._from = trainer.step
            # At first too: a branch may wait where a change of its own was taken back.
            if self._goal < 0 or not trainer.step <= step <= trainer.step + FAR:
                self._path = trainer.seeking(min(step, trainer.end))
            self._goal = step
        if self._path is not None:
            for done, total in self._path:
                self.progress = done, max(total, 1)
                if self._clock() >= deadline:
                    return
            self._path = None
        while trainer.step < step:
            if not trainer.run(step - trainer.step, deadline=deadline):
                trainer.apply()  # through what is not finite too, as the other run goes on
            self.progress = trainer.step - self._from, max(step - self._from, 1)
            if self._clock() >= deadline:
                return

    def leave(self) -> None:
        """Drops the way to where it was going, so that the run has its spare network again."""
        if self._path is not None:
            self._path.close()
            self._path = None

    def show_what(self, other: Trainer) -> None:
        """Shows the example that another run shows, where it has one of that kind."""
        trainer = self.trainer
        if (trainer.shown, trainer.free) == (other.shown, other.free):
            return
        try:
            if other.free is not None:
                inputs, targets = other.free
                trainer.show_free(list(inputs), None if targets is None else list(targets))
            else:
                trainer.show(*other.shown)
        except (ExperimentError, IndexError):
            return

    def event(self, present: Trainer) -> Comparison:
        """What this run is, and in what it differs from the one on the stage."""
        trainer = self.trainer
        count = trainer.data.training_count
        return Comparison(
            branch=self.branch,
            run=ComparedRun(
                experiment=plain_experiment(trainer.experiment),
                phases=[phase._asdict() for phase in trainer.phases],
                parameter_count=trainer.parameter_count,
                steps_per_epoch=trainer.steps_per_epoch,
                extent=trainer.experiment.dataset.extent,
                training_count=count,
                test_count=len(trainer.data.inputs) - count,
            ),
            differences=[
                Difference(title=title, present=one, other=other)
                for title, one, other in differences(present.experiment, trainer.experiment)
            ],
        )


NO_COMPARISON: Final = Comparison(branch=None, run=None, differences=[])
