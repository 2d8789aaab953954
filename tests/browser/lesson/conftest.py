"""Which proofs of the lesson's steps are slow: all but the first seed or way of each deed."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What is true of every step, or of a step done by its third hint, is for `make test-all`.
FOR_ALL = ("third_hint", "nobody_is_shut_out")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones: `make test` does every step once, and once wrongly."""
    seen: set[tuple[Path, str]] = set()
    for item in items:
        if HERE not in item.path.parents:
            continue
        proof = (item.path, getattr(item, "originalname", item.name))
        if proof in seen or any(name in item.name for name in FOR_ALL):
            item.add_marker(pytest.mark.slow)
        seen.add(proof)
