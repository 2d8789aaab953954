"""Events: what a browser is told."""

from typing import Annotated, Any, Literal

from app.answers import AnswerDocument
from app.commands import Question
from app.documents import PhaseDocument, TensorDocument
from app.messages import (
    VERSION,
    BranchEntry,
    JournalEntry,
    Message,
    ParameterPlace,
    ShownExample,
    SomeExperiment,
)

# The engine makes these; the browser's types call them by their names.
SomePhase = Annotated[dict[str, Any], PhaseDocument]
SomeTensor = Annotated[dict[str, Any], TensorDocument]
SomeAnswer = Annotated[dict[str, Any], AnswerDocument]


class Welcome(Message):
    """The answer to `hello`."""

    type: Literal["welcome"] = "welcome"
    protocol: int = VERSION
    build: str
    session: str
    resumed: Literal["new", "live", "rebuilt", "lost"]
    sentence: str


class ExperimentChanged(Message):
    """The experiment as it now is, and as it was at step 0.

    `future`: changes that the run knows after those of its `journal`, and that are not in force.
    """

    type: Literal["experiment"] = "experiment"
    experiment: SomeExperiment
    initial: SomeExperiment
    run: int
    journal: list[JournalEntry]
    future: list[JournalEntry]
    phases: list[SomePhase]
    parameter_count: int
    steps_per_epoch: int
    extent: float | None
    training_count: int
    test_count: int


class Showing(Message):
    """Which example is shown from the next frame on."""

    type: Literal["shown"] = "shown"
    example: ShownExample


class LayoutSent(Message):
    """Where every tensor lies in the floats of a frame."""

    type: Literal["layout"] = "layout"
    id: int
    size: int
    prefix: int
    tensors: list[SomeTensor]


class Rejected(Message):
    """A command that cannot be carried out; nothing has changed.

    `command` is its id, or null where the message had none that could be read.
    """

    type: Literal["rejected"] = "rejected"
    command: int | None
    field: str | None = None
    sentence: str


class Stopped(Message):
    """A run ended by itself, fell asleep because the tab does not draw, or woke up again."""

    type: Literal["stopped"] = "stopped"
    reason: Literal["until", "not_finite", "asleep", "woken"]
    step: int
    sentence: str


class Progress(Message):
    """How far work of more than a second is."""

    type: Literal["progress"] = "progress"
    task: Literal["replay", "advance", "seek"]
    done: int
    total: int


class Warn(Message):
    """What a person should know, while everything goes on: such as that the rate limit is near."""

    type: Literal["warning"] = "warning"
    sentence: str


class Answer(Message):
    """The answer to a question about the state before `step`; null stands for not finite."""

    type: Literal["answer"] = "answer"
    command: int
    question: Question
    step: int
    parameter: ParameterPlace | None
    layer: int | None
    content: SomeAnswer


class MadeChange(Message):
    """A change of the run's journal, in words; `number` changes are in force right after it."""

    step: int
    sentence: str
    in_force: bool
    number: int


class Time(Message):
    """What the run has lived through.

    `undo` and `redo` say in words what would be taken back or made again. `kept` are steps that
    can be gone to at once. `digest` is the CRC-32 of the parameters before `step`, in hexadecimal,
    over their little-endian float32 as on the tape.
    """

    type: Literal["time"] = "time"
    step: int
    end: int
    undo: str | None
    redo: str | None
    changes: list[MadeChange]
    kept: list[int]
    digest: str


class Branches(Message):
    """All branches; the `present` one is the run on the stage."""

    type: Literal["branches"] = "branches"
    present: int
    branches: list[BranchEntry]


class Difference(Message):
    """A setting in which two runs differ, in words: what the present one has, and the other."""

    title: str
    present: str
    other: str


class ComparedRun(Message):
    """The run beside the one on the stage, as `experiment` tells of that one."""

    experiment: SomeExperiment
    phases: list[SomePhase]
    parameter_count: int
    steps_per_epoch: int
    extent: float | None
    training_count: int
    test_count: int


class Comparison(Message):
    """The branch that lives beside the run on the stage, and what is different there.

    `branch` and `run` are null where there is none any more.
    """

    type: Literal["comparison"] = "comparison"
    branch: int | None
    run: ComparedRun | None
    differences: list[Difference]
