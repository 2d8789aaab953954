"""The page for everyone: no violation that axe-core knows, in any panel or state, light or dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.tab import Tab
from tests.live import Server

AXE: Final = Path("node_modules/axe-core/axe.min.js").read_text()

RUN_AXE: Final = """async (theme) => {
  document.documentElement.dataset.theme = theme;
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0)));
  const { violations } = await axe.run();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) =>
      `${id}: ${target.join(" ")}: ${[...any, ...all, ...none].map(({ message }) => message)[0]}`));
}"""

WIDE: Final = (1440, 900)
PHONE: Final = (390, 844)


def violations(tab: Tab) -> dict[str, list[str]]:
    """All that axe-core finds, however small, on a light page and on a dark one."""
    tab.page.evaluate(AXE)
    return {theme: list(tab.ask(RUN_AXE, theme)) for theme in ("light", "dark")}


def lived(tab: Tab, stop: str = "backward.1") -> None:
    """Twelve steps on, with the playhead in a phase."""
    tab.ask("() => { learningLoop.send({ type: 'advance', steps: 12 }); }")
    tab.until("() => learningLoop.state.frame.step === 12")
    tab.at(stop)


def updated(tab: Tab) -> None:
    tab.explore()
    lived(tab, "update")


def question(tab: Tab) -> None:
    explored(tab)
    tab.page.locator("#open-run").click()
    tab.until("() => document.querySelector('#link-address').value !== ''")
    address = tab.page.locator("#link-address").input_value()
    tab.ask("(hash) => { location.hash = hash; }", address.partition("#")[2])
    tab.page.locator("#open-link").wait_for()


def explored(tab: Tab) -> None:
    tab.explore()
    lived(tab)


def click(*names: str) -> Callable[[Tab], None]:
    def go(tab: Tab) -> None:
        explored(tab)
        for name in names:
            tab.page.locator(name).first.click()

    return go


def picked(selection: str) -> Callable[[Tab], None]:
    def go(tab: Tab) -> None:
        explored(tab)
        tab.ask(f"() => learningLoop.select({selection})")
        tab.until("() => document.querySelector('#close-inspector') !== null")
        if '"layer"' in selection:
            tab.until("() => document.querySelectorAll('.histogram').length > 4")

    return go


def checked(tab: Tab) -> None:
    picked('{ kind: "connection", layer: 2, to: 0, from: 1 }')(tab)
    tab.page.locator("#check").click()
    tab.page.locator(".verdict").wait_for()


def more_settings(tab: Tab) -> None:
    explored(tab)
    for summary in tab.page.locator("#set-up summary").all():
        summary.click()


def own_points(tab: Tab) -> None:
    tab.explore()
    tab.page.locator("#set-data-name").select_option("own-points")
    tab.page.locator("#own-plane").wait_for()


def own_table(tab: Tab) -> None:
    tab.explore()
    tab.page.locator("#set-data-name").select_option("own-table")
    tab.page.locator("#own-text").fill("height,width,kind\n1,2,oak\n2,1,elm\n3,1,oak\n4,3,elm")
    tab.page.locator(".own-sentence").wait_for()


def refused_table(tab: Tab) -> None:
    tab.explore()
    tab.page.locator("#set-data-name").select_option("own-table")
    tab.page.locator("#own-text").fill("a,b\n1,x\n2")
    tab.page.locator("#own-table [role=alert]").wait_for()


def digits(tab: Tab) -> None:
    tab.explore()
    tab.load("digits")
    lived(tab)
    tab.until("() => document.querySelectorAll('.wall button').length > 10")


def regression(tab: Tab) -> None:
    tab.explore()
    tab.ask("() => { learningLoop.send({ type: 'change', changes: { data: { name: 'sine' } } }); }")
    tab.until("() => learningLoop.state.experiment.data.name === 'sine'")
    tab.at("loss")


def stopped(tab: Tab) -> None:
    tab.explore()
    tab.ask("() => learningLoop.player.runUntil({ step: 40 })")
    tab.until("() => learningLoop.state.notice?.kind === 'stopped'")


def refused(tab: Tab) -> None:
    explored(tab)
    tab.ask("() => { learningLoop.send({ type: 'change', changes: { learning_rate: -1 } }); }")
    tab.until("() => learningLoop.state.notice?.kind === 'rejected'")


def running(tab: Tab) -> None:
    tab.explore()
    tab.ask("() => { learningLoop.player.setPace(1); learningLoop.player.play(); }")
    tab.until("() => learningLoop.state.frame.step > 200")


def twin_of_digits(tab: Tab) -> None:
    digits(tab)
    tab.page.locator("#open-twin").click()


def dead(tab: Tab) -> None:
    tab.explore()
    tab.ask(
        """() => { const [one, two, out] = learningLoop.state.experiment.layers;
          const layers = [{ ...one, activation: "relu" }, { ...two, activation: "relu" }, out];
          learningLoop.send({ type: "change", changes: { layers } }); }"""
    )
    tab.until("() => learningLoop.state.experiment.layers[0].activation === 'relu'")
    lived(tab)
    tab.page.locator("#open-twin").click()


STATES: Final[dict[str, Callable[[Tab], None]]] = {
    "the first view": lambda _: None,
    "all controls": explored,
    "the update": updated,
    "a neuron": picked('{ kind: "neuron", layer: 1, index: 1 }'),
    "an input": picked('{ kind: "neuron", layer: 0, index: 1 }'),
    "the output": picked('{ kind: "neuron", layer: 3, index: 0 }'),
    "a connection": picked('{ kind: "connection", layer: 2, to: 0, from: 1 }'),
    "a connection checked": checked,
    "a bias": picked('{ kind: "bias", layer: 2, to: 0 }'),
    "a layer": picked('{ kind: "layer", layer: 1 }'),
    "the run sheet": click("#open-run"),
    "more settings": more_settings,
    "own points": own_points,
    "a table of one's own": own_table,
    "a table that is refused": refused_table,
    "the keys": click("#open-keys"),
    "run until": click("#open-until"),
    "accuracy": click(".chart-switch button >> nth=1"),
    "the tables": click("#open-twin"),
    "the tables of digits": twin_of_digits,
    "dead neurons": dead,
    "digits": digits,
    "a curve": regression,
    "a question": question,
    "a notice": stopped,
    "a refusal": refused,
    "running": running,
}

ON_A_PHONE: Final[dict[str, Callable[[Tab], None]]] = {
    "the first view": lambda _: None,
    "all controls": explored,
    "set-up": click("#open-set-up"),
    "looking closer": click("#open-inspector"),
    "the tables": click("#open-twin"),
    "the run sheet": click("#open-run"),
    "digits": digits,
}


def opened(page: Page, server: Server, size: tuple[int, int]) -> Tab:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return Tab(page, server.address)


@pytest.mark.parametrize("state", STATES)
def test_no_state_shuts_anyone_out(page: Page, server: Server, state: str) -> None:
    tab = opened(page, server, WIDE)
    STATES[state](tab)
    assert violations(tab) == {"light": [], "dark": []}


@pytest.mark.parametrize("state", ON_A_PHONE)
def test_no_state_shuts_anyone_out_on_a_phone(page: Page, server: Server, state: str) -> None:
    tab = opened(page, server, PHONE)
    ON_A_PHONE[state](tab)
    assert violations(tab) == {"light": [], "dark": []}
