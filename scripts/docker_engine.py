"""Building and running the image with a Docker daemon, as most people do."""

import json
import os

from commands import output, run, succeeds
from registries import Access


class DockerEngine:
    """One image, and one locked-up container of it."""

    name = "Docker"
    container = ""

    def build(self, image: str, access: Access) -> None:
        """Build the image; PYTHON_IMAGE and NODE_IMAGE in the environment replace its bases."""
        self.image = image
        secrets = [f"--secret=id={name},src={path}" for name, path in access.secrets.items()]
        named = [base for base in ("PYTHON_IMAGE", "NODE_IMAGE") if os.environ.get(base)]
        bases = [f"--build-arg={base}" for base in named]  # values come from the environment
        run("docker", "build", *secrets, *bases, "--tag", image, ".")

    def size(self) -> int:
        """Bytes of the image, its base included."""
        return int(self._inspect("{{.Size}}"))

    def start(self) -> str:
        """Start the container and return the address of its page."""
        lock_up = ["--read-only", "--tmpfs=/tmp:size=16m", "--cap-drop=ALL"]
        lock_up += ["--security-opt=no-new-privileges", "--publish=127.0.0.1::8000"]
        self.container = output("docker", "run", "--detach", *lock_up, self.image)
        return "http://" + output("docker", "port", self.container, "8000").splitlines()[0]

    def inside(self, *command: str) -> bool:
        """Whether a command, run in the container as its user, succeeds."""
        return succeeds("docker", "exec", self.container, *command)

    def status(self) -> str:
        """What the kernel says about the container's first process."""
        return output("docker", "exec", self.container, "cat", "/proc/1/status")

    def health_check(self) -> list[str]:
        """The image's own health check."""
        command: list[str] = json.loads(self._inspect("{{json .Config.Healthcheck.Test}}"))
        return command[1:]

    def stop(self) -> int:
        """Send SIGTERM to the first process and return its exit status."""
        run("docker", "kill", "--signal=TERM", self.container)
        return int(output("docker", "wait", self.container))

    def close(self) -> None:
        """Remove the container."""
        if self.container:
            output("docker", "rm", "--force", self.container)

    def _inspect(self, template: str) -> str:
        return output("docker", "image", "inspect", "--format", template, self.image)
