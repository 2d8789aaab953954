"""The PyTorch side: the same training in float64 on the CPU, by PyTorch's own functions.

PyTorch's autograd, activations, losses, optimizers and schedulers do the work wherever they mean
what the engine means. Where they do not, the definition is written out here and says why.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.parity.configurations import Configuration, Floats, Shapes, tensors
from tests.parity.steps import SLOTS, Step


class Output(NamedTuple):
    """Pre-activations, activations and targets of the last layer, each (batch, outputs)."""

    z: Tensor
    a: Tensor
    y: Tensor


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, negative_slope=0.01),
    "elu": lambda z: F.elu(z, alpha=1.0),
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    # PyTorch's own threshold is 20: beyond it, it answers z and a slope of 1, wrong by 2e-9.
    "softplus": lambda z: F.softplus(z, beta=1.0, threshold=40.0),
    "mish": F.mish,
    "sine": torch.sin,
    "softmax": lambda z: torch.softmax(z, dim=1),
}

# The sum over the outputs and examples of a batch; PyTorch's "mean" would divide by the number of
# outputs too.
LOSSES: dict[str, Callable[[Output], Tensor]] = {
    "half_square": lambda last: F.mse_loss(last.a, last.y, reduction="sum") / 2,
    "absolute": lambda last: F.l1_loss(last.a, last.y, reduction="sum"),
    "huber": lambda last: F.huber_loss(last.a, last.y, reduction="sum", delta=1.0),
    "binary_cross_entropy": lambda last: F.binary_cross_entropy_with_logits(
        last.z, last.y, reduction="sum"
    ),
    "cross_entropy": lambda last: F.cross_entropy(last.z, last.y, reduction="sum"),
    # None of PyTorch's hinge losses is one versus rest with the sum over outputs.
    "hinge": lambda last: torch.clamp(1 - (2 * last.y - 1) * last.a, min=0).sum(),
}

STATE_NAMES = {
    "velocity": "momentum_buffer",
    "sum_of_squares": "sum",
    "mean_square": "square_avg",
    "first_moment": "exp_avg",
    "second_moment": "exp_avg_sq",
}
"""What PyTorch calls the engine's slots."""


def split(flat: Floats, shapes: Shapes) -> list[Tensor]:
    """A flat vector as the list of tensors that PyTorch would have: weight, bias, weight, …"""
    return [
        torch.tensor(flat[place].reshape(shape), dtype=torch.float64)
        for *_, shape, place in tensors(shapes)
    ]


def joined(parts: list[Tensor]) -> Floats:
    """The flat vector of a list of tensors."""
    flat: Floats = torch.cat([part.detach().reshape(-1) for part in parts]).double().numpy()
    return flat


def data_loss(
    configuration: Configuration, parameters: list[Tensor], inputs: Tensor, targets: Tensor
) -> Tensor:
    """Mean loss of a batch."""
    z = a = inputs
    for layer, activation in enumerate(configuration.activations):
        z = F.linear(a, parameters[2 * layer], parameters[2 * layer + 1])
        a = ACTIVATIONS[activation](z)
    return LOSSES[configuration.experiment["loss"]](Output(z, a, targets)) / len(inputs)


def slope(
    configuration: Configuration,
    parameters: list[Tensor],
    batch: list[int],
    dtype: torch.dtype = torch.float64,
) -> tuple[float, list[Tensor]]:
    """Loss and gradient of a batch, computed in a precision and returned in float64."""
    leaves = [part.detach().to(dtype).requires_grad_() for part in parameters]
    inputs = torch.tensor(configuration.inputs[batch], dtype=dtype)
    targets = torch.tensor(configuration.targets[batch], dtype=dtype)
    loss = data_loss(configuration, leaves, inputs, targets)
    return float(loss.detach()), [part.double() for part in torch.autograd.grad(loss, leaves)]


def make_optimizer(configuration: Configuration, parameters: list[Tensor]) -> torch.optim.Optimizer:
    """PyTorch's optimizer. Weights and biases are groups of their own: AdamW decays weights."""
    settings = dict(configuration.experiment["optimizer"])
    name = settings.pop("name")
    rate = configuration.experiment["learning_rate"]
    decay = settings.pop("weight_decay", 0.0)
    groups = [
        {"params": parameters[0::2], "weight_decay": decay},
        {"params": parameters[1::2], "weight_decay": 0.0},
    ]
    if name in ("sgd", "momentum", "nesterov"):
        return torch.optim.SGD(
            groups,
            lr=rate,
            momentum=settings.get("momentum", 0.0),
            nesterov=name == "nesterov",
            foreach=False,
        )
    if name == "adagrad":
        return torch.optim.Adagrad(groups, lr=rate, eps=settings["epsilon"], foreach=False)
    if name == "rmsprop":
        return torch.optim.RMSprop(
            groups, lr=rate, alpha=settings["decay"], eps=settings["epsilon"], foreach=False
        )
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[name]
    return kind(
        groups,
        lr=rate,
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        foreach=False,
    )


