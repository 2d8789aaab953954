"""Questions about the present step, answered by the engine's probes; the run stays as it is."""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from app.commands import Ask
from app.events import Answer
from engine import ExperimentError, Trainer
from engine.probes import (
    Distribution,
    Parameter,
    chain_factors,
    check_slope,
    example_slopes,
    layer_statistics,
    loss_fall,
    summarize,
)
from engine.probes.answers import answer as answer_examples, rows_of
from engine.probes.slopes import position
from engine.probes.surface import STEP

MOST_SLOPES: Final = 2048
MOST_POINTS: Final = 256
MOST_EXAMPLES: Final = 64

Content = dict[str, Any]


def answer(trainer: Trainer, command: Ask) -> Answer:
    """The answer about the step at which the run stands; raises ExperimentError."""
    layer = parameter = None
    if command.question in ABOUT_PARAMETERS:
        parameter = _parameter(trainer, command)
        content = ABOUT_PARAMETERS[command.question](trainer, parameter)
    elif command.question == "layer":
        layer = _layer(trainer, command)
        content = _statistics(trainer, layer)
    elif command.question == "fall":
        content = _plain(loss_fall(trainer)._asdict())
    elif command.question == "examples":
        content = _examples(trainer, command)
    else:
        content = summarize(trainer).to_dict()
    return Answer(
        command=command.id,
        question=command.question,
        step=trainer.step,
        parameter=command.parameter if parameter is not None else None,
        layer=layer,
        content=content,
    )


def _examples(trainer: Trainer, command: Ask) -> Content:
    rows = rows_of(trainer, command.set)[command.first : command.first + MOST_EXAMPLES]
    right = answer_examples(trainer, rows).right if len(rows) else None
    return {
        "set": command.set,
        "first": command.first,
        "right": [] if right is None else right.tolist(),
    }


def _parameter(trainer: Trainer, command: Ask) -> Parameter:
    asked = command.parameter
    if asked is None:
        raise ExperimentError("parameter", "This question is about a parameter: name one.")
    parameter = Parameter(asked.layer, asked.row, asked.column)
    try:
        position(trainer, parameter)
    except IndexError as error:
        raise ExperimentError("parameter", str(error)) from None
    return parameter


def _layer(trainer: Trainer, command: Ask) -> int:
    count = len(trainer.experiment.layers)
    if command.layer is None:
        raise ExperimentError("layer", "This question is about a layer: name one.")
    if not 1 <= command.layer <= count:
        raise ExperimentError("layer", f"This network has layers 1 to {count}.")
    return command.layer


def _check(trainer: Trainer, parameter: Parameter) -> Content:
    return {"step_size": STEP, **_plain(check_slope(trainer, parameter)._asdict())}


def _factors(trainer: Trainer, parameter: Parameter) -> Content:
    return _plain(chain_factors(trainer, parameter)._asdict())


def _wishes(trainer: Trainer, parameter: Parameter) -> Content:
    found = example_slopes(trainer, parameter)
    with np.errstate(all="ignore"):
        deviation = float(found.slopes.std())
    return _plain(
        {
            "slopes": found.slopes[:MOST_SLOPES].tolist(),
            "mean": found.mean,
            "agreeing": found.agreeing,
            "count": len(found.slopes),
            "deviation": deviation,
        }
    )


def _path(trainer: Trainer, parameter: Parameter) -> Content:
    """The parameter in each kept state of a network with the same layers, and in the present."""
    at, shapes = position(trainer, parameter), trainer.experiment.shapes
    values = {
        state.step: float(state.parameters[at])
        for state in trainer.snapshots.kept
        if trainer.experiment_after(state.changes or 0).shapes == shapes
    }
    values[trainer.step] = float(trainer.network.parameters[at])
    steps = evenly(sorted(values), MOST_POINTS)
    return _plain({"steps": steps, "values": [values[step] for step in steps]})


ABOUT_PARAMETERS: Final[dict[str, Callable[[Trainer, Parameter], Content]]] = {
    "check": _check,
    "factors": _factors,
    "wishes": _wishes,
    "path": _path,
}


def _statistics(trainer: Trainer, layer: int) -> Content:
    found = layer_statistics(trainer, layer)
    return _plain(
        {
            "tensors": {name: _spread(spread) for name, spread in found.distributions.items()},
            "dead_share": found.dead,
            "saturated_share": found.saturated,
            "dead": found.dead_neurons.tolist(),
        }
    )


def _spread(distribution: Distribution) -> Content:
    plain = distribution.to_dict()
    quartiles = [plain.pop(name) for name in ("lower_quartile", "median", "upper_quartile")]
    return {**plain, "quartiles": quartiles}


def evenly(steps: list[int], most: int) -> list[int]:
    """At most so many of some steps, evenly, the first and the last among them."""
    if len(steps) <= most:
        return steps
    places = np.linspace(0, len(steps) - 1, most).round().astype(int)
    return [steps[place] for place in places]


def _plain(content: Content) -> Content:
    """JSON data, in which null stands for what is not finite."""
    return {key: _finite(value) for key, value in content.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
