"""Questions about curvature: how sharply does the loss bend, and how large may a step be?"""

from collections.abc import Generator
from math import inf, nan
from typing import NamedTuple

import numpy as np

from engine.probes.surface import Floats, Surface, training_rows
from engine.trainer import Trainer

ROUNDS = 100
TOLERANCE = 1e-6


class Curvature(NamedTuple):
    """The largest eigenvalue λ of the Hessian, with its direction of unit length (parameters,).

    `error` is ‖Hv − λv‖: an eigenvalue is no further away. `converged` tells whether that is within
    the tolerance. `rounds` counts the products with the Hessian.
    """

    value: float
    direction: Floats
    error: float
    converged: bool
    rounds: int

    @property
    def cliff(self) -> float:
        """2/λ, or infinity where λ ≤ 0; NaN where λ is."""
        if self.value > 0:
            return 2 / self.value
        return inf if self.value <= 0 else nan


def measure_curvature(
    trainer: Trainer, rounds: int = ROUNDS, tolerance: float = TOLERANCE
) -> Curvature:
    """The largest curvature of the training loss and its direction, by Lanczos's method.

    From v₁ on: w = H vₖ, αₖ = vₖᵀw, w made perpendicular to all earlier v, βₖ = ‖w‖,
    vₖ₊₁ = w / βₖ. The largest eigenvalue of the tridiagonal matrix of α and β nears that of H, and
    βₖ times the last number of its eigenvector is how far off it is (Lanczos 1950, "An iteration
    method for the solution of the eigenvalue problem"; Golub and Van Loan, "Matrix Computations",
    10.1, with full reorthogonalization). It stops when that is `tolerance` of the largest |λ|, or
    after so many rounds. Starts from a fixed direction, so equal states give equal
    answers. Dropout and penalties are left out.
    """
    generator = measuring_curvature(trainer, rounds, tolerance)
    while True:
        try:
            next(generator)
        except StopIteration as end:
            found: Curvature = end.value
            return found


def measuring_curvature(
    trainer: Trainer, rounds: int = ROUNDS, tolerance: float = TOLERANCE
) -> Generator[tuple[int, int], None, Curvature]:
    """`measure_curvature` as a generator of (rounds done, most rounds) that returns the answer.

    Between its yields the run may go on: the question is that of the moment when it was asked.
    """
    surface = Surface(trainer, training_rows(trainer))
    size = surface.at.size
    rounds = min(rounds, size)
    basis = np.empty((rounds, size))
    start = np.random.default_rng(0).standard_normal(size)
    direction = start / np.linalg.norm(start)
    alphas: list[float] = []
    betas: list[float] = []
    for done in range(1, rounds + 1):
        basis[done - 1] = direction
        product = surface.product(direction)
        if not np.isfinite(product).all():
            return Curvature(nan, direction, nan, False, done)
        alphas.append(float(direction @ product))
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            product -= basis[:done].T @ (basis[:done] @ product)
        beta = float(np.linalg.norm(product))
        values, vectors = np.linalg.eigh(np.diag(alphas) + np.diag(betas, 1) + np.diag(betas, -1))
        value, error = float(values[-1]), beta * abs(float(vectors[-1, -1]))
        scale = float(np.abs(values).max())
        # What is left when all directions with a curvature have been found is rounding.
        converged = beta <= 1e-8 * scale or error <= tolerance * scale or done == size
        if converged:
            break
        betas.append(beta)
        direction = product / beta
        yield done, rounds
    found = vectors[:, -1] @ basis[:done]
    return Curvature(value, found, error, converged, done)


def largest_curvature(
    trainer: Trainer, rounds: int = ROUNDS, tolerance: float = TOLERANCE
) -> float:
    """The largest eigenvalue λ of the Hessian of the training loss; see `measure_curvature`."""
    return measure_curvature(trainer, rounds, tolerance).value


def learning_rate_cliff(trainer: Trainer, rounds: int = ROUNDS) -> float:
    """2/λ: plain gradient descent settles along the sharpest direction for rates below it.

    Infinite where nothing curves upwards. Exact on a quadratic loss, such as the valley's.
    """
    return measure_curvature(trainer, rounds).cliff
