"""Messages: what is understood, what is refused, and the browser's types."""

import json
import typing
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given, settings, strategies as st

from app.commands import Run, UntilLoss
from app.documents import WITH_SETTINGS, CatalogDocument, ExperimentDocument
from app.events import Rejected
from app.messages import Message
from app.protocol import COMMANDS, EVENTS, Command, Event, Malformed, encode_event, parse_command
from app.protocol_types import files
from engine import PRESETS, Experiment, catalog
from tests.engine.test_one_entry import ENTRIES

GOOD: dict[str, dict[str, Any]] = {
    "hello": {"protocol": 1},
    "change": {"id": 1, "changes": {"learning_rate": 0.1}},
    "load": {"id": 1, "preset": "tiny"},
    "advance": {"id": 1, "steps": 3},
    "run": {"id": 1, "steps_per_second": 2, "until": {"quantity": "loss", "below": 0.1}},
    "pause": {"id": 1},
    "restart": {"id": 1, "draw": True},
    "show": {"id": 1, "set": "test", "index": 3},
    "seek": {"id": 1, "step": 300, "exact": False, "changes": 2},
    "undo": {"id": 1},
    "redo": {"id": 1},
    "branch": {"id": 1, "name": "Twice the rate", "changes": {"learning_rate": 0.2}},
    "switch": {"id": 1, "branch": 2},
    "compare": {"id": 1, "branch": 2, "step": 450},
    "leave": {"id": 1},
    "return": {"id": 1, "run": {"experiment": {}, "step": 3, "changes": 0, "end": 9}},
    "rename": {"id": 1, "branch": 2, "name": "Slow"},
    "forget": {"id": 1, "branch": 2},
    "ask": {"id": 1, "question": "check", "parameter": {"layer": 1, "row": 0, "column": None}},
    "credit": {"frames": 2},
}


@pytest.mark.parametrize("kind", GOOD)
def test_every_command_is_understood(kind: str) -> None:
    command = parse_command(json.dumps({"type": kind, **GOOD[kind]}))
    assert command.type == kind


def test_the_examples_above_cover_every_command() -> None:
    members = get_args(get_args(Command)[0])
    assert {member.model_fields["type"].default for member in members} == set(GOOD)


@pytest.mark.parametrize(
    "kind", [kind for union in (Command, Event) for kind in get_args(get_args(union)[0])]
)
def test_the_document_names_every_message_and_its_fields(kind: type[Message]) -> None:
    text = (Path(__file__).parents[2] / "docs/protocol.md").read_text("utf-8")
    name = kind.model_fields["type"].default
    row = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
    fields = set(kind.model_fields) - {"type", "id"}
    assert {field for field in fields if f"`{field}" not in row} == set()


def test_a_whole_number_will_do_for_a_rate() -> None:
    command = parse_command('{"type":"run","id":1,"steps_per_second":5,"until":{"step":7}}')
    assert isinstance(command, Run)
    assert command.steps_per_second == 5.0


def test_a_goal_is_told_by_its_fields() -> None:
    text = json.dumps({"type": "run", **GOOD["run"]})
    command = parse_command(text)
    assert isinstance(command, Run)
    assert command.until == UntilLoss(quantity="loss", below=0.1)


