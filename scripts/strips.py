"""Lay the motion of a step out on paper: each phase as a strip of frames, one picture per phase.

Frames are taken at exact times, for a frame is a function of (state, time). Into build/strips/.
Words on the command line choose: `python scripts/strips.py digits dark update`.
"""

import base64
import sys
from pathlib import Path

from pictures import AT_PHASE, SIZES, explore
from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import CHROMIUM_FLAGS, chromium, serving

FOLDER = Path("build/strips")
FRAMES = 12
COLUMNS = {"1440x900": 3, "1024x768": 3, "390x844": 6}
NEURONS = {"welcome": "2.1", "digits": "1.8", "tiny": "1.0"}  # picked in a second series
SHOWN = [name for preset in NEURONS for name in (preset, f"{preset}-picked")]

SHEET = """<style>
  body { margin: 0; display: grid; gap: 4px; background: #888; font: 600 15px sans-serif }
  figure { margin: 0; position: relative }
  img { display: block; width: 100% }
  figcaption { position: absolute; right: 6px; top: 4px; padding: 1px 6px; background: #fffb }
</style>"""
LANDED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for name in SHOWN:
            for size, viewport in SIZES.items():
                for theme in ("light", "dark"):
                    if not wanted(name, size, theme):
                        continue
                    page = browser.new_page(viewport=viewport, color_scheme=theme)
                    page.on("pageerror", lambda error: print(f"  {error}"))
                    page.goto(server.address)
                    ready(page, name)
                    for phase in page.evaluate("learningLoop.stops().map(({ id }) => id)"):
                        picture = f"{name}.{phase}.{size}.{theme}"
                        if wanted(name, size, theme, phase):
                            strip(browser, page, phase, COLUMNS[size], picture)
                    page.close()
        browser.close()


def wanted(name: str, size: str, theme: str, phase: str | None = None) -> bool:
    """Whether the words ask for it; those that name another phase are left to the phases."""
    known = {name, size, theme, *([phase] if phase else [])}
    others = {*SHOWN, *SIZES, "light", "dark"}
    words = [word for word in sys.argv[1:] if phase or word in others]
    chosen = {"picture": SHOWN, "size": SIZES, "theme": ("light", "dark")}
    for group in chosen.values():
        asked = [word for word in words if word in group]
        if asked and not known & set(asked):
            return False
    phases = [word for word in words if word not in others]
    return not phases or any(phase and phase.startswith(word) for word in phases)


def ready(page: Page, name: str) -> None:
    preset, _, picked = name.partition("-")
    explore(page)
    page.evaluate("(name) => { learningLoop.send({ type: 'load', preset: name }); }", preset)
    page.wait_for_timeout(600)
    if picked:
        page.locator(f'[data-neuron="{NEURONS[preset]}"]').dispatch_event("click")


def strip(browser: Browser, page: Page, phase: str, columns: int, picture: str) -> None:
    """The stage and the words under it, a dozen times on the way through a phase."""
    figures = []
    box = page.locator("#stage").bounding_box()
    caption = page.locator("#caption").bounding_box()
    assert box
    assert caption
    top, foot = min(box["y"], caption["y"]), caption["y"] + caption["height"]
    foot = max(foot, box["y"] + box["height"])
    clip = {"x": max(0.0, box["x"] - 30), "y": top - 6, "width": box["width"] + 60}
    for i in range(1, FRAMES + 1):
        page.evaluate(AT_PHASE, [phase, i / FRAMES])
        page.evaluate(LANDED)
        data = page.screenshot(clip={**clip, "height": foot - top + 12})  # type: ignore[arg-type]
        image = base64.b64encode(data).decode()
        figures.append(
            f'<figure><img src="data:image/png;base64,{image}">'
            f"<figcaption>{i / FRAMES:.2f}</figcaption></figure>"
        )
    sheet = browser.new_page(viewport={"width": 2400, "height": 600})
    sheet.set_content(
        SHEET + f"<style>body {{ grid-template-columns: repeat({columns}, 1fr) }}</style>"
        f"{''.join(figures)}"
    )
    sheet.screenshot(path=FOLDER / f"{picture}.png", full_page=True)
    sheet.close()
    print(FOLDER / f"{picture}.png")


if __name__ == "__main__":
    main()
