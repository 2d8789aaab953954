"""Lay each narration out on paper: one frame in the middle of each sentence, with stage and words.

A stand-in says each sentence at once, so that frames are taken at exact places. Into build/strips/.
Words on the command line choose: `python scripts/narration_strip.py symbols 390x844 dark`.
"""

import base64
import sys
from pathlib import Path

from pictures import SIZES
from playwright.sync_api import Browser, Page, sync_playwright
from strips import LANDED, SHEET

from tests.live import CHROMIUM_FLAGS, chromium, serving

FOLDER = Path("build/strips")
COLUMNS = {"1440x900": 3, "1024x768": 4, "390x844": 6}
LOOP_MS = 1500  # a run at speed is shown as it is after so long

VOICE = """
const said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en", localService: true, voiceURI: "-", name: "-" }],
  addEventListener() {},
  speak(utterance) { said.push(utterance); utterance.onstart(); },
  cancel() {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.half = () => said.at(-1).onboundary({ charIndex: said.at(-1).text.length / 2 });
window.finish = () => said.at(-1).onend();
"""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        page = browser.new_page()
        chapters = page.request.get(f"{server.address}/lessons.json").json()["chapters"]
        page.close()
        for chapter in chapters:
            for narration in chapter["narrations"]:
                for size in SIZES:
                    for theme in ("light", "dark"):
                        if wanted(narration["id"], size, theme):
                            link = f"{server.address}/#lesson=listen-{chapter['number']}"
                            strip(browser, link, narration["id"], size, theme)
        browser.close()


def wanted(*facts: str) -> bool:
    """Whether the words ask for it; without words, in light at a laptop's size."""
    return all(word in facts for word in sys.argv[1:] or ("1440x900", "light"))


def strip(browser: Browser, link: str, name: str, size: str, theme: str) -> None:
    """The whole narration, a frame for each sentence."""
    page = browser.new_page(
        viewport=SIZES[size], color_scheme="dark" if theme == "dark" else "light"
    )
    page.on("pageerror", lambda error: print(f"  {error}"))
    page.add_init_script(VOICE)
    page.goto(link)
    page.locator("#told-toggle").wait_for()
    if page.locator("#card-text").is_visible():
        page.locator("#card-stage").click()
    elif page.locator(f'[data-narration="{name}"]').count():
        page.locator(f'[data-narration="{name}"]').click()
    page.wait_for_timeout(600)
    page.locator("#told-toggle").click()
    figures = []
    while "Pause" in (page.locator("#told-toggle").get_attribute("aria-label") or ""):
        page.evaluate("half()")
        page.evaluate(LANDED)
        if page.evaluate("learningLoop.state.player.running"):
            page.wait_for_timeout(LOOP_MS)
        figures.append(frame(page))
        page.evaluate("finish()")
        page.evaluate(LANDED)
    page.close()
    sheet = browser.new_page(viewport={"width": 2400, "height": 600})
    columns = COLUMNS[size]
    sheet.set_content(
        SHEET + f"<style>body {{ grid-template-columns: repeat({columns}, 1fr) }}</style>"
        f"{''.join(figures)}"
    )
    picture = FOLDER / f"narration-{name}.{size}.{theme}.png"
    sheet.screenshot(path=picture, full_page=True)
    sheet.close()
    print(picture)


def frame(page: Page) -> str:
    """What is seen beside the column."""
    column = page.locator("#lesson").bounding_box()
    size = page.viewport_size
    assert size
    left = column["x"] + column["width"] if column else 0
    clip = {"x": left, "y": 0, "width": size["width"] - left, "height": size["height"]}
    image = base64.b64encode(page.screenshot(clip=clip)).decode()  # type: ignore[arg-type]
    return f'<figure><img src="data:image/png;base64,{image}"></figure>'


if __name__ == "__main__":
    main()
