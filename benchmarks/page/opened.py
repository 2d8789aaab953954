"""The real page in real Chromium, with a network at full speed, and what Chromium counts in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.live import CHROMIUM_FLAGS, Server, chromium, serving

WIDTH, HEIGHT = 1440, 900
SETTLE_MS: Final = 1500
HIDDEN: Final = {
    "2-4-2-1": [4, 2],
    "2-8-8-8-1": [8, 8, 8],
    "2-8×6-1": [8] * 6,
    "2-16×6-1": [16] * 6,
}
"""Hidden neurons by name; every other name is that of a preset."""

LOAD: Final = """([name, hidden]) => {
  if (!hidden) return learningLoop.send({ type: "load", preset: name });
  const layers = learningLoop.state.experiment.layers;
  return learningLoop.send({ type: "change", changes: {
    batch_size: 10, learning_rate: 0.03,
    layers: [...hidden.map((units) => ({ units, activation: "tanh" })), layers.at(-1)],
  } });
}"""

COUNT_PICTURES: Final = """() => {
  window.pictures = 0;
  let shown = null;
  const look = () => {
    if (learningLoop.state.frame !== shown) window.pictures += 1;
    shown = learningLoop.state.frame;
    requestAnimationFrame(look);
  };
  look();
}"""


class Opened:
    """A page of the product that is measured."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        # Processor time: what else the machine does costs the page nothing.
        self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def ask(self, question: str, argument: Any = None) -> Any:
        """Evaluate a JavaScript function in the page."""
        return self.page.evaluate(question, argument)

    def until(self, condition: str, argument: Any = None) -> None:
        """Wait until a JavaScript function returns something true."""
        while not self.ask(condition, argument):
            self.page.wait_for_timeout(20)

    def rest(self, seconds: float) -> None:
        """Leave the page to itself."""
        self.page.wait_for_timeout(1000 * seconds)

    def go(self) -> None:
        """Run as fast as the machine can, and let it settle."""
        self.ask("() => { learningLoop.player.setPace(1); learningLoop.player.play(); }")
        self.page.wait_for_timeout(SETTLE_MS)

    def stand(self) -> None:
        """Stop."""
        self.ask("() => { learningLoop.player.pause(); }")
        self.until("() => !learningLoop.state.frame.running")

    @property
    def step(self) -> int:
        """The step on the stage."""
        return int(self.ask("() => learningLoop.state.frame.step"))

    def metric(self, name: str) -> float:
        """One of Chromium's own counters."""
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(float(entry["value"]) for entry in metrics if entry["name"] == name)

    def devtools(self, command: str) -> dict[str, Any]:
        """What Chromium's own tools answer."""
        answer: dict[str, Any] = self._devtools.send(command)
        return answer


@contextmanager
def opened(network: str, *scripts: str) -> Iterator[Opened]:
    """The page with a network at step 0, all of it visible; scripts run before the page's own."""
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for script in scripts:
            page.add_init_script(script)
        page.goto(server.address)
        page.locator("#explore").click()
        measured = Opened(page, server)
        number = measured.ask(LOAD, [network, HIDDEN.get(network)])
        measured.until("(number) => learningLoop.state.frame?.command >= number", number)
        yield measured
        browser.close()


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies; NaN of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
