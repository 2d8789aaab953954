"""One's own data: points set by hand, and a table."""

import re

from playwright.sync_api import FilePayload, expect

from tests.browser.tab import Tab

COUNT = "() => learningLoop.state.data.count"


def begin(tab: Tab) -> None:
    """Points of one's own, two to begin with, set after all others are cleared away."""
    tab.page.locator("#set-data-name").select_option("own-points")
    tab.until("() => learningLoop.state.experiment.data.name === 'table'")
    tab.page.locator("#own-clear").click()
    expect(tab.page.locator(".own-words")).to_contain_text("No points yet")
    plane = tab.page.locator("#own-plane")
    for key in ("1", "Enter", "Escape"):
        plane.press(key)
    expect(tab.page.locator(".own-words")).to_contain_text("One point")
    for key in ("2", "ArrowRight", "Enter", "Escape"):
        plane.press(key)
    tab.until(f"() => ({COUNT})() === 2")


def test_points_are_added_moved_and_removed_by_hand_and_every_change_is_taken_back(
    tab: Tab,
) -> None:
    begin(tab)
    plane = tab.page.locator("#own-plane")
    box = plane.bounding_box()
    assert box
    at = (box["x"] + 0.75 * box["width"], box["y"] + 0.75 * box["height"])
    tab.page.mouse.click(*at)
    tab.until(f"() => ({COUNT})() === 3")
    row = tab.ask("() => learningLoop.state.experiment.data.table.inputs[2]")
    assert abs(row[0] - 0.65) < 0.02
    assert abs(row[1] + 0.65) < 0.02
    tab.page.mouse.move(*at)
    tab.page.mouse.down()
    tab.page.mouse.move(at[0] - 0.5 * box["width"], at[1], steps=5)
    tab.page.mouse.up()
    tab.until("() => learningLoop.state.experiment.data.table.inputs[2][0] < -0.6")
    plane.press("Delete")
    tab.until(f"() => ({COUNT})() === 2")
    tab.page.locator("#own-done").click()
    tab.page.locator("#undo-change").click()
    tab.until(f"() => ({COUNT})() === 3")


def test_the_keyboard_does_all_that_the_hand_does(tab: Tab) -> None:
    begin(tab)
    plane = tab.page.locator("#own-plane")
    plane.press("2")
    plane.press("Shift+ArrowRight")
    plane.press("Enter")
    tab.until(f"() => ({COUNT})() === 3")
    assert tab.ask("() => learningLoop.state.experiment.data.table.targets[2]") == [1]
    plane.press("ArrowUp")
    tab.until("() => learningLoop.state.experiment.data.table.inputs[2][1] > 0.04")
    expect(tab.page.locator(".own-words")).to_contain_text("Point 3 of 3, class 1")
    plane.press("Delete")
    tab.until(f"() => ({COUNT})() === 2")


def test_a_third_class_gives_a_third_answer(tab: Tab) -> None:
    begin(tab)
    tab.page.locator("#own-class-more").click()
    tab.until("() => learningLoop.state.experiment.layers.at(-1).units === 3")
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'winner')")


TABLE = "length,width,kind\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n4.9,3.0,setosa"


def test_a_table_is_shown_before_it_is_learned_from(tab: Tab) -> None:
    tab.page.locator("#set-data-name").select_option("own-table")
    tab.page.locator("#own-text").fill(TABLE)
    dialog = tab.page.locator("#own-table")
    expect(dialog).to_contain_text("4 rows, 2 inputs. To be learned: kind, 3 classes")
    expect(dialog).to_contain_text("standardised")
    binary = FilePayload(name="a.xlsx", mimeType="", buffer=b"PK\x03\x04\x00\x00\x80")
    tab.page.locator("#own-file").set_input_files(binary)
    expect(dialog).to_contain_text("This file is not text")
    expect(tab.page.locator("#own-text")).to_have_value(TABLE)
    tab.page.locator("#own-text").fill(TABLE + "\n")
    expect(dialog).not_to_contain_text("This file is not text")
    tab.page.locator("#own-use").click()
    tab.until("() => learningLoop.state.experiment.data.name === 'table'")
    expect(dialog).to_be_hidden()
    expect(tab.page.locator("#in-table")).to_contain_text(re.compile(r"length \d\.\d, width 3"))
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'winner')")


def test_a_large_table_says_what_it_cannot_do(tab: Tab) -> None:
    tab.page.locator("#set-data-name").select_option("own-table")
    rows = "".join(f"{row / 7:.3f},{row % 11},{'ab'[row % 2]}\n" for row in range(1500))
    tab.page.locator("#own-text").fill(f"x,y,kind\n{rows}")
    expect(tab.page.locator("#own-table")).to_contain_text("Save it to a file to keep it")
    tab.page.locator("#own-use").click()
    tab.until("() => learningLoop.state.experiment.data.samples === 1500")
    tab.page.locator("#open-run").click()
    expect(tab.page.locator("#run")).to_contain_text("save it to a file")
    expect(tab.page.locator("#copy-link")).to_be_disabled()


def test_a_table_that_does_not_fit_is_refused_in_a_sentence(tab: Tab) -> None:
    tab.expected_errors = ("400",)
    tab.page.locator("#set-data-name").select_option("own-table")
    tab.page.locator("#own-text").fill("a,b\n1,x\n2")
    alert = tab.page.locator("#own-table [role=alert]")
    expect(alert).to_contain_text("Row 3 has 1 cell")
    expect(tab.page.locator("#own-use")).to_be_disabled()
