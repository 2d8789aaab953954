"""A link carries a moment to another browser and another server: the same numbers, drawn alike."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.tab import Tab
from tests.browser.test_inspector import draw_a_six, panel, pick
from tests.browser.test_scrubber import at_rest, change, go_to, linked, run_to, tape
from tests.live import Server, serving

MOMENT: Final = """() => {
  const { selected, shown, view, experiment, journal, losses, player, frame } = learningLoop.state;
  const maps = (frame.maps ?? []).map(({ low, high, bytes }) => [low, high, ...bytes]);
  return { selected, shown, experiment, journal, maps, view,
    steps: losses.steps, pace: player.pace, time: player.time };
}"""


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that the test may stop."""
    with serving() as server:
        yield server


@pytest.fixture
def first(page: Page, own_server: Server) -> Tab:
    """The tab that a link is made in."""
    tab = Tab(page, own_server.address)
    tab.explore()
    return tab


@contextmanager
def opened(browser: Browser, server: Server, address: str) -> Iterator[Tab]:
    """The link in a browser that has never been there."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = Tab(context.new_page(), server.address, address.removeprefix(server.address))
    yield tab
    tab.assert_clean()
    context.close()


def moment_of(tab: Tab) -> dict[str, Any]:
    moment: dict[str, Any] = tab.ask(MOMENT)
    return moment


def tampered(address: str, change: Callable[[dict[str, Any]], None]) -> str:
    """A link with something else in it."""
    page, _, fragment = address.partition("#")
    (packed,) = parse_qs(fragment)["run"]
    content = urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4))
    moment = json.loads(zlib.decompress(content))
    change(moment)
    text = urlsafe_b64encode(zlib.compress(json.dumps(moment).encode())).decode().rstrip("=")
    return f"{page}#run=d{text}"


def test_a_link_is_opened_elsewhere_after_the_server_was_restarted(
    first: Tab, own_server: Server, browser: Browser
) -> None:
    run_to(first, 300)
    change(first, {"learning_rate": 0.5})
    run_to(first, 350)
    first.at("backward.1")
    pick(first, {"kind": "connection", "layer": 1, "to": 2, "from": 0})
    panel(first).locator("#edit-value").fill("0.625")
    panel(first).locator("#edit-value").press("Enter")
    first.until("() => learningLoop.state.journal.length === 2")
    run_to(first, 450)
    go_to(first, 400)  # what was lived after it does not belong to the link
    first.page.keyboard.press("Escape")
    panel(first).locator("#probe-1").fill("0.55")
    panel(first).locator("#probe-1").press("Enter")
    first.until("() => learningLoop.state.shown.inputs?.[0] === 0.55")
    first.at("backward.2")
    first.page.locator('[data-neuron="1.2"]').click()
    linked(first)
    first.page.locator("summary", has_text="leave something out").click()
    for name in ("hide ready-made experiments", "hide pace", "lock the settings"):
        first.page.get_by_label(name).check()
    first.until("() => /hide=.*lock=1/.test(document.querySelector('#link-address').value)")
    address = first.page.locator("#link-address").input_value()
    bytes_there, there, marks_there = tape(first), moment_of(first), first.marks()
    first.assert_clean()
    first.page.close()
    own_server.stop()
    own_server.start()

    with opened(browser, own_server, address) as other:
        at_rest(other, 400)
        other.until("(time) => learningLoop.state.player.time === time", there["time"])
        assert tape(other) == bytes_there
        assert other.marks() == marks_there
        here = moment_of(other)
        assert here.pop("view") == {"hidden": ["presets", "pace"], "locked": True}
        assert there.pop("view") == {"hidden": [], "locked": False}
        assert there.pop("steps") == 450
        assert here.pop("steps") == 400
        assert here == there
        assert other.page.locator("#presets").is_hidden()
        assert other.page.locator("#pace").is_hidden()
        assert other.page.locator("#chart").is_visible()
        assert other.page.locator("#set-learning_rate").is_disabled()
        assert other.ask("() => learningLoop.state.notice") is None, "the digits are the same"
        other.ask("() => learningLoop.send({ type: 'change', changes: { learning_rate: 0.1 } })")
        expect(other.page.locator("#notice")).to_contain_text("locked the settings")
        assert other.ask("() => learningLoop.state.experiment.learning_rate") == 0.5


def test_a_drawn_digit_travels_in_a_link(first: Tab, own_server: Server, browser: Browser) -> None:
    first.load("digits")
    draw_a_six(first)
    first.until("() => learningLoop.state.shown.inputs?.some((value) => value > 0)")
    run_to(first, 20)
    first.at("loss")
    address = linked(first)
    assert len(address) < 2000, "short enough for every program"
    with opened(browser, own_server, address) as other:
        at_rest(other, 20)
        other.until("(time) => learningLoop.state.player.time === time", moment_of(first)["time"])
        assert tape(other) == tape(first)
        assert other.marks() == first.marks()
        assert other.ask("() => learningLoop.state.shown.inputs.length") == 64
        expect(panel(other).locator("h2")).to_have_text("Your own picture")


def test_a_link_says_where_digits_differ(first: Tab, own_server: Server, browser: Browser) -> None:
    run_to(first, 30)
    address = linked(first)

    def other_digits(moment: dict[str, Any]) -> None:
        assert moment["run"]["digest"] == first.ask("() => learningLoop.state.time.digest")
        moment["run"]["digest"] = "00000000"

    with opened(browser, own_server, tampered(address, other_digits)) as other:
        at_rest(other, 30)
        expect(other.page.locator("#notice")).to_contain_text(
            "digits differ in the last place from those that the run was recorded with"
        )
        assert tape(other) == tape(first)


def test_the_shown_example_outlives_a_restart_of_the_server(first: Tab, own_server: Server) -> None:
    first.expected_errors = ("ERR_CONNECTION_REFUSED", "WebSocket connection")
    run_to(first, 30)
    panel(first).locator("#probe-1").fill("0.55")
    panel(first).locator("#probe-1").press("Enter")
    first.until("() => learningLoop.state.shown.inputs?.[0] === 0.55")
    before = tape(first)
    own_server.stop()
    first.until("() => learningLoop.state.connection.status === 'lost'")
    own_server.start()
    first.until("() => learningLoop.state.connection.status === 'open'")
    at_rest(first, 30)
    assert tape(first) == before
    assert first.ask("() => learningLoop.state.shown.inputs[0]") == 0.55
    first.assert_clean()
