"""The messages of the protocol, version 1 (docs/protocol.md), as frozen models."""

import json
import math
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from app.documents import ExperimentDocument, PhaseDocument, TensorDocument

VERSION: Final = 1

NOT_THIS_PROTOCOL: Final = 4400
TOO_FAR_BEHIND: Final = 4408
TAKEN_OVER: Final = 4409
TOO_MANY_MESSAGES: Final = 4429
FULL: Final = 4503

MOST_NESTING: Final = 16

Identifier = Annotated[int, Field(ge=0, le=2**32 - 1)]
Step = Annotated[int, Field(ge=0, le=2**53)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Changes = dict[str, JsonValue]
# The engine checks and makes these; the browser's types call them by their names.
SomeExperiment = Annotated[dict[str, Any], ExperimentDocument]
SomePhase = Annotated[dict[str, Any], PhaseDocument]
SomeTensor = Annotated[dict[str, Any], TensorDocument]


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


class RunRecord(Message):
    """All that a server needs to rebuild a run."""

    experiment: SomeExperiment
    journal: list[JournalEntry] = Field(default=[], max_length=10_000)
    step: Step
    checkpoint: Checkpoint | None = None


class Hello(Message):
    """The first message of a connection."""

    type: Literal["hello"] = "hello"
    id: Identifier = 0
    protocol: int
    session: str | None = Field(default=None, max_length=100)
    have_step: Step | None = None
    run: RunRecord | None = None


class Change(Message):
    """A partial experiment, merged into the present one."""

    type: Literal["change"] = "change"
    id: Identifier
    changes: Changes


class Load(Message):
    """Replaces the experiment by a preset or by a whole experiment, and goes to step 0."""

    type: Literal["load"] = "load"
    id: Identifier
    preset: str | None = None
    experiment: SomeExperiment | None = None


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


class Show(Message):
    """Chooses the shown example."""

    type: Literal["show"] = "show"
    id: Identifier
    set: Literal["training", "test"]
    index: int = Field(ge=0, le=2**32 - 1)


class Credit(Message):
    """Returns frames that the browser has drawn."""

    type: Literal["credit"] = "credit"
    frames: int = Field(default=1, ge=1, le=1000)


Command = Annotated[
    Hello | Change | Load | Advance | Run | Pause | Restart | Show | Credit,
    Field(discriminator="type"),
]


class Welcome(Message):
    """The answer to `hello`."""

    type: Literal["welcome"] = "welcome"
    protocol: int = VERSION
    build: str
    session: str
    resumed: Literal["new", "live", "rebuilt", "lost"]
    sentence: str


class ExperimentChanged(Message):
    """The experiment as it now is, and as it was at step 0."""

    type: Literal["experiment"] = "experiment"
    experiment: SomeExperiment
    initial: SomeExperiment
    run: int
    journal: list[JournalEntry]
    phases: list[SomePhase]
    parameter_count: int
    steps_per_epoch: int
    training_count: int
    test_count: int


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
    task: Literal["replay", "advance"]
    done: int
    total: int


class Warn(Message):
    """The rate limit is near."""

    type: Literal["warning"] = "warning"
    sentence: str


Event = Annotated[
    Welcome | ExperimentChanged | LayoutSent | Rejected | Stopped | Checkpoint | Progress | Warn,
    Field(discriminator="type"),
]

COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)


class Malformed(Exception):
    """Text that is not a command of this protocol; `rejected` is the answer to it."""

    def __init__(self, rejected: Rejected) -> None:
        super().__init__(rejected.sentence)
        self.rejected = rejected


def parse_command(text: str) -> Command:
    """The command in a text message.

    Raises Malformed with a sentence for whoever writes the client.
    """
    try:
        document = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Malformed(
            Rejected(command=None, sentence="The message is not JSON with finite numbers.")
        ) from None
    if not isinstance(document, dict):
        raise Malformed(Rejected(command=None, sentence="A message is a JSON object with a type."))
    if _deeper_than(document, MOST_NESTING):
        raise Malformed(
            Rejected(command=_command_id(document), sentence="The message is nested too deeply.")
        )
    try:
        return COMMANDS.validate_python(document)
    except ValidationError as error:
        raise Malformed(_rejection(document, error)) from None


def encode_event(event: Event) -> str:
    """An event as JSON text."""
    return event.model_dump_json()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(digits)
    return value


def _deeper_than(value: Any, most: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return most == 0 or any(_deeper_than(part, most - 1) for part in value)


def _command_id(document: dict[str, Any]) -> int | None:
    match document.get("id"):
        case int(command) if not isinstance(command, bool) and 0 <= command <= 2**32 - 1:
            return command
        case _:
            return None


def _rejection(document: dict[str, Any], error: ValidationError) -> Rejected:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] in ("union_tag_not_found", "union_tag_invalid"):
        return Rejected(
            command=_command_id(document), field="type", sentence="There is no such command."
        )
    # The first part of the place names the kind of command, which the sender knows.
    place = ".".join(str(part) for part in first["loc"][1:])
    field = place[:100] or None
    sentence = f"{field or 'The command'}: {first['msg'][:200]}."
    return Rejected(command=_command_id(document), field=field, sentence=sentence)
