"""The gate before every WebSocket and every request."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, WebSocketRoute

from app.gate import FULL_SENTENCE, Gate
from app.main import create_app
from app.protocol import FULL
from app.settings import Settings

Message = dict[str, Any]


def websocket_paths(app: FastAPI) -> list[str]:
    """The paths of all WebSocket routes, however deep they are mounted."""

    def walk(routes: list[BaseRoute], prefix: str) -> list[str]:
        found = []
        for route in routes:
            path = prefix + getattr(route, "path", "")
            if isinstance(route, WebSocketRoute) or "websocket" in type(route).__name__.lower():
                found.append(path)
            found += walk(getattr(route, "routes", None) or [], path)
        return found

    return walk(app.routes, "")


def knock(app: Any, path: str, headers: dict[str, str], client: str = "10.0.0.1") -> list[Message]:
    """What a WebSocket handshake is answered with."""
    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "ws",
        "headers": [(key.lower().encode(), value.encode()) for key, value in headers.items()],
        "client": (client, 5555),
        "server": ("127.0.0.1", 8000),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    sent: list[Message] = []
    incoming: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.disconnect", "code": 1005},
    ]

    async def receive() -> Message:
        return incoming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def lets_in(app: Any, path: str, **headers: str) -> bool:
    """Whether a handshake with these headers is accepted."""
    answer = knock(app, path, headers)
    if any(message["type"] == "websocket.accept" for message in answer):
        return True
    assert answer[0]["status"] == 403
    return False


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """An application that has never been started: the gate stands before everything."""
    app = create_app(Settings(allow_host=["school.example"]))
    app.state.sessions = app.state.scheduler = None
    return app


PATHS = websocket_paths(create_app(Settings()))


def test_there_are_routes_to_look_at() -> None:
    assert "/ws" in PATHS


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("localhost:8000", None, True),  # not a browser
        ("localhost:8000", "http://localhost:8000", True),
        ("LocalHost:8000", "http://localhost:8000", True),
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("192.168.1.7:8000", "http://192.168.1.7:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("school.example", "https://school.example", True),
        ("school.example:443", "https://school.example", True),
        ("school.example", "http://school.example:80", True),
        ("localhost:8000", "http://localhost:8001", False),
        ("localhost:8000", "http://127.0.0.1:8000", False),
        ("localhost:8000", "https://evil.example", False),
        ("localhost:8000", "null", False),
        ("localhost:8000", "", False),
        ("localhost:8000", "file://", False),
        ("localhost:8000", "http://localhost:8000@evil.example", False),
        ("[::1]:8000", "http://[::2]:8000", False),
        ("evil.example", "http://evil.example", False),  # rebinding: the name is not ours
        ("evil.example:8000", None, False),
        ("localhost.evil.example", None, False),
        ("127.0.0.1.evil.example", None, False),
        ("", None, False),
        ("local host", None, False),
    ],
)
def test_only_our_own_pages_may_connect(
    app: FastAPI, path: str, host: str, origin: str | None, welcome: bool
) -> None:
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    assert lets_in(app, path, **headers) is welcome


@pytest.mark.parametrize("path", PATHS)
def test_a_request_without_a_host_is_refused(app: FastAPI, path: str) -> None:
    assert not lets_in(app, path)


def test_the_refusal_names_the_flag(app: FastAPI) -> None:
    answer = knock(app, "/ws", {"host": "teacher.local:8000"})
    assert b"--allow-host teacher.local" in answer[1]["body"]


class Holding:
    """An application that keeps its connections until it is told to end them."""

    def __init__(self) -> None:
        self.ends = asyncio.Event()

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await self.ends.wait()


@pytest.mark.parametrize(
    ("most", "per_address", "addresses", "let_in"),
    [(5, 5, 1, 5), (5, 2, 1, 2), (5, 2, 3, 5), (5, 5, 9, 5)],
)
def test_the_caps_are_exact(most: int, per_address: int, addresses: int, let_in: int) -> None:
    async def knock_all() -> list[list[Message]]:
        holding = Holding()
        gate = Gate(holding, names=[], most=most, most_per_address=per_address)
        answers: list[list[Message]] = [[] for _ in range(9)]
        tasks = []
        for number, answer in enumerate(answers):

            async def receive() -> Message:
                return {"type": "websocket.connect"}

            async def send(message: Any, answer: list[Message] = answer) -> None:
                answer.append(message)

            scope = {
                "type": "websocket",
                "headers": [(b"host", b"localhost")],
                "client": (f"10.0.0.{number % addresses}", 1),
            }
            tasks.append(asyncio.create_task(gate(scope, receive, send)))
            await asyncio.sleep(0)
        assert gate.full is (let_in == most)
        holding.ends.set()
        await asyncio.gather(*tasks)
        assert not gate.connections, "all that left are forgotten"
        return answers

    answers = asyncio.run(knock_all())
    accepted = [answer for answer in answers if len(answer) == 1]
    turned_away = [answer for answer in answers if len(answer) == 2]
    assert len(accepted) == let_in
    assert len(turned_away) == 9 - let_in
    for answer in turned_away:
        assert answer[1] == {"type": "websocket.close", "code": FULL, "reason": FULL_SENTENCE}
