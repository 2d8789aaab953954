"""Build the container image, start it with nothing it does not need, and look whether it serves.

Docker is used where a daemon answers. Elsewhere, as root, Buildah and mmdebstrap do the same; they
are installed with apt-get where they are missing.
"""

import os
import shutil
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import registries
from buildah_engine import BuildahEngine
from commands import run, succeeds
from docker_engine import DockerEngine

IMAGE = "learning-loop"
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Build, start, check and stop; prints one line for each thing that holds."""
    os.chdir(ROOT)
    engine = DockerEngine() if succeeds("docker", "info") else BuildahEngine()
    if isinstance(engine, BuildahEngine):
        install_buildah()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        engine.build(IMAGE, registries.access(Path(folder)))
        say(f"built with {engine.name} in {time.monotonic() - begun:.0f} s")
    try:
        begun = time.monotonic()
        address = engine.start()
        wait_for(f"{address}/healthz")
        say(f"started in {time.monotonic() - begun:.1f} s, {engine.size() / 1e6:.0f} MB on disk")
        check(engine, address)
        begun = time.monotonic()
        status = engine.stop()
        demand(status == 0, f"SIGTERM ends it with status {status}")
        say(f"which took {time.monotonic() - begun:.1f} s")
    finally:
        engine.close()


def check(engine: DockerEngine | BuildahEngine, address: str) -> None:
    """Demand that the page is served, by a process that can do nothing else."""
    page = fetch(f"{address}/")
    demand(b"<title>" in page and b"importmap" in page, f"serves the page, {len(page)} bytes")
    library = fetch(f"{address}/static/vendor/uplot.mjs")
    demand(len(library) > 10_000, f"serves the browser libraries, uPlot has {len(library)} bytes")
    demand(engine.inside(*engine.health_check()), "its own health check passes")
    read_only = ("grep", "--quiet", "--extended-regexp", r"^(\S+ ){4}/ ro\b", "/proc/1/mountinfo")
    demand(engine.inside(*read_only), "its root is read-only")
    demand(engine.inside("touch", "/tmp/x"), "it can write /tmp")
    fields = dict(line.split(":\t", 1) for line in engine.status().splitlines() if ":\t" in line)
    demand(fields["Uid"].split() == ["10001"] * 4, "runs as user 10001")
    demand(int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0, "has no capabilities")
    demand(fields["NoNewPrivs"] == "1", "can gain no privileges")
    demand(fields["NSpid"].split()[-1] == "1", "is process 1")
    say(f"holds {int(fields['VmRSS'].split()[0]) / 1024:.0f} MB of memory")


def install_buildah() -> None:
    """Install Buildah and mmdebstrap with apt-get where they are missing, and say so."""
    if os.geteuid() != 0:
        sys.exit("No Docker daemon answers. Without one, root is needed: sudo make image")
    missing = [program for program in ("buildah", "mmdebstrap") if shutil.which(program) is None]
    if missing:
        if shutil.which("apt-get") is None:
            sys.exit(f"No Docker daemon answers. Without one, {' and '.join(missing)} are needed.")
        print("No Docker daemon answers: installing", *missing, "with apt-get.", flush=True)
        run("apt-get", "-qq", "update")
        run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *missing)


def fetch(address: str) -> bytes:
    """The body of an answer with status 200."""
    with urllib.request.urlopen(address, timeout=5) as response:
        body: bytes = response.read()
    return body


def wait_for(address: str, seconds: float = 30) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fetch(address)
            return
        except (URLError, ConnectionError) as error:
            if time.monotonic() > deadline:
                sys.exit(f"The container does not answer at {address}: {error}")
            time.sleep(0.05)


def say(figure: str) -> None:
    """Print a figure of the image."""
    print(f"image: {figure}", flush=True)


def demand(holds: bool, what: str) -> None:
    """Print what holds, or stop."""
    if not holds:
        sys.exit(f"image: NOT so: {what}")
    say(what)


if __name__ == "__main__":
    main()
