"""Take a picture of every step of the lesson, as it opens, from a real server in real Chromium.

All at 1440 by 900 in light, and the first of each lens at the other sizes and in dark too, into
build/pictures/lesson/. Words on the command line choose: `python scripts/lesson_pictures.py 1I`.
"""

import sys
from pathlib import Path

from pictures import SIZES
from playwright.sync_api import Browser, expect, sync_playwright

from tests.live import CHROMIUM_FLAGS, chromium, serving

FOLDER = Path("build/pictures/lesson")


def main() -> None:
    wanted = sys.argv[1:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for step, is_first in steps(browser, server.address):
            for size in SIZES:
                for theme in ("light", "dark"):
                    name = f"{step}.{size}.{theme}"
                    is_all = is_first or name.endswith("1440x900.light")
                    if is_all and (not wanted or any(part in name for part in wanted)):
                        take(browser, server.address, step, size, theme)
        browser.close()


def steps(browser: Browser, address: str) -> list[tuple[str, bool]]:
    """The id of each step, and whether it is the first of its lens."""
    page = browser.new_page()
    chapters = page.request.get(f"{address}/lessons.json").json()["chapters"]
    page.close()
    return [
        (step["id"], step is lens["steps"][0])
        for chapter in chapters
        for lens in chapter["lenses"].values()
        for step in lens["steps"]
    ]


def take(browser: Browser, address: str, step: str, size: str, theme: str) -> None:
    """One picture, and on a phone another one of the stage."""
    page = browser.new_page(
        viewport=SIZES[size], color_scheme="dark" if theme == "dark" else "light"
    )
    page.goto(f"{address}/#lesson={step}")
    expect(page.locator(f'.lesson-step[data-step="{step}"][aria-busy="false"]')).to_be_visible()
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{step}.{size}.{theme}.png")
    if page.locator("#card-stage").is_visible():
        page.locator("#card-stage").click()
        page.wait_for_timeout(200)
        page.screenshot(path=FOLDER / f"{step}.{size}.{theme}.stage.png")
    print(FOLDER / f"{step}.{size}.{theme}.png")
    page.close()


if __name__ == "__main__":
    main()
