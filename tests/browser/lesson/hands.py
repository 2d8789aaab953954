"""What the tests of the lesson's steps share: typed numbers, shown numbers, marks that light."""

from playwright.sync_api import Page

from tests.browser.test_lesson import Lesson
from tests.live import Server

__all__ = ["Lesson", "opened", "shown", "type_number", "unlit"]

UNLIT = """async () => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
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


def opened(page: Page, server: Server, step: str, seed: int | None = None) -> Lesson:
    """A step of the lesson; with a seed, on a run that was made of it before."""
    if seed is None:
        return Lesson.at(page, server, step)
    lesson = Lesson.at(page, server, step)
    lesson.tab.ask("(seed) => { learningLoop.send({ type: 'change', changes: { seed } }); }", seed)
    lesson.tab.until(
        "(seed) => learningLoop.state.experiment.seed === seed && learningLoop.state.frame.step === 0",
        seed,
    )
    return lesson


def type_number(lesson: Lesson, answer: str, text: str) -> None:
    """Type a number where one is asked for, and press Enter."""
    field = lesson.page.locator(f"#answer-{answer}")
    field.fill(text)
    field.press("Enter")


def shown(lesson: Lesson, mark: str) -> str:
    """The number under the first symbol that is joined to a mark."""
    term = lesson.page.locator(f'.live-term[data-mark="{mark}"]:visible strong').first
    return term.inner_text()


def unlit(lesson: Lesson) -> list[str]:
    """Marks of the step's words and symbols for which nothing on the stage lights up."""
    return list(lesson.tab.ask(UNLIT))
