"""Experiments: frozen, validated descriptions of a run, with JSON both ways.

Equal experiments give equal runs. Every setting is checked when an experiment is made, and what
does not fit is refused with a sentence that says what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_kind,
    check_mapping,
    check_number,
)
from engine.data.choice import Data, change_data, check_data
from engine.data.datasets import Dataset
from engine.rules.activations import ACTIVATIONS
from engine.rules.choice import Choice, Rule, change_rule, changed_settings, check_rule
from engine.rules.losses import LOSSES
from engine.rules.optimizers import OPTIMIZERS
from engine.rules.regularizers import REGULARIZERS
from engine.rules.schedules import SCHEDULES
from engine.settings import (
    Layer,
    Start,
    change_start,
    check_layers,
    check_start,
    read_layers,
    shapes,
)

LARGEST_RATE = 1000.0
GENTLE_RATE = 0.1
LARGEST_BATCH = 1_000_000
LARGEST_SEED = 2**32 - 1
LARGEST_NORM = 1e6
SGD, CONSTANT, NO_REGULARIZER = Choice("sgd"), Choice("constant"), Choice("none")
CHOICES: dict[str, Mapping[str, Rule]] = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "regularizer": REGULARIZERS,
}
KINDS = {
    "data": (Data, 'Data.of("moons")'),
    "start": (Start, 'Start("he")'),
    "optimizer": (Choice, 'Choice("adam")'),
    "schedule": (Choice, 'Choice("cosine")'),
    "regularizer": (Choice, 'Choice("l2")'),
}
"""What the parts of an experiment are, with an example each."""
NUMBERS = ("learning_rate", "dropout", "clip_norm", "batch_size", "seed", "draw", "loss")
FITTING = {
    "binary": ("sigmoid", "binary_cross_entropy"),
    "classes": ("softmax", "cross_entropy"),
    "regression": ("linear", "half_square"),
}
"""The output activation and the loss that a task starts with."""
TASKS = {
    "binary": "a yes-or-no answer",
    "classes": "a choice among classes",
    "regression": "a number as target",
}


@dataclass(frozen=True)
class Experiment:
    """All that decides a run: data, layers, loss, start values, optimizer, rate, batches, seed.

    `dropout` is the share of hidden neurons that is left out in each step, `clip_norm` the longest
    gradient that is let through (None = any), `batch_size` None means all training examples at
    once. `seed` feeds separate streams for data, noise, start values, shuffling and dropout; `draw`
    only the start values. Raises ExperimentError.
    """

    data: Data = field(default_factory=Data)
    layers: tuple[Layer, ...] = (Layer(4, "tanh"), Layer(1, "sigmoid"))
    loss: str = "binary_cross_entropy"
    start: Start = field(default_factory=Start)
    optimizer: Choice = SGD
    learning_rate: float = 1.0
    schedule: Choice = CONSTANT
    regularizer: Choice = NO_REGULARIZER
    dropout: float = 0.0
    clip_norm: float | None = None
    batch_size: int | None = None
    seed: int = 0
    draw: int = 0

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def from_dict(cls, description: Mapping[str, Any]) -> "Experiment":
        """An experiment from plain JSON data; what is missing has its default.

        Raises ExperimentError for unknown keys, wrong types and values that do not fit.
        """
        return cls().changed(description)

    def to_dict(self, rows: bool = True) -> dict[str, Any]:
        """Plain JSON data; `Experiment.from_dict` of it is equal to this experiment.

        Without `rows` a table of one's own is empty.
        """
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["data"] = self.data.to_dict(rows)
        plain["layers"] = [vars(layer).copy() for layer in self.layers]
        for name in ("start", *CHOICES):
            plain[name] = plain[name].to_dict()
        return plain

    def changed(self, changes: Mapping[str, Any]) -> "Experiment":
        """This experiment with a partial description merged in; `layers` is replaced as a whole.

        Another data set brings its own defaults and the output layer and loss of its task, unless
        they are given too. Given start values that no longer fit give way to Xavier's rule.
        Raises ExperimentError.
        """
        check_mapping("changes", changes)
        check_keys("", changes, {f.name for f in fields(self)})
        parts: dict[str, Any] = {name: changes[name] for name in NUMBERS if name in changes}
        if "data" in changes:
            parts["data"] = change_data(self.data, changes["data"])
        if "layers" in changes:
            parts["layers"] = read_layers(changes["layers"])
        if "start" in changes:
            parts["start"] = change_start(self.start, changes["start"])
        for name in CHOICES:
            if name in changes:
                parts[name] = change_rule(name, getattr(self, name), changes[name])

        data: Data = parts.get("data", self.data)
        dataset, before = data.dataset, self.dataset
        if (dataset.name, dataset.task, dataset.outputs) != (
            before.name,
            before.task,
            before.outputs,
        ):
            activation, loss = FITTING[dataset.task]
            parts.setdefault("loss", loss)
            if dataset.task == "regression" != before.task:
                # A square has no end where a cross-entropy levels off: a gentler rate at first.
                parts.setdefault("learning_rate", min(self.learning_rate, GENTLE_RATE))
            parts.setdefault("layers", (*self.hidden, Layer(dataset.outputs, activation)))
        if "start" not in parts and not self.start.fits(
            shapes(data.inputs, parts.get("layers", self.layers))
        ):
            parts["start"] = Start("xavier")
        return replace(self, **parts)

    def changed_fields(self, other: "Experiment") -> set[str]:
        """Names of the settings in which two experiments differ, such as `data.noise`."""
        names: set[str] = set()
        for name in (f.name for f in fields(self)):
            mine, others = getattr(self, name), getattr(other, name)
            if name in CHOICES:
                names |= changed_settings(name, mine, others)
            elif name == "data":
                names |= {f"{name}.{k}" for k, v in vars(mine).items() if v != vars(others)[k]}
            elif mine != others:
                names.add(name)
        return names

    @property
    def dataset(self) -> Dataset:
        """The entry of the data set that is used."""
        return self.data.dataset

    @property
    def hidden(self) -> tuple[Layer, ...]:
        """The hidden layers."""
        return self.layers[:-1]

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(fan_out, fan_in) of each layer."""
        return shapes(self.data.inputs, self.layers)

    @property
    def threshold(self) -> float:
        """The output above which a yes-or-no answer is yes."""
        return LOSSES[self.loss].threshold

    @property
    def batch(self) -> int:
        """How many examples a whole batch has."""
        return min(self.batch_size or self.data.training_count, self.data.training_count)

    def evaluation_interval(self, step: int) -> int:
        """Steps between evaluations at this step: doubled each time 256 of them were made."""
        base = self.dataset.evaluation_base
        return base << ((step // (256 * base)) + 1).bit_length() - 1

    def evaluation_due(self, step: int) -> bool:
        """Whether training and test loss are measured before this step."""
        return step % self.evaluation_interval(step) == 0

    def next_evaluation(self, step: int) -> int:
        """The first step after this one at which an evaluation is due."""
        interval = self.evaluation_interval(step)
        following = (step // interval + 1) * interval
        while not self.evaluation_due(following):
            interval = self.evaluation_interval(following)
            following = (following // interval + 1) * interval
        return following

    def __repr__(self) -> str:
        units = "–".join(str(n) for n in (self.data.inputs, *(s.units for s in self.layers)))
        bends = ", ".join(dict.fromkeys(layer.activation for layer in self.layers))
        parts = [
            f"{self.data.name} {units} ({bends})",
            self.loss,
            f"start {self.start}",
            f"{self.optimizer} rate {self.learning_rate:g}",
            f"{self.schedule}" if self.schedule.name != "constant" else "",
            f"{self.regularizer}" if self.regularizer.name != "none" else "",
            f"dropout {self.dropout:g}" if self.dropout else "",
            f"clip {self.clip_norm:g}" if self.clip_norm else "",
            f"batch {'all' if self.batch_size is None else self.batch_size}",
            f"seed {self.seed}.{self.draw}",
        ]
        return f"<Experiment {', '.join(part for part in parts if part)}>"


def check(experiment: Experiment) -> None:
    """Raise ExperimentError unless every setting is allowed and all fit each other."""
    for name, (kind, example) in KINDS.items():
        check_kind(name, getattr(experiment, name), kind, example)
    normal: dict[str, Any] = {
        "data": check_data(experiment.data),
        "layers": check_layers(experiment.layers),
        "dropout": check_number("dropout", experiment.dropout, 0, 1, below=True),
        **{
            name: check_rule(name, getattr(experiment, name), registry)
            for name, registry in CHOICES.items()
        },
        "learning_rate": check_number("learning_rate", experiment.learning_rate, 0, LARGEST_RATE),
        "seed": check_integer("seed", experiment.seed, 0, LARGEST_SEED),
        "draw": check_integer("draw", experiment.draw, 0, LARGEST_SEED),
    }
    if experiment.batch_size is not None:
        normal["batch_size"] = check_integer("batch_size", experiment.batch_size, 1, LARGEST_BATCH)
    if experiment.clip_norm is not None:
        normal["clip_norm"] = check_number("clip_norm", experiment.clip_norm, 1e-6, LARGEST_NORM)
    for name, value in normal.items():
        object.__setattr__(experiment, name, value)  # frozen: NumPy's numbers become Python's
    check_choice("loss", experiment.loss, LOSSES)
    check_output(experiment)
    object.__setattr__(experiment, "start", check_start(experiment.start, experiment.shapes))


def check_output(experiment: Experiment) -> None:
    """Check that output layer, loss and data set fit each other; raises ExperimentError."""
    output, dataset, loss = experiment.layers[-1], experiment.dataset, LOSSES[experiment.loss]
    if output.units != dataset.outputs:
        raise ExperimentError(
            "layers",
            f"{dataset.title} needs {dataset.outputs} output neuron"
            f"{'s' if dataset.outputs > 1 else ''}, and the last layer has {output.units}.",
        )
    if dataset.task not in loss.tasks:
        fitting = " or ".join(
            entry.title for entry in LOSSES.values() if dataset.task in entry.tasks
        )
        raise ExperimentError(
            "loss", f"{loss.title} does not fit {TASKS[dataset.task]}. Use {fitting}."
        )
    if output.activation not in loss.activations:
        fitting = " or ".join(ACTIVATIONS[name].title for name in loss.activations)
        raise ExperimentError(
            "loss",
            f"{loss.title} needs {fitting} at the output, "
            f"not {ACTIVATIONS[output.activation].title}.",
        )
