"""Running the server: Uvicorn's settings, and letting go of clients."""

import asyncio
import contextlib
import logging
import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.addresses import announcement, listen, own_names
from app.main import create_app
from app.settings import Settings

ABORT_AFTER_SECONDS: Final = 2.0
MOST_MESSAGE_BYTES: Final = 65_536
SWITCH_SECONDS: Final = 0.001

_SESSION: Final = re.compile(r"(/runs/)[^/.\s?]+")


class AbortingWebSocket(WebSocketsSansIOProtocol):
    """Lets go of clients that never read.

    Uvicorn closes such a connection politely, which waits for its buffer to drain: connection,
    task and file descriptor would stay for ever, and SIGTERM would hang. Aborting frees all three.
    """

    def keepalive_timeout(self) -> None:
        """Ends a connection that does not answer pings."""
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        """Says that the server stops (1012), and waits two seconds at most."""
        super().shutdown()
        self.loop.call_later(ABORT_AFTER_SECONDS, self.transport.abort)

    async def run_asgi(self) -> None:
        """Runs the application, and aborts what still has not been flushed after its end."""
        await super().run_asgi()
        self.loop.call_later(ABORT_AFTER_SECONDS, self.transport.abort)


class WithoutClientFaults(logging.Filter):
    """Drops tracebacks of what clients did wrong: one for each bad message would fill the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is to be kept."""
        return not record.getMessage().startswith("Invalid UTF-8 sequence received")


class WithoutSecrets(logging.Filter):
    """Takes sessions out of the log of requests: who knows one can open its run."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes a record, and keeps it."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SESSION.sub(r"\1…", part) if isinstance(part, str) else part
                for part in record.args
            )
        return True


def configure(settings: Settings) -> uvicorn.Config:
    """Uvicorn's settings: no compression, which costs ten times what sending costs; small
    messages only; an end to every connection that does not answer, and to stopping."""
    logging.getLogger("uvicorn.error").addFilter(WithoutClientFaults())
    logging.getLogger("uvicorn.access").addFilter(WithoutSecrets())
    return uvicorn.Config(
        create_app(settings),
        ws=AbortingWebSocket,
        ws_per_message_deflate=False,
        ws_max_size=MOST_MESSAGE_BYTES,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=20,
        proxy_headers=False,
        server_header=False,
        log_level=settings.log_level,
    )


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serves until a signal comes.

    Raises CannotStart where the server cannot listen.
    """
    listening = listen(settings, say)
    port = listening.getsockname()[1]
    if settings.lan:
        names = [*settings.allow_host, *own_names()]
        settings = settings.model_copy(update={"allow_host": names})
    server = AnnouncedServer(configure(settings), settings, port, say)
    # A large network in the worker thread gives the interpreter back sooner than by default.
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listening]))


class AnnouncedServer(uvicorn.Server):
    """Says where it is once it listens, and opens a browser where that makes sense."""

    def __init__(
        self,
        config: uvicorn.Config,
        settings: Settings,
        port: int,
        say: Callable[[str], None],
    ) -> None:
        super().__init__(config)
        self._settings = settings
        self._port = port
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then announces."""
        await super().startup(sockets)
        if not self.started:
            return
        self._say(announcement(self._settings, self._port))
        opens = self._settings.open
        if opens if opens is not None else _has_display():
            url = f"http://127.0.0.1:{self._port}"
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops; `/readyz` says so meanwhile."""
        app: Any = self.config.app
        app.state.stopping = True
        await super().shutdown(sockets)


def _has_display() -> bool:
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    on_desktop = sys.platform in ("darwin", "win32")
    return on_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
