"""One training step as the textbook writes it: loops over plain lists, row = receiving neuron.

Shares no code with the engine, so that both can be wrong only in the same way by accident.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Vector = list[float]
Matrix = list[list[float]]


CUBIC = 0.044715


def gelu_inner(z: float) -> float:
    """√(2/π) (z + 0.044715 z³)"""
    return math.sqrt(2 / math.pi) * (z + CUBIC * z * z * z)


def activation(name: str, z: Vector) -> Vector:
    """σ(z) for one example."""
    if name == "softmax":
        largest = max(z)
        powers = [math.exp(value - largest) for value in z]
        return [power / sum(powers) for power in powers]
    rules: dict[str, Callable[[float], float]] = {
        "linear": lambda v: v,
        "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
        "tanh": math.tanh,
        "relu": lambda v: max(0.0, v),
        "leaky_relu": lambda v: v if v > 0 else 0.01 * v,
        "elu": lambda v: v if v > 0 else math.exp(v) - 1,
        "softplus": lambda v: math.log(1 + math.exp(v)),
        "gelu": lambda v: v / 2 * (1 + math.tanh(gelu_inner(v))),
        "silu": lambda v: v / (1 + math.exp(-v)),
        "mish": lambda v: v * math.tanh(math.log(1 + math.exp(v))),
        "sine": math.sin,
    }
    return [rules[name](value) for value in z]


def steepness(name: str, z: float) -> float:
    """σ′(z)."""
    a = activation(name, [z])[0]
    slopes = {
        "linear": 1.0,
        "sigmoid": a * (1 - a),
        "tanh": 1 - a * a,
        "relu": float(z > 0),
        "leaky_relu": 1.0 if z > 0 else 0.01,
        "elu": 1.0 if z > 0 else math.exp(z),
        "softplus": 1 / (1 + math.exp(-z)),
        "gelu": (1 + math.tanh(gelu_inner(z))) / 2
        + z / 2 / math.cosh(gelu_inner(z)) ** 2 * math.sqrt(2 / math.pi) * (1 + 3 * CUBIC * z * z),
        "silu": (1 + math.exp(-z) * (1 + z)) / (1 + math.exp(-z)) ** 2,
        "mish": math.tanh(math.log(1 + math.exp(z)))
        + z / math.cosh(math.log(1 + math.exp(z))) ** 2 / (1 + math.exp(-z)),
        "sine": math.cos(z),
    }
    return slopes[name]


def loss(name: str, a: Vector, y: Vector) -> float:
    """The loss of one example."""
    pairs = list(zip(a, y, strict=True))
    if name == "half_square":
        return sum((p - t) ** 2 for p, t in pairs) / 2
    if name == "absolute":
        return sum(abs(p - t) for p, t in pairs)
    if name == "huber":
        return sum((p - t) ** 2 / 2 if abs(p - t) <= 1 else abs(p - t) - 0.5 for p, t in pairs)
    if name == "hinge":
        return sum(max(0.0, 1 - (2 * t - 1) * p) for p, t in pairs)
    if name == "binary_cross_entropy":
        return -sum(t * math.log(p) + (1 - t) * math.log(1 - p) for p, t in pairs)
    return -sum(t * math.log(p) for p, t in pairs)


def loss_slope(name: str, a: float, y: float) -> float:
    """∂L/∂ŷ."""
    if name == "half_square":
        return a - y
    if name == "absolute":
        return float(a > y) - float(a < y)
    if name == "huber":
        return max(-1.0, min(1.0, a - y))
    if name == "hinge":
        return 1 - 2 * y if (2 * y - 1) * a < 1 else 0.0
    if name == "binary_cross_entropy":
        return (1 - y) / (1 - a) - y / a
    return -y / a


@dataclass
class Step:
    """All that happens in one step; lists are by layer, then by example."""

    z: list[Matrix] = field(default_factory=list)
    a: list[Matrix] = field(default_factory=list)
    da: list[Matrix] = field(default_factory=list)
    dz: list[Matrix] = field(default_factory=list)
    losses: Vector = field(default_factory=list)
    weights_gradient: list[Matrix] = field(default_factory=list)
    biases_gradient: list[Vector] = field(default_factory=list)


def step(
    weights: Sequence[Matrix],
    biases: Sequence[Vector],
    bends: Sequence[str],
    loss_name: str,
    inputs: Matrix,
    targets: Matrix,
) -> Step:
    """Forward, loss and backward for a batch; gradients are means over the batch."""
    result, received = Step(), inputs
    for w, b, bend in zip(weights, biases, bends, strict=True):
        neurons = list(zip(w, b, strict=True))
        z = [
            [sum(wij * xj for wij, xj in zip(row, x, strict=True)) + bi for row, bi in neurons]
            for x in received
        ]
        received = [activation(bend, row) for row in z]
        result.z.append(z)
        result.a.append(received)
    result.losses = [loss(loss_name, a, y) for a, y in zip(received, targets, strict=True)]

    da = [
        [loss_slope(loss_name, p, t) for p, t in zip(a, y, strict=True)]
        for a, y in zip(received, targets, strict=True)
    ]
    for layer in reversed(range(len(weights))):
        z, a = result.z[layer], result.a[layer]
        if bends[layer] == "softmax":  # ∂L/∂zᵢ = Σₖ ∂L/∂aₖ · aₖ (δᵢₖ − aᵢ)
            dz = [
                [
                    sum(slopes[k] * row[k] * ((i == k) - row[i]) for k in range(len(row)))
                    for i in range(len(row))
                ]
                for slopes, row in zip(da, a, strict=True)
            ]
        else:
            dz = [
                [slope * steepness(bends[layer], v) for slope, v in zip(slopes, row, strict=True)]
                for slopes, row in zip(da, z, strict=True)
            ]
        below = inputs if layer == 0 else result.a[layer - 1]
        count = len(inputs)
        units, fan_in = len(weights[layer]), len(weights[layer][0])
        result.da.insert(0, da)
        result.dz.insert(0, dz)
        result.weights_gradient.insert(
            0,
            [
                [sum(dz[k][i] * below[k][j] for k in range(count)) / count for j in range(fan_in)]
                for i in range(units)
            ],
        )
        result.biases_gradient.insert(
            0, [sum(dz[k][i] for k in range(count)) / count for i in range(units)]
        )
        da = [
            [sum(weights[layer][i][j] * signals[i] for i in range(units)) for j in range(fan_in)]
            for signals in dz
        ]
    return result
