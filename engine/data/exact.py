"""Small data sets without chance, to be followed by hand: one example, gates, valleys."""

import numpy as np

from engine.data.description import (
    ALL_TRAINED_ON,
    EXTENT,
    NO_NOISE,
    NO_WRONG_LABELS,
    YES_NO,
    Dataset,
    Floats,
    Maker,
    Span,
    Task,
)

CORNERS = ((-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0))


def always(inputs: Floats, targets: Floats) -> Maker:
    """Makes the same examples whatever the seed."""

    def make(samples: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        del samples, generator  # there is nothing to choose
        return inputs.copy(), targets.copy()

    return make


def gate(targets: tuple[int, int, int, int]) -> Maker:
    """Makes the corners (±1, ±1), the last coordinate running first, with these targets."""
    return always(np.array(CORNERS), np.array(targets, float)[:, None])


def valley(scale: float) -> Maker:
    """Makes four points scale · (±√2, 0), (0, ±0.2·√2) with target x₁ + x₂: a narrow valley.

    The mean of x·xᵀ is scale² · diag(1, 0.04), so the largest curvature of half the square is
    exactly scale², and the largest rate that settles is 2 / scale².
    """
    far, near = np.sqrt(2), 0.2 * np.sqrt(2)
    inputs = scale * np.array([[far, 0], [-far, 0], [0, near], [0, -near]])
    return always(inputs, inputs.sum(axis=1, keepdims=True))


def exact(
    name: str,
    title: str,
    summary: str,
    make: Maker,
    samples: int = 4,
    task: Task = "binary",
    extent: float = EXTENT,
) -> Dataset:
    """A data set of fixed points with one target each; all are trained on."""
    return Dataset(
        name=name,
        title=title,
        summary=summary,
        task=task,
        features=2,
        outputs=1,
        classes=YES_NO if task == "binary" else (),
        samples=Span(samples, samples, samples, 1),
        noise=NO_NOISE,
        training_share=ALL_TRAINED_ON,
        label_noise=NO_WRONG_LABELS,
        extent=extent,
        picture=None,
        evaluation_base=1,
        make=make,
    )


EXACT = (
    exact(
        "single",
        "One example",
        "The one example x = (1, 0.5) with target 1, to follow by hand.",
        always(np.array([[1.0, 0.5]]), np.array([[1.0]])),
        samples=1,
    ),
    exact("and_gate", "AND", "Four corners: 1 where both inputs are 1.", gate((0, 0, 0, 1))),
    exact("or_gate", "OR", "Four corners: 1 where any of the inputs is 1.", gate((0, 1, 1, 1))),
    exact(
        "xor_gate",
        "XOR",
        "Four corners: 1 where exactly one input is 1, which no single line can tell apart.",
        gate((0, 1, 1, 0)),
    ),
    exact(
        "valley",
        "Valley",
        "Four points whose loss is a narrow valley with an exact cliff at rate 2.",
        valley(1),
        task="regression",
        extent=1.6,
    ),
    exact(
        "steep_valley",
        "Steep valley",
        "The valley with all inputs doubled: four times as steep, with the cliff at rate 0.5.",
        valley(2),
        task="regression",
        extent=3.2,
    ),
)
"""Small data sets without chance."""
