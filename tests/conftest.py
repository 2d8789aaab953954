"""How the tests share two processors: the browser tests keep to one of the processes."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSER_TESTS = "tests/browser/"


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Hands out whole modules, and all browser tests together: two Chromiums would slow another."""

    def _split_scope(self, nodeid: str) -> str:
        return (
            BROWSER_TESTS if nodeid.startswith(BROWSER_TESTS) else str(super()._split_scope(nodeid))
        )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Schedule by OneBrowser. (xdist's groups do nothing under pytest 9.2.)"""
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests."""
    for item in items:
        if item.nodeid.startswith(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
