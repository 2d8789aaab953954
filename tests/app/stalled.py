"""A client that says hello, asks for much, and never reads a byte."""

import base64
import json
import os
import socket
import struct
import time

from app.messages import VERSION

LOADS = 14
PAUSE_SECONDS = 0.015


def stalled_clients(port: int, count: int) -> list["Stalled"]:
    """Clients that have filled all buffers between them and the server, so that it is stuck.

    Half a megabyte of pixels a time: the kernel alone takes several. Between the messages it must
    pass some time, for a server that finds them all at once answers them all at once.
    """
    clients = [Stalled(port) for _ in range(count)]
    for _ in range(LOADS):
        for client in clients:
            client.ask_for_much()
        time.sleep(PAUSE_SECONDS * (count + 1))
    return clients


class Stalled:
    """A socket whose receive buffer is small and full, and that answers no ping."""

    def __init__(self, port: int) -> None:
        self.ids = 0
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

    def ask_for_much(self) -> None:
        """Has the server send half a megabyte."""
        self.ids += 1
        self.send_text(json.dumps({"type": "load", "id": self.ids, "preset": "digits"}))

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
