"""The same network and batches in NumPy, written as one would in a notebook."""

import numpy as np

from benchmarks.contenders.problem import Floats, Problem, Runner


def make(problem: Problem) -> Runner:
    """Batch-first, fancy-indexed batches, x @ w + b, and the mean loss in each step."""
    weights = [w.copy() for w in problem.weights]  # (fan_in, fan_out)
    biases = [b.copy() for b in problem.biases]
    inputs, targets, rate = problem.inputs, problem.targets, problem.rate
    count, size = problem.count, problem.batch
    classes = problem.kind == "classes"
    shuffle = problem.shuffler()
    losses: list[float] = []
    order, start = shuffle(), 0

    def run(steps: int) -> None:
        nonlocal order, start
        losses.clear()
        for _ in range(steps):
            chosen = order[start : start + size]
            y = targets[chosen]  # (batch, outputs)
            activations = [inputs[chosen]]  # (batch, features)
            for w, b in zip(weights[:-1], biases[:-1], strict=True):
                activations.append(np.tanh(activations[-1] @ w + b))  # (batch, fan_out)
            z = activations[-1] @ weights[-1] + biases[-1]
            if classes:
                shifted = np.exp(z - z.max(axis=1, keepdims=True))
                output = shifted / shifted.sum(axis=1, keepdims=True)
                loss = -np.mean(np.sum(y * np.log(output + 1e-12), axis=1))
            else:
                output = 1 / (1 + np.exp(-z))
                likely = y * np.log(output + 1e-12) + (1 - y) * np.log(1 - output + 1e-7)
                loss = -np.mean(likely)
            losses.append(float(loss))

            dz = (output - y) / len(y)
            for i in reversed(range(len(weights))):
                a = activations[i]
                dw, db = a.T @ dz, dz.sum(axis=0)
                if i:
                    dz = (dz @ weights[i].T) * (1 - a**2)
                weights[i] -= rate * dw
                biases[i] -= rate * db

            start += size
            if start >= count:
                order, start = shuffle(), 0

    def parameters() -> list[tuple[Floats, Floats]]:
        return list(zip(weights, biases, strict=True))

    return Runner(run, parameters, lambda: np.array(losses, np.float32))
