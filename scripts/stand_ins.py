"""Base images made from Debian's packages, where no image registry can be reached."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from commands import output, run, succeeds

PYTHON_IMAGE = "localhost/learning-loop-python"
NODE_IMAGE = "localhost/learning-loop-node"
PACKAGES = "ca-certificates,libstdc++6,python3,python3-venv"


def python_image() -> str:
    """The name of an image with this Debian's Python, made at the first call."""
    if not succeeds("buildah", "inspect", "--type=image", PYTHON_IMAGE):
        print(
            f"Making {PYTHON_IMAGE}, which stands in for PYTHON_IMAGE, with mmdebstrap.", flush=True
        )
        release = dict(
            line.split("=", 1) for line in Path("/etc/os-release").read_text().split("\n") if line
        )
        with tempfile.TemporaryDirectory() as folder:
            archive = f"{folder}/root.tar"
            options = ["--quiet", "--variant=essential", f"--include={PACKAGES}"]
            run("mmdebstrap", *options, release["VERSION_CODENAME"], archive)
            working = output("buildah", "from", "scratch")
            run("buildah", "add", "--quiet", working, archive, "/")
            _commit(working, PYTHON_IMAGE)
    return PYTHON_IMAGE


def node_image() -> str:
    """The name of an image with this machine's Node and npm, made at the first call."""
    if not succeeds("buildah", "inspect", "--type=image", NODE_IMAGE):
        print(
            f"Making {NODE_IMAGE}, which stands in for NODE_IMAGE, of this machine's Node.",
            flush=True,
        )
        working = output("buildah", "from", python_image())
        library = "/usr/local/lib/node_modules/npm"
        npm = Path(os.path.realpath(_find("npm"))).parent.parent
        run(
            "buildah",
            "copy",
            "--quiet",
            working,
            os.path.realpath(_find("node")),
            "/usr/local/bin/",
        )
        run("buildah", "copy", "--quiet", working, str(npm), library)
        inside = ["buildah", "run", "--isolation=chroot", working, "--"]
        run(*inside, "ln", "-s", f"{library}/bin/npm-cli.js", "/usr/local/bin/npm")
        if not succeeds(*inside, "npm", "--version"):
            sys.exit("This machine's Node does not run elsewhere; name an image: NODE_IMAGE=…")
        _commit(working, NODE_IMAGE)
    return NODE_IMAGE


def _find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        sys.exit(f"{program} was not found.")
    return path


def _commit(working: str, image: str) -> None:
    run("buildah", "commit", "--quiet", "--rm", working, image)
