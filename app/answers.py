"""What answers to questions hold, as types; null stands for what is not finite.

`app.questions` makes them; here they only have names, so that the browser's types can be made.
"""

from typing import Literal, TypedDict


class CheckDocument(TypedDict):
    """A slope measured by two losses, at the parameter ± `step_size`, beside the computed one."""

    loss_below: float | None
    loss_above: float | None
    step_size: float
    measured: float | None
    computed: float | None
    difference: float | None


class NudgesDocument(TypedDict):
    """The batch's loss, and with one parameter moved by each of `sizes`, alone.

    `measured` is the change of the loss by the size, null for a size of 0; `computed` the slope.
    """

    sizes: list[float]
    loss: float | None
    losses: list[float | None]
    measured: list[float | None]
    computed: float | None


class FactorsDocument(TypedDict):
    """A parameter's slope for the shown example: blame · steepness · input.

    `steepness` is null where the activation mixes neurons; then `error` · `input` is the slope.
    """

    blame: float | None
    steepness: float | None
    error: float | None
    input: float | None
    slope: float | None


class WishesDocument(TypedDict):
    """The slope of each example of the batch for a parameter; `agreeing` have the mean's sign."""

    slopes: list[float | None]
    mean: float | None
    agreeing: int
    count: int
    deviation: float | None


class DistributionDocument(TypedDict):
    """How numbers are spread: `counts[i]` lie from `edges[i]` up to `edges[i + 1]`."""

    minimum: float | None
    quartiles: list[float | None]
    maximum: float | None
    mean: float | None
    rms: float | None
    counts: list[int]
    edges: list[float | None]
    not_finite: int


class LayerAnswerDocument(TypedDict):
    """Distributions of z, a, dz, weights, gradient and update of a layer, by these names.

    Shares are null for softmax; `dead` has one entry per neuron, and is empty there.
    """

    tensors: dict[str, DistributionDocument]
    dead_share: float | None
    saturated_share: float | None
    dead: list[bool]


class FallDocument(TypedDict):
    """How far the batch's loss falls under the pending update: what slopes promise, what is."""

    promised: float | None
    real: float | None


class SummaryDocument(TypedDict):
    """The run in a few numbers, over all its examples; lists have one entry per layer."""

    step: int
    epoch: int
    parameters: int
    training_loss: float | None
    test_loss: float | None
    training_accuracy: float | None
    test_accuracy: float | None
    gradient_norm: float | None
    gradient_rms: list[float | None]
    activation_rms: list[float | None]
    saturated_share: list[float | None]
    dead_fraction: float | None
    spread: float | None
    weight_norm: float | None


class PathDocument(TypedDict):
    """A parameter's value before each kept step, and before the present one at the end."""

    steps: list[int]
    values: list[float | None]


class ExamplesDocument(TypedDict):
    """Whether each example of a page is answered rightly; empty in a task about numbers."""

    set: Literal["training", "test"]
    first: int
    right: list[bool]


class EvaluationDocument(TypedDict):
    """A set as it would be answered; `right` has the first 2,048, none in a task about numbers."""

    set: Literal["training", "test"]
    count: int
    loss: float | None
    accuracy: float | None
    right: list[bool]


class OutcomesDocument(TypedDict):
    """A page of up to 2,048 examples: loss, true class, answer, probability given to the truth.

    Lists are empty where there is no such thing: classes in a task about numbers, probabilities
    where outputs are none, `scores` (the sum z of the output) with several outputs.
    """

    set: Literal["training", "test"]
    first: int
    losses: list[float | None]
    truths: list[int]
    answers: list[int]
    probabilities: list[float | None]
    scores: list[float | None]


class ActivationAnswerDocument(TypedDict):
    """An activation and its slope at some sums, in float64."""

    name: str
    z: list[float]
    a: list[float | None]
    slopes: list[float | None]


AnswerDocument = (
    CheckDocument
    | NudgesDocument
    | FactorsDocument
    | WishesDocument
    | FallDocument
    | LayerAnswerDocument
    | SummaryDocument
    | PathDocument
    | ExamplesDocument
    | EvaluationDocument
    | OutcomesDocument
    | ActivationAnswerDocument
)
