"""Take the pictures of the page that are looked at before a release, and the README's screenshot.

Every state at three sizes, light and dark, from a real server in real Chromium, into
build/pictures/. Words on the command line choose: `python scripts/pictures.py digits dark`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.live import CHROMIUM_FLAGS, chromium, serving

SIZES: dict[str, ViewportSize] = {
    "1440x900": {"width": 1440, "height": 900},
    "1024x768": {"width": 1024, "height": 768},
    "390x844": {"width": 390, "height": 844},
}
FOLDER = Path("build/pictures")


def at_rest(page: Page) -> None:
    page.locator("#begin:enabled, #toggle:enabled").first.wait_for()


def explore(page: Page) -> None:
    at_rest(page)
    page.locator("#explore").click()


def at_phase(stop: str, share: float = 1.0) -> Callable[[Page], None]:
    """The page with the playhead in a phase, a share of the way through it."""

    def go(page: Page) -> None:
        explore(page)
        page.evaluate(AT_PHASE, [stop, share])

    return go


AT_PHASE = """([id, share]) => {
  const { stops, player } = learningLoop;
  const stop = stops().find((candidate) => candidate.id === id);
  player.seek(stop.start + share * (stop.end - stop.start));
}"""


def selected(page: Page) -> None:
    at_phase("backward.2")(page)
    page.locator('[data-neuron="2.1"]').dispatch_event("click")


def preset(name: str, then: Callable[[Page], None] | None = None) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        explore(page)
        page.evaluate("(name) => learningLoop.send({ type: 'load', preset: name })", name)
        page.wait_for_timeout(400)
        if then:
            then(page)

    return go


def phase_now(stop: str, share: float = 1.0) -> Callable[[Page], None]:
    return lambda page: page.evaluate(AT_PHASE, [stop, share])


def full_speed(page: Page) -> None:
    page.evaluate("learningLoop.player.setPace(1); learningLoop.player.play()")
    page.wait_for_timeout(1500)


def compared(page: Page) -> None:
    """Two branches side by side at the update of the step where they part: rates 0.1 and 1."""
    explore(page)
    for act in (
        "() => { learningLoop.player.runUntil({ step: 60 }); }",
        "() => { learningLoop.player.travel.to(30); }",
        """() => { learningLoop.send(
          { type: "branch", name: "Slow", changes: { learning_rate: 0.1 } }); }""",
        "() => { learningLoop.player.travel.compare(1, 30); }",
    ):
        page.evaluate(act)
        page.wait_for_timeout(800)
    page.evaluate(AT_PHASE, ["update", 0.99])


def hidden(units: list[int]) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        explore(page)
        page.evaluate(
            """(units) => {
              const layers = learningLoop.state.experiment.layers;
              const hidden = units.map((n) => ({ units: n, activation: "tanh" }));
              const changes = { layers: [...hidden, layers.at(-1)] };
              learningLoop.send({ type: "change", changes });
            }""",
            units,
        )
        page.wait_for_timeout(500)
        page.evaluate(AT_PHASE, ["loss", 1.0])

    return go


def running_rings(page: Page) -> None:
    explore(page)
    full_speed(page)


def screenshot(page: Page) -> None:
    """The README's picture: the blame of step 46 reaching layer 2, one connection picked."""
    explore(page)
    page.evaluate("() => { learningLoop.player.runUntil({ step: 46 }); }")
    page.wait_for_timeout(800)
    page.locator('[data-neuron="2.1"]').click()
    page.locator("#inspector .link").first.dispatch_event("click")
    page.locator("#notice button").dispatch_event("click")
    page.mouse.move(5, 300)
    page.evaluate(AT_PHASE, ["backward.2", 1.0])


STATES: dict[str, Callable[[Page], None]] = {
    "0-welcome": at_rest,
    "1-ready": explore,
    "2-forward": at_phase("forward.2", 0.4),
    "3-forward-done": at_phase("forward.3"),
    "4-loss": at_phase("loss"),
    "5-backward": at_phase("backward.2", 0.35),
    "6-backward-done": at_phase("backward.1"),
    "7-update": at_phase("update"),
    "8-selected": selected,
    "9-running": running_rings,
    "a-digits-ready": preset("digits"),
    "b-digits-loss": preset("digits", phase_now("loss")),
    "c-digits-backward": preset("digits", phase_now("backward.1")),
    "d-digits-running": preset("digits", full_speed),
    "e-tiny-update": preset("tiny", phase_now("update")),
    "f-deep": hidden([8, 8, 8, 8, 8, 8]),
    "g-wide": hidden([16, 16]),
    "h-connection": screenshot,
    "i-compared": compared,
}


def main() -> None:
    wanted = sys.argv[1:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for size, viewport in SIZES.items():
            for theme in ("light", "dark"):
                for name, go in STATES.items():
                    picture = f"{name}.{size}.{theme}"
                    if wanted and not any(part in picture for part in wanted):
                        continue
                    take(
                        browser.new_page(viewport=viewport, color_scheme=theme),
                        server.address,
                        go,
                        picture,
                    )
        browser.close()


def take(page: Page, address: str, go: Callable[[Page], None], name: str) -> None:
    """One picture; what went wrong in the page is printed."""
    page.on(
        "console",
        lambda message: (
            print(f"  {message.type}: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: print(f"  {error}"))
    page.goto(address)
    go(page)
    page.wait_for_timeout(350)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER / f"{name}.png")
    if name == "h-connection.1440x900.light":
        page.screenshot(path="docs/screenshot.png")
    page.close()


if __name__ == "__main__":
    main()
