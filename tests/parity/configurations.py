"""Random configurations: every optimizer × schedule × regularizer × clipping, the rest balanced.

A configuration is an experiment in plain JSON with points and start values of its own, so that it
depends on no data set and on no rule for start values. Inputs and targets are multiples of 1/64.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.batches import Order

Floats = npt.NDArray[np.float64]
Shapes = tuple[tuple[int, int], ...]

STEPS = 50
EXAMPLES = 12
GRID = 64
"""Inputs and targets are whole numbers divided by this."""

HIDDEN = (
    "linear sigmoid tanh relu leaky_relu elu gelu silu softplus mish sine".split()  # noqa: SIM905
)
OUTPUTS: dict[str, Sequence[str]] = {
    "half_square": HIDDEN,
    "absolute": HIDDEN,
    "huber": HIDDEN,
    "binary_cross_entropy": ["sigmoid"],
    "cross_entropy": ["softmax"],
    "hinge": ["linear", "tanh"],
}
"""The output activations that a loss fits."""
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "exponential", "cosine", "warm_up")
REGULARIZERS = ("none", "l1", "l2", "weight_decay")
HIDDEN_LAYERS: Sequence[tuple[int, ...]] = ((), (3,), (4,), (2,), (3, 2), (2, 3), (2, 2, 2))
RATES = {
    "sgd": (0.03, 0.5),
    "momentum": (0.01, 0.1),
    "nesterov": (0.01, 0.1),
    "adagrad": (0.02, 0.3),
    "rmsprop": (0.003, 0.03),
    "adam": (0.003, 0.1),
    "adamw": (0.003, 0.1),
}


@dataclass(frozen=True)
class Configuration:
    """An experiment in plain JSON, without start values, and the examples it is trained on.

    `inputs` is (examples, features) and `targets` (examples, outputs); `start` is a flat vector of
    all parameters in PyTorch's order: for each layer the weights, row = receiving neuron, and then
    the biases. `order` holds the examples of each batch, as indices.
    """

    experiment: dict[str, Any]
    task: str
    inputs: Floats
    targets: Floats
    start: Floats
    order: tuple[tuple[int, ...], ...]

    @property
    def name(self) -> str:
        """The name of the data set that stands for the examples, such as `parity-017`."""
        return str(self.experiment["data"]["name"])

    @property
    def shapes(self) -> Shapes:
        """(fan_out, fan_in) of each layer."""
        units = [self.inputs.shape[1], *(layer["units"] for layer in self.experiment["layers"])]
        return fans(units)

    @property
    def activations(self) -> list[str]:
        """The activation of each layer."""
        return [layer["activation"] for layer in self.experiment["layers"]]

    def rule(self, part: str) -> str:
        """The name of the optimizer, schedule or regularizer; what is missing changes nothing."""
        absent = {"schedule": "constant", "regularizer": "none"}
        return str(self.experiment.get(part, {"name": absent.get(part)})["name"])

    def __str__(self) -> str:
        parts = [self.name, *(self.rule(part) for part in ("optimizer", "schedule", "regularizer"))]
        parts += ["clip"] * ("clip_norm" in self.experiment)
        parts += [self.experiment["loss"], *self.activations]
        return " ".join(parts)


def fans(units: Sequence[int]) -> Shapes:
    """(fan_out, fan_in) of each layer, given the numbers of inputs and units."""
    return tuple((fan_out, fan_in) for fan_in, fan_out in pairwise(units))


@cache
def tensors(shapes: Shapes) -> list[tuple[str, int, tuple[int, ...], slice]]:
    """Where weights and biases of each layer lie in a flat vector in PyTorch's order."""
    found: list[tuple[str, int, tuple[int, ...], slice]] = []
    at = 0
    for layer, (fan_out, fan_in) in enumerate(shapes, start=1):
        for name, shape in (("weights", (fan_out, fan_in)), ("biases", (fan_out,))):
            size = math.prod(shape)
            found.append((name, layer, shape, slice(at, at + size)))
            at += size
    return found


