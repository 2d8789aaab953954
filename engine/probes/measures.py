"""Measures of a whole network, over all training examples: sizes of slopes, signals and weights.

All come from float64 passes in buffers of their own, without dropout. Slopes are those of the loss
that is shown: a penalty has no part in them. Layers are in order, index 0 being layer 1.
"""

from math import nan

import numpy as np
import numpy.typing as npt

from engine.probes.surface import Floats, Surface, training_rows, training_surface
from engine.program import Array
from engine.rules.activations import ACTIVATIONS
from engine.trainer import Trainer

Flags = npt.NDArray[np.bool_]


def gradient_rms(trainer: Trainer) -> Floats:
    """√ mean (∂L/∂w)² over the weights of each layer, biases aside: (layers,)."""
    surface = training_surface(trainer)
    return weight_rms(trainer, surface.gradient(surface.at))


def weight_rms(trainer: Trainer, flat: Array) -> Floats:
    """√ mean square over the weights of each layer in a flat block, biases aside: (layers,)."""
    with np.errstate(all="ignore"):
        return np.array(
            [np.sqrt(np.mean(stored[:-1] ** 2)) for stored in trainer.network.block.stored(flat)]
        )


def gradient_norm(trainer: Trainer) -> float:
    """‖∇L‖ = √ Σ (∂L/∂θ)² over all parameters."""
    surface = training_surface(trainer)
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(surface.gradient(surface.at)))


def weight_norm(trainer: Trainer) -> float:
    """√ Σ w² over all weights, biases aside."""
    weights = trainer.network.block.stored(trainer.network.parameters.astype(np.float64))
    with np.errstate(all="ignore"):
        return float(np.sqrt(sum(np.sum(stored[:-1] ** 2) for stored in weights)))


def spread(trainer: Trainer) -> float:
    """max |W₁[i][j] − W₁[0][j]|: how far the neurons of the first layer are from being clones."""
    first = trainer.network.block.stored(trainer.network.parameters.astype(np.float64))[0][:-1]
    with np.errstate(all="ignore"):
        return float(np.abs(first - first[:, :1]).max())


def dead_neurons(trainer: Trainer) -> list[Flags]:
    """Which neurons of each hidden layer have slope 0 for every training example, (units,) each.

    For ReLU: z ≤ 0 everywhere. No slope reaches their weights.
    """
    hidden = trainer.experiment.hidden
    dead = [np.ones(layer.units, bool) for layer in hidden]
    surface = training_surface(trainer)
    for part in surface.parts(surface.at):
        for layer, z, flags in zip(hidden, part.z, dead, strict=False):
            flags &= ACTIVATIONS[layer.activation].is_dead(z).all(axis=-1)
    return dead


def dead_fraction(trainer: Trainer) -> float:
    """The share of hidden neurons that are dead; NaN where there are no hidden neurons."""
    dead = dead_neurons(trainer)
    return float(np.concatenate(dead).mean()) if dead else nan


def saturated_share(trainer: Trainer) -> Floats:
    """How many of a layer's slopes σ′(z) are below a twentieth of the steepest: (layers,).

    A share over neurons and training examples; NaN for softmax, which has no slope of its own.
    """
    layers = trainer.experiment.layers
    counts = np.zeros(len(layers))
    surface = training_surface(trainer)
    for part in surface.parts(surface.at):
        for i, layer in enumerate(layers):
            activation = ACTIVATIONS[layer.activation]
            counts[i] += activation.is_saturated(part.z[i]).sum() if activation.hidden else nan
    return counts / [trainer.data.training_count * layer.units for layer in layers]


def activation_rms(trainer: Trainer) -> Floats:
    """√ mean a² of each layer over neurons and training examples: how strong the signal is there.

    (layers,); the quotient of two entries tells what becomes of it on the way.
    """
    layers = trainer.experiment.layers
    sums = np.zeros(len(layers))
    surface = training_surface(trainer)
    with np.errstate(all="ignore"):
        for part in surface.parts(surface.at):
            sums += [float(np.sum(a**2)) for a in part.a]
        return np.sqrt(sums / [trainer.data.training_count * layer.units for layer in layers])


def gradient_noise(trainer: Trainer, batch_size: int, batches: int = 100, seed: int = 0) -> float:
    """How far the gradient of a batch is from that of all examples, with the weights held still.

    √ mean ‖g_B − g‖² / ‖g‖ over so many batches of different training examples, drawn from `seed`
    alone. It falls with the square root of the batch size, and is 0 for all examples. Raises
    ValueError for a batch size that there are not enough examples for; NaN or infinite where g = 0.
    """
    rows = training_rows(trainer)
    if not 1 <= batch_size <= len(rows):
        raise ValueError(f"A batch has 1 to {len(rows)} examples, and not {batch_size}.")
    if batches < 1:
        raise ValueError("At least one batch is needed.")
    generator = np.random.default_rng(seed)
    whole = training_surface(trainer)
    gradient = whole.gradient(whole.at)
    batch = Surface(trainer, rows[:batch_size])
    squares = 0.0
    with np.errstate(all="ignore"):
        for _ in range(batches):
            batch.move(trainer, rows[generator.choice(len(rows), batch_size, replace=False)])
            squares += float(np.sum((batch.gradient(batch.at) - gradient) ** 2))
        return float(np.sqrt(squares / batches) / np.linalg.norm(gradient))
