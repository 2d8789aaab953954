"""A network: the prefix of the tape, and the plans and passes that share it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.experiment import Experiment
from engine.passes import Pass
from engine.plan import Plan
from engine.rules.optimizers import OPTIMIZERS
from engine.rules.regularizers import REGULARIZERS
from engine.tape import ParameterBlock, Section, Tensor, aligned, part

KEPT_WIDTHS = 8


class Network:
    """The prefix of the tape for one architecture, or for a stack of runs that share it.

    `parameters`, `gradient`, `update` and each of `slots` are flat views of equal length,
    (…, parameters), where … is nothing for one run and the number of runs for a stack. What an
    experiment does without is not on the tape: `penalty_gradient` is there with a penalty,
    `total_gradient` (what the optimizer is given) with a penalty or clipping, `decay` with weight
    decay.
    """

    def __init__(
        self, experiment: Experiment, dtype: npt.DTypeLike, stack: Sequence[Experiment] = ()
    ) -> None:
        self.experiment, self.stack = experiment, tuple(stack)
        self.lead: tuple[int, ...] = (len(stack),) if stack else ()
        self.block = ParameterBlock(experiment.shapes)
        optimizer = OPTIMIZERS[experiment.optimizer.name]
        regularizer = REGULARIZERS[experiment.regularizer.name]
        has_penalty = regularizer.slope is not None
        extra = {
            "penalty_gradient": has_penalty,
            "total_gradient": has_penalty or experiment.clip_norm is not None,
            "decay": regularizer.decays,
        }
        cells = {
            "learning_rate": True,
            "penalty": has_penalty,
            "gradient_norm": experiment.clip_norm is not None,
            "loss": True,
            "loss_after": True,
        }
        size = self.block.size
        blocks = ["parameters", "gradient", "update", *optimizer.slots]
        slots_end = len(blocks) * size + optimizer.counts
        extras = [name for name, there in extra.items() if there]
        numbers = [name for name, there in cells.items() if there]
        start = slots_end + len(extras) * size
        section = self.section(1)
        self.size = start + section.size + len(numbers)
        self.prefix = aligned(self.size, dtype, len(stack) if stack else None)
        self.dtype = self.prefix.dtype

        offsets = {name: i * size for i, name in enumerate(blocks)}
        offsets |= {name: slots_end + i * size for i, name in enumerate(extras)}
        flat = {name: part(self.prefix, at, (size,)) for name, at in offsets.items()}
        self.parameters, self.gradient = flat["parameters"], flat["gradient"]
        self.update = flat["update"]
        self.slots = {name: flat[name] for name in optimizer.slots}
        self.penalty_gradient = flat.get("penalty_gradient")
        self.total_gradient = flat.get("total_gradient", self.gradient)
        self.decay = flat.get("decay")
        self.all_slots = self.prefix[..., 3 * size : slots_end]
        self.state = self.prefix[..., :slots_end]  # parameters, gradient, update and slots
        self.count = self.prefix[..., slots_end - 1 : slots_end] if optimizer.counts else None

        first = start + section.size
        at = {name: first + i for i, name in enumerate(numbers)}
        cell = {name: part(self.prefix, offset, ()) for name, offset in at.items()}
        self.loss, self.loss_after = cell["loss"], cell["loss_after"]
        self.penalty, self.gradient_norm = cell.get("penalty"), cell.get("gradient_norm")
        # As a column in stacks, so that it multiplies rows; a number alone is faster for one run.
        self.learning_rate = part(self.prefix, at["learning_rate"], (1,) if stack else ())
        self.down = np.zeros_like(self.learning_rate)  # −η

        self.weights = self.block.stored(self.parameters)  # (fan_in + 1, fan_out) each
        self.example = Pass(
            experiment, self.weights, section, part(self.prefix, start, (section.size,))
        )
        suffixes = {name: "" if name == "parameters" else f"_{name}" for name in (*blocks, *extras)}
        self.tensors: list[Tensor] = [
            *(
                tensor
                for name in (*blocks, *extras)
                for tensor in self.block.tensors(offsets[name], suffixes[name])
            ),
            *([Tensor("count", 0, (), slots_end - 1, ())] if optimizer.counts else []),
            *section.example_tensors(start),
            *(Tensor(name, 0, (), offset, ()) for name, offset in at.items()),
        ]
        self._plans: dict[int, Plan] = {}
        self._passes: dict[tuple[int, bool], Pass] = {}

    def numbers(self, *path: str) -> npt.NDArray[np.float64]:
        """A setting in float64: a number for one run, one a row, (runs, 1), for a stack.

        `numbers("optimizer", "momentum")`, `numbers("clip_norm")`.
        """

        def value(experiment: Experiment) -> Any:
            found: Any = getattr(experiment, path[0])
            return found[path[1]] if len(path) > 1 else found

        if not self.stack:
            return np.array(value(self.experiment), np.float64)
        return np.array([[value(experiment)] for experiment in self.stack], np.float64)

    def use(self, experiment: Experiment) -> None:
        """Go on with other numbers on the same tape: plans hold these."""
        self.experiment = experiment
        self._plans.clear()

    def set_rate(self, rate: Any) -> None:
        """Set the learning rate of the next update; for a stack one a row, (runs, 1)."""
        self.learning_rate[...] = rate
        np.negative(self.learning_rate, self.down)

    def section(self, width: int, dropout: bool = False) -> Section:
        """The arrays of a pass of this width."""
        experiment = self.experiment
        units = [layer.units for layer in experiment.layers]
        return Section(experiment.data.inputs, units, width, dropout)

    def plan(self, width: int) -> Plan:
        """The step for a batch of this width; the last few widths are kept."""
        plan = self._plans.get(width)
        if plan is None:
            if len(self._plans) >= KEPT_WIDTHS:
                self._plans.pop(next(iter(self._plans)))
            plan = self._plans[width] = Plan(self, width)
        return plan

    def spare_pass(self, width: int, dropout: bool = False) -> Pass:
        """A pass in buffers of its own, which leaves the tape alone; a few widths are kept."""
        spare = self._passes.get((width, dropout))
        if spare is None:
            if len(self._passes) >= KEPT_WIDTHS:
                self._passes.pop(next(iter(self._passes)))
            section = self.section(width, dropout)
            block = aligned(section.size, self.dtype, self.lead[0] if self.lead else None)
            spare = Pass(self.experiment, self.weights, section, block)
            self._passes[width, dropout] = spare
        return spare