def widths(batch_size: int) -> list[int]:
    """How many examples each of STEPS + 1 batches has; the last of an epoch may be short."""
    epoch = [min(batch_size, EXAMPLES - used) for used in range(0, EXAMPLES, batch_size)]
    return [epoch[number % len(epoch)] for number in range(STEPS + 1)]


def batch_order(seed: int, batch_size: int) -> tuple[tuple[int, ...], ...]:
    """The examples of STEPS + 1 batches as the engine's own shuffle deals them."""
    order, position, batches = Order(seed, EXAMPLES), 0, []
    for width in widths(batch_size):
        epoch, offset = divmod(position, EXAMPLES)
        whole = width == EXAMPLES  # a full batch is not shuffled
        dealt = np.arange(EXAMPLES) if whole else order.epoch(epoch)
        batches.append(tuple(int(i) for i in dealt[offset : offset + width]))
        position += width
    return tuple(batches)


def round_to(value: float, digits: int = 3) -> float:
    """A number with so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def draw_optimizer(name: str, generator: np.random.Generator) -> dict[str, Any]:
    """An optimizer with settings; an ε of every size, so that its place in the equation shows."""
    epsilon = float(generator.choice([1e-8, 1e-6, 1e-4]))
    momentum = {"momentum": round_to(generator.uniform(0.5, 0.95))}
    usual = bool(generator.integers(2))  # β₂ = 0.999 is hard on 1 − β₂ᵗ in float32
    moments = {
        "beta1": 0.9 if usual else round_to(generator.uniform(0.8, 0.95)),
        "beta2": 0.999 if usual else round_to(generator.uniform(0.95, 0.999)),
        "epsilon": epsilon,
    }
    settings: dict[str, dict[str, float]] = {
        "sgd": {},
        "momentum": momentum,
        "nesterov": momentum,
        "adagrad": {"epsilon": float(generator.choice([1e-10, 1e-6, 1e-4]))},
        "rmsprop": {"decay": round_to(generator.uniform(0.8, 0.99)), "epsilon": epsilon},
        "adam": moments,
        "adamw": {**moments, "weight_decay": float(generator.choice([0.01, 0.1]))},
    }
    return {"name": name, **settings[name]}


def draw_schedule(name: str, generator: np.random.Generator) -> dict[str, Any]:
    """A schedule with settings; some end before the last step, some after it."""
    settings: dict[str, dict[str, float]] = {
        "constant": {},
        "step": {
            "every": int(generator.integers(5, 21)),
            "factor": round_to(generator.uniform(0.3, 0.9)),
        },
        "exponential": {"factor": round_to(generator.uniform(0.95, 0.995))},
        "cosine": {
            "length": int(generator.integers(20, 71)),
            "floor": float(generator.choice([0.0, 0.05, 0.3])),
        },
        "warm_up": {"length": int(generator.integers(2, 61))},
    }
    return {"name": name, **settings[name]}


def draw_regularizer(name: str, generator: np.random.Generator) -> dict[str, Any]:
    """A regularizer with a strength."""
    strongest = {"l1": 0.02, "l2": 0.1, "weight_decay": 0.1}[name]
    return {"name": name, "strength": round_to(strongest * generator.uniform(0.1, 1.0))}


def draw_examples(
    task: str, features: int, outputs: int, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Points in a box with targets that are half a rule and half chance, so that slopes stay."""
    inputs = generator.integers(-80, 81, (EXAMPLES, features)) / GRID
    direction = generator.standard_normal((features, outputs))
    scores = np.sin(inputs @ direction) + 0.5 * generator.standard_normal((EXAMPLES, outputs))
    if task == "regression":
        return inputs, np.rint(np.clip(scores, -1.5, 1.5) * GRID) / GRID
    if task == "binary":
        return inputs, (scores > 0).astype(np.float64)
    return inputs, np.eye(outputs)[np.argmax(scores, axis=1)]


