"""A server in a thread of the tests, and a browser's WebSocket without a browser."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import uvicorn
from websockets.sync.client import ClientConnection, connect

from app.addresses import listen
from app.events import ExperimentChanged, Rejected
from app.messages import VERSION, Checkpoint
from app.protocol import EVENTS
from app.server import configure
from app.settings import Settings
from tests.app.tab import Memory

PATIENCE = 60.0


class Served:
    """A running server, with its insides in reach."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(port=0, **settings)
        listening = listen(self.settings, lambda _: None)
        self.port: int = listening.getsockname()[1]
        self.config = configure(self.settings)
        self.server = uvicorn.Server(self.config)
        self._thread = threading.Thread(target=self.server.run, args=([listening],))
        self._thread.start()

    @property
    def app(self) -> Any:
        """The application."""
        return self.config.app

    @property
    def connections(self) -> int:
        """Connections that Uvicorn still holds."""
        return len(self.server.server_state.connections)

    def stop(self) -> None:
        """Stops it and waits for its end."""
        self.server.should_exit = True
        self._thread.join()


@contextmanager
def served(**settings: Any) -> Iterator[Served]:
    """A server for as long as the block lasts."""
    server = Served(**settings)
    try:
        yield server
    finally:
        server.stop()


class Browser(Memory):
    """A tab on a real connection: returns credit for every frame, and keeps what a page keeps."""

    def __init__(self, port: int | str, **hello: Any) -> None:
        super().__init__()
        self.ids = 0
        self.draws = True
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(f"ws://127.0.0.1:{port}/ws", compression=None, max_size=None, close_timeout=2)
        )
        self.send("hello", protocol=VERSION, **hello)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the tab."""
        self._open.close()

    def cut(self) -> None:
        """The network is gone, without a word to the server."""
        self.socket.socket.shutdown(socket.SHUT_RDWR)
        self.close()

    def send(self, kind: str, **fields: Any) -> int:
        """Sends a command; returns its number."""
        self.ids += kind != "hello"
        number = {"id": self.ids} if kind not in ("hello", "credit") else {}
        self.socket.send(json.dumps({"type": kind, **number, **fields}))
        return self.ids

    def receive(self, timeout: float = PATIENCE) -> str:
        """Takes one message in; returns its type."""
        message = self.socket.recv(timeout)
        if isinstance(message, str):
            event = EVENTS.validate_json(message)
            self.take_in([event])
            return event.type
        frames = len(self.frames)
        self.take_in_bytes(message)
        if len(self.frames) == frames:
            return "data"
        if self.draws:
            self.socket.send('{"type":"credit"}')
        return "frame"

    def until(self, found: Callable[[], bool]) -> "Browser":
        """Receives until something is so."""
        while not found():
            self.receive()
        return self

    def ready(self) -> "Browser":
        """Receives until there is a picture."""
        return self.until(lambda: bool(self.frames))

    def ask(self, kind: str, **fields: Any) -> "Browser":
        """Sends a command and waits for the frame that answers it.

        Raises AssertionError when it is rejected.
        """
        number = self.send(kind, **fields)

        def answered() -> bool:
            rejected = self.last(Rejected)
            assert rejected is None or rejected.command != number, rejected
            return bool(self.frames) and self.frame.answered >= number

        return self.until(answered)

    def run_until(self, **until: Any) -> "Browser":
        """Runs flat out until a condition, and receives the trace at the end."""
        self.events.clear()
        self.send("run", until=until)
        self.until(lambda: any(event.type == "stopped" for event in self.events))
        return self.until(lambda: not self.frame.flags & 1)

    def record(self, *, with_checkpoint: bool) -> dict[str, Any]:
        """The run record that a page would hand to a new server."""
        event: ExperimentChanged = self.experiment
        checkpoint = self.last(Checkpoint) if with_checkpoint else None
        return {
            "experiment": event.initial,
            "journal": [entry.model_dump() for entry in event.journal],
            "step": self.frame.step,
            "checkpoint": checkpoint and checkpoint.model_dump(),
        }

    @property
    def welcome(self) -> Any:
        """The welcome that this connection got."""
        return next(event for event in self.events if event.type == "welcome")
