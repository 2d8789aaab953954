"""A tab as a test sees it: controls for the hands, drawn marks for the eyes."""

import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request

READY = "#begin:enabled:visible, #toggle:enabled:visible, #told-toggle:visible"

WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""

MARKS = """(stage) => learningLoop[stage]().filter(({ of }) => of).map((mark) => ({
  kind: mark.kind,
  of: mark.of,
  value: mark.value === undefined || Number.isFinite(mark.value) ? mark.value : null,
  ink: mark.ink,
  width: mark.width,
  widths: mark.widths,
  hollow: mark.hollow ?? false,
  dashed: (mark.dash ?? []).length > 0,
  rim: mark.rim,
  up: mark.toY < mark.y,
  opacity: mark.opacity ?? 1,
  text: (mark.runs ?? []).map(({ text }) => text).join(""),
}))"""


@dataclass(frozen=True)
class Mark:
    """One drawn mark: what it stands for, and how it looks."""

    kind: str
    of: str
    value: float | None
    ink: str | None
    width: float | None
    widths: list[float] | None
    hollow: bool
    dashed: bool
    rim: str | None
    up: bool
    opacity: float
    text: str


class Tab:
    """A page of the product, opened and watched."""

    def __init__(self, page: Page, address: str, path: str = "") -> None:
        self.page = page
        self.address = address
        self.expected_errors: tuple[str, ...] = ()
        self._problems: list[str] = []
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._problems.append(str(error)))
        page.on("request", self._on_request)
        page.goto(address + path)
        page.locator(READY).first.wait_for()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._problems.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._problems.append(f"foreign request: {request.url}")

    def assert_clean(self) -> None:
        """No error, no policy violation, no request to another origin."""
        violations = self.page.evaluate("() => window.violations")
        problems = [
            problem
            for problem in self._problems
            if not any(expected in problem for expected in self.expected_errors)
        ]
        assert problems == []
        assert violations == []

    def explore(self) -> None:
        """Leave the first view for the controls."""
        self.page.locator("#explore").click()

    def ask(self, question: str, argument: Any = None) -> Any:
        """Evaluate a JavaScript function in the page."""
        return self.page.evaluate(question, argument)

    def until(self, condition: str, argument: Any = None, timeout_s: float = 15) -> None:
        """Wait until a JavaScript function returns something true. (Playwright's own way needs
        `unsafe-eval`, which the page's policy forbids.)"""
        deadline = time.monotonic() + timeout_s
        while not self.ask(condition, argument):
            assert time.monotonic() < deadline, f"never true: {condition}"
            self.page.wait_for_timeout(20)

    def load(self, preset: str) -> None:
        """Another preset, shown."""
        before = self.ask("() => learningLoop.state.run")
        self.ask("(preset) => { learningLoop.send({ type: 'load', preset }); }", preset)
        self.until(
            "(run) => learningLoop.state.run !== run && learningLoop.state.frame.step === 0"
            " && learningLoop.state.frame.command > 0",
            before,
        )

    def at(self, stop: str, share: float = 1.0) -> None:
        """Put the playhead into a phase, a share of the way through it, and let it be drawn."""
        self.ask(
            """([id, share]) => {
              const stop = learningLoop.stops().find((candidate) => candidate.id === id);
              learningLoop.player.seek(stop.start + share * (stop.end - stop.start));
              const frame = (then) => requestAnimationFrame(then);
              // A sheet that opened or closed gave the stage another size: it is drawn in that.
              const canvas = document.querySelector("#stage canvas");
              const ratio = Math.min(2, devicePixelRatio);
              const fits = () =>
                canvas.height === Math.round(canvas.getBoundingClientRect().height * ratio);
              const drawn = (done) => frame(() => fits() ? frame(done) : drawn(done));
              return new Promise(drawn);
            }""",
            [stop, share],
        )

    def marks(self) -> dict[str, Mark]:
        """All marks on the stage that stand for something, by what they stand for."""
        return {mark["of"]: Mark(**mark) for mark in self._drawn()}

    def marks_beside(self) -> dict[str, Mark]:
        """The same of the branch beside the run on the stage."""
        return {mark["of"]: Mark(**mark) for mark in self._drawn("marksBeside")}

    def _drawn(self, stage: str = "marks") -> list[dict[str, Any]]:
        keys = Mark.__dataclass_fields__
        return [{key: mark.get(key) for key in keys} for mark in self.ask(MARKS, stage)]

    @property
    def step(self) -> int:
        """The step on the stage."""
        return int(self.ask("() => learningLoop.state.frame.step"))

    @property
    def parameters(self) -> list[float]:
        """All weights and biases of the newest frame."""
        return list(
            self.ask(
                """() => {
                  const frame = learningLoop.state.upcoming ?? learningLoop.state.frame;
                  const first = frame.layout.tensors.get("weights_gradient.1").offset;
                  return [...frame.floats.subarray(0, first)];
                }"""
            )
        )

    @property
    def caption(self) -> str:
        """What the page says about the moment."""
        return self.page.locator("#caption").inner_text()
