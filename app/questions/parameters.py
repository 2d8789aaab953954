"""Questions about one parameter: its slope, what that is made of, its path."""

from collections.abc import Callable
from typing import Final

import numpy as np

from app.commands import Ask
from app.questions.plain import Content, plain
from engine import ExperimentError, Trainer
from engine.probes import Parameter, chain_factors, check_slope, example_slopes, try_nudges
from engine.probes.slopes import position
from engine.probes.surface import STEP

MOST_SLOPES: Final = 2048
MOST_POINTS: Final = 256


def parameter_of(trainer: Trainer, command: Ask) -> Parameter:
    """The parameter that a question is about; raises ExperimentError."""
    asked = command.parameter
    if asked is None:
        raise ExperimentError("parameter", "This question is about a parameter: name one.")
    parameter = Parameter(asked.layer, asked.row, asked.column)
    try:
        position(trainer, parameter)
    except IndexError as error:
        raise ExperimentError("parameter", str(error)) from None
    return parameter


def _check(trainer: Trainer, parameter: Parameter) -> Content:
    return {"step_size": STEP, **plain(check_slope(trainer, parameter)._asdict())}


def nudges(trainer: Trainer, parameter: Parameter, sizes: list[float]) -> Content:
    """What the loss would be with a parameter moved by these sizes; raises ExperimentError."""
    if not sizes:
        raise ExperimentError("sizes", "This question is about moves of a parameter: give sizes.")
    found = try_nudges(trainer, parameter, sizes)
    return plain(
        {
            "sizes": sizes,
            "loss": found.loss,
            "losses": found.losses.tolist(),
            "measured": found.measured.tolist(),
            "computed": found.computed,
        }
    )


def _factors(trainer: Trainer, parameter: Parameter) -> Content:
    return plain(chain_factors(trainer, parameter)._asdict())


def _wishes(trainer: Trainer, parameter: Parameter) -> Content:
    found = example_slopes(trainer, parameter)
    with np.errstate(all="ignore"):
        deviation = float(found.slopes.std())
    return plain(
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
    return plain({"steps": steps, "values": [values[step] for step in steps]})


ABOUT_PARAMETERS: Final[dict[str, Callable[[Trainer, Parameter], Content]]] = {
    "check": _check,
    "factors": _factors,
    "wishes": _wishes,
    "path": _path,
}


def evenly(steps: list[int], most: int) -> list[int]:
    """At most so many of some steps, evenly, the first and the last among them."""
    if len(steps) <= most:
        return steps
    places = np.linspace(0, len(steps) - 1, most).round().astype(int)
    return [steps[place] for place in places]
