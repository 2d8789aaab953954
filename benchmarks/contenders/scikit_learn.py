"""scikit-learn's MLPClassifier, a fit of several epochs at a time."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.problem import Floats, Order, Problem, Runner

EPOCHS = 5


def make(problem: Problem) -> Runner:
    """Plain SGD without momentum, weight decay or early end; `warm_start` goes on where it was."""
    model = MLPClassifier(
        hidden_layer_sizes=problem.units[1:-1],
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=problem.batch,
        learning_rate="constant",
        learning_rate_init=problem.rate,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=True,
        tol=0.0,
        n_iter_no_change=10**9,
        max_iter=1,
        warm_start=True,
        random_state=0,
    )
    classes = problem.kind == "classes"
    labels = problem.targets.argmax(1) if classes else problem.targets[:, 0].astype(np.int64)
    orders = iter(problem.orders)

    def fit(chosen: slice | Order, epochs: int) -> None:
        model.set_params(max_iter=epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(problem.inputs[chosen], labels[chosen])

    fit(slice(None), 1)  # makes its arrays, for our start values
    for ours, theirs in [(problem.weights, model.coefs_), (problem.biases, model.intercepts_)]:
        for mine, its in zip(ours, theirs, strict=True):
            its[...] = mine

    def run(steps: int) -> None:
        epochs = steps // problem.steps_per_epoch
        for order in orders:  # a check: an epoch at a time, in the order that is asked for
            model.set_params(shuffle=False)
            fit(order, 1)
            epochs -= 1
        if epochs:
            model.set_params(shuffle=True)
            fit(slice(None), epochs)

    def parameters() -> list[tuple[Floats, Floats]]:
        return list(zip(model.coefs_, model.intercepts_, strict=True))

    return Runner(
        run, parameters, lambda: np.empty(0, np.float32), unit=EPOCHS * problem.steps_per_epoch
    )
