"""Time in a person's hands: play, pause, phases, steps, epochs, starts, pace and where to stop."""

import pytest

from tests.browser.tab import Tab


def resting(tab: Tab) -> None:
    tab.until("() => !learningLoop.state.player.playing")


def test_a_step_plays_its_phases_in_order(tab: Tab) -> None:
    tab.ask(
        """() => {
          window.seen = [];
          const look = () => {
            const heading = document.querySelector("#caption h2").textContent.trim();
            if (window.seen.at(-1) !== heading) window.seen.push(heading);
            requestAnimationFrame(look);
          };
          look();
          learningLoop.player.setPace(0.27);
        }"""
    )
    tab.page.locator("#toggle").click()
    tab.until("() => learningLoop.state.frame.step >= 1", timeout_s=30)
    tab.page.locator("#toggle").click()
    seen = [heading for heading in tab.ask("() => window.seen") if not heading.startswith("Step")]
    assert seen[:8] == [
        "Forward, layer 1",
        "Forward, layer 2",
        "Forward, output",
        "Loss",
        "Backward, output",
        "Backward, layer 2",
        "Backward, layer 1",
        "Update",
    ]


def test_next_phase_goes_one_phase_and_waits(tab: Tab) -> None:
    for expected in ("Forward, layer 1", "Forward, layer 2"):
        tab.page.locator("#next-phase").click()
        resting(tab)
        assert tab.caption.startswith(expected)
    tab.page.locator("#previous-phase").click()
    assert tab.ask("() => learningLoop.state.player.time") > 0
    assert tab.step == 0


def test_a_phase_on_the_track_can_be_seen_again(tab: Tab) -> None:
    tab.at("loss")
    tab.page.locator('[data-stop="forward.2"]').click()
    resting(tab)
    assert tab.caption.startswith("Forward, layer 2")


def test_after_the_update_the_next_phase_belongs_to_the_next_step(tab: Tab) -> None:
    tab.at("update")
    tab.until("() => learningLoop.state.upcoming !== null")
    assert tab.step == 0
    tab.page.locator("#next-phase").click()
    tab.until("() => learningLoop.state.frame.step === 1")
    resting(tab)
    assert tab.caption.startswith("Forward, layer 1")


def test_next_step_and_next_epoch_go_that_far(tab: Tab) -> None:
    tab.load("digits")
    tab.page.locator("#next-step").click()
    tab.until("() => learningLoop.state.frame.step === 1")
    tab.page.locator("#next-epoch").click()
    tab.until("() => !learningLoop.state.player.running && learningLoop.state.frame.epoch === 1")
    assert tab.step == 45


def test_start_again_restores_the_very_same_start_values_and_new_start_draws_others(
    tab: Tab,
) -> None:
    start = tab.parameters
    tab.ask("() => learningLoop.player.runUntil({ step: 50 })")
    tab.until("() => learningLoop.state.frame.step === 50 && !learningLoop.state.player.running")
    assert tab.parameters != start
    tab.page.locator("#start-again").click()
    tab.until("() => learningLoop.state.frame.step === 0")
    assert tab.parameters == start
    tab.page.locator("#new-start").click()
    tab.until(
        "() => learningLoop.state.experiment.draw === 1 && learningLoop.state.frame.step === 0"
    )
    tab.page.wait_for_timeout(100)
    assert tab.parameters != start


