"""The protocol, version 1 (docs/protocol.md): all messages, how they are read, and how it ends."""

import json
import math
from typing import Annotated, Any, Final, NoReturn

from pydantic import Field, TypeAdapter, ValidationError

from app.commands import (
    Advance,
    Ask,
    Branch,
    Change,
    Compare,
    Credit,
    Forget,
    Hello,
    Leave,
    Load,
    Pause,
    Redo,
    Rename,
    Restart,
    Return,
    Run,
    Seek,
    Show,
    Switch,
    Undo,
)
from app.events import (
    Answer,
    Branches,
    Comparison,
    ExperimentChanged,
    LayoutSent,
    Progress,
    Rejected,
    Showing,
    Stopped,
    Time,
    Warn,
    Welcome,
)
from app.messages import Checkpoint, KeptBranch

NOT_THIS_PROTOCOL: Final = 4400
TOO_FAR_BEHIND: Final = 4408
TAKEN_OVER: Final = 4409
TOO_MANY_MESSAGES: Final = 4429
FULL: Final = 4503

MOST_NESTING: Final = 16

Command = Annotated[
    Hello
    | Change
    | Load
    | Advance
    | Run
    | Pause
    | Restart
    | Show
    | Seek
    | Undo
    | Redo
    | Branch
    | Switch
    | Compare
    | Leave
    | Return
    | Rename
    | Forget
    | Ask
    | Credit,
    Field(discriminator="type"),
]

Event = Annotated[
    Welcome
    | ExperimentChanged
    | LayoutSent
    | Showing
    | Rejected
    | Stopped
    | Checkpoint
    | Progress
    | Warn
    | Answer
    | Time
    | Branches
    | KeptBranch
    | Comparison,
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
