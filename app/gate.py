"""The gate before every request: which hosts and origins may come in, and how many."""

import ipaddress
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from app.protocol import FULL

FULL_SENTENCE: Final = "The server is full: please try again in a few minutes."

READING: Final = ("GET", "HEAD")

_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]/@\s]+)(?::(?P<port>\d{1,5}))?")


class Gate:
    """Pure ASGI middleware: checks Host for all, Origin for all that does more than read, and
    numbers for WebSockets.

    A page elsewhere can have a browser connect to us: the Origin shows that (CVE-2026-39987 is
    what happens where one route forgets to look). A name elsewhere can be made to point at us
    (DNS rebinding): the Host shows that.
    """

    def __init__(
        self, app: ASGIApp, *, names: Iterable[str], most: int, most_per_address: int
    ) -> None:
        self.app = app
        self.names = {"localhost", *(name.lower() for name in names)}
        self.most = most
        self.most_per_address = most_per_address
        self.connections: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether no more connection is let in."""
        return self.connections.total() >= self.most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        scope["gate"] = self
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(scope, send, refusal)
        elif scope["type"] == "websocket":
            await self._let_in(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        hosts = _header(scope, b"host")
        place = _place(hosts[0]) if len(hosts) == 1 else None
        if place is None:
            return "The request names no host."
        name, _ = place
        if not self._knows(name):
            return (
                f"This server does not know itself as {name[:100]!r}."
                f" If that is its name, start it with --allow-host {name[:100]}"
            )
        if scope["type"] == "websocket" or scope["method"] not in READING:
            origins = _header(scope, b"origin")
            if len(origins) > 1 or (origins and not _same_origin(origins[0], place)):
                return "A page of another site may not use this server."
        return None

    def _knows(self, name: str) -> bool:
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return name in self.names
        return True

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        if self.full or self.connections[address] >= self.most_per_address:
            # Only after accepting can a browser read why.
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": FULL, "reason": FULL_SENTENCE})
            return
        self.connections[address] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.connections[address] -= 1
            if not self.connections[address]:
                del self.connections[address]


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _place(host: str) -> tuple[str, int | None] | None:
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    port = match["port"]
    return match["name"].lower().rstrip("."), int(port) if port else None


def _same_origin(origin: str, place: tuple[str, int | None]) -> bool:
    parts = urlsplit(origin)
    default = _DEFAULT_PORTS.get(parts.scheme)
    theirs = _place(parts.netloc)
    if default is None or theirs is None:
        return False
    return (theirs[0], theirs[1] or default) == (place[0], place[1] or default)


async def _refuse(scope: Scope, send: Send, sentence: str) -> None:
    prefix = ""
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008, "reason": sentence[:100]})
            return
        prefix = "websocket."
    body = sentence.encode("utf-8", "replace") + b"\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    start = {"type": f"{prefix}http.response.start", "status": 403, "headers": headers}
    await send(start)
    await send({"type": f"{prefix}http.response.body", "body": body})
