"""What takes so long that it is done beside the event loop, in the worker thread."""

from itertools import pairwise
from typing import Final

from app.commands import Ask, Branch, Change, Compare, Leave, Load, Return, Switch
from app.protocol import Command
from engine import Experiment, Trainer

HEAVY_PRODUCTS: Final = 5_000_000
HEAVY_PARAMETERS: Final = 10_000
LONG_JOURNAL: Final = 50


def is_heavy_run(trainer: Trainer) -> bool:
    """Whether a single step, or reading the losses, takes long."""
    return trainer.parameter_count * len(trainer.data.inputs) > HEAVY_PRODUCTS


def is_heavy_experiment(experiment: Experiment) -> bool:
    """The same of a run that does not exist yet."""
    parameters = sum(fan_out * (fan_in + 1) for fan_out, fan_in in experiment.shapes)
    return parameters * experiment.data.samples > HEAVY_PRODUCTS


def is_heavy(command: Command) -> bool:
    """Whether a command asks for something so large that carrying it out may take long."""
    match command:
        case Change(changes={"layers": list(layers)}) | Load(experiment={"layers": list(layers)}):
            units = [layer.get("units") for layer in layers if isinstance(layer, dict)]
            sizes = [size for size in units if isinstance(size, int)]
            return sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes)) > HEAVY_PARAMETERS
        case Change(changes={"surgery": _}) | Change(changes={"data": {"table": _}}):
            return True
        case Load(run=run) if run is not None:
            return True
        case (
            Switch()
            | Branch()
            | Compare()
            | Leave()
            | Return()
            | Ask(question="summary" | "evaluate" | "outcomes" | "nudge")
        ):
            return True
        case _:
            return False