def test_full_speed_shows_whole_states_and_misses_no_loss(tab: Tab) -> None:
    tab.ask("() => learningLoop.player.setPace(1)")
    tab.page.locator("#toggle").click()
    tab.until("() => learningLoop.state.frame.step > 3000")
    tab.page.locator("#toggle").click()
    tab.until("() => !learningLoop.state.frame.running")
    assert tab.ask("() => learningLoop.state.losses.steps") == tab.step
    tab.ask("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    marks = tab.marks()
    assert marks["verdict.waiting"].text == "not computed yet"


def test_the_pace_can_be_changed_while_playing_in_both_directions(tab: Tab) -> None:
    tab.ask("() => learningLoop.player.setPace(1)")
    tab.page.locator("#toggle").click()
    tab.until("() => learningLoop.state.frame.step > 100")
    tab.ask("() => learningLoop.player.setPace(0.2)")
    tab.until("() => !learningLoop.state.frame.running && learningLoop.state.player.time > 0.1")
    assert tab.ask("() => learningLoop.state.player.playing")
    step = tab.step
    tab.ask("() => learningLoop.player.setPace(0.8)")
    tab.until("(step) => learningLoop.state.frame.step > step + 20", step)
    tab.page.locator("#toggle").click()
    tab.until("() => !learningLoop.state.player.playing")


@pytest.mark.parametrize(
    ("goal", "value", "reached"),
    [
        ("step", "37", "learningLoop.state.frame.step === 37"),
        ("loss", "0.5", "learningLoop.state.losses.at(learningLoop.state.losses.steps - 1)"),
    ],
)
def test_run_until_stops_there_by_itself(tab: Tab, goal: str, value: str, reached: str) -> None:
    tab.page.locator("#open-until").click()
    tab.page.locator("#until-goal").select_option(goal)
    tab.page.locator("#until-value").fill(value)
    tab.page.locator("#start-until").click()
    tab.until(
        "() => learningLoop.state.frame.step > 0 && !learningLoop.state.player.running"
        " && !learningLoop.state.frame.running"
    )
    assert tab.ask(f"() => Boolean({reached})")
    if goal == "loss":
        loss = tab.ask(
            "() => { const { floats, layout } = learningLoop.state.frame;"
            " return floats[layout.tensors.get('loss').offset]; }"
        )
        assert loss < 0.5
    assert not tab.ask("() => learningLoop.state.player.playing")


def test_every_transport_control_works_from_the_keyboard_alone(first_view: Tab) -> None:
    press = first_view.page.keyboard.press
    press("Space")
    first_view.until(
        "() => !learningLoop.state.player.playing && learningLoop.state.player.time > 0",
        timeout_s=20,
    )
    assert first_view.caption.startswith("Loss")
    press(".")
    resting(first_view)
    assert first_view.caption.startswith("Backward, output")
    press(",")
    assert first_view.caption.startswith(("Backward, output", "Loss"))
    press(">")
    first_view.until("() => learningLoop.state.frame.step === 1")
    press("Space")
    first_view.until("() => learningLoop.state.player.playing")
    press("Space")
    first_view.until("() => !learningLoop.state.player.playing")
    first_view.page.locator("#pace-slider").focus()
    press("End")
    press("Space")
    first_view.until("() => learningLoop.state.frame.step > 200")
    press("Space")
    first_view.until("() => !learningLoop.state.frame.running")
    press("e")
    first_view.until("() => !learningLoop.state.player.playing")
    press("r")
    first_view.until("() => learningLoop.state.frame.step === 0")
    press("g")
    focused = "() => document.activeElement.dataset.neuron ?? ''"
    assert first_view.ask(focused) == "1.0"
    press("ArrowDown")
    assert first_view.ask(focused) == "1.1"
    press("ArrowRight")
    assert first_view.ask(focused).startswith("2.")
    press("Enter")
    assert first_view.ask("() => learningLoop.state.selected?.kind") == "neuron"
    press("Escape")
    assert first_view.ask("() => learningLoop.state.selected") is None


def test_with_reduced_motion_each_phase_is_a_still_before_and_one_after(tab: Tab) -> None:
    tab.page.emulate_media(reduced_motion="reduce")
    tab.at("forward.1", 0.1)
    before = tab.marks()
    assert "example.z.1.1" in before
    assert "example.a.1.1" not in before
    tab.at("forward.1", 0.3)
    assert tab.marks() == before, "nothing moves"
    tab.at("forward.1", 0.6)
    assert "example.a.1.1" in tab.marks()
    assert not [name for name in tab.marks() if name.startswith("contribution")]
