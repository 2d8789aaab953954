"""What all messages are, and what both directions hold."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.documents import ExperimentDocument

VERSION: Final = 1

MOST_INPUTS: Final = 1024

MOST_BRANCHES: Final = 12

MOST_CHANGES: Final = 10_000
"""Entries of a journal that a browser may hand back."""

Identifier = Annotated[int, Field(ge=0, le=2**32 - 1)]
Step = Annotated[int, Field(ge=0, le=2**53)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Changes = dict[str, JsonValue]
# The engine checks and makes it; the browser's types call it by its name.
SomeExperiment = Annotated[dict[str, Any], ExperimentDocument]


class Message(BaseModel):
    """A message: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class JournalEntry(Message):
    """A change made before the update of `step`."""

    step: Step
    changes: Changes


class Checkpoint(Message):
    """The state of a run before `step`, with the first `changes` journal entries in it.

    `parameters` and `slots` are base64 of little-endian float32, in the order of the tape.
    """

    type: Literal["checkpoint"] = "checkpoint"
    run: Identifier
    step: Step
    epoch: Step
    offset: Step
    changes: Step
    parameters: str
    slots: str


class ShownExample(Message):
    """The shown example: one of a set, or free inputs with or without targets."""

    set: Literal["training", "test"] | None = None
    index: Identifier | None = None
    inputs: list[Number] | None = Field(default=None, max_length=MOST_INPUTS)
    targets: list[Number] | None = Field(default=None, max_length=MOST_INPUTS)


class RunRecord(Message):
    """All that a server needs to rebuild a run.

    `journal` holds what the run has lived through up to its `end` (else up to `step`), of which so
    many `changes` are in force before `step` (else all that were made there). `digest` is that of a
    `time` event; where the rebuilt run has another, the server says so. `shown` is the example of a
    `shown` event.
    """

    experiment: SomeExperiment
    journal: list[JournalEntry] = Field(default=[], max_length=MOST_CHANGES)
    step: Step
    changes: Step | None = None
    end: Step | None = None
    checkpoint: Checkpoint | None = None
    digest: str | None = Field(default=None, max_length=8)
    shown: ShownExample | None = None


class BranchEntry(Message):
    """A branch: began at `from_step` of its parent, stands before `step`, has lived to `end`."""

    id: int
    name: str
    step: int
    end: int
    loss: float | None
    parent: int | None
    from_step: int
    sentence: str


class KeptBranch(Message):
    """All that a server needs to rebuild a branch that waits, to be handed back as it came.

    It stands before `step` with so many `changes` of its journal in force, and has lived to `end`.
    `by_itself`: nobody asked for it. `digest` is as in a run record.
    """

    type: Literal["kept"] = "kept"
    branch: Identifier
    experiment: SomeExperiment
    journal: list[JournalEntry] = Field(max_length=MOST_CHANGES)
    step: Step
    changes: Step
    end: Step
    digest: str = Field(max_length=8)
    shown: ShownExample
    by_itself: bool


class KeptBranches(Message):
    """The branches that a browser knows of: its last `branches` event, and what was `kept`."""

    present: Identifier
    branches: list[BranchEntry] = Field(max_length=MOST_BRANCHES)
    kept: list[KeptBranch] = Field(default=[], max_length=MOST_BRANCHES)


class NeuronPlace(Message):
    """Neuron `row` (from 0) of a layer (from 1)."""

    layer: int = Field(ge=1, le=2**32 - 1)
    row: Identifier


class ParameterPlace(Message):
    """A weight into neuron `row` of a layer (from 1) from neuron `column`; null is the bias."""

    layer: int = Field(ge=1, le=2**32 - 1)
    row: Identifier
    column: Identifier | None = None
