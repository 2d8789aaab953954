"""A client that says hello, asks for much, and never reads a byte."""

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Callable

from app.messages import VERSION

LOADS = 14
PAUSE_SECONDS = 0.015
MOST_LOADS = 60


def stalled_clients(
    port: int,
    count: int,
    stuck: Callable[[], int] | None = None,
    answered: Callable[[], object] = lambda: None,
) -> list["Stalled"]:
    """Clients that fill all buffers between them and the server, until it is stuck with each.

    Half a megabyte of pixels a time: the kernel alone takes several. Between the messages some time
    must pass, for a server that finds them all at once answers them all at once. `stuck()` is the
    number of connections that the server cannot write to; without it a usual number of messages is
    sent. `answered()` waits for the server's answer to somebody else, so that a busy machine gets
    its messages no faster than it works them off.
    """
    clients = [Stalled(port) for _ in range(count)]
    number = 0
    while stuck() < count if stuck else number < LOADS:
        assert number < MOST_LOADS, "the server still finds room for what it sends"
        for client in clients:
            try:
                client.send_text(json.dumps({"type": "load", "id": number, "preset": "digits"}))
            except ConnectionError:
                return clients  # the server was stuck with it, and has let it go already
        time.sleep(PAUSE_SECONDS * (count + 1))
        answered()
        number += 1
    return clients


class Stalled:
    """A socket whose receive buffer is small and full, and that answers no ping."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        self.shake_hands(port)
        self.send_text(json.dumps({"type": "hello", "protocol": VERSION}))

    def shake_hands(self, port: int) -> None:
        """Asks for the upgrade, and reads no more than its answer."""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101")

    def send_text(self, text: str) -> None:
        """Sends one masked text frame."""
        self.send_frame(1, text.encode())

    def send_frame(self, opcode: int, data: bytes) -> None:
        """Sends one masked frame of any kind; the mask is zero."""
        size = bytes([128 + len(data)])
        if len(data) > 125:
            size = struct.pack(">BH", 128 + 126, len(data))
        self.socket.sendall(bytes([128 + opcode]) + size + bytes(4) + data)

    def close(self) -> None:
        """Lets go."""
        self.socket.close()
