"""JAX at its best: 100 steps compiled as one `lax.scan`, with donated parameters, on one thread.

XLA reads its flags when it starts (`benchmarks/__init__.py` sets them), and makes as many threads
as it sees cores. With more than one it is slower here, by up to a third.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.contenders.problem import Floats, Order, Problem, Runner
from benchmarks.machine import one_core

SCANNED = 100
with one_core():
    jax.devices()
Parameters = list[tuple[Any, Any]]


def make(problem: Problem) -> Runner:
    """The permutations come from NumPy, which draws them faster; batches are gathered inside."""
    inputs, targets = jnp.asarray(problem.inputs), jnp.asarray(problem.targets)
    parameters: Parameters = [
        (jnp.array(w), jnp.array(b)) for w, b in zip(problem.weights, problem.biases, strict=True)
    ]
    compiled = compile_steps(problem)
    stream = chosen_examples(problem)
    losses: list[Any] = []

    def run(steps: int) -> None:
        nonlocal parameters
        losses.clear()
        for _ in range(steps // SCANNED):
            parameters, some = compiled(parameters, inputs, targets, *stream())
            losses.append(some)
        jax.block_until_ready(parameters)

    return Runner(
        run,
        lambda: [(np.array(w), np.array(b)) for w, b in parameters],
        lambda: np.concatenate([np.asarray(some) for some in losses]),
        unit=SCANNED,
    )


def chosen_examples(problem: Problem) -> Callable[[], tuple[Order, Floats | None]]:
    """A function that gives the examples of the next steps, (steps, batch), and their shares.

    XLA wants equal shapes, so a short batch is filled up with examples whose share is 0; where all
    batches are whole there are no shares.
    """
    shuffle, per_epoch, batch = problem.shuffler(), problem.steps_per_epoch, problem.batch
    fill = per_epoch * batch - problem.count
    shares = np.full((per_epoch, batch), 1 / batch, np.float32)
    if fill:
        shares[-1] = 0
        shares[-1, : batch - fill] = 1 / (batch - fill)
    waiting = np.empty((0, batch), np.int64)
    waiting_shares = np.empty((0, batch), np.float32)

    def take() -> tuple[Order, Floats | None]:
        nonlocal waiting, waiting_shares
        missing = -(-(SCANNED - len(waiting)) // per_epoch)
        epochs = [np.resize(shuffle(), (per_epoch, batch)) for _ in range(missing)]
        waiting = np.concatenate([waiting, *epochs])
        chosen, waiting = waiting[:SCANNED], waiting[SCANNED:]
        if not fill:
            return chosen, None
        waiting_shares = np.concatenate([waiting_shares, *[shares] * missing])
        weighting, waiting_shares = waiting_shares[:SCANNED], waiting_shares[SCANNED:]
        return chosen, weighting

    return take


def compile_steps(problem: Problem) -> Callable[..., tuple[Parameters, Any]]:
    """Many steps as one compiled function."""

    def loss_of(parameters: Parameters, x: Any, y: Any, shares: Any) -> Any:
        for w, b in parameters[:-1]:
            x = jnp.tanh(x @ w + b)  # (batch, fan_out)
        w, b = parameters[-1]
        z = x @ w + b
        if problem.kind == "binary":
            each = jnp.sum(jnp.logaddexp(0, z) - y * z, 1)
        else:
            each = -jnp.sum(y * jax.nn.log_softmax(z), 1)
        return jnp.mean(each) if shares is None else jnp.sum(each * shares)

    def steps(
        parameters: Parameters, inputs: Any, targets: Any, chosen: Any, shares: Any
    ) -> tuple[Parameters, Any]:
        def step(parameters: Parameters, batch: Any) -> tuple[Parameters, Any]:
            numbers, weighting = batch
            x, y = inputs[numbers], targets[numbers]
            loss, slopes = jax.value_and_grad(loss_of)(parameters, x, y, weighting)
            return jax.tree.map(lambda p, g: p - problem.rate * g, parameters, slopes), loss

        after, losses = lax.scan(step, parameters, (chosen, shares))
        return after, losses

    compiled: Callable[..., tuple[Parameters, Any]] = jax.jit(steps, donate_argnums=0)
    return compiled
