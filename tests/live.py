"""The real server in a process of its own, and a real Chromium.

For browser tests, pictures and benchmarks.
"""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CHROMIUM_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP school.example 127.0.0.1",
)


class Server:
    """A running server; it can be stopped and started again at the same address."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.address = ""
        self.start()

    def start(self) -> None:
        """Start it and wait until it says where it is.

        Raises RuntimeError with what it said when it does not start.
        """
        port = re.search(r":(\d+)", self.address.removeprefix("http://"))
        command = [str(Path(sys.executable).parent / "learning-loop"), "--no-open"]
        command += ["--port", port[1] if port else "0", *self._options]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout
        said = ""
        for line in self._process.stdout:
            said += line
            if found := re.search(r"http://\S+:\d+", line):
                self.address = found[0]
                return
        raise RuntimeError(f"the server did not start: {said}")

    @property
    def process(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and wait until it is gone."""
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=20)
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(*options)
    try:
        yield server
    finally:
        server.stop()


def chromium() -> str:
    """The path of the browser.

    Raises FileNotFoundError where there is none, saying what to do.
    """
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("no Chromium found; on Debian or Ubuntu: apt-get install chromium")
