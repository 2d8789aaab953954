"""The real page at full speed in real Chromium: script per picture, pictures and steps a second.

    python benchmarks/page.py [SECONDS]

Everything visible at 1440 × 900, software raster, the server on the same machine. Beside each row
stand the updates a second that TensorFlow Playground's page made with its picture live on such a
machine, where that is known.
"""

import sys
from typing import Final

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.live import CHROMIUM_FLAGS, chromium, serving

PLAYGROUND: Final = {"2-4-2-1": 1400, "2-8-8-8-1": 580, "2-16×6-1": 310}
HIDDEN: Final = {
    "2-4-2-1": [4, 2],
    "2-8-8-8-1": [8, 8, 8],
    "2-8×6-1": [8] * 6,
    "2-16×6-1": [16] * 6,
}
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


def metric(session: CDPSession, name: str) -> float:
    """One of Chromium's own counters."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(entry["value"]) for entry in metrics if entry["name"] == name)


def measure(page: Page, seconds: float) -> dict[str, float]:
    """Run flat out for a while and read the counters before and after."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate("() => { learningLoop.player.setPace(1); learningLoop.player.play(); }")
    page.wait_for_timeout(1500)
    read = "() => [performance.now(), learningLoop.state.frame.step, window.pictures]"
    before = page.evaluate(read)
    script, task = metric(session, "ScriptDuration"), metric(session, "TaskDuration")
    page.wait_for_timeout(seconds * 1000)
    after = page.evaluate(read)
    script = metric(session, "ScriptDuration") - script
    task = metric(session, "TaskDuration") - task
    elapsed = (after[0] - before[0]) / 1000
    pictures = max(1, after[2] - before[2])
    page.evaluate("() => { learningLoop.player.pause(); }")
    session.detach()
    return {
        "steps": (after[1] - before[1]) / elapsed,
        "pictures": pictures / elapsed,
        "script": 1000 * script / pictures,
        "task": 1000 * task / pictures,
    }


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    print("network      steps/s  pictures/s  script ms  main thread ms  × Playground's steps")
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for name, hidden in [*HIDDEN.items(), ("digits", None)]:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(server.address)
            page.locator("#explore").click()
            page.evaluate(
                """(hidden) => {
                  if (!hidden) return void learningLoop.send({ type: "load", preset: "digits" });
                  const layers = learningLoop.state.experiment.layers;
                  learningLoop.send({ type: "change", changes: {
                    batch_size: 10, learning_rate: 0.03,
                    layers: [
                      ...hidden.map((units) => ({ units, activation: "tanh" })),
                      layers.at(-1),
                    ],
                  } });
                }""",
                hidden,
            )
            page.wait_for_timeout(700)
            page.evaluate(COUNT_PICTURES)
            row = measure(page, seconds)
            peer = f"{row['steps'] / PLAYGROUND[name]:.1f}" if name in PLAYGROUND else "–"
            print(
                f"{name:<11}{row['steps']:>9.0f}{row['pictures']:>12.1f}{row['script']:>11.2f}"
                f"{row['task']:>16.2f}{peer:>22}"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
