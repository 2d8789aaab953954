"""Phones, fingers, narrow windows, pages enlarged to 200 %: all is there, and can be hit."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, expect

from tests.browser.tab import Tab
from tests.browser.test_zoom import WIDE, hidden
from tests.live import Server

SIZES: Final = {
    "phone": (390, 844),
    "reflow": (320, 640),
    "200 %": (720, 450),
    "landscape": (844, 390),
    "tablet": (820, 1180),
    "small phone": (360, 740),
    "half a screen": (960, 720),
    "projector": (1024, 768),
}
Open = Callable[[int, int, bool], Tab]

CONTROLS: Final = """() => [...document.querySelectorAll(
    "button, input, select, summary, a[href]")]
  .filter((element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })
    && !element.closest(".skip-link"))
  .map((element) => {
    // A box within a label is as large as its label; a slider as its row.
    const { x, y, width, height } = (element.closest("label") ?? element).getBoundingClientRect();
    // What is scrolled out of its column lies over nothing.
    const column = element.closest("#inspector, #set-up")?.getBoundingClientRect();
    const top = Math.max(y, column?.top ?? y);
    const bottom = Math.min(y + height, column?.bottom ?? Infinity);
    return { name: element.id || element.getAttribute("aria-label") || element.textContent.trim(),
      inTop: element.closest(".top") !== null,
      inStage: element.closest("#stage") !== null, inChart: element.closest("#chart") !== null,
      x, y, width, height, top, bottom };
  })
  .filter(({ width, height }) => width > 0 && height > 0)"""


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens the page in a window of a size, with fingers or a mouse."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def open_page(width: int, height: int, touch: bool) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, reduced_motion="reduce"
        )
        contexts.append(context)
        tabs.append(Tab(context.new_page(), server.address))
        tabs[-1].explore()
        tabs[-1].at("loss")
        return tabs[-1]

    yield open_page
    for tab in tabs:
        tab.assert_clean()
    for context in contexts:
        context.close()


@pytest.fixture
def phone(opened: Open) -> Tab:
    """A phone with all its controls."""
    return opened(390, 844, True)


def place(tab: Tab, mark: str, share: float = 0.5) -> tuple[float, float]:
    """Where a neuron stands on the page, or a place along a connection."""
    x, y = tab.ask(
        """([of, t]) => {
          const { zoom } = learningLoop.state;
          const stage = document.querySelector("#stage").getBoundingClientRect();
          const mark = learningLoop.marks().find((candidate) => candidate.of === of);
          const s = 1 - t;
          const c = mark.curve;
          const on = (k) => c ? s ** 3 * c[k] + 3 * s * s * t * c[k + 2] + 3 * s * t * t * c[k + 4]
            + t ** 3 * c[k + 6] : k === 0 ? mark.x : mark.y;
          return [stage.x + on(0) - (zoom.x * zoom.scale - 0.5) * stage.width,
                  stage.y + on(1) - (zoom.y * zoom.scale - 0.5) * stage.height];
        }""",
        [mark, share],
    )
    return x, y


def touch(cdp: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Fingers where they are now: start, move or end."""
    cdp.send(
        "Input.dispatchTouchEvent",
        {
            "type": f"touch{kind}",
            "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)],
        },
    )


