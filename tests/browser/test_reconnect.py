"""Close the laptop, lose the network, restart the server: the page carries on by itself."""

import signal
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from engine import PRESETS, Trainer
from tests.browser.tab import Tab
from tests.browser.test_scrubber import at_rest, go_to, run_to, straight, tape
from tests.live import Server, serving


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that the test may stop."""
    with serving() as server:
        yield server


@pytest.fixture
def own_tab(page: Page, own_server: Server) -> Iterator[Tab]:
    """A tab that may lose its server; the browser itself complains of that."""
    tab = Tab(page, own_server.address)
    tab.expected_errors = ("ERR_CONNECTION_REFUSED", "WebSocket connection")
    tab.explore()
    yield tab
    tab.assert_clean()


def unbroken(steps: int) -> list[float]:
    """The parameters of the opening run after so many steps without any break."""
    trainer = Trainer(PRESETS["welcome"].experiment)
    trainer.run(steps)
    trace = trainer.trace()
    prefix = trace.layout
    first = next(t for t in prefix.tensors if (t.name, t.layer) == ("weights_gradient", 1)).offset
    return [float(value) for value in trainer.capture(batch=False, after=False)[:first]]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restarted_server_gets_its_run_back(
    own_tab: Tab, own_server: Server, how: signal.Signals
) -> None:
    own_tab.ask("() => learningLoop.player.runUntil({ step: 60 })")
    own_tab.until("() => learningLoop.state.frame.step === 60 && !learningLoop.state.frame.running")
    own_server.stop(how)
    own_tab.until("() => learningLoop.state.connection.status === 'lost'")
    expect(own_tab.page.locator("#notice")).to_contain_text("onnect", timeout=5000)
    assert "neuron.1.1" in own_tab.marks()  # what was there stays
    own_server.start()
    own_tab.until("() => learningLoop.state.connection.status === 'open'")
    own_tab.ask("() => learningLoop.player.runUntil({ step: 100 })")
    own_tab.until(
        "() => learningLoop.state.frame.step === 100 && !learningLoop.state.frame.running"
    )
    assert own_tab.parameters == unbroken(100)
    assert own_tab.ask("() => learningLoop.state.losses.steps") == 100


def test_a_run_under_way_goes_on_after_a_break(own_tab: Tab, own_server: Server) -> None:
    own_tab.ask("() => learningLoop.player.setPace(1)")
    own_tab.page.locator("#toggle").click()
    own_tab.until("() => learningLoop.state.frame.step > 500")
    own_server.stop(signal.SIGKILL)
    own_tab.until("() => learningLoop.state.connection.status === 'lost'")
    step = own_tab.step
    own_server.start()
    own_tab.until("(step) => learningLoop.state.frame.step > step + 500", step)
    own_tab.page.locator("#toggle").click()
    own_tab.until("() => !learningLoop.state.frame.running")
    assert own_tab.parameters == unbroken(own_tab.step)


SLOW = {"learning_rate": 0.1}


def branch_off(tab: Tab) -> None:
    """A first run of 160 steps, and on the stage a branch from its step 100, at step 130."""
    run_to(tab, 160)
    go_to(tab, 100)
    tab.ask("(changes) => { learningLoop.send({ type: 'branch', name: 'Slow', changes }); }", SLOW)
    tab.until("() => learningLoop.state.branches.list.length === 2")
    run_to(tab, 130)


GHOST = """() => {
  const { losses } = learningLoop.state.branches.curves.get(1);
  return Array.from({ length: losses.steps }, (_, step) => losses.at(step).mean);
}"""


def return_to_the_first_run(tab: Tab) -> None:
    tab.ask("() => { learningLoop.player.travel.switchTo(1); }")
    tab.until("() => learningLoop.state.branches.present === 1")
    at_rest(tab, 100)
    assert tab.ask("() => learningLoop.state.losses.steps") == 160
    go_to(tab, 160)
    assert tape(tab) == straight(160)
    tab.ask("() => { learningLoop.player.travel.switchTo(2); }")
    tab.until("() => learningLoop.state.branches.present === 2")
    at_rest(tab, 130)
    assert tape(tab) == straight(130, (100, SLOW))


def test_a_reloaded_tab_has_its_branches_and_their_ghosts(tab: Tab) -> None:
    branch_off(tab)
    ghost = tab.ask(GHOST)
    tab.page.reload()
    tab.until("() => learningLoop.state.branches?.curves.has(1) && learningLoop.state.frame")
    assert tab.ask("() => learningLoop.state.branches.list.map(({ name }) => name)") == [
        "First run",
        "Slow",
    ]
    assert tab.ask(GHOST) == ghost
    return_to_the_first_run(tab)


def test_a_restart_keeps_the_known_future_and_what_can_be_made_again(
    own_tab: Tab, own_server: Server
) -> None:
    run_to(own_tab, 60)
    own_tab.ask("(changes) => { learningLoop.send({ type: 'change', changes }); }", SLOW)
    run_to(own_tab, 100)
    go_to(own_tab, 40)
    own_server.stop(signal.SIGKILL)
    own_tab.until("() => learningLoop.state.connection.status === 'lost'")
    own_server.start()
    own_tab.until("() => learningLoop.state.connection.status === 'open'")
    at_rest(own_tab, 40)
    own_tab.until("() => learningLoop.state.time?.end === 100")
    assert own_tab.ask("() => learningLoop.state.losses.steps") == 100, "its curve stays"
    assert own_tab.ask("() => learningLoop.state.time.redo").startswith("Learning rate")
    go_to(own_tab, 100)
    assert tape(own_tab) == straight(100, (60, SLOW))


def in_the_lesson_and_out_again(tab: Tab, meanwhile: Callable[[], None]) -> None:
    """A lesson is opened, something happens, and the learner leaves it."""
    tab.page.locator("#open-lesson").click()
    begin = tab.page.locator("#lesson-begin")
    settled = tab.page.locator('.lesson-step[data-step="1I1"][aria-busy="false"]')
    expect(begin.or_(settled)).to_be_visible()
    if begin.is_visible():  # not where the lesson was open before
        begin.click()
    expect(settled).to_be_visible()
    assert tab.ask("() => learningLoop.state.branches.list.length") == 1
    meanwhile()
    expect(settled).to_be_visible()
    tab.page.locator("#leave-lesson").click()
    tab.until("() => learningLoop.state.branches.list.length === 2")


def test_a_lesson_takes_nothing_from_the_run_that_it_interrupts(tab: Tab) -> None:
    branch_off(tab)
    go_to(tab, 110)
    ghost = tab.ask(GHOST)

    def reload() -> None:
        tab.page.reload()
        tab.until("() => learningLoop.state.branches && learningLoop.state.frame")

    for meanwhile in (lambda: None, reload):
        in_the_lesson_and_out_again(tab, meanwhile)
        at_rest(tab, 110)
        tab.until("() => learningLoop.state.time?.end === 130")
        names = tab.ask("() => learningLoop.state.branches.list.map(({ name }) => name)")
        assert names == ["First run", "Slow"]
        tab.until("() => learningLoop.state.branches.curves.has(1)")
        assert tab.ask(GHOST) == ghost
        assert tab.ask("() => learningLoop.state.losses.steps") == 130
        assert tab.ask("() => learningLoop.state.time.undo").startswith("Learning rate")
    go_to(tab, 130)
    return_to_the_first_run(tab)


def test_a_restart_within_a_lesson_takes_nothing_either(own_tab: Tab, own_server: Server) -> None:
    branch_off(own_tab)
    go_to(own_tab, 110)
    ghost = own_tab.ask(GHOST)

    def restart() -> None:
        own_server.stop(signal.SIGKILL)
        own_tab.until("() => learningLoop.state.connection.status === 'lost'")
        own_server.start()
        own_tab.until("() => learningLoop.state.connection.status === 'open'")

    in_the_lesson_and_out_again(own_tab, restart)
    at_rest(own_tab, 110)
    own_tab.until("() => learningLoop.state.time?.end === 130")
    own_tab.until("() => learningLoop.state.branches.curves.has(1)")
    assert own_tab.ask(GHOST) == ghost
    go_to(own_tab, 130)
    return_to_the_first_run(own_tab)


@pytest.mark.parametrize("when", ["the line is back", "nobody has noticed"])
def test_a_tab_reloaded_after_a_restart_has_its_run_and_its_ghosts(
    own_tab: Tab, own_server: Server, when: str
) -> None:
    branch_off(own_tab)
    go_to(own_tab, 110)
    ghost = own_tab.ask(GHOST)
    own_server.stop(signal.SIGKILL)
    if when == "the line is back":
        own_tab.until("() => learningLoop.state.connection.status === 'lost'")
        own_server.start()
        own_tab.until("() => learningLoop.state.connection.status === 'open'")
        at_rest(own_tab, 110)
    else:
        own_server.start()
    own_tab.page.reload()
    own_tab.until("() => learningLoop.state.branches?.curves.has(1) && learningLoop.state.frame")
    at_rest(own_tab, 110)
    assert own_tab.ask(GHOST) == ghost
    assert own_tab.ask("() => learningLoop.state.losses.steps") == 130
    go_to(own_tab, 130)
    return_to_the_first_run(own_tab)


def test_a_branch_whose_curve_is_not_known_says_so(own_tab: Tab, own_server: Server) -> None:
    branch_off(own_tab)
    own_server.stop(signal.SIGKILL)
    own_tab.until("() => learningLoop.state.connection.status === 'lost'")
    own_server.start()
    own_tab.until("() => learningLoop.state.connection.status === 'open'")
    at_rest(own_tab, 130)
    own_tab.page.add_init_script("sessionStorage.removeItem('learning-loop-keepsake')")
    own_tab.page.reload()
    own_tab.until("() => learningLoop.state.branches?.list.length === 2")
    own_tab.page.locator("#open-run").click()
    words = own_tab.page.locator(".branches .branch-words", has_text="Its curve is not known")
    expect(words).to_have_count(1)
    own_tab.page.get_by_role("button", name="Switch to First run").click()
    own_tab.until("() => learningLoop.state.branches.present === 1")
    expect(words).to_have_count(0)


def test_a_reloaded_tab_goes_on_comparing(tab: Tab) -> None:
    branch_off(tab)
    tab.ask("() => { learningLoop.player.travel.compare(1, 100); }")
    tab.until("() => learningLoop.state.comparison?.frame?.step === 100")
    tab.page.reload()
    tab.until("() => learningLoop.state.comparison?.frame && learningLoop.state.frame")
    expect(tab.page.locator("#beside")).to_be_visible()
    assert tab.ask("() => learningLoop.state.comparison.frame.step") == tab.step == 100


def test_a_restarted_server_gets_the_branches_back_too(own_tab: Tab, own_server: Server) -> None:
    branch_off(own_tab)
    ghost = own_tab.ask(GHOST)
    own_server.stop(signal.SIGKILL)
    own_tab.until("() => learningLoop.state.connection.status === 'lost'")
    own_server.start()
    own_tab.until("() => learningLoop.state.connection.status === 'open'")
    at_rest(own_tab, 130)
    assert own_tab.ask(GHOST) == ghost
    return_to_the_first_run(own_tab)
    own_tab.ask("() => { learningLoop.player.travel.compare(1, 100); }")
    own_tab.until("() => learningLoop.state.comparison?.frame?.step === 100")