def draw_start(shapes: Shapes, generator: np.random.Generator) -> Floats:
    """Start values as multiples of 1/1024, biases included and none of them 0."""
    start = np.empty(sum(fan_out * (fan_in + 1) for fan_out, fan_in in shapes))
    for name, layer, shape, place in tensors(shapes):
        fan_in = shapes[layer - 1][1]
        deviation = fan_in**-0.5 if name == "weights" else 0.3
        drawn = np.rint(deviation * generator.standard_normal(shape) * 1024).ravel()
        start[place] = np.where(drawn == 0, 1, drawn) / 1024
    return start


def deal(choices: Sequence[Any], count: int, generator: np.random.Generator) -> list[Any]:
    """So many choices in random order, each about equally often."""
    index = np.arange(count) % len(choices)
    generator.shuffle(index)
    return [choices[int(i)] for i in index]


class Drawer:
    """Draws configurations: `draw(number, attempt)` depends on the seed and these two alone.

    The factors of a configuration (which rules and which architecture) do not depend on the
    attempt: another attempt draws other numbers for the same rules.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        generator = np.random.default_rng(seed)
        moves = list(product(OPTIMIZERS, SCHEDULES, REGULARIZERS, (False, True)))
        generator.shuffle(moves)
        self.count = count = len(moves)
        losses = deal(list(OUTPUTS), count, generator)
        outputs = {
            loss: iter(deal(fitting, losses.count(loss), generator))
            for loss, fitting in OUTPUTS.items()
        }
        ends = [next(outputs[loss]) for loss in losses]
        hidden = deal(HIDDEN_LAYERS, count, generator)
        bends = iter(deal(HIDDEN, sum(map(len, hidden)), generator))
        alike = deal((True, False), count, generator)  # one activation in all hidden layers
        self.factors = [
            (move, loss, end, units, tuple(next(bends) for _ in units), same)
            for move, loss, end, units, same in zip(moves, losses, ends, hidden, alike, strict=True)
        ]

    def draw(self, number: int, attempt: int = 0) -> Configuration:
        """The configuration with this number; `clip_norm` is 1 where there is to be clipping."""
        (optimizer, schedule, regularizer, clip), loss, end, units, bends, same = self.factors[
            number
        ]
        generator = np.random.default_rng([self.seed, number, attempt])
        task, outputs = draw_task(loss, generator)
        features = int(generator.integers(1, 4))
        layers = [
            {"units": width, "activation": bends[0] if same else bend}
            for width, bend in zip(units, bends, strict=True)
        ]
        layers.append({"units": outputs, "activation": end})
        low, high = np.log(RATES[str(optimizer)])
        seed = int(generator.integers(1000))
        batch_size = int(generator.choice([1, 4, 5, 7, EXAMPLES]))
        experiment: dict[str, Any] = {
            "data": {"name": f"parity-{number:03}"},
            "layers": layers,
            "loss": loss,
            "optimizer": draw_optimizer(str(optimizer), generator),
            "learning_rate": round_to(float(np.exp(generator.uniform(low, high)))),
            "batch_size": batch_size,
            "seed": seed,
        }
        if schedule != "constant":
            experiment["schedule"] = draw_schedule(str(schedule), generator)
        if regularizer != "none":
            experiment["regularizer"] = draw_regularizer(str(regularizer), generator)
        if clip:
            experiment["clip_norm"] = 1.0
        inputs, targets = draw_examples(task, features, outputs, generator)
        start = draw_start(fans([features, *units, outputs]), generator)
        order = batch_order(seed, batch_size)
        return Configuration(experiment, task, inputs, targets, start, order)


def draw_task(loss: str, generator: np.random.Generator) -> tuple[str, int]:
    """A task that fits the loss, with its number of outputs."""
    fitting = {
        "binary_cross_entropy": ("binary", "classes"),
        "cross_entropy": ("classes",),
        "hinge": ("binary", "classes"),
    }.get(loss, ("regression", "binary", "classes"))
    task = str(generator.choice(fitting))
    outputs = {"binary": (1,), "classes": (2, 3), "regression": (1, 2)}[task]
    return task, int(generator.choice(outputs))
