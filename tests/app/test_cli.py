"""The command line, as a person calls it."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import app
from app.addresses import CannotStart, announcement, listen
from app.settings import BadSetting, Settings, parse_settings
from engine import PRESETS, Trainer
from tests.live import serving

COMMAND = str(Path(sys.executable).parent / "learning-loop")


def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Calls learning-loop and waits for its end."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LEARNING_")}
    return subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={**clean, **environment},
        check=False,
    )


def test_help_lists_every_setting_and_every_command() -> None:
    text = call("--help").stdout
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in text
    for word in ("--no-open", "learning-loop trace", "learning-loop version", "LEARNING_LOOP_"):
        assert word in text


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--port", "99999"], {}, ["--port", "'99999'", "65535"]),
        (["--port", "soon"], {}, ["--port", "'soon'", "integer"]),
        (["--log-level", "loud"], {}, ["--log-level", "'loud'", "'debug'"]),
        (["--max-sessions", "0"], {}, ["--max-sessions", "'0'"]),
        ([], {"LEARNING_LOOP_PORT": "x"}, ["LEARNING_LOOP_PORT", "'x'"]),
        (["dance"], {}, ["'dance'", "--help"]),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    arguments: list[str], environment: dict[str, str], words: list[str]
) -> None:
    done = call(*arguments, **environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr


def test_a_flag_that_does_not_exist_is_told_with_the_usage() -> None:
    done = call("--colour", "red")
    assert done.returncode == 2
    assert "unrecognized arguments: --colour" in done.stderr


def test_flags_go_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "7001")
    assert parse_settings([]).port == 7001
    monkeypatch.setenv("LEARNING_LOOP_PORT", "7002")
    assert parse_settings([]).port == 7002
    assert parse_settings(["--port", "7003"]).port == 7003


def test_names_come_repeated_or_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    names = parse_settings(["--allow-host", "A.example", "--allow-host", "b.example"]).allow_host
    assert names == ["a.example", "b.example"]
    monkeypatch.setenv("LEARNING_LOOP_ALLOW_HOST", "c.example, d.example")
    assert parse_settings([]).allow_host == ["c.example", "d.example"]


def test_opening_a_browser_can_be_asked_for_or_forbidden() -> None:
    assert parse_settings([]).open is None
    assert parse_settings(["--open"]).open is True
    assert parse_settings(["--no-open"]).open is False


def test_a_bad_setting_is_an_error_of_its_own() -> None:
    with pytest.raises(BadSetting, match="--ping-seconds"):
        parse_settings(["--ping-seconds", "-3"])


def busy_port() -> socket.socket:
    """A socket that listens and answers nothing."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


def test_a_busy_default_port_moves_on_and_says_so() -> None:
    said: list[str] = []
    with busy_port() as taken:
        port = taken.getsockname()[1]
        settings = Settings.model_construct(port=port, host="127.0.0.1", lan=False)
        settings.model_fields_set.clear()
        with listen(settings, said.append) as listening:
            took = listening.getsockname()[1]
    assert port < took <= port + 10
    assert said == [f"Port {port} is in use, taking {took}."]


def test_a_busy_port_that_was_asked_for_fails_in_one_line() -> None:
    with busy_port() as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"port {port} is in use by another program"):
            listen(Settings(port=port), lambda _: None)
        done = call("--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"learning-loop: port {port} is in use by another program; choose another with --port.\n"
    )


def test_a_second_server_says_where_the_first_is() -> None:
    with serving() as server:
        done = call("--port", server.address.rpartition(":")[2])
    assert done.returncode == 1
    assert f"already running at {server.address}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_lan_prints_addresses_and_a_picture_to_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.addresses.lan_addresses", lambda: ["192.168.1.7"])
    text = announcement(Settings(lan=True), 8000)
    assert "http://192.168.1.7:8000" in text
    assert sum("█" in line or "▀" in line for line in text.splitlines()) > 8


def test_version_is_that_of_the_package() -> None:
    assert call("version").stdout == f"{app.__version__}\n"
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert f'version = "{app.__version__}"' in pyproject


@pytest.mark.parametrize("preset", ["tiny", "moons", "digits"])
def test_trace_prints_the_numbers_of_the_engine(preset: str) -> None:
    done = call("trace", "--preset", preset, "--steps", "3", "--json")
    trainer = Trainer(PRESETS[preset].experiment)
    trainer.show(*PRESETS[preset].shown)
    trainer.run(2)
    assert json.loads(done.stdout) == json.loads(json.dumps(trainer.trace().to_dict()))


def test_trace_prints_each_step_and_more_digits() -> None:
    lines = call("trace", "--preset", "tiny", "--steps", "4", "--json", "--each", "--float64")
    traces = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [trace["step"] for trace in traces] == [0, 1, 2, 3]
    assert traces[1]["loss"] == traces[0]["loss_after"]
    assert float(np.float32(traces[0]["loss"])) != traces[0]["loss"]


def test_trace_reads_any_experiment(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"learning_rate": 0.3, "batch_size": 3}))
    trace = json.loads(call("trace", "--experiment", str(path), "--json").stdout)
    assert np.shape(trace["inputs"]) == (3, 2)


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (None, "No such file"),
        ("{", "not JSON"),
        ('{"learning_rate": -1}', "learning_rate"),
        ('{"layers": 3}', "layers"),
        ("7", "Expected names with values"),
    ],
)
def test_trace_refuses_what_is_no_experiment_in_one_line(
    tmp_path: Path, contents: str | None, words: str
) -> None:
    path = tmp_path / "mine.json"
    if contents is not None:
        path.write_text(contents)
    done = call("trace", "--experiment", str(path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_trace_for_people_names_every_tensor() -> None:
    text = call("trace", "--preset", "tiny").stdout
    for tensor in Trainer(PRESETS["tiny"].experiment).layout.tensors:
        assert re.search(rf"^{re.escape(tensor.key)}  \(", text, re.MULTILINE), tensor.key
    assert "0.080698" in text
