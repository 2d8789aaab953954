"""An installed wheel serves the page on a machine that has neither Node nor the checkout."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_installed_wheel_serves_the_page_and_its_libraries_without_node(tmp_path: Path) -> None:
    build = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    pip: list[str | Path] = [tmp_path / "venv/bin/pip", "install", "-qq"]
    constraint: list[str | Path] = ["--constraint", ROOT / "requirements.lock"]
    subprocess.run([*pip, *constraint, wheel], check=True)

    environment = {**os.environ, "PATH": str(tmp_path / "venv/bin"), "PYTHONUNBUFFERED": "1"}
    command: list[str | Path] = [tmp_path / "venv/bin/learning-loop", "--port", "0", "--no-open"]
    with subprocess.Popen[str](
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            address = next(
                found[0] for line in server.stdout if (found := re.search(r"http://[^\s/]+", line))
            )
            assert "<title>" in fetch(f"{address}/")
            import_map = json.loads(fetch(f"{address}/static/vendor/importmap.json"))
            for module in import_map["integrity"]:
                assert fetch(f"{address}/{module.removeprefix('./')}")
        finally:
            server.terminate()
        assert server.wait(timeout=10) in (0, -signal.SIGTERM)  # after its work, Uvicorn repeats it


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:
        body: bytes = response.read()
    return body.decode()
