"""The engine side: the same training with a Trainer, from the start or from any stored state."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from engine import DATASETS, Experiment, Trainer
from engine.data.description import Dataset, Span, Task
from tests.parity.configurations import EXAMPLES, Configuration, Floats, tensors
from tests.parity.steps import SLOTS, Step


def dataset(configuration: Configuration) -> Dataset:
    """A data set that always gives the examples of this configuration, all to be trained on."""
    outputs = configuration.targets.shape[1]
    classes = {"binary": 2, "classes": outputs, "regression": 0}[configuration.task]
    return replace(
        DATASETS["single"],
        name=configuration.name,
        task=cast(Task, configuration.task),
        features=configuration.inputs.shape[1],
        outputs=outputs,
        classes=tuple("abc"[:classes]),
        samples=Span(EXAMPLES, EXAMPLES, EXAMPLES, 1),
        noise=Span(0.0, 0.0, 0.0, 0.01),
        training_share=Span(1.0, 1.0, 1.0, 0.05),
        extent=None,
        make=lambda *_: (configuration.inputs.copy(), configuration.targets.copy()),
    )


@contextmanager
def registered(configurations: Iterable[Configuration]) -> Iterator[None]:
    """The examples of these configurations are data sets of the engine for as long as it lasts."""
    with patch.dict(DATASETS, {one.name: dataset(one) for one in configurations}):
        yield


def experiment(configuration: Configuration) -> Experiment:
    """The configuration as the engine's own experiment, with the start values in it.

    Raises ExperimentError where the engine does not know a rule.
    """
    layers: list[dict[str, Any]] = [{} for _ in configuration.shapes]
    for name, layer, shape, place in tensors(configuration.shapes):
        layers[layer - 1][name] = configuration.start[place].reshape(shape).tolist()
    start = {"name": "given", "layers": layers}
    return Experiment.from_dict({**configuration.experiment, "start": start})


class Run:
    """A Trainer whose steps are read as vectors in PyTorch's order."""

    def __init__(self, configuration: Configuration, dtype: npt.DTypeLike = np.float64) -> None:
        self.configuration = configuration
        self.trainer = Trainer(experiment(configuration), dtype)
        names = ("parameters", "gradient", "update", *SLOTS[configuration.rule("optimizer")])
        self._places = {name: self._place(name) for name in names}
        self._read_state()

    def _place(self, name: str) -> npt.NDArray[np.intp]:
        """Where each number of a vector lies on the tape."""
        layout, suffix = self.trainer.layout, "" if name == "parameters" else f"_{name}"
        places = []
        for kind, layer, shape, _ in tensors(self.configuration.shapes):
            tensor = layout[kind + suffix, layer]
            indices = np.indices(shape).reshape(len(shape), -1)
            places.append(tensor.offset + np.array(tensor.strides) @ indices)
        return np.concatenate(places)

    def _read(self, tape: npt.NDArray[Any], names: Iterable[str]) -> dict[str, Floats]:
        """Vectors from a tape."""
        return {name: tape[self._places[name]].astype(np.float64) for name in names}

    def _read_state(self) -> None:
        """Remember parameters and slots as they are before the present step."""
        names = [name for name in self._places if name not in ("gradient", "update")]
        self.state = self._read(self.trainer.network.prefix, names)

    def go_to(self, step: int, state: dict[str, Floats]) -> None:
        """Stand before a step, with this state."""
        trainer = self.trainer
        epoch, batch = divmod(step, trainer.steps_per_epoch)
        offset = batch * trainer.experiment.batch
        trainer.restore(trainer.snapshot()._replace(step=step, epoch=epoch, offset=offset))
        tape = trainer.network.prefix
        for name, vector in state.items():
            tape[self._places[name]] = vector
        if any(tensor.name == "count" for tensor in trainer.layout.tensors):
            trainer.layout.view(tape, "count")[...] = step  # Adam's t is a slot too
        self._read_state()

    def compute(self) -> Step:
        """The present step. Raises ValueError when its batch is not the one that was recorded."""
        trace = self.trainer.trace()
        batch = list(self.configuration.order[trace.step])
        if not (
            np.array_equal(trace["inputs"], self.configuration.inputs[batch])
            and np.array_equal(trace["targets"], self.configuration.targets[batch])
        ):
            raise ValueError(
                f"Batch {trace.step} has other examples than the references were made with: the "
                "engine shuffles differently now. Make them anew: "
                "python -m tests.parity.make_references"
            )
        gradient = self._read(trace.tape, ["gradient"])["gradient"]
        slots = [name for name in self.state if name != "parameters"]
        return Step(trace.loss, self.state, gradient, self._read(trace.tape, ["update", *slots]))

    def apply(self) -> None:
        """Go on to the next step."""
        self.trainer.apply()
        self._read_state()

    def go_on(self, steps: int) -> None:
        """Make so many steps in the engine's tight loop, which shows none of them."""
        self.trainer.run(steps)
        self._read_state()


def trajectory(configuration: Configuration) -> Iterator[Step]:
    """All steps in float64, and one more that shows the last state."""
    run = Run(configuration)
    for _ in configuration.order:
        yield run.compute()
        run.apply()
