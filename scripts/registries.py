"""How this machine reaches the Python and npm registries, for a container build on it.

What is configured here (an index, a certificate, a folder of packages) is handed to the build as
secrets and mounts. The project itself names no registry.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"  # where the Dockerfile mounts them


class Access(NamedTuple):
    """Files for the build's secrets, by id, and folders that the configuration points at."""

    secrets: dict[str, Path]
    folders: list[str]


def access(folder: Path) -> Access:
    """Write the configuration of pip and npm into `folder`, fit for use inside the build."""
    secrets = {}
    pip = _pip_options()
    certificates = os.environ.get("SSL_CERT_FILE", pip.get("cert", ""))
    if certificates and Path(certificates).is_file():
        secrets["certificates"] = Path(certificates)
        pip["cert"] = CERTIFICATES
    if pip:
        secrets["pip"] = folder / "pip.conf"
        lines = [f"{name} = {' '.join(value.split())}" for name, value in pip.items()]
        secrets["pip"].write_text("\n".join(["[global]", *lines, ""]))
    npm = _npm_options()
    if npm:
        secrets["npmrc"] = folder / "npmrc"
        secrets["npmrc"].write_text(
            re.sub(r"(?m)^cafile\s*=.*$", f"cafile={CERTIFICATES}", npm)  # the mounted ones
        )
    words = " ".join(pip.values()).split()
    paths = [word.removeprefix("file://") for word in words]
    folders = [path for path in paths if path.startswith("/") and Path(path).is_dir()]
    return Access(secrets, sorted(_outermost(folders)))


def _pip_options() -> dict[str, str]:
    """The options of pip's configuration files and environment variables, the latter first."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"(?m)^(global|install|:env:)\.([\w-]+)=(.*)$", listed)
    found.sort(key=lambda option: option[0] == ":env:")
    return {name: ast.literal_eval(value) for _, name, value in found}


def _npm_options() -> str:
    """The text of npm's configuration files for this machine and user."""
    text = ""
    for kind in ("globalconfig", "userconfig"):
        command = ["npm", "config", "get", kind]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        path = Path(listed.strip())
        if path.is_file():
            text += path.read_text().rstrip() + "\n"
    return text


def _outermost(folders: list[str]) -> set[str]:
    """The folders without those that lie in another; pip indexes point beside themselves."""
    parents = {str(Path(path).parent) if path.endswith("/simple") else path for path in folders}
    return {path for path in parents if not any(path.startswith(f"{p}/") for p in parents)}
