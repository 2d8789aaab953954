"""A class on one server: 40 tabs that all train 2-8-8-8-1 flat out while their sliders move.

    .venv/bin/python benchmarks/classroom.py [--clients 40] [--seconds 10]

Starts a server and, in a process of its own, the clients. The answer is the time from a slider's
message to the frame that names it; every client returns credit for each frame at once.
"""

import argparse
import asyncio
import json
import random
import re
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent
CHANGES_PER_SECOND = 4
WARM_UP_SECONDS = 2.0
LAYERS = [{"units": 8, "activation": "tanh"}] * 3 + [{"units": 1, "activation": "sigmoid"}]
CREDIT = json.dumps({"type": "credit"})


class Client:
    """One tab."""

    def __init__(self, port: int, number: int) -> None:
        self.address = f"ws://127.0.0.1:{port}/ws"
        self.random = random.Random(number)
        self.sent: dict[int, float] = {}
        self.last_id = 0
        self.answers: list[float] = []
        self.frames = self.bytes = 0
        self.step = 0.0
        self.first_step = 0.0

    async def take_part(self, until: float, measure_from: float) -> None:
        """Trains and moves the slider until the time is up."""
        async with connect(self.address, compression=None, max_size=None) as socket:
            await socket.send(json.dumps({"type": "hello", "protocol": 1}))
            experiment = {"layers": LAYERS, "batch_size": 10, "learning_rate": 0.1}
            await self.command(socket, type="load", experiment=experiment)
            await self.command(socket, type="run")
            slider = asyncio.create_task(self.move_slider(socket, until))
            while (left := until - time.perf_counter()) > 0:
                try:
                    message = await asyncio.wait_for(socket.recv(), left)
                except TimeoutError:
                    break
                if isinstance(message, bytes) and message[:4] == b"LLF1":
                    await self.draw(socket, message, measure_from)
            await slider

    async def draw(self, socket: ClientConnection, message: bytes, measure_from: float) -> None:
        """Takes a frame in and returns its credit."""
        now = time.perf_counter()
        answered, _, step = struct.unpack_from("<IId", message, 8)
        for number in [number for number in self.sent if number <= answered]:
            began = self.sent.pop(number)
            if began > measure_from:
                self.answers.append(now - began)
        if now > measure_from:
            self.first_step = self.first_step or step
            self.step = step
            self.frames += 1
            self.bytes += len(message)
        await socket.send(CREDIT)

    async def move_slider(self, socket: ClientConnection, until: float) -> None:
        """Changes the learning rate, at uneven intervals."""
        while time.perf_counter() < until - 0.5:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) / CHANGES_PER_SECOND)
            rate = round(self.random.uniform(0.01, 0.3), 4)
            self.sent[self.last_id + 1] = time.perf_counter()
            await self.command(socket, type="change", changes={"learning_rate": rate})

    async def command(self, socket: ClientConnection, **fields: object) -> None:
        """Sends a command with the next number."""
        self.last_id += 1
        await socket.send(json.dumps({**fields, "id": self.last_id}))


async def idle_echo(port: int) -> list[float]:
    """Times of WebSocket pings to the idle server, in seconds."""
    times = []
    async with connect(f"ws://127.0.0.1:{port}/ws", compression=None) as socket:
        for _ in range(300):
            began = time.perf_counter()
            await (await socket.ping())
            times.append(time.perf_counter() - began)
            await asyncio.sleep(0.003)
    return times


async def watch_lag(until: float) -> list[float]:
    """How late this process itself is woken, in seconds: what the machine's other work costs."""
    lags = []
    while (began := time.perf_counter()) < until:
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - began - 0.005)
    return lags


async def be_the_class(port: int, count: int, seconds: float) -> dict[str, object]:
    """All clients at once, in this process; what they saw."""
    echo = await idle_echo(port)
    measure_from = time.perf_counter() + WARM_UP_SECONDS
    until = measure_from + seconds
    clients = [Client(port, number) for number in range(count)]
    lag = asyncio.create_task(watch_lag(until))
    await asyncio.gather(*(client.take_part(until, measure_from) for client in clients))
    return {
        "lag": await lag,
        "echo": echo,
        "answers": [answer for client in clients for answer in client.answers],
        "steps": [(client.step - client.first_step) / seconds for client in clients],
        "frames": [client.frames / seconds for client in clients],
        "bytes": sum(client.bytes for client in clients) / seconds,
    }


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def resident_megabytes(process: int) -> float:
    """Memory of a process that is really there."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def measure(count: int, seconds: float) -> None:
    """Starts server and class, and prints what came out."""
    command = [sys.executable, "-c", "from app.cli import main; main()", "--port", "0", "--no-open"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = int(re.search(r":(\d+) ", server.stdout.readline())[1])  # type: ignore[index]
        pupils = subprocess.Popen(
            [
                *(sys.executable, __file__, "--port", str(port)),
                *("--clients", str(count), "--seconds", str(seconds)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        memory = []
        while pupils.poll() is None:
            memory.append(resident_megabytes(server.pid))
            try:
                output, _ = pupils.communicate(timeout=1.0)
                break
            except subprocess.TimeoutExpired:
                continue
        report(json.loads(output), memory)
    finally:
        server.terminate()
        server.wait(10)


def report(seen: dict[str, Any], memory: list[float]) -> None:
    """Prints the figures."""
    answers = [1000 * answer for answer in seen["answers"]]
    echo = [1000 * answer for answer in seen["echo"]]
    steps, frames = seen["steps"], seen["frames"]
    p50, p99 = percentile(answers, 0.5), percentile(answers, 0.99)
    echo50, echo99 = percentile(echo, 0.5), percentile(echo, 0.99)
    settled = memory[len(memory) // 2 :]
    print(f"clients            {len(steps)}")
    print(f"answers            {len(answers)}: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    print(f"idle echo          p50 {echo50:.2f} ms, p99 {echo99:.2f} ms")
    lag99, most = 1000 * percentile(seen["lag"], 0.99), 1000 * max(seen["lag"])
    print(f"class held up      p99 {lag99:.1f} ms, at most {most:.0f} ms: not the server's doing")
    print(f"ratio              p50 {p50 / echo50:.0f}, p99 {p99 / echo99:.0f}")
    print(
        f"steps a second     {sum(steps):,.0f} in all; each {min(steps):,.0f} to {max(steps):,.0f}"
        f" (max/min {max(steps) / max(min(steps), 1e-9):.2f})"
    )
    print(f"frames a second    each {min(frames):.1f} to {max(frames):.1f}", end="")
    print(f" (mean {statistics.mean(frames):.1f}), {seen['bytes'] / 1e6:.1f} MB/s in all")
    print(f"server memory      {memory[0]:.0f} MB at start, {memory[-1]:.0f} MB at the end", end="")
    print(f" ({settled[-1] - settled[0]:+.1f} MB over the second half)")


def main() -> None:
    """Measures, or (started by it) is the class."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.port is None:
        measure(options.clients, options.seconds)
    else:
        print(json.dumps(asyncio.run(be_the_class(options.port, options.clients, options.seconds))))


if __name__ == "__main__":
    main()
