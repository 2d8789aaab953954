"""PyTorch as it is usually written: a Sequential, autograd and torch.optim.SGD, one thread."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from benchmarks.contenders.problem import Floats, Problem, Runner


def make(problem: Problem) -> Runner:
    """Eager mode; the losses stay tensors until somebody asks for them."""
    torch.set_num_threads(1)
    model = nn.Sequential()
    for fan_in, fan_out in pairwise(problem.units):
        model.extend([nn.Linear(fan_in, fan_out), nn.Tanh()])
    model = model[:-1]  # the output's bend is part of the loss
    linear = [layer for layer in model if isinstance(layer, nn.Linear)]
    with torch.no_grad():
        for layer, w, b in zip(linear, problem.weights, problem.biases, strict=True):
            layer.weight.copy_(torch.from_numpy(w.T.copy()))
            layer.bias.copy_(torch.from_numpy(b))
    optimizer = torch.optim.SGD(model.parameters(), lr=problem.rate)
    inputs = torch.from_numpy(problem.inputs)
    if problem.kind == "binary":
        targets = torch.from_numpy(problem.targets)
        loss_of = functional.binary_cross_entropy_with_logits
    else:
        targets = torch.from_numpy(problem.targets.argmax(1))
        loss_of = functional.cross_entropy
    orders = iter(problem.orders)
    losses: list[torch.Tensor] = []
    batches: list[tuple[torch.Tensor, torch.Tensor]] = []

    def shuffled() -> list[tuple[torch.Tensor, torch.Tensor]]:
        """The batches of the next epoch, last one first."""
        given = next(orders, None)
        order = torch.randperm(problem.count) if given is None else torch.from_numpy(given)
        parts = zip(
            inputs[order].split(problem.batch), targets[order].split(problem.batch), strict=True
        )
        return list(parts)[::-1]

    def run(steps: int) -> None:
        nonlocal batches
        losses.clear()
        for _ in range(steps):
            batches = batches or shuffled()
            x, y = batches.pop()
            optimizer.zero_grad()
            loss = loss_of(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())

    def parameters() -> list[tuple[Floats, Floats]]:
        return [
            (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
            for layer in linear
        ]

    return Runner(run, parameters, lambda: np.array([float(loss) for loss in losses], np.float32))
