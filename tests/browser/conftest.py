"""A tab of real Chromium on a real server: whatever goes wrong in it fails its test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.tab import Tab
from tests.live import CHROMIUM_FLAGS, Server, chromium, serving


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; a missing one fails."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": list(CHROMIUM_FLAGS),
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A laptop's window."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tabs."""
    with serving() as running:
        yield running


@pytest.fixture
def first_view(page: Page, server: Server) -> Iterator[Tab]:
    """The page as it opens."""
    tab = Tab(page, server.address)
    yield tab
    tab.assert_clean()


@pytest.fixture
def tab(first_view: Tab) -> Tab:
    """The page with all its controls."""
    first_view.explore()
    return first_view
