"""The same networks in a few lines of NumPy, in float64: they share no code with the engine."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine import Trainer

Floats = npt.NDArray[np.float64]

BENDS: dict[str, Callable[[Floats], Floats]] = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
STEEPNESS: dict[str, Callable[[Floats], Floats]] = {
    "linear": np.ones_like,
    "relu": lambda a: np.where(a > 0, 1.0, 0.0),
    "leaky_relu": lambda a: np.where(a > 0, 1.0, 0.01),
    "tanh": lambda a: 1 - a**2,
    "sigmoid": lambda a: a * (1 - a),
}
"""σ′ as a function of a = σ(z)."""


class Network(NamedTuple):
    """Weights (fan_out, fan_in) and biases (fan_out,) of each layer, the bend of the hidden ones.

    One output is a sigmoid, several are a softmax, and the loss is the cross-entropy.
    """

    weights: list[Floats]
    biases: list[Floats]
    bend: str

    @classmethod
    def of(cls, trainer: Trainer) -> "Network":
        """The network of a run as it is before the present step."""
        layers = trainer.experiment.layers
        trace = trainer.trace()
        return cls(
            [trace["weights", n].astype(np.float64) for n in range(1, len(layers) + 1)],
            [trace["biases", n].astype(np.float64) for n in range(1, len(layers) + 1)],
            layers[0].activation,
        )

    def signals(self, inputs: npt.NDArray[Any]) -> list[Floats]:
        """The inputs (n, features) and what each layer makes of them, (n, units)."""
        signals = [inputs.astype(np.float64)]
        for layer, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = signals[-1] @ w.T + b
            if layer < len(self.weights) - 1:
                signals.append(BENDS[self.bend](z))
            elif z.shape[1] == 1:
                signals.append(BENDS["sigmoid"](z))
            else:
                powers = np.exp(z - z.max(axis=1, keepdims=True))
                signals.append(powers / powers.sum(axis=1, keepdims=True))
        return signals

    def losses(self, inputs: npt.NDArray[Any], targets: npt.NDArray[Any]) -> Floats:
        """The loss of each example, (n,)."""
        output = self.signals(inputs)[-1]
        if output.shape[1] == 1:
            output, targets = np.hstack([1 - output, output]), np.hstack([1 - targets, targets])
        losses: Floats = -np.log(np.maximum((output * targets).sum(axis=1), 1e-300))
        return losses

    def gradient(
        self, inputs: npt.NDArray[Any], targets: npt.NDArray[Any]
    ) -> tuple[list[Floats], list[Floats]]:
        """The gradient of the mean loss, for the weights and for the biases of each layer."""
        signals = self.signals(inputs)
        dz = (signals[-1] - targets) / len(inputs)  # softmax or sigmoid with its cross-entropy
        weights: list[Floats] = []
        biases: list[Floats] = []
        for layer in reversed(range(len(self.weights))):
            weights.insert(0, dz.T @ signals[layer])
            biases.insert(0, dz.sum(axis=0))
            dz = dz @ self.weights[layer] * STEEPNESS[self.bend](signals[layer])
        return weights, biases


def flat(gradient: tuple[list[Floats], list[Floats]]) -> Floats:
    """All slopes in one row."""
    return np.concatenate([part.ravel() for parts in gradient for part in parts])


def rms(values: npt.NDArray[Any]) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))
