"""A page that only runs what it was served, and a server that only listens to its own page."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.tab import Tab
from tests.live import Server, serving


def test_a_tampered_library_is_refused(page: Page, server: Server) -> None:
    def tamper(route: Route) -> None:
        original = route.fetch()
        route.fulfill(response=original, body=original.text() + "\nwindow.tampered = true;")

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.route("**/static/vendor/uplot.mjs", tamper)
    page.goto(server.address)
    page.wait_for_timeout(500)
    assert any("integrity" in text for text in said)
    assert page.evaluate("() => window.tampered") is None
    assert page.evaluate("() => globalThis.learningLoop") is None


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_page_of_another_origin_gets_no_connection(
    page: Page, server: Server, origin: str
) -> None:
    page.route("http://evil.example/", lambda route: route.fulfill(body="<p>mine</p>"))
    page.goto("about:blank" if origin == "null" else f"{origin}/")
    address = server.address.replace("http", "ws") + "/ws"
    opened = page.evaluate(
        """(address) => new Promise((done) => {
          const socket = new WebSocket(address);
          socket.onopen = () => done(true);
          socket.onclose = () => done(false);
        })""",
        address,
    )
    assert opened is False


def test_an_inline_script_does_not_run(first_view: Tab) -> None:
    first_view.ask(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.injected = true";
          document.body.append(script);
        }"""
    )
    assert first_view.ask("() => window.injected") is None
    violations = first_view.ask("() => window.violations.splice(0)")
    assert len(violations) == 1
    first_view.expected_errors = ("Content Security Policy",)


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_every_page_comes_with_the_policy(page: Page, server: Server, path: str) -> None:
    response = page.goto(server.address + path)
    assert response
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_class_on_plain_http_has_the_whole_page(page: Page) -> None:
    """A school's own address without https is no secure context: nothing may depend on one."""
    with serving("--allow-host", "school.example") as server:
        tab = Tab(page, server.address.replace("127.0.0.1", "school.example"))
        assert tab.ask("() => isSecureContext") is False
        tab.explore()
        tab.ask("() => learningLoop.player.runUntil({ step: 50 })")
        tab.until("() => learningLoop.state.frame.step === 50")
        tab.assert_clean()


def test_a_host_name_that_was_not_named_is_refused_with_the_flag_that_allows_it(
    page: Page, server: Server
) -> None:
    response = page.goto(server.address.replace("127.0.0.1", "school.example"))
    assert response
    assert response.status >= 400
    assert "--allow-host" in response.text()
