"""Questions about a layer, and about an activation alone."""

import numpy as np

from app.commands import Ask
from app.questions.plain import Content, plain
from engine import ACTIVATIONS, ExperimentError, Trainer
from engine.probes import Distribution, layer_statistics


def layer_of(trainer: Trainer, command: Ask) -> int:
    """The layer that a question is about; raises ExperimentError."""
    count = len(trainer.experiment.layers)
    if command.layer is None:
        raise ExperimentError("layer", "This question is about a layer: name one.")
    if not 1 <= command.layer <= count:
        raise ExperimentError("layer", f"This network has layers 1 to {count}.")
    return command.layer


def statistics(trainer: Trainer, layer: int) -> Content:
    """How the numbers of a layer are spread."""
    found = layer_statistics(trainer, layer)
    return plain(
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


def activation(command: Ask) -> Content:
    """An activation and its slope at sums, in float64; raises ExperimentError."""
    entry = ACTIVATIONS.get(command.name or "")
    if entry is None or not entry.hidden:
        known = ", ".join(name for name, each in ACTIVATIONS.items() if each.hidden)
        raise ExperimentError("name", f"This question is about an activation: name one of {known}.")
    z = np.array(command.z, np.float64)
    return plain(
        {
            "name": entry.name,
            "z": command.z,
            "a": entry(z).tolist(),
            "slopes": entry.derivative(z).tolist(),
        }
    )
