"""Commands: what a browser asks for."""

from typing import Annotated, Final, Literal

from pydantic import Field

from app.messages import (
    Changes,
    Identifier,
    KeptBranches,
    Message,
    NeuronPlace,
    Number,
    ParameterPlace,
    RunRecord,
    ShownExample,
    SomeExperiment,
    Step,
)

MOST_MUTED: Final = 128
MOST_SUMS: Final = 512
MOST_NUDGES: Final = 64
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Hello(Message):
    """The first message of a connection."""

    type: Literal["hello"] = "hello"
    id: Identifier = 0
    protocol: int
    session: str | None = Field(default=None, max_length=100)
    have_step: Step | None = None
    run: RunRecord | None = None
    branches: KeptBranches | None = None


class Change(Message):
    """A partial experiment, merged into the present one."""

    type: Literal["change"] = "change"
    id: Identifier
    changes: Changes


class Load(Message):
    """Replaces the run: a preset or an experiment at step 0, or a run record where it stands."""

    type: Literal["load"] = "load"
    id: Identifier
    preset: str | None = None
    experiment: SomeExperiment | None = None
    run: RunRecord | None = None


class Advance(Message):
    """Applies `steps` updates and answers with a trace."""

    type: Literal["advance"] = "advance"
    id: Identifier
    steps: int = Field(default=1, ge=1, le=100_000)


class UntilStep(Message):
    """Stop before this step."""

    step: Step


class UntilEpoch(Message):
    """Stop when this many epochs are done."""

    epoch: Step


class UntilLoss(Message):
    """Stop where a loss is below a value."""

    quantity: Literal["loss", "training_loss", "test_loss"]
    below: Number


class UntilAccuracy(Message):
    """Stop where an accuracy is above a value."""

    quantity: Literal["training_accuracy", "test_accuracy"]
    above: Number


Until = UntilStep | UntilEpoch | UntilLoss | UntilAccuracy


class Run(Message):
    """Runs, at a rate or (null) as fast as the machine can, for ever or until a condition."""

    type: Literal["run"] = "run"
    id: Identifier
    steps_per_second: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] | None = None
    until: Until | None = None


class Pause(Message):
    """Stops at the step now being computed and answers with a trace."""

    type: Literal["pause"] = "pause"
    id: Identifier


class Restart(Message):
    """Step 0 again, with the same start values or (`draw`) others."""

    type: Literal["restart"] = "restart"
    id: Identifier
    draw: bool = False


class Show(ShownExample):
    """Chooses the shown example."""

    type: Literal["show"] = "show"
    id: Identifier


class Seek(Message):
    """Goes to a step that this run has lived through; without `exact` near it, but at once.

    `changes` says how many entries of the journal are in force where several belong to the step.
    """

    type: Literal["seek"] = "seek"
    id: Identifier
    step: Step
    exact: bool = True
    changes: Step | None = None


class Undo(Message):
    """Takes the last change back."""

    type: Literal["undo"] = "undo"
    id: Identifier


class Redo(Message):
    """Makes the change again that was taken back."""

    type: Literal["redo"] = "redo"
    id: Identifier


class Branch(Message):
    """Keeps the present run with its future, and goes on from here on a new one."""

    type: Literal["branch"] = "branch"
    id: Identifier
    name: Name | None = None
    changes: Changes | None = None


class Switch(Message):
    """Goes over to another branch, where it stood."""

    type: Literal["switch"] = "switch"
    id: Identifier
    branch: Identifier


class Compare(Message):
    """Lets another branch live beside the run on the stage, at the same step; null ends that.

    Each then stands again where it stood, unless it has gone on from what it had lived through.
    Both go to `step`, or stay at the present one.
    """

    type: Literal["compare"] = "compare"
    id: Identifier
    branch: Identifier | None = None
    step: Step | None = None


class Leave(Message):
    """Lets the run wait aside with all its branches, until `return`, and goes on with a copy of it.

    Where one waits aside already, it goes on waiting.
    """

    type: Literal["leave"] = "leave"
    id: Identifier


class Return(Message):
    """Goes back to the run that was left, as it stood, with all its branches.

    A server that knows of none, for it was restarted, lives `run` again, with its `branches`.
    """

    type: Literal["return"] = "return"
    id: Identifier
    run: RunRecord | None = None
    branches: KeptBranches | None = None


class Rename(Message):
    """Gives a branch another name."""

    type: Literal["rename"] = "rename"
    id: Identifier
    branch: Identifier
    name: Name


class Forget(Message):
    """Deletes a branch that is not the present one."""

    type: Literal["forget"] = "forget"
    id: Identifier
    branch: Identifier


Question = Literal[
    "check",
    "nudge",
    "factors",
    "wishes",
    "fall",
    "layer",
    "summary",
    "path",
    "examples",
    "evaluate",
    "outcomes",
    "activation",
]


class Ask(Message):
    """A question about the present step; the answer is an `answer` event, and no frame.

    `set` and `first` are for `examples` and `outcomes`: a page of a set, from that index on.
    `evaluate` takes a `set`, its pictures moved (rows down, columns right) or inverted, and neurons
    that are to answer 0. `activation` takes the `name` of one and sums `z`,
    `nudge` the `sizes` by which a parameter is moved.
    """

    type: Literal["ask"] = "ask"
    id: Identifier
    question: Question
    parameter: ParameterPlace | None = None
    layer: Identifier | None = None
    set: Literal["training", "test"] = "training"
    first: Identifier = 0
    shift: list[Annotated[int, Field(ge=-8, le=8)]] = Field(
        default=[0, 0], min_length=2, max_length=2
    )
    inverted: bool = False
    muted: list[NeuronPlace] = Field(default=[], max_length=MOST_MUTED)
    name: Name | None = None
    z: list[Number] = Field(default=[], max_length=MOST_SUMS)
    sizes: list[Number] = Field(default=[], max_length=MOST_NUDGES)


class Credit(Message):
    """Returns frames that the browser has drawn."""

    type: Literal["credit"] = "credit"
    frames: int = Field(default=1, ge=1, le=1000)