def schedule_factor(configuration: Configuration) -> Callable[[int], float]:
    """The share of the learning rate that update number t gets, as LambdaLR wants it."""
    settings = configuration.experiment.get("schedule", {})
    length, factor = settings.get("length", 1), settings.get("factor", 1.0)
    rules: dict[str, Callable[[int], float]] = {
        "constant": lambda t: float(factor**t),
        "step": lambda t: float(factor ** (t // settings["every"])),
        "exponential": lambda t: float(factor**t),
        "cosine": lambda t: float(
            settings["floor"]
            + (1 - settings["floor"]) * (1 + math.cos(math.pi * min(t, length) / length)) / 2
        ),
        "warm_up": lambda t: min(1.0, (t + 1) / length),
    }
    return rules[configuration.rule("schedule")]


class Run:
    """A network in training with PyTorch, from the start or from any state before a step."""

    def __init__(
        self,
        configuration: Configuration,
        state: dict[str, Floats] | None = None,
        step: int = 0,
    ) -> None:
        self.configuration, self.shapes = configuration, configuration.shapes
        self.slots = SLOTS[configuration.rule("optimizer")]
        start = configuration.start if state is None else state["parameters"]
        self.parameters = [part.requires_grad_() for part in split(start, self.shapes)]
        self.optimizer = make_optimizer(configuration, self.parameters)
        for group in self.optimizer.param_groups:
            group["initial_lr"] = configuration.experiment["learning_rate"]
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, schedule_factor(configuration), last_epoch=step - 1
        )
        if state is not None and self.slots:
            parts = {name: split(state[name], self.shapes) for name in self.slots}
            for index, parameter in enumerate(self.parameters):
                memory = self.optimizer.state[parameter]
                memory["step"] = torch.tensor(float(step))
                memory.update({STATE_NAMES[name]: parts[name][index] for name in self.slots})

    def state(self) -> dict[str, Floats]:
        """Parameters and slots; a slot that PyTorch has not made yet counts as zeros."""
        flat = {"parameters": joined(self.parameters)}
        for name in self.slots:
            memory = [self.optimizer.state.get(p, {}) for p in self.parameters]
            flat[name] = joined(
                [
                    torch.zeros_like(p)
                    if m.get(STATE_NAMES[name]) is None
                    else m[STATE_NAMES[name]]
                    for p, m in zip(self.parameters, memory, strict=True)
                ]
            )
        return flat

    def step(self, batch: list[int], dtype: torch.dtype = torch.float64) -> Step:
        """One step on these examples, the gradient in a precision and the rest in float64."""
        state = self.state()
        loss, gradient = slope(self.configuration, self.parameters, batch, dtype)
        self._update(gradient)
        after = self.state()
        update = after.pop("parameters") - state["parameters"]
        return Step(loss, state, joined(gradient), {"update": update, **after})

    def _update(self, gradient: list[Tensor]) -> None:
        experiment = self.configuration.experiment
        regularizer = self.configuration.rule("regularizer")
        strength = experiment.get("regularizer", {}).get("strength", 0.0)
        weights = self.parameters[0::2]
        with torch.no_grad():
            slopes = [part.clone() for part in gradient]
            for slope_, w in zip(slopes[0::2], weights, strict=True):  # of weights, not of biases
                if regularizer == "l1":
                    slope_ += strength * torch.sign(w)
                if regularizer == "l2":
                    slope_ += strength * w
            if "clip_norm" in experiment:
                # min(1, c/‖g‖) over all parameters, as Pascanu and others define it;
                # torch.nn.utils.clip_grad_norm_ divides by ‖g‖ + 1e-6 instead.
                norm = float(torch.cat([part.reshape(-1) for part in slopes]).norm())
                if norm > experiment["clip_norm"]:
                    slopes = [part * (experiment["clip_norm"] / norm) for part in slopes]
            for parameter, slope_ in zip(self.parameters, slopes, strict=True):
                parameter.grad = slope_
            old = [w.clone() for w in weights]
            rate = self.optimizer.param_groups[0]["lr"]
        self.optimizer.step()
        if regularizer == "weight_decay":  # decoupled: −η λ w more, whatever the optimizer
            with torch.no_grad():
                for w, before in zip(weights, old, strict=True):
                    w -= rate * strength * before
        self.schedule.step()


def trajectory(configuration: Configuration) -> Iterator[Step]:
    """All steps, and one more that shows the last state."""
    run = Run(configuration)
    for batch in configuration.order:
        yield run.step(list(batch))


def rounded_step(configuration: Configuration, number: int, state: dict[str, Floats]) -> Step:
    """One step from a state rounded to float32, with the gradient in float32.

    What this loses against float64 is what any computation in float32 must lose here.
    """
    rounded = {name: v.astype(np.float32).astype(np.float64) for name, v in state.items()}
    run = Run(configuration, rounded, number)
    return run.step(list(configuration.order[number]), torch.float32)
