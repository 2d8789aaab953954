"""How soon a hand is answered at full speed, measured in the page by its own clock.

Keys and mouse are Chromium's real input. A wait begins with the time that the event carries, and
ends after the picture has been drawn that is its answer: for a slider the first one whose frame
names a command sent after the event, for Space the first one of a run that stands.
"""

import random
from typing import Any, Final

from benchmarks.page.history import saved_after, show
from benchmarks.page.opened import Opened, opened, percentile

MOST_MS: Final = 100
NETWORKS: Final = ("2-4-2-1", "2-8×6-1", "digits")
MOVES_PER_SECOND: Final = 60
LIVED: Final = 1_000_000

WATCH: Final = """
window.watched = { inputs: [], keys: [], delays: [], sent: [], pictures: [] };
{
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === "string" && /"type":"(change|seek)"/.test(data))
      watched.sent.push({ at: performance.now(), id: JSON.parse(data).id });
    return send.call(this, data);
  };
  let began = 0;
  for (const kind of ["keydown", "pointerdown", "pointermove"])
    addEventListener(kind, (event) => {
      const at = performance.now();
      began = event.timeStamp;
      watched.delays.push(at - began);
      if (event.key === " ") watched.keys.push({ began, at });
    }, { capture: true });
  addEventListener("input", () => watched.inputs.push({ began, at: performance.now() }),
    { capture: true });

  const { port1, port2 } = new MessageChannel();
  let drawn = null;
  port1.onmessage = () => watched.pictures.push({ ...drawn, at: performance.now() });
  let last = null;
  const look = () => {
    const frame = globalThis.learningLoop?.state.frame ?? null;
    if (frame && frame !== last) {
      drawn = { command: frame.command, running: frame.running };
      port2.postMessage(null); // comes when this picture has been drawn
    }
    last = frame;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""

Event = dict[str, Any]


def press_slider(tab: Opened, times: int) -> None:
    """The rate's slider by single keys, at uneven intervals."""
    draw = random.Random(0)
    tab.page.locator("#set-learning_rate").focus()
    for number in range(times):
        tab.page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")
        tab.rest(draw.uniform(0.15, 0.35))


def drag_slider(tab: Opened, slider: str, seconds: float) -> None:
    """A slider, dragged to and fro by the mouse."""
    box = tab.page.locator(slider).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    tab.page.mouse.move(box["x"] + box["width"] / 2, middle)
    tab.page.mouse.down()
    for number in range(int(MOVES_PER_SECOND * seconds)):
        place = abs((number / 90) % 2 - 1)
        tab.page.mouse.move(box["x"] + (0.3 + 0.4 * place) * box["width"], middle)
        tab.rest(1 / MOVES_PER_SECOND)
    tab.page.mouse.up()


def press_space(tab: Opened, times: int) -> None:
    """Pause and go on."""
    draw = random.Random(0)
    tab.ask("() => document.activeElement.blur()")
    for _ in range(times):
        tab.page.keyboard.press("Space")
        tab.rest(0.2)
        tab.page.keyboard.press("Space")
        tab.rest(draw.uniform(0.3, 0.6))


def slider_waits(watched: dict[str, list[Event]]) -> list[float]:
    """Milliseconds from each input event on a slider to the picture that answers it."""
    waits = []
    for moved in watched["inputs"]:
        command = next((sent["id"] for sent in watched["sent"] if sent["at"] >= moved["at"]), None)
        answer = next(
            (p for p in watched["pictures"] if command is not None and p["command"] >= command),
            None,
        )
        if answer is not None:  # the last ones may still be on their way
            waits.append(answer["at"] - moved["began"])
    return waits


def pause_waits(watched: dict[str, list[Event]]) -> tuple[list[float], int]:
    """Milliseconds from each pause to a picture at rest, and the most pictures in between."""
    waits, between = [], 0
    for key in watched["keys"][::2]:
        after = [picture for picture in watched["pictures"] if picture["at"] > key["at"]]
        still = next((number for number, p in enumerate(after) if not p["running"]), None)
        if still is not None:
            waits.append(after[still]["at"] - key["began"])
            between = max(between, still)
    return waits, between


def told(tab: Opened) -> dict[str, list[Any]]:
    """All that was watched, and the watch begins anew."""
    watched: dict[str, list[Any]] = tab.ask(
        """() => {
          const { watched } = window;
          window.watched = { inputs: [], keys: [], delays: [], sent: [], pictures: [] };
          return watched;
        }"""
    )
    return watched


def answers_table(seconds: float) -> None:
    """Print a row for each network and each thing that a hand does."""
    times = max(10, int(4 * seconds))
    print(
        "network    hand              times   p50 ms   p95 ms   most ms  pictures/s"
        "  event to handler, most"
    )
    for name in NETWORKS:
        with opened(name, WATCH) as tab:
            tab.go()
            told(tab)
            press_slider(tab, times)
            _row(name, "slider, keys", slider_waits(watched := told(tab)), watched)
            drag_slider(tab, "#set-learning_rate", seconds)
            tab.rest(0.5)
            _row(name, "slider, dragged", slider_waits(watched := told(tab)), watched)
            press_space(tab, times // 2)
            waits, between = pause_waits(watched := told(tab))
            _row(name, "pause", waits, watched, f"; at most {between} pictures of the run after it")
    with opened("rings", WATCH) as tab:
        show(tab, saved_after(LIVED), LIVED)
        told(tab)
        drag_slider(tab, "#scrubber", seconds)
        tab.rest(0.5)
        more = f"; over {LIVED:,} steps"
        _row("rings", "scrubber", slider_waits(watched := told(tab)), watched, more)


def _row(
    name: str, hand: str, waits: list[float], watched: dict[str, list[Any]], more: str = ""
) -> None:
    p95 = percentile(waits, 0.95)
    met = "met" if p95 < MOST_MS else "not met"
    pictures = [picture["at"] for picture in watched["pictures"]]
    rate = 1000 * (len(pictures) - 1) / (pictures[-1] - pictures[0])
    print(
        f"{name:<11}{hand:<16}{len(waits):>7}{percentile(waits, 0.5):>9.1f}{p95:>9.1f}"
        f"{max(waits, default=float('nan')):>10.1f}{rate:>12.1f}"
        f"{max(watched['delays']):>14.1f} ms"
        f"   {MOST_MS} ms {met}{more}",
        flush=True,
    )
