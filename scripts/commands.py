"""Running other programs."""

import subprocess


def run(*command: str) -> None:
    """Run a command with its output in view; raises CalledProcessError where it fails."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def output(*command: str) -> str:
    """What a command prints; raises CalledProcessError where it fails."""
    done = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return done.stdout.decode().strip()


def succeeds(*command: str) -> bool:
    """Whether a command exits with 0; its output is not shown."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0
