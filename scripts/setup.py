"""Make the checkout ready to run, or with --dev to test, and do nothing where it is already.

Old versions of Python read this file too, to be told that they are too old.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INSTALLED = VENV / "installed-from"
SOURCES = (
    "pyproject.toml",
    "requirements.lock",
    "hatch_build.py",
    "package-lock.json",
    "web/vendor.mjs",
)
NODE_VERSION = 20
# as in tests/live.py, which needs the packages that are not there yet
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Set up `.venv`, the browser libraries and, with --dev, the tools and a browser."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = parser.parse_args().dev
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(
            f"learning-loop needs Python 3.11 or newer and this is {found};"
            " name a newer one, for example: make run PYTHON=python3.12"
        )
    os.chdir(ROOT)
    if not installed(dev):
        require_node()
        say("Setting up; this takes about half a minute the first time.")
        make_venv()
        fetch_browser_libraries()
        install(dev)
    elif dev:
        require_node()
        fetch_browser_libraries()
    if dev:
        require_browser()


def say(sentence: str) -> None:
    """Tell what is going on, in order with what the commands print."""
    print(sentence, flush=True)


def fingerprint() -> str:
    """A hash over what decides how the environment has to look, its place included."""
    contents = [str(ROOT).encode()]
    contents += [(ROOT / name).read_bytes() for name in SOURCES]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def installed(dev: bool) -> bool:
    """Whether a former run did all this from the same sources."""
    if not (INSTALLED.exists() and (ROOT / "static/vendor/built-from").exists()):
        return False
    done, what = INSTALLED.read_text().split()
    return done == fingerprint() and what in ("dev", "dev" if dev else "run")


def require_node() -> None:
    """Stop with a sentence where Node or npm is missing or too old."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        sys.exit(
            f"learning-loop needs Node {NODE_VERSION} or newer with npm to fetch the browser"
            " libraries; install it with your package manager or from nodejs.org."
        )
    version = subprocess.check_output(["node", "--version"]).decode().strip()
    if int(version.lstrip("v").split(".")[0]) < NODE_VERSION:
        sys.exit(
            f"learning-loop needs Node {NODE_VERSION} or newer and this is {version};"
            " install a newer one with your package manager or from nodejs.org."
        )


def make_venv() -> None:
    """Make `.venv`, and make it anew where the Python that it was made with is gone."""
    if PYTHON.exists() and subprocess.call([str(PYTHON), "-c", "import pip"]) == 0:
        return
    try:
        import ensurepip  # noqa: F401  # Debian ships venv without it
        import venv
    except ImportError:
        sys.exit(
            "learning-loop needs Python's venv module; on Debian and Ubuntu:"
            " sudo apt install python3-venv"
        )
    venv.create(VENV, clear=True, with_pip=True)


def fetch_browser_libraries() -> None:
    """Bring node_modules and static/vendor up to date with package-lock.json."""
    if subprocess.call(["node", "web/vendor.mjs"]) != 0:
        sys.exit("The browser libraries could not be fetched with npm; see above.")


def install(dev: bool) -> None:
    """Install the checkout into `.venv`, editable, with the versions of requirements.lock."""
    INSTALLED.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    wanted = ["--constraint", "requirements.lock", "--editable", ".[dev]" if dev else "."]
    if subprocess.call(pip + wanted) != 0:
        sys.exit("The Python packages could not be installed with pip; see above.")
    INSTALLED.write_text(fingerprint() + (" dev" if dev else " run"))


def require_browser() -> None:
    """Install Debian's Chromium for the browser tests where no browser is found."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    advice = "The browser tests need Chromium or Chrome on the PATH"
    if shutil.which("apt-get") is None:
        sys.exit(advice + ".")
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if as_root and subprocess.call([*as_root, "true"], stderr=subprocess.DEVNULL) != 0:
        sys.exit(advice + " (on Debian: sudo apt install chromium).")
    say("No browser found: installing Debian's chromium with apt-get for the browser tests.")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.call([*apt, "update"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    packages = ["install", "--yes", "--no-install-recommends", "chromium"]
    if subprocess.call([*apt, *packages], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) != 0:
        sys.exit(advice + ", and apt-get could not install it; see above.")


if __name__ == "__main__":
    main()
