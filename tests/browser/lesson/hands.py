"""What the tests of the lesson's steps share: typed numbers, shown numbers, marks that light."""

import time

from playwright.sync_api import Page

from tests.browser.test_lesson import Lesson
from tests.live import Server

__all__ = ["Lesson", "again", "opened", "shown", "take_all_hints", "type_number", "unlit"]

UNLIT = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const frames = async () => { await frame(); await frame(); };
  const roots = "#lesson .lesson-step, #lesson-equation";
  const terms = [...document.querySelectorAll(roots)]
    .flatMap((root) => [...root.querySelectorAll("button[data-mark]")]);
  const found = [];
  for (const term of terms) {
    term.dispatchEvent(new PointerEvent("pointerenter"));
    await frames();
    const isLit = learningLoop.marks().some(({ of }) => of?.startsWith("lit."));
    if (!isLit && !document.querySelector(".set-up-words .lit")) found.push(term.dataset.mark);
    term.dispatchEvent(new PointerEvent("pointerleave"));
    await frames();
  }
  return found;
}"""


def opened(
    page: Page, server: Server, step: str, seed: int | None = None, before: str = "1I1"
) -> Lesson:
    """A step of the lesson; with a seed, on such a run, which the step before left."""
    if seed is None:
        return Lesson.at(page, server, step)
    lesson = Lesson.at(page, server, before)
    lesson.tab.ask("(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed)
    lesson.tab.until(
        "(seed) => learningLoop.state.experiment.seed === seed"
        " && learningLoop.state.frame.step === 0",
        seed,
    )
    lesson.go(step)
    return lesson


def again(lesson: Lesson) -> None:
    """Play the step again, with the run that is there."""
    step = lesson.column.locator(".lesson-step").get_attribute("data-step")
    assert step
    lesson.page.locator("#lesson-again").click()
    lesson.settle(step)


def type_number(lesson: Lesson, answer: str, text: str) -> None:
    """Type a number where one is asked for, and press Enter."""
    field = lesson.page.locator(f"#answer-{answer}")
    field.fill(text)
    field.press("Enter")


def take_all_hints(lesson: Lesson, step: str) -> None:
    """Take the three hints of a step; the last one does it."""
    lesson.page.clock.install()
    lesson.go(step)
    take = lesson.page.locator("#take-hint")
    for _ in range(3):
        take.click()
        lesson.page.clock.run_for(61_000)
    # The page's clock is ours, the server's is not.
    deadline = time.monotonic() + 90
    while not all(lesson.goals()) and time.monotonic() < deadline:
        lesson.page.clock.run_for(500)
    lesson.until_over()


def shown(lesson: Lesson, mark: str) -> str:
    """The number under the first symbol that is joined to a mark."""
    term = lesson.page.locator(f'.live-term[data-mark="{mark}"]:visible strong').first
    return term.inner_text()


def unlit(lesson: Lesson) -> list[str]:
    """Marks of the step's words and symbols for which nothing on the stage lights up."""
    return list(lesson.tab.ask(UNLIT))