def stroke(tab: Tab, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there."""
    cdp = tab.page.context.new_cdp_session(tab.page)
    touch(cdp, "Start", start)
    for i in range(1, 6):
        share = i / 5
        touch(
            cdp,
            "Move",
            (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])),
        )
    touch(cdp, "End")


def test_two_fingers_zoom_and_take_the_drawing_along(phone: Tab) -> None:
    x, y = place(phone, "neuron.1.2")
    cdp = phone.page.context.new_cdp_session(phone.page)
    touch(cdp, "Start", (x - 20, y), (x + 20, y))
    for apart in (24, 32, 44, 60):
        touch(cdp, "Move", (x - apart, y), (x + apart, y))
    touch(cdp, "End")
    phone.until("() => Math.abs(learningLoop.state.zoom.scale - 3) < 0.05")
    assert phone.ask("() => learningLoop.state.selected") is None
    phone.until("() => learningLoop.marks().find(({ of }) => of === 'neuron.1.2').size > 80")
    assert place(phone, "neuron.1.2") == pytest.approx((x, y), abs=2)
    touch(cdp, "Start", (x - 30, y), (x + 30, y))
    touch(cdp, "Move", (x - 60, y - 20), (x, y - 20))
    touch(cdp, "End")
    phone.at("loss")
    assert place(phone, "neuron.1.2") == pytest.approx((x - 30, y - 20), abs=2)
    stroke(phone, (x, y), (x + 30, y + 20))
    phone.at("loss")
    assert place(phone, "neuron.1.2") == pytest.approx((x, y), abs=2)
    assert phone.ask("() => learningLoop.state.selected") is None


def test_a_tapped_neuron_is_looked_at_closer_below_the_stage(phone: Tab) -> None:
    sheet = phone.page.locator("#inspector")
    expect(sheet).to_be_hidden()
    phone.page.touchscreen.tap(*place(phone, "neuron.2.2"))
    expect(sheet).to_be_visible()
    expect(sheet.locator("h2")).to_have_text("Neuron 2 of layer 2")
    box = sheet.bounding_box()
    assert box
    assert 400 <= box["height"] <= 430
    phone.until(
        """(top) => [...document.querySelectorAll("[data-neuron]")].every((button) =>
          button.getBoundingClientRect().bottom <= top)""",
        box["y"],
    )
    phone.page.touchscreen.tap(*place(phone, "neuron.1.1"))  # still a stage
    expect(sheet.locator("h2")).to_have_text("Neuron 1 of layer 1")


def test_the_sheet_is_closed_by_button_swipe_and_escape_and_what_is_picked_stays(
    phone: Tab,
) -> None:
    sheet = phone.page.locator("#inspector")
    picked = {"kind": "neuron", "layer": 1, "index": 2}
    height = phone.ask("() => document.querySelector('#stage').clientHeight")
    phone.page.touchscreen.tap(*place(phone, "neuron.1.3"))
    sheet.get_by_role("button", name="Close Look closer").tap()
    expect(sheet).to_be_hidden()
    assert phone.ask("() => learningLoop.state.selected") == picked
    phone.until("(height) => document.querySelector('#stage').clientHeight === height", height)
    phone.at("loss")
    phone.page.touchscreen.tap(*place(phone, "neuron.1.3"))  # again: look again
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box
    stroke(phone, (195, box["y"] + 12), (195, box["y"] + 60))  # not far enough
    expect(sheet).to_be_visible()
    stroke(phone, (195, box["y"] + 12), (195, box["y"] + 180))
    expect(sheet).to_be_hidden()
    assert phone.ask("() => learningLoop.state.selected") == picked
    phone.page.locator("#open-inspector").tap()
    expect(sheet).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    phone.page.locator("#open-set-up").tap()
    expect(phone.page.locator("#set-up")).to_be_visible()
    phone.page.get_by_role("button", name="Close Set-up").tap()
    expect(phone.page.locator("#set-up")).to_be_hidden()


def test_connections_and_points_of_the_data_can_be_tapped(phone: Tab) -> None:
    height = phone.ask("() => document.querySelector('#stage').clientHeight")
    x, y = place(phone, "weights.3.1.4", 0.3)
    phone.page.touchscreen.tap(x + 6, y + 6)  # a finger is not exact
    phone.until("() => learningLoop.state.selected?.kind === 'connection'")
    expect(phone.page.locator("#inspector")).to_be_visible()
    phone.page.keyboard.press("Escape")
    # Sheet and words about what was picked go, and only then do the points stand where they stay.
    phone.until("(height) => document.querySelector('#stage').clientHeight === height", height)
    phone.at("loss")
    before = phone.ask("() => learningLoop.state.data.shown.index")
    target = phone.ask(
        """() => {
          const stage = document.querySelector("#stage").getBoundingClientRect();
          const mark = learningLoop.marks().find(({ kind }) => kind === "points");
          const { x, y, across, up } = mark.points;
          const shown = learningLoop.state.data.shown.index;
          // The one farthest to the right stands alone.
          const i = x.slice(0, mark.points.training_count).reduce(
            (best, value, k) => value > x[best] && k !== shown ? k : best, 0);
          return [i, stage.x + mark.x + (x[i] - across[0]) / (across[1] - across[0]) * mark.size,
            stage.y + mark.y + (up[1] - y[i]) / (up[1] - up[0]) * mark.size];
        }"""
    )
    assert target[0] != before
    phone.page.touchscreen.tap(target[1], target[2])
    phone.until("(i) => learningLoop.state.data.shown.index === i", target[0])


def test_on_a_phone_a_change_is_taken_back_beside_the_play_button(phone: Tab) -> None:
    rate = "(rate) => learningLoop.state.experiment.learning_rate === rate"
    before = phone.ask("() => learningLoop.state.experiment.learning_rate")
    undo = phone.page.get_by_role("button", name="Undo")
    redo = phone.page.get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    phone.ask("() => { learningLoop.send({ type: 'change', changes: { learning_rate: 0.3 } }); }")
    phone.until(rate, 0.3)
    play = phone.page.locator("#toggle").bounding_box()
    box = undo.bounding_box()
    assert play
    assert box
    assert abs(box["y"] + box["height"] / 2 - play["y"] - play["height"] / 2) < 2
    assert play["x"] + play["width"] / 2 == pytest.approx(195, abs=1)  # still in the middle
    undo.tap()
    phone.until(rate, before)
    redo.tap()
    phone.until(rate, 0.3)


def test_the_scrubber_follows_a_finger(phone: Tab) -> None:
    phone.ask("() => { learningLoop.send({ type: 'advance', steps: 20 }); }")
    phone.until("() => learningLoop.state.frame.step === 20")
    box = phone.page.locator("#chart input[type=range]").bounding_box()
    assert box
    phone.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.until("() => learningLoop.state.frame.step < 15")


def test_where_neurons_lie_close_the_nearest_one_is_picked(phone: Tab) -> None:
    hidden(phone, [16] * 6)
    for neuron in ("neuron.3.8", "neuron.4.16"):
        phone.at("loss")
        phone.page.touchscreen.tap(*place(phone, neuron))
        _, layer, index = neuron.split(".")
        phone.until(
            "([layer, index]) => learningLoop.state.selected?.layer === layer"
            " && learningLoop.state.selected.index === index",
            [int(layer), int(index) - 1],
        )
        phone.page.keyboard.press("Escape")


@pytest.mark.parametrize("size", SIZES)
def test_controls_can_be_hit_and_none_lies_over_another(opened: Open, size: str) -> None:
    tab = opened(*SIZES[size], False)
    tab.page.keyboard.press("+")
    tab.until("() => document.querySelector('#zoom-fit:enabled')")
    controls: list[dict[str, Any]] = tab.ask(CONTROLS)
    small = [c["name"] for c in controls if min(c["width"], c["height"]) < 24]
    assert small == []
    main = {c["name"]: c for c in controls}
    for name in ("toggle", "previous-phase", "next-phase"):
        assert min(main[name]["width"], main[name]["height"]) >= 44
    tools = ("zoom-in", "zoom-out", "zoom-fit")
    page = [c for c in controls if c["name"] in tools or not (c["inStage"] or c["inChart"])]
    assert {c["name"] for c in page} >= {*tools, "toggle", "open-twin"}

    def over(a: dict[str, Any], b: dict[str, Any]) -> bool:
        wide = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
        high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
        return bool(wide > 2 and high > 2)

    pairs = [
        (a["name"], b["name"]) for i, a in enumerate(page) for b in page[i + 1 :] if over(a, b)
    ]
    assert pairs == []
    top = tab.page.locator(".top").bounding_box()
    assert top
    broken = [c["name"] for c in controls if c["inTop"] and c["y"] < top["y"]]
    assert broken == [], "tabs that stand on a second line"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picked", [False, True])
def test_nothing_is_cut_off_at_the_sides(opened: Open, size: str, picked: bool) -> None:
    width, height = SIZES[size]
    tab = opened(width, height, False)
    if picked:
        tab.ask("() => learningLoop.select({ kind: 'neuron', layer: 1, index: 0 })")
        tab.at("loss")
    assert tab.ask("() => document.scrollingElement.scrollWidth") <= width
    outside = [
        c["name"]
        for c in tab.ask(CONTROLS)
        if not c["inStage"] and (c["x"] < -1 or c["x"] + c["width"] > width + 1)
    ]
    assert outside == []
    stage = tab.page.locator("#stage").bounding_box()
    assert stage
    assert stage["height"] >= 290
    assert stage["x"] >= -1
    assert stage["x"] + stage["width"] <= width + 1


@pytest.mark.parametrize("units", [[], [1], [16] * 6])
@pytest.mark.parametrize("size", ["phone", "reflow", "200 %"])
def test_any_network_stays_within_its_stage(opened: Open, size: str, units: list[int]) -> None:
    width, height = SIZES[size]
    tab = opened(width, height, False)
    tab.ask(WIDE, units)
    tab.until(
        "(n) => learningLoop.state.frame.layout.tensors.has(`weights.${n + 1}`)"
        " && !learningLoop.state.frame.layout.tensors.has(`weights.${n + 2}`)",
        len(units),
    )
    tab.at("loss")
    outside = tab.ask(
        """() => {
          const { width, height } = document.querySelector("#stage").getBoundingClientRect();
          return learningLoop.marks().filter(({ kind, x, y, size }) => kind === "lens"
            && (x - size / 2 < 0 || x + size / 2 > width || y - size / 2 < 0
              || y + size / 2 > height)).map(({ of }) => of);
        }"""
    )
    assert outside == []


def test_news_has_gone_when_a_person_goes_on(phone: Tab) -> None:
    phone.ask("() => { learningLoop.player.runUntil({ step: 3 }); }")
    banner = phone.page.locator("#notice .banner")
    expect(banner).to_contain_text("Stopped")
    phone.page.locator("#open-inspector").tap()  # at once: the words can still be seen
    expect(banner).to_be_visible()
    expect(banner).to_be_hidden(timeout=3000)


@pytest.mark.parametrize("size", ["phone", "200 %", "projector"])
def test_news_lies_over_nothing_that_can_be_pressed_below_the_stage(
    opened: Open, size: str
) -> None:
    tab = opened(*SIZES[size], False)
    tab.ask("() => { learningLoop.player.runUntil({ step: 3 }); }")
    banner = tab.page.locator("#notice .banner")
    expect(banner).to_be_visible()
    expect(tab.page.locator("#whose-mean")).to_be_visible()
    news = banner.bounding_box()
    assert news
    under = [
        c["name"]
        for c in tab.ask(CONTROLS)
        if c["name"] != "Dismiss"
        and not (c["inStage"] or c["inChart"])
        and c["top"] < news["y"] + news["height"]
        and c["bottom"] > news["y"]
        and c["x"] < news["x"] + news["width"]
        and c["x"] + c["width"] > news["x"]
    ]
    assert under == []
