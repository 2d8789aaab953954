"""With reduced motion every phase is a still before and one after, with what came of it."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.browser.tab import Tab
from tests.live import Server

PHASES: Final = ("forward.1", "forward.3", "loss", "backward.2", "update")

#: Every mark as it is drawn, with its place and its look.
DRAWN: Final = """() => JSON.stringify(learningLoop.marks(), (key, value) =>
  key === "map" || value instanceof Uint8Array ? undefined : value)"""


@pytest.fixture
def still(page: Page, server: Server) -> Iterator[Tab]:
    page.emulate_media(reduced_motion="reduce")
    tab = Tab(page, server.address)
    tab.explore()
    yield tab
    tab.assert_clean()


@pytest.mark.parametrize("stop", PHASES)
def test_a_phase_is_two_pictures_and_nothing_moves_between(still: Tab, stop: str) -> None:
    still.at(stop)  # a longer caption may leave the stage less room
    still.at(stop)
    pictures = []
    for share in (0.05, 0.4, 0.6, 1.0):
        still.at(stop, share)
        pictures.append(still.ask(DRAWN))
    assert pictures[0] == pictures[1]
    assert pictures[2] == pictures[3]
    assert pictures[0] != pictures[2]


def test_a_step_that_is_played_is_two_pictures_a_phase(still: Tab) -> None:
    pictures = still.ask(
        """() => new Promise((done) => {
          const seen = [];
          learningLoop.player.setPace(Math.log(1.4 / 0.04) / Math.log(250000));
          learningLoop.player.play();
          const look = () => {
            if (learningLoop.state.frame.step > 0) {
              learningLoop.player.pause();
              return done(seen);
            }
            const picture = JSON.stringify(learningLoop.marks().map(
              ({ map, of, maps, ...mark }) => [of, mark]));
            if (picture !== seen.at(-1)) seen.push(picture);
            requestAnimationFrame(look);
          };
          look();
        })"""
    )
    stops = still.ask("() => learningLoop.stops().length")
    most = 2 * stops + 2  # with the rest before them, and the maps to come at the end
    assert stops < len(pictures) <= most


def test_the_pause_points_are_those_of_the_moving_picture(still: Tab, page: Page) -> None:
    def rests() -> list[Any]:
        still.ask("() => learningLoop.player.seek(0)")
        found = []
        for _ in range(3):
            still.page.keyboard.press(".")
            still.until("() => !learningLoop.state.player.playing")
            found.append(still.ask("() => learningLoop.state.player.time"))
        return found

    calm = rests()
    page.emulate_media(reduced_motion="no-preference")
    assert rests() == calm


def test_the_update_says_the_numbers_before_and_after(still: Tab) -> None:
    still.ask("() => learningLoop.select({ kind: 'connection', layer: 2, to: 0, from: 1 })")
    still.at("update", 0.6)
    marks = still.marks()
    assert "→" in marks["picked"].text
    assert "→" in still.caption
    running = still.ask(
        """() => document.getAnimations().filter(({ playState, effect }) =>
          playState === "running" && effect.getTiming().duration > 20).length"""
    )
    assert running == 0
