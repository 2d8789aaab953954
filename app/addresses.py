"""Where the server listens, and under which addresses it can be reached."""

import contextlib
import errno
import ipaddress
import json
import os
import socket
import urllib.request
from collections.abc import Callable
from io import StringIO
from typing import Final

import segno

from app.api import NAME
from app.settings import Settings

PORTS_TRIED: Final = 11
UNACKNOWLEDGED_MS: Final = 30_000

_BUSY: Final = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))


class CannotStart(Exception):
    """The server cannot start; the message says why in one line."""


def listen(settings: Settings, say: Callable[[str], None]) -> socket.socket:
    """A listening socket by the rules of the port.

    The default port moves on when it is busy, an explicit one does not.
    Raises CannotStart with one line that says what is in the way.
    """
    host = "0.0.0.0" if settings.lan and "host" not in settings.model_fields_set else settings.host
    explicit = "port" in settings.model_fields_set
    for port in range(settings.port, settings.port + (1 if explicit else PORTS_TRIED)):
        try:
            listening = _bind(host, port)
        except OSError as error:
            if error.errno not in _BUSY or explicit:
                raise CannotStart(_why_not(host, port, error)) from None
            continue
        if port != settings.port:
            say(f"Port {settings.port} is in use, taking {port}.")
        return listening
    last = settings.port + PORTS_TRIED - 1
    raise CannotStart(f"ports {settings.port} to {last} are all in use; choose one with --port.")


def announcement(settings: Settings, port: int) -> str:
    """Where the server is, as lines for people, with a QR code for the local network."""
    host = settings.host
    if settings.lan or host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    lines = [f"Learning Loop is at http://{_bracketed(host)}:{port}  (Ctrl+C stops it)"]
    if settings.lan:
        addresses = [f"http://{address}:{port}" for address in lan_addresses()]
        lines += [f"On this network:  {address}" for address in addresses]
        if addresses:
            picture = StringIO()
            segno.make(addresses[0], micro=False).terminal(picture, compact=True)
            lines.append(picture.getvalue().rstrip("\n"))
        else:
            lines.append("This machine has no address on a local network.")
    return "\n".join(lines)


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses on local networks, the one of the default route first."""
    found = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address of no one: chooses a route, sends nothing
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    usable = [address for address in found if not ipaddress.ip_address(address).is_loopback]
    return list(dict.fromkeys(usable))


def own_names() -> list[str]:
    """The names by which others on the network may know this machine."""
    name = socket.gethostname().lower()
    return [name, f"{name.split('.')[0]}.local"]


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: asyncio sends small messages at once (TCP_NODELAY) only where it sees that.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # Inherited by every connection: one whose bytes are not acknowledged is given up.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno not in _BUSY:
        return f"cannot listen at {host} port {port}: {error.strerror or error}."
    where = f"http://{'127.0.0.1' if host == '0.0.0.0' else _bracketed(host)}:{port}"
    if _answers_as_us(where):
        return f"Learning Loop is already running at {where}; use that, or another --port."
    return f"port {port} is in use by another program; choose another with --port."


def _answers_as_us(where: str) -> bool:
    try:
        with urllib.request.urlopen(f"{where}/healthz", timeout=1) as answer:
            return bool(json.load(answer).get("name") == NAME)
    except (OSError, ValueError, AttributeError):
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
