"""A loop whose settings, weights and next examples may change before any step."""

from collections.abc import Generator, Mapping
from time import perf_counter
from typing import Any

import numpy as np

from engine.carrying import FRESH, carry_state, keeps_the_tape
from engine.experiment import Experiment
from engine.journal import choose, ordinary, read_edits
from engine.loop import Loop
from engine.network import Network
from engine.surgery import operate

SLICE_SECONDS = 0.001


class Changing(Loop):
    """A loop that carries out the entries of a journal, and lives on between them."""

    def advance_to(self, step: int, total: int | None = None) -> Generator[tuple[int, int]]:
        """Go on up to a step, whatever the losses are, yielding about every millisecond."""
        while self.step < step:
            deadline = perf_counter() + SLICE_SECONDS
            if not self.run(step - self.step, deadline=deadline):
                self.apply()
            yield self.step, step if total is None else total

    def _become(self, changes: Mapping[str, Any], number: int) -> None:
        """Carry out the entry of this number in the journal, which must have been checked."""
        plain = ordinary(changes)
        if plain:
            self._take_settings(self.experiment.changed(plain))
        if changes.get("surgery"):
            self._operate(changes["surgery"], number)
        for layer, row, column, value in read_edits(self.experiment, changes):
            stored = self.network.weights[layer - 1]  # (fan_in + 1, fan_out)
            stored[-1 if column is None else column, row] = value
        self.chosen = choose(self.chosen, self.experiment, changes)

    def _take_settings(self, experiment: Experiment) -> None:
        """Go on with other settings and the weights that have a place in them.

        At step 0 nothing is learned yet, so that other layers simply have their start values.
        """
        old, network = self.experiment, self.network
        self.experiment = experiment
        names = experiment.changed_fields(old)
        if concern_data(names):
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

    def _operate(self, surgery: Any, number: int) -> None:
        """Go on with other neurons and layers."""
        old = self.network
        self.experiment, parameters, slots = operate(
            self.experiment, surgery, old.parameters, old.slots, number
        )
        self.network = Network(self.experiment, self.dtype)
        self._slots_before = np.zeros_like(self.network.all_slots)
        self.network.parameters[...] = parameters
        for name, slot in self.network.slots.items():
            slot[...] = slots[name]
        if self.network.count is not None and old.count is not None:
            self.network.count[...] = old.count


def concern_data(names: set[str]) -> bool:
    """Whether other examples are to be made when these settings change."""
    return any(name in ("seed", "loss") or name.startswith("data.") for name in names)
