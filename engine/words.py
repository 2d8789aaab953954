"""What the entries of registries say of themselves."""

from typing import Any


def described(entry: Any) -> str:
    """An entry as its kind, its name and its summary, for `__repr__`."""
    return f"<{type(entry).__name__} {entry.name}: {entry.summary}>"
