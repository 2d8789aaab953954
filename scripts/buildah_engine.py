"""Building and running the image where no Docker daemon is: with Buildah and Linux's namespaces.

Buildah's chroot isolation and `unshare` work inside most containers and virtual machines, as root.
"""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

import stand_ins
from commands import output, run, succeeds
from registries import Access

# The first process of a new tree of processes: makes the root read-only, gives up what root may do,
# and becomes the program. $1 is the root; what follows is the program.
LOCK_UP = """
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o size=16m,mode=1777 tmpfs "$root/tmp"
mount --rbind -o ro /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"
"""
UNPRIVILEGED = ["--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]


class BuildahEngine:
    """One image, and one locked-up container of it."""

    name = "Buildah"
    working = ""
    process: subprocess.Popen[bytes] | None = None

    def build(self, image: str, access: Access) -> None:
        """Build the image; stand-ins take the place of bases that the environment does not name."""
        self.image = image
        python = os.environ.get("PYTHON_IMAGE") or stand_ins.python_image()
        node = os.environ.get("NODE_IMAGE") or stand_ins.node_image()
        bases = [f"--build-arg=PYTHON_IMAGE={python}", f"--build-arg=NODE_IMAGE={node}"]
        secrets = [f"--secret=id={name},src={path}" for name, path in access.secrets.items()]
        folders = [f"--volume={folder}:{folder}:ro" for folder in access.folders]
        options = ["--isolation=chroot", "--format=docker", *bases, *secrets, *folders]
        run("buildah", "build", *options, "--tag", image, ".")

    def size(self) -> int:
        """Bytes of the image, its base included."""
        return int(output("du", "--summarize", "--bytes", self.root).split()[0])

    def start(self) -> str:
        """Start the container and return the address of its page."""
        inspected = json.loads(output("buildah", "inspect", "--type=image", self.image))
        self.config: dict[str, Any] = inspected["Docker"]["config"]
        self.working = output("buildah", "from", self.image)
        self.root = output("buildah", "mount", self.working)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.environment = [*self.config["Env"], f"LEARNING_LOOP_PORT={port}"]
        program = self._as_user(*self.config["Entrypoint"])
        box = ["unshare", "--mount", "--pid", "--fork", "sh", "-euc", LOCK_UP, "sh"]
        self.process = subprocess.Popen([*box, self.root, *program])
        return f"http://127.0.0.1:{port}"

    def inside(self, *command: str) -> bool:
        """Whether a command, run in the container as its user, succeeds."""
        enter = ["nsenter", f"--target={self._first()}", "--mount", "--pid", "--root", "--wd=/"]
        return succeeds(*enter, *self._as_user(*command))

    def status(self) -> str:
        """What the kernel says about the container's first process."""
        return Path(f"/proc/{self._first()}/status").read_text()

    def health_check(self) -> list[str]:
        """The image's own health check."""
        command: list[str] = self.config["Healthcheck"]["Test"]
        return command[1:]

    def stop(self) -> int:
        """Send SIGTERM to the first process and return its exit status."""
        assert self.process
        os.kill(self._first(), signal.SIGTERM)
        return self.process.wait(timeout=15)

    def close(self) -> None:
        """Remove the container."""
        if self.process and self.process.poll() is None:
            os.kill(self._first(), signal.SIGKILL)  # and with it all in its tree of processes
            self.process.wait()
        if self.working:
            output("buildah", "rm", self.working)

    def _first(self) -> int:
        assert self.process
        own = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return int(Path(own).read_text().split()[0])

    def _as_user(self, *command: str) -> list[str]:
        user, group = self.config["User"].split(":")
        ids = [f"--reuid={user}", f"--regid={group}"]
        return ["setpriv", *ids, *UNPRIVILEGED, "env", "-i", *self.environment, *command]
