"""Going to any step of a run: from the nearest state that was kept, by living on from there."""

from collections.abc import Sequence

import numpy as np

from engine.buckets import Floats
from engine.carrying import keeps_the_tape
from engine.changing import Changing, concern_data
from engine.experiment import Experiment
from engine.history import LossHistory
from engine.network import Network
from engine.start_values import write_start_values
from engine.trace import Snapshot

NEVER = 2**62
TAKEN = (
    *("experiment", "data", "_rows", "_feed", "network", "_slots_before", "_pending"),
    *("chosen", "step", "epoch", "offset"),
)
"""What a run takes over from its second self."""


class Unread(LossHistory):
    """Losses that are known already, and not kept again."""

    def extend(self, losses: Floats) -> None:
        """Let them go."""


UNREAD = Unread()


class Relived(Changing):
    """A second self of a run, which lives through some of its steps again on a tape of its own.

    It takes no readings and keeps no states, as these steps have theirs already, and it shares the
    run's data. The network that the run leaves serves for the next time, with its plans.
    """

    def __init__(
        self,
        run: Changing,
        experiment: Experiment,
        start: Snapshot | None,
        chosen: tuple[int, ...],
        spare: Network | None,
    ) -> None:
        """Begin at a state, or at step 0 if there is none, with the settings of then."""
        self.dtype, self.chosen = run.dtype, chosen
        self.shown, self.free = run.shown, run.free
        self.experiment = experiment
        if experiment is run.experiment or not concern_data(
            experiment.changed_fields(run.experiment)
        ):
            self.data, self._rows, self._feed = run.data, run._rows, run._feed
        else:
            self._load_data()
        self.network = network_for(experiment, self.dtype, spare)
        self._slots_before = np.empty_like(self.network.all_slots)  # nothing is pending
        self._pending = False
        if start is None:
            self.step = self.epoch = self.offset = 0
            write_start_values(experiment, self.network.block, self.network.parameters)
            self.network.all_slots[...] = 0
        else:
            self.step, self.epoch, self.offset = start.step, start.epoch, start.offset
            self.network.parameters[...] = start.parameters
            self.network.all_slots[...] = start.slots
        self.losses = UNREAD

    def _steps_to_arrival(self) -> int:
        return NEVER

    def _arrive(self) -> None:
        pass


def network_for(experiment: Experiment, dtype: np.dtype, spare: Network | None) -> Network:
    """A network for these settings: the spare one, plans and all, if its tape serves."""
    if spare is None:
        return Network(experiment, dtype)
    if spare.experiment is experiment:
        return spare
    names = experiment.changed_fields(spare.experiment)
    if names and not keeps_the_tape(spare.experiment, experiment, names):
        return Network(experiment, dtype)
    if names:
        spare.use(experiment)
    return spare


def number_of_changes(steps: Sequence[int], step: int, changes: int | None) -> int:
    """How many changes are in force before a step, of which so many were asked for.

    Raises ValueError when the steps of the changes do not allow that number.
    """
    most = sum(1 for at in steps if at <= step)
    least = sum(1 for at in steps if at < step)
    if changes is None:
        return most
    if not least <= changes <= most:
        raise ValueError(f"Before step {step} this run had {least} to {most} changes.")
    return changes
