"""Questions about the landscape: the loss along one or two directions through the present weights.

Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the loss landscape of neural nets".
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, NamedTuple

import numpy as np

from engine.changing import SLICE_SECONDS
from engine.journal import settings_after
from engine.probes.answers import Examples, rows_of
from engine.probes.many import ManyLosses
from engine.probes.slopes import Parameter, position
from engine.probes.surface import Floats, training_surface
from engine.program import Array
from engine.readings import measure
from engine.trainer import Trainer

Direction = Literal["random", "gradient"] | Parameter | Array
"""A random direction scaled neuron by neuron, the gradient of unit length, one parameter, or any
flat vector (parameters,)."""


@dataclass(frozen=True)
class LossSlice:
    """The loss at centre + axes[0][j] · directions[0] + axes[1][i] · directions[1].

    `losses` is (n,) for one direction, else (n, n): row i, column j. `centre` (parameters,) and
    `directions` (1 or 2, parameters) are flat as on the tape; `loss` is that of the run itself,
    before `step`.
    """

    axes: tuple[Floats, ...]
    losses: Floats
    loss: float
    centre: Floats
    directions: Floats
    step: int

    def __repr__(self) -> str:
        shape = " × ".join(str(points) for points in self.losses.shape)
        return (
            f"<LossSlice of {shape} points before step {self.step}: loss {self.loss:.6g} at the "
            f"centre, {self.losses.min():.6g} to {self.losses.max():.6g}>"
        )


class Path(NamedTuple):
    """Where states lie in a slice: `coordinates` (states, 1 or 2).

    `errors` (states,) is the length of what lies outside the slice as a share of the distance from
    its centre: 0 in the slice and at the centre, 1 for what the slice does not show at all.
    """

    coordinates: Floats
    errors: Floats


def loss_slice(
    trainer: Trainer,
    directions: Sequence[Direction] = ("random", "random"),
    reach: float = 1.0,
    points: int = 41,
    *,
    examples: Examples = "training",
    seed: int = 0,
) -> LossSlice:
    """The loss from −reach to +reach along one or two directions, at so many points each.

    The mean loss over all training (or test) examples without dropout and penalty, in the run's own
    kind of number. Random directions come from `seed` alone. Raises ValueError for other numbers of
    directions or points, for a direction without length, and where there are no examples;
    IndexError for a parameter that does not exist.
    """
    generator = slicing(trainer, directions, reach, points, examples=examples, seed=seed)
    while True:
        try:
            next(generator)
        except StopIteration as end:
            found: LossSlice = end.value
            return found


def slicing(
    trainer: Trainer,
    directions: Sequence[Direction] = ("random", "random"),
    reach: float = 1.0,
    points: int = 41,
    *,
    examples: Examples = "training",
    seed: int = 0,
) -> Generator[tuple[int, int], None, LossSlice]:
    """`loss_slice` as a generator of (points done, points in all), about every millisecond.

    The run may go on meanwhile: the slice is that of the moment of the first `next`. Raises
    ValueError and IndexError there, as `loss_slice` does.
    """
    if len(directions) not in (1, 2):
        raise ValueError("A slice has one or two directions.")
    if points < 2:
        raise ValueError("A slice has at least two points a side.")
    rows = rows_of(trainer, examples)
    if not len(rows):
        raise ValueError(f"There are no {examples} examples.")
    step, experiment = trainer.step, trainer.experiment
    centre = trainer.network.parameters.copy()
    vectors = direction_vectors(trainer, directions, seed)
    loss = measure(trainer.network, rows)[0]
    many = ManyLosses(experiment, rows, centre, vectors)

    axis = np.linspace(-reach, reach, points)
    grids = np.meshgrid(*[axis] * len(directions))
    coordinates = np.stack([grid.ravel() for grid in grids], axis=1)  # (points, directions)
    losses = np.empty(len(coordinates))
    deadline = perf_counter() + SLICE_SECONDS
    for first in range(0, len(coordinates), many.at_once):
        chunk = coordinates[first : first + many.at_once]
        done = first + len(chunk)
        losses[first:done] = many(chunk)
        if done < len(coordinates) and perf_counter() >= deadline:
            yield done, len(coordinates)
            deadline = perf_counter() + SLICE_SECONDS
    return LossSlice(
        axes=(axis,) * len(directions),
        losses=losses.reshape((points,) * len(directions)),
        loss=loss,
        centre=centre.astype(np.float64),
        directions=vectors,
        step=step,
    )


def direction_vectors(trainer: Trainer, directions: Sequence[Direction], seed: int) -> Floats:
    """Directions as flat vectors, (directions, parameters). Raises ValueError and IndexError."""
    generator = np.random.default_rng(seed)
    vectors = []
    for direction in directions:
        if isinstance(direction, Parameter):
            vector = np.zeros(trainer.parameter_count)
            vector[position(trainer, direction)] = 1
        elif isinstance(direction, str):
            if direction == "random":
                vector = random_direction(trainer, generator)
            elif direction == "gradient":
                vector = gradient_direction(trainer)
            else:
                raise ValueError(f"There is no direction {direction!r}: use random or gradient.")
        else:
            vector = np.asarray(direction, np.float64)
            if vector.shape != (trainer.parameter_count,):
                raise ValueError(f"A direction has {trainer.parameter_count} numbers.")
        if not (np.isfinite(vector).all() and vector.any()):
            raise ValueError("This direction has no length, or is not finite.")
        vectors.append(vector)
    return np.array(vectors)


def random_direction(trainer: Trainer, generator: np.random.Generator) -> Floats:
    """A random direction in which a neuron's weights move as far as they are long, (parameters,).

    dᵢ ← dᵢ / ‖dᵢ‖ · ‖wᵢ‖ for the incoming weights wᵢ of each neuron, d drawn from a normal
    distribution; biases stay (Li and others 2018, section 4: "filter normalization").
    """
    block = trainer.network.block
    vector = np.zeros(block.size)
    weights = block.stored(trainer.network.parameters.astype(np.float64))
    for stored, target in zip(weights, block.stored(vector), strict=True):
        drawn = generator.standard_normal(stored[:-1].shape)  # (fan_in, fan_out)
        lengths = np.linalg.norm(stored[:-1], axis=0) / np.linalg.norm(drawn, axis=0)
        target[:-1] = drawn * lengths
    return vector


def gradient_direction(trainer: Trainer) -> Floats:
    """∇L / ‖∇L‖ of the training loss, (parameters,): uphill. Zeros where there is no slope."""
    surface = training_surface(trainer)
    gradient = surface.gradient(surface.at)
    length = np.linalg.norm(gradient)
    return gradient / length if length else gradient


def path_directions(parameters: Array) -> Floats:
    """The two directions of unit length along which states (steps, parameters) differ most.

    The first principal components of the differences from the last state, for two slices' axes
    that show most of a path (Li and others 2018, section 7). Raises ValueError for fewer than three
    states.
    """
    if len(parameters) < 3:
        raise ValueError("A path of at least three states is needed.")
    differences = np.asarray(parameters, np.float64) - parameters[-1]
    return np.linalg.svd(differences, full_matrices=False)[2][:2]


def kept_path(trainer: Trainer) -> tuple[list[int], Floats]:
    """The states that the run has kept of its present network, and where it stands.

    (steps, parameters): the parameters (steps, parameters) before each of these steps.
    """
    shapes = trainer.experiment.shapes
    experiments = settings_after(trainer.initial, trainer.journal)
    kept = [
        snapshot
        for snapshot in trainer.snapshots.kept
        if snapshot.step < trainer.step and experiments[snapshot.changes or 0].shapes == shapes
    ]
    steps = [snapshot.step for snapshot in kept] + [trainer.step]
    states = [snapshot.parameters for snapshot in kept] + [trainer.network.parameters]
    return steps, np.array(states, np.float64)


def project_path(surface: LossSlice, parameters: Array) -> Path:
    """Where states (states, parameters) lie in a slice, and how much of their way it shows.

    The coordinates c minimise ‖θ − centre − Σ cₖ dₖ‖.
    """
    differences = np.asarray(parameters, np.float64) - surface.centre  # (states, parameters)
    coordinates = np.linalg.lstsq(surface.directions.T, differences.T)[0].T.astype(np.float64)
    outside = np.linalg.norm(differences - coordinates @ surface.directions, axis=1)
    distances = np.linalg.norm(differences, axis=1)
    errors = np.divide(outside, distances, out=np.zeros_like(outside), where=distances > 0)
    return Path(coordinates, errors)
