"""The whole run in a person's hands: scrub, undo, branch, and open a link somewhere else."""

import base64
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from engine import PRESETS, Trainer
from tests.browser.tab import Tab
from tests.browser.test_first_view import serious
from tests.live import Server

END = 2000

TAPE = """() => {
  const { floats } = learningLoop.state.frame;
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def tape(tab: Tab) -> bytes:
    return base64.b64decode(tab.ask(TAPE))


def straight(step: int, *changes: tuple[int, dict[str, Any]]) -> bytes:
    """The whole tape of a step of a run that never went back."""
    preset = PRESETS["welcome"]
    trainer = Trainer(preset.experiment)
    trainer.show(*preset.shown)
    for at, change in changes:
        trainer.run(at - trainer.step)
        trainer.change(change)
    trainer.run(step - trainer.step)
    return np.asarray(trainer.capture(batch=True, after=True), "<f4").tobytes()


def run_to(tab: Tab, step: int) -> None:
    tab.ask("(step) => { learningLoop.player.runUntil({ step }); }", step)
    at_rest(tab, step)


def at_rest(tab: Tab, step: int) -> None:
    tab.until(
        "(step) => learningLoop.state.frame.step === step && !learningLoop.state.frame.running"
        " && !learningLoop.state.player.running && learningLoop.player.travel.wanted === null",
        step,
    )
    tab.ask("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def change(tab: Tab, changes: dict[str, Any]) -> None:
    command = tab.ask("(changes) => learningLoop.send({ type: 'change', changes })", changes)
    tab.until("(id) => learningLoop.state.frame.command >= id", command)


def go_to(tab: Tab, step: int) -> None:
    tab.ask("(step) => { learningLoop.player.travel.to(step); }", step)
    at_rest(tab, step)


@pytest.fixture
def lived(tab: Tab) -> Tab:
    """A tab whose run has lived through two thousand steps."""
    run_to(tab, END)
    tab.until("(end) => learningLoop.state.time?.end === end", END)
    return tab


def test_keys_go_back_to_the_very_digits_and_on_again(lived: Tab) -> None:
    scrubber = lived.page.locator("#scrubber")
    scrubber.focus()
    lived.page.keyboard.press("Home")
    at_rest(lived, 0)
    for _ in range(49):
        lived.page.keyboard.press("PageUp")
    for _ in range(11):
        lived.page.keyboard.press("ArrowRight")
    lived.page.keyboard.press("ArrowLeft")
    at_rest(lived, 500)
    assert tape(lived) == straight(500)
    assert scrubber.get_attribute("aria-valuetext") == "step 500 of 2\u202f000, epoch 500"
    assert lived.ask("() => learningLoop.state.losses.steps") == END, "the future is kept"
    lived.page.keyboard.press("End")
    at_rest(lived, END)
    assert tape(lived) == straight(END)


def test_a_dragged_handle_ends_at_the_very_step_it_was_let_go_at(lived: Tab) -> None:
    box = lived.page.locator("#scrubber").bounding_box()
    assert box is not None
    knob = 24
    y = box["y"] + box["height"] / 2

    def x_of(step: int) -> float:
        return box["x"] + knob / 2 + step / END * (box["width"] - knob)

    mouse = lived.page.mouse
    mouse.move(x_of(END), y)
    mouse.down()
    for step in range(END, 499, -75):
        mouse.move(x_of(step), y)
        lived.page.wait_for_timeout(10)
    mouse.move(x_of(500), y)
    held = int(lived.page.locator("#scrubber").input_value())
    mouse.up()
    assert abs(held - 500) < 5
    at_rest(lived, held)
    assert tape(lived) == straight(held)


def test_going_on_from_the_past_lives_through_the_same_again(lived: Tab) -> None:
    go_to(lived, 500)
    lived.page.locator("#next-step").click()
    at_rest(lived, 501)
    assert tape(lived) == straight(501)
    run_to(lived, END)
    assert tape(lived) == straight(END)
    assert lived.ask("() => learningLoop.state.branches.list.length") == 1


def test_phases_steps_and_epochs_go_back_over_the_start_of_a_step(tab: Tab) -> None:
    tab.load("digits")
    run_to(tab, 50)
    tab.page.locator("#previous-phase").click()
    at_rest(tab, 49)
    assert tab.caption.startswith("Update")
    tab.page.keyboard.press("<")
    at_rest(tab, 48)
    tab.page.locator("#previous-step").click()
    at_rest(tab, 47)
    tab.page.locator("#previous-epoch").click()
    at_rest(tab, 45)
    tab.page.keyboard.press("Shift+E")
    at_rest(tab, 0)


def test_a_change_is_undone_and_made_again(tab: Tab) -> None:
    run_to(tab, 20)
    tab.page.locator("#set-learning_rate").focus()
    tab.page.keyboard.press("ArrowRight")
    tab.until("() => learningLoop.state.time?.undo")
    rate = tab.ask("() => learningLoop.state.experiment.learning_rate")
    assert rate != 1
    undo = tab.page.locator("#undo-change")
    assert re.search("Undo: Learning rate 1 → ", undo.get_attribute("aria-label") or "")
    tab.page.keyboard.press("Control+z")
    tab.until("() => learningLoop.state.experiment.learning_rate === 1")
    at_rest(tab, 20)
    assert tape(tab) == straight(20)
    tab.page.locator("#redo-change").click()
    tab.until("(rate) => learningLoop.state.experiment.learning_rate === rate", rate)
    tab.page.locator("#set-learning_rate").focus()
    tab.page.keyboard.press("Control+z")
    tab.until("() => learningLoop.state.experiment.learning_rate === 1")
    tab.page.keyboard.press("Control+Shift+Z")
    tab.until("(rate) => learningLoop.state.experiment.learning_rate === rate", rate)


def test_a_change_in_the_past_branches_and_the_old_future_can_be_returned_to(lived: Tab) -> None:
    go_to(lived, 500)
    lived.at("loss")
    change(lived, {"learning_rate": 0.25})
    lived.until("() => learningLoop.state.branches.list.length === 2")
    assert lived.step == 500
    expect(lived.page.locator("#caption h2")).to_have_text("Loss")  # the phase stays
    run_to(lived, 700)
    assert tape(lived) == straight(700, (500, {"learning_rate": 0.25}))
    mark = lived.page.locator(".change-mark")
    assert "Learning rate 1 → 0.25" in (mark.get_attribute("aria-label") or "")
    mark.click()
    at_rest(lived, 500)

    lived.page.locator("#open-branches").click()
    first = lived.page.get_by_role("row").filter(has_text="From the start")
    first.get_by_role("button", name="Switch").click()
    lived.until("() => learningLoop.state.branches.present === 1")
    at_rest(lived, 500)
    assert lived.ask("() => learningLoop.state.losses.steps") == END
    go_to(lived, END)
    assert tape(lived) == straight(END)

    second = lived.page.get_by_role("row").filter(has_text="From step 500")
    second.get_by_role("textbox").fill("slow")
    lived.page.keyboard.press("Enter")
    lived.until("() => learningLoop.state.branches.list[1].name === 'slow'")
    second.get_by_role("button", name="Delete").click()
    second.get_by_role("button", name="for good").click()
    lived.until("() => learningLoop.state.branches.list.length === 1")


def linked(tab: Tab) -> str:
    """The link to the moment on the stage."""
    tab.page.locator("#open-run").click()
    field = tab.page.locator("#link-address")
    tab.until("() => document.querySelector('#link-address').value !== ''")
    return field.input_value()


def test_a_link_reproduces_the_moment_in_another_browser(
    tab: Tab, browser: Browser, server: Server
) -> None:
    run_to(tab, 300)
    change(tab, {"learning_rate": 0.5})
    run_to(tab, 400)
    tab.at("backward.2", 0.5)
    tab.page.locator('[data-neuron="1.2"]').click()
    tab.until("() => learningLoop.state.selected !== null")
    linked(tab)
    tab.page.locator("summary", has_text="leave something out").click()
    tab.page.get_by_label("hide pace").check()
    tab.page.get_by_label("lock the settings").check()
    tab.until("() => /hide=pace&lock=1/.test(document.querySelector('#link-address').value)")
    address = tab.page.locator("#link-address").input_value()
    other_page = browser.new_context().new_page()
    other = Tab(other_page, server.address, address.removeprefix(server.address))
    at_rest(other, 400)
    other.until("() => learningLoop.state.player.time > 0")
    assert tape(other) == tape(tab)
    moment = "() => [learningLoop.state.selected, learningLoop.state.player.pace]"
    assert other.ask(moment) == tab.ask(moment)
    place = "() => Math.round(learningLoop.state.player.time * 100)"
    assert abs(other.ask(place) - tab.ask(place)) <= 1
    assert other_page.locator("#pace").is_hidden()
    assert other_page.locator("#set-learning_rate").is_disabled()
    assert "run=" not in other_page.url, "a reload goes on from where the person is"
    other.assert_clean()
    other_page.context.close()


def test_the_sheet_and_the_scrubber_are_free_of_serious_findings(lived: Tab) -> None:
    go_to(lived, 900)
    change(lived, {"learning_rate": 0.25})
    lived.until("() => learningLoop.state.branches.list.length === 2")
    linked(lived)
    assert serious(lived) == []
    lived.page.locator("#theme").click()
    lived.page.wait_for_timeout(400)  # colours glide
    assert serious(lived) == []


def test_a_link_asks_before_it_replaces_a_run(tab: Tab) -> None:
    run_to(tab, 30)
    address = linked(tab)
    run_to(tab, 60)
    for answer, step in (("#keep-run", 60), ("#open-link", 30)):
        tab.ask("(hash) => { location.hash = hash; }", address.partition("#")[2])
        tab.page.locator(answer).click()
        at_rest(tab, step)
    assert tape(tab) == straight(30)


def test_a_damaged_link_says_so_and_leaves_the_run_alone(tab: Tab) -> None:
    run_to(tab, 30)
    address = linked(tab)
    tab.ask("(hash) => { location.hash = hash; }", address.partition("#")[2][:-40])
    tab.page.get_by_text("This link is damaged").wait_for()
    assert tab.step == 30


def test_a_run_is_saved_to_a_file_and_loaded_from_it(lived: Tab, tmp_path: Path) -> None:
    go_to(lived, 500)
    lived.page.locator("#open-run").click()
    with lived.page.expect_download() as download:
        lived.page.locator("#save-run").click()
    assert download.value.suggested_filename == "learning-loop-rings-step-500.npz"
    file = tmp_path / "run.npz"
    download.value.save_as(file)
    lived.load("digits")
    lived.page.locator("#load-run").set_input_files(file)
    at_rest(lived, 500)
    assert tape(lived) == straight(500)
    lived.until("(end) => learningLoop.state.time?.end === end", END)
    lived.page.get_by_text("run.npz is loaded.").wait_for()

    file.write_bytes(b"nothing of the kind")
    lived.expected_errors = ("status of 400",)
    lived.page.locator("#load-run").set_input_files(file)
    lived.page.get_by_text("This file is not a saved run").wait_for()
    assert lived.step == 500