@pytest.mark.parametrize(
    ("text", "command", "field"),
    [
        ("", None, None),
        ("{", None, None),
        ("[]", None, None),
        ("7", None, None),
        ("null", None, None),
        ("{}", None, "type"),
        ('{"type":"dance","id":4}', 4, "type"),
        ('{"type":["run"],"id":4}', 4, "type"),
        ('{"type":"advance"}', None, "id"),
        ('{"type":"advance","id":-1}', None, "id"),
        ('{"type":"advance","id":true}', None, "id"),
        ('{"type":"advance","id":4294967296}', None, "id"),
        ('{"type":"advance","id":4,"steps":0}', 4, "steps"),
        ('{"type":"advance","id":4,"steps":100001}', 4, "steps"),
        ('{"type":"advance","id":4,"steps":"3"}', 4, "steps"),
        ('{"type":"advance","id":4,"more":3}', 4, "more"),
        ('{"type":"run","id":4,"steps_per_second":0}', 4, "steps_per_second"),
        ('{"type":"run","id":4,"steps_per_second":NaN}', None, None),
        ('{"type":"run","id":4,"steps_per_second":1e999}', None, None),
        ('{"type":"run","id":4,"until":{"quantity":"loss","above":1}}', 4, "until"),
        ('{"type":"show","id":4,"set":"both","index":0}', 4, "set"),
        ('{"type":"change","id":4,"changes":[]}', 4, "changes"),
        ('{"type":"change","id":4,"changes":' + '{"a":' * 40 + "1" + "}" * 41, 4, None),
        ('{"type":"change","id":4,"changes":' + "[" * 50_000, None, None),
        ('{"type":"change","id":4,"changes":{"seed":' + "1" * 50_000 + "}}", None, None),
        ('{"type":"pause","id":4,"\\ud800":1}', 4, None),
        ('{"type":"credit","frames":0}', None, "frames"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else value,
)
def test_what_is_malformed_gets_a_typed_answer(
    text: str, command: int | None, field: str | None
) -> None:
    with pytest.raises(Malformed) as caught:
        parse_command(text)
    rejected = caught.value.rejected
    assert rejected.command == command
    if field is None:
        assert rejected.field is None
    else:
        assert rejected.field is not None
        assert rejected.field.startswith(field)
    assert EVENTS.validate_json(encode_event(rejected)) == rejected


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted({name for fields in GOOD.values() for name in fields} | {"run"}))


@given(
    st.text()
    | JSON_VALUES.map(json.dumps)
    | st.builds(
        lambda kind, fields: json.dumps({**GOOD[kind], "type": kind, **fields}),
        st.sampled_from(sorted(GOOD)),
        st.dictionaries(FIELDS, JSON_VALUES, max_size=3),
    )
)
@settings(max_examples=1000, deadline=None)
def test_any_text_is_a_command_or_malformed(text: str) -> None:
    try:
        command = parse_command(text)
    except Malformed as malformed:
        encode_event(malformed.rejected).encode()
    else:
        assert COMMANDS.validate_python(command.model_dump()) == command


def test_the_browsers_types_are_those_of_the_models() -> None:
    """`python -m app.protocol_types` writes them."""
    for path, text in files().items():
        assert path.read_text("utf-8") == text


def fits(value: Any, annotation: Any) -> bool:
    """Whether plain data have the shape of a document; extra keys do not fit."""
    if typing.is_typeddict(annotation):
        hints = typing.get_type_hints(annotation)
        required = annotation.__required_keys__
        return (
            isinstance(value, dict)
            and required <= set(value)
            and (annotation in WITH_SETTINGS or set(value) <= set(hints))
            and all(fits(part, hints.get(key, float)) for key, part in value.items())
        )
    if get_origin(annotation) is list:
        inner = get_args(annotation)[0]
        return isinstance(value, list) and all(fits(part, inner) for part in value)
    if get_origin(annotation) is typing.Literal:
        return value in get_args(annotation)
    if arguments := get_args(annotation):
        return any(fits(value, part) for part in arguments)
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, annotation)


def test_the_catalog_is_what_the_browser_is_told() -> None:
    contents = catalog()
    assert set(contents) == set(CatalogDocument.__annotations__)
    for name, annotation in typing.get_type_hints(CatalogDocument).items():
        assert fits(contents[name], annotation), name


@pytest.mark.parametrize("registry", ENTRIES)
def test_a_new_entry_of_a_registry_needs_no_new_document(
    registry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, entry, changes = ENTRIES[registry]
    monkeypatch.setitem(known, "toy", entry)
    annotation = typing.get_type_hints(CatalogDocument)[registry]
    assert fits(catalog()[registry], annotation)
    assert fits(Experiment.from_dict(changes).to_dict(), ExperimentDocument)


@pytest.mark.parametrize("preset", PRESETS)
def test_an_experiment_is_what_the_browser_is_told(preset: str) -> None:
    assert fits(PRESETS[preset].experiment.to_dict(), ExperimentDocument)


def test_an_event_is_json_without_surprises() -> None:
    rejected = Rejected(command=3, field="layers", sentence="No “more” than 12.")
    assert json.loads(encode_event(rejected)) == {
        "type": "rejected",
        "command": 3,
        "field": "layers",
        "sentence": "No “more” than 12.",
    }
