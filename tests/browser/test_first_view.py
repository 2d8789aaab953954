"""What a stranger sees before pressing anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tab import Tab
from tests.live import Server

AXE = Path("node_modules/axe-core/axe.min.js")


def serious(tab: Tab) -> list[str]:
    """What axe-core finds that is serious or critical."""
    tab.page.evaluate(AXE.read_text())
    return list(
        tab.ask(
            """async () => (await axe.run()).violations
              .filter(({ impact }) => impact === "serious" || impact === "critical")
              .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)"""
        )
    )


def test_the_first_view_shows_a_network_at_rest_on_a_real_task(first_view: Tab) -> None:
    marks = first_view.marks()
    assert {"weights.1.1.1", "biases.1.1", "neuron.1.1", "example.inputs.1"} <= set(marks)
    assert marks["neuron.1.1"].rim == "dotted"
    assert marks["verdict.waiting"].text == "not computed yet"
    assert "example.a.1.1" not in marks
    expect(first_view.page.locator(".primary:visible")).to_have_count(1)
    expect(first_view.page.locator("#welcome")).to_contain_text("Its loss")


def test_nothing_moves_until_it_is_asked_to(first_view: Tab) -> None:
    before = first_view.page.locator("#stage canvas").screenshot()
    first_view.page.wait_for_timeout(400)
    assert first_view.page.locator("#stage canvas").screenshot() == before
    assert first_view.step == 0


def test_the_layout_does_not_jump_while_the_page_loads(first_view: Tab) -> None:
    shift = first_view.ask(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.02


def test_the_one_button_sends_the_point_as_far_as_the_loss(first_view: Tab) -> None:
    first_view.page.locator("#begin").click()
    first_view.until(
        "() => !learningLoop.state.player.playing && learningLoop.state.player.time > 0"
    )
    assert first_view.caption.startswith("Loss")
    assert "Weights moved: 0 of" in first_view.caption


def test_a_reloaded_tab_goes_on_with_its_run_instead_of_calling_it_new(first_view: Tab) -> None:
    first_view.explore()
    first_view.load("digits")
    first_view.ask("() => learningLoop.player.runUntil({ step: 20 })")
    first_view.until(
        "() => learningLoop.state.frame.step === 20 && !learningLoop.state.frame.running"
    )
    first_view.page.reload()
    expect(first_view.page.locator("#toggle")).to_be_visible()
    expect(first_view.page.locator("#welcome")).to_be_hidden()
    assert first_view.step == 20
    first_view.load("welcome")
    first_view.page.reload()
    expect(first_view.page.locator("#begin")).to_be_enabled()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out(page: Page, server: Server, size: tuple[int, int], theme: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    tab = Tab(page, server.address)
    assert serious(tab) == []
    tab.explore()
    tab.at("backward.1")
    assert serious(tab) == []
    tab.assert_clean()
