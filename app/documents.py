"""The engine's JSON documents as types, for messages and for the browser's declarations.

The engine validates them; here they only have names, so that the browser's types can be made.
"""

from typing import Literal, NotRequired, TypedDict


class ScaleDocument(TypedDict):
    """How the columns of a table are standardised: (x - mean) / deviation."""

    mean: list[float]
    deviation: list[float]


class TableDocument(TypedDict):
    """One's own examples, row by row; what is missing is numbered, and left as it is."""

    inputs: list[list[float]]
    targets: list[list[float]]
    task: Literal["binary", "classes", "regression"]
    classes: NotRequired[list[str]]
    columns: NotRequired[list[str]]
    target_column: NotRequired[str]
    input_scale: NotRequired[ScaleDocument | None]
    target_scale: NotRequired[ScaleDocument | None]


class DataDocument(TypedDict):
    """Which examples there are; `table` only where the name is `table`."""

    name: str
    samples: int
    noise: float
    training_share: float
    label_noise: NotRequired[float]
    features: NotRequired[list[str]]
    table: NotRequired[TableDocument]


class LayerDocument(TypedDict):
    """One layer after the inputs."""

    units: int
    activation: str


class GivenLayerDocument(TypedDict):
    """Start values of one layer, row = receiving neuron."""

    weights: list[list[float]]
    biases: list[float]


class StartDocument(TypedDict):
    """The rule of the start values; `layers` only where the name is `given`.

    Beside the name stand the rule's settings, by their own names.
    """

    name: str
    layers: NotRequired[list[GivenLayerDocument]]


class RuleDocument(TypedDict):
    """An optimizer, schedule or regularizer; beside the name stand its settings, by their names."""

    name: str


WITH_SETTINGS = (StartDocument, RuleDocument)
"""Documents that also hold the settings of the rule that they name."""


class ExperimentDocument(TypedDict):
    """All that defines a run."""

    data: DataDocument
    layers: list[LayerDocument]
    loss: str
    start: StartDocument
    optimizer: RuleDocument
    learning_rate: float
    schedule: RuleDocument
    regularizer: RuleDocument
    dropout: float
    clip_norm: float | None
    batch_size: int | None
    seed: int
    draw: int


class PhaseDocument(TypedDict):
    """A part of a step; layers count from 1, and `update` has layer 0."""

    kind: Literal["forward", "loss", "backward", "update"]
    layer: int


class TensorDocument(TypedDict):
    """Where a tensor lies on the tape; offset and strides count floats."""

    name: str
    layer: int
    shape: list[int]
    offset: int
    strides: list[int]


class CurveDocument(TypedDict):
    """The values of an activation at evenly spread sums from -reach to reach."""

    reach: float
    values: list[float]


class ActivationDocument(TypedDict):
    """An activation function in the catalog; `range` has null where it is unbounded.

    A neuron is saturated where its slope is smaller than `flat`. `curve` and `flat` are null where
    neurons are mixed.
    """

    name: str
    title: str
    formula: str
    derivative: str
    range: list[float | None]
    centre: float
    summary: str
    hidden: bool
    saturated: str
    dead: str
    curve: CurveDocument | None
    flat: float | None


class LossDocument(TypedDict):
    """A loss in the catalog."""

    name: str
    title: str
    formula: str
    summary: str
    tasks: list[str]
    activations: list[str]
    threshold: float


class SettingDocument(TypedDict):
    """A number with its limits, and the symbol that stands for it in the formula."""

    name: str
    title: str
    symbol: str
    minimum: float
    maximum: float
    default: float
    open_end: bool
    whole: bool


class RuleEntryDocument(TypedDict):
    """A schedule, a regularizer or a rule of start values in the catalog."""

    name: str
    title: str
    formula: str
    summary: str
    settings: list[SettingDocument]


class OptimizerEntryDocument(RuleEntryDocument):
    """An optimizer in the catalog."""

    slots: list[str]


class SettingRangeDocument(TypedDict):
    """Default and limits of a data setting."""

    default: float
    minimum: float
    maximum: float
    step: NotRequired[float]


class DatasetDocument(TypedDict):
    """A data set in the catalog; `picture` is the shape of its examples where they are pictures."""

    name: str
    title: str
    summary: str
    task: Literal["binary", "classes", "regression"]
    features: int
    outputs: int
    classes: list[str]
    samples: SettingRangeDocument
    noise: SettingRangeDocument
    noise_on: Literal["inputs", "targets"]
    training_share: SettingRangeDocument
    label_noise: SettingRangeDocument
    extent: float | None
    picture: list[int] | None


class FeatureDocument(TypedDict):
    """An input feature in the catalog: a number made of a point in the plane."""

    name: str
    title: str
    formula: str
    summary: str


class ShownDocument(TypedDict):
    """The shown example."""

    set: Literal["training", "test"]
    index: int


class PresetDocument(TypedDict):
    """A named experiment."""

    name: str
    title: str
    summary: str
    experiment: ExperimentDocument
    shown: ShownDocument


class LimitsDocument(TypedDict):
    """Limits of settings, and the smaller ones of sliders."""

    hidden_layers: int
    units: int
    slider_hidden_layers: int
    slider_units: int


class CatalogDocument(TypedDict):
    """Every registry of the engine as plain data."""

    activations: list[ActivationDocument]
    losses: list[LossDocument]
    optimizers: list[OptimizerEntryDocument]
    schedules: list[RuleEntryDocument]
    regularizers: list[RuleEntryDocument]
    initializers: list[RuleEntryDocument]
    datasets: list[DatasetDocument]
    features: list[FeatureDocument]
    presets: list[PresetDocument]
    limits: LimitsDocument


class DatasetThumbnailDocument(TypedDict):
    """Examples of a data set as a small picture; see engine/thumbnails.py for `bytes` (base64)."""

    kind: Literal["points", "curve", "pictures"]
    count: int
    bytes: str
    low: float | None
    high: float | None
    reach: float | None


class FeatureThumbnailDocument(TypedDict):
    """An input feature over the plane: value = low + (high − low) · byte / 255 (base64)."""

    cells: int
    bytes: str
    low: float
    high: float


class ThumbnailsDocument(TypedDict):
    """Small pictures of all data sets and features, by name, at /thumbnails."""

    datasets: dict[str, DatasetThumbnailDocument]
    features: dict[str, FeatureThumbnailDocument]
