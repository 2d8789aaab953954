"""What must hold whatever clients, networks and signals do (the full sizes are marked slow)."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

import app.websocket
from app.events import Rejected, Warn
from app.messages import Checkpoint
from app.protocol import NOT_THIS_PROTOCOL, TOO_MANY_MESSAGES, Malformed, parse_command
from tests.app.served import Browser, Served, served
from tests.app.stalled import Stalled, stalled_clients
from tests.app.test_protocol import FIELDS, GOOD, JSON_VALUES
from tests.live import Server

LOOK_SECONDS = 0.02


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a record."""
        self.records.append(record)


@pytest.fixture
def errors() -> Iterator[Errors]:
    """What is logged as an error during a test."""
    handler = Errors()
    loggers = [logging.getLogger(name) for name in ("", "uvicorn.error", "uvicorn", "asyncio")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


def wait_until(condition: Any, seconds: float) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_SECONDS)  # the server's thread has the processor meanwhile
    return True


def comes_down(count: Callable[[], int], least: int, seconds: float) -> bool:
    """Whether a number falls to its least, each time it falls no later than after so long."""
    while (before := count()) > least:
        if not wait_until(lambda: count() < before, seconds):
            return False
    return True


def stuck_with(server: Served) -> int:
    """How many connections the server cannot write to at present."""
    held: list[Any] = list(server.server.server_state.connections)
    return sum(not connection.writable.is_set() for connection in held)


def open_files() -> int:
    """How many files this process has open, sockets included."""
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize(
    ("count", "ping"), [(4, 2.0), pytest.param(50, 15.0, marks=pytest.mark.slow)]
)
def test_clients_that_never_read_are_let_go(count: int, ping: float) -> None:
    with served(ping_seconds=ping) as server, Browser(server.port) as healthy:
        healthy.ready()
        before = open_files()
        stalled = stalled_clients(
            server.port, count, lambda: stuck_with(server), lambda: healthy.ask("advance")
        )
        healthy.ask("advance")
        assert comes_down(lambda: server.connections, 1, 2 * ping + 6)
        assert server.connections == 1, "who reads stays"
        assert comes_down(lambda: len(server.server.server_state.tasks), 1, 5)
        assert wait_until(lambda: open_files() <= before + count, 5), "our own halves are open"
        healthy.ask("advance")
        for client in stalled:
            client.close()


def start_server() -> tuple[subprocess.Popen[str], int]:
    """A server in a process of its own, and its port."""
    command = [str(Path(sys.executable).parent / "learning-loop"), "--no-open", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"http://\S+:(\d+)", process.stdout.readline())
    assert found is not None
    return process, int(found[1])


@pytest.mark.parametrize(
    ("healthy", "stalled"), [(6, 2), pytest.param(35, 5, marks=pytest.mark.slow)]
)
def test_a_server_told_to_stop_is_gone_in_six_seconds(healthy: int, stalled: int) -> None:
    process, port = start_server()
    with ExitStack() as stack:
        browsers = [stack.enter_context(Browser(port)) for _ in range(healthy)]
        sockets = stalled_clients(port, stalled)
        for browser in browsers:
            browser.ready().send("run")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        for browser in browsers:
            with pytest.raises(ConnectionClosed) as closed:
                browser.until(lambda: False)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
        code = process.wait(10)
        assert time.monotonic() - began <= 6
        assert code in (0, -signal.SIGTERM)
        for client in sockets:
            client.close()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("count", [10, pytest.param(40, marks=pytest.mark.slow)])
def test_a_whole_class_is_back_soon_after_a_restart(count: int) -> None:
    server = Server()
    port = server.address.rpartition(":")[2]
    with ExitStack() as stack:
        browsers = [stack.enter_context(Browser(port)) for _ in range(count)]
        for number, browser in enumerate(browsers):
            browser.ask("advance", steps=50 + number)
        server.stop(signal.SIGKILL)
        server.start()
        try:
            began = time.monotonic()
            for browser in browsers:
                record = browser.record(with_checkpoint=browser.last(Checkpoint) is not None)
                again = stack.enter_context(
                    Browser(port, session="before", run=record, have_step=browser.frame.step)
                )
                again.ready()
                assert again.welcome.resumed == "rebuilt"
                assert again.frame.floats.tobytes() == browser.frame.floats.tobytes()
            assert time.monotonic() - began < 3.0
        finally:
            server.stop()


@pytest.fixture(scope="module")
def patient() -> Iterator[Served]:
    """A server that takes as many messages as come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.websocket, "CREDIT_BURST", 10**9)
        with served(message_rate=1e9, message_burst=10**9) as server:
            yield server


@pytest.fixture(scope="module")
def talker(patient: Served) -> Iterator[Browser]:
    """A connection that malformed messages are sent on."""
    with Browser(patient.port) as browser:
        yield browser.ask("load", preset="tiny")


MALFORMED = (
    st.text()
    | JSON_VALUES.map(json.dumps)
    | st.builds(
        lambda kind, fields: json.dumps({**GOOD[kind], "type": kind, **fields}),
        st.sampled_from(sorted(GOOD)),
        st.dictionaries(FIELDS, JSON_VALUES, min_size=1, max_size=3),
    )
)


def is_malformed(text: str) -> bool:
    """Whether a text is no command."""
    try:
        parse_command(text)
    except Malformed:
        return True
    return False


@given(text=MALFORMED.filter(is_malformed))
@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_a_thousand_malformed_messages_each_get_a_typed_answer(
    talker: Browser, errors: Errors, text: str
) -> None:
    talker.events.clear()
    talker.socket.send(text.encode("utf-8", "replace").decode())
    talker.until(lambda: talker.last(Rejected) is not None)
    talker.ask("pause")
    assert not errors.records


def test_garbage_without_end_closes_the_connection(patient: Served, errors: Errors) -> None:
    with Browser(patient.port) as browser:
        browser.ready()
        with suppress(ConnectionClosed):  # closed before all of it is sent
            for _ in range(30):
                browser.socket.send("garbage")
        with pytest.raises(ConnectionClosed) as closed:
            browser.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == NOT_THIS_PROTOCOL
        assert sum(event.type == "rejected" for event in browser.events) == 10
    assert not errors.records


@pytest.mark.parametrize(
    "first",
    ["", "garbage", '{"type":"pause","id":1}', '{"type":"hello","protocol":99}', b"\x00\x01"],
)
def test_a_connection_begins_with_hello_or_not_at_all(
    patient: Served, errors: Errors, first: str | bytes
) -> None:
    with connect(f"ws://127.0.0.1:{patient.port}/ws") as socket:
        socket.send(first)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == NOT_THIS_PROTOCOL
        assert closed.value.rcvd.reason
    assert not errors.records


@pytest.mark.parametrize(
    ("data", "code"), [("x" * 70_000, 1009), (b"x" * 70_000, 1009)], ids=["text", "binary"]
)
def test_a_message_too_large_is_refused(patient: Served, data: str | bytes, code: int) -> None:
    with Browser(patient.port) as browser:
        browser.ready()
        browser.socket.send(data)
        with pytest.raises(ConnectionClosed) as closed:
            browser.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


@pytest.mark.parametrize(
    "frame",
    [(1, b"\xff\xfe"), (3, b""), (9, b"x" * 126), (8, b"\x00")],
    ids=["bad UTF-8", "reserved opcode", "long ping", "short close"],
)
def test_broken_frames_fill_no_log(
    patient: Served, errors: Errors, frame: tuple[int, bytes]
) -> None:
    before = patient.connections
    for _ in range(20):
        client = Stalled(patient.port)
        client.send_frame(*frame)
        client.close()
    assert wait_until(lambda: patient.connections <= before, 15)
    assert not errors.records
    with Browser(patient.port) as browser:
        browser.ready()


def flood(browser: Browser) -> None:
    """Send without end, and read too little."""
    while True:
        for _ in range(200):
            browser.socket.send('{"type":"pause","id":1}')
        browser.receive()


def test_a_flood_is_warned_of_and_closed_and_others_go_on(errors: Errors) -> None:
    with served() as server, Browser(server.port) as other, Browser(server.port) as offender:
        other.ready().send("run")
        other.until(lambda: len(other.frames) > 5)
        offender.ready()
        with pytest.raises(ConnectionClosed) as closed:
            flood(offender)
        assert closed.value.rcvd is not None
        with pytest.raises(ConnectionClosed):
            offender.until(lambda: False)
        assert closed.value.rcvd.code == TOO_MANY_MESSAGES
        assert offender.last(Warn) is not None
        frames = len(other.frames)
        other.until(lambda: len(other.frames) >= frames + 20)
    assert not errors.records


def test_a_slider_at_fifteen_a_second_is_no_flood() -> None:
    with served() as server, Browser(server.port) as browser:
        browser.ready()
        for number in range(40):  # all at once: as many as a burst may have
            browser.ask("change", changes={"learning_rate": 0.01 * (number + 1)})
        assert not browser.last(Rejected)


def test_credit_does_not_count_against_the_rate(errors: Errors) -> None:
    with served() as server, Browser(server.port) as browser:
        browser.ready()
        for _ in range(150):
            browser.socket.send('{"type":"credit"}')
        browser.ask("advance")
        assert browser.last(Warn) is None
    assert not errors.records


LARGEST = [{"units": 128, "activation": "relu"}] * 12 + [{"units": 10, "activation": "softmax"}]


@pytest.mark.parametrize("count", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_the_largest_networks_leave_the_server_responsive(count: int) -> None:
    server, port = start_server()
    try:
        with ExitStack() as stack:
            browsers = [stack.enter_context(Browser(port)) for _ in range(count)]
            for browser in browsers:
                browser.send("load", preset="digits")
                browser.send("change", changes={"layers": LARGEST, "learning_rate": 0.001})
                browser.send("run")
            times = []
            for _ in range(30):
                began = time.monotonic()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
                    assert page.status == 200
                times.append(time.monotonic() - began)
            assert sorted(times)[int(0.9 * len(times))] < 0.1
            for browser in browsers:
                browser.ready()
                while browser.frame.step == 0:
                    browser.receive()
    finally:
        server.terminate()
        server.wait(10)
        assert server.stdout is not None
        server.stdout.close()
