"""The lesson beside the stage: its ways in, its steps, and that nothing of a learner's is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tab import Tab
from tests.browser.test_first_view import serious
from tests.live import Server, serving


class Lesson:
    """The lesson as a learner uses it."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page
        self.column = tab.page.locator("#lesson")

    @classmethod
    def at(cls, page: Page, server: Server, step: str) -> "Lesson":
        """A page that was opened with a link to a step."""
        lesson = cls(Tab(page, server.address, f"/#lesson={step}"))
        lesson.settle(step)
        return lesson

    def go(self, step: str) -> None:
        """Enter the address of a step."""
        self.tab.ask("(step) => { location.hash = `lesson=${step}`; }", step)
        self.settle(step)

    def settle(self, step: str) -> None:
        """Wait until a step is open and its stage in order."""
        expect(
            self.page.locator(f'.lesson-step[data-step="{step}"][aria-busy="false"]')
        ).to_be_visible()

    def goals(self) -> list[bool]:
        """Which goals are ticked."""
        self.tab.ask("() => new Promise((done) => requestAnimationFrame(() => done()))")
        ticked = self.tab.ask(
            "() => [...document.querySelectorAll('#lesson .goals li')]"
            ".map((goal) => goal.classList.contains('ticked'))"
        )
        return list(ticked)

    def until_over(self) -> None:
        """Wait until all goals are ticked."""
        expect(self.page.locator("#lesson .goals li:not(.ticked)")).to_have_count(0)

    def say(self, choice: str) -> None:
        """Make a prediction."""
        self.column.locator(f'input[value="{choice}"]').check(force=True)

    def play(self) -> None:
        """Press play and wait until time stands still."""
        self.page.locator("#toggle").click()
        self.rest()

    def rest(self) -> None:
        """Wait until time stands still."""
        self.tab.until(
            "() => !learningLoop.state.player.playing && !learningLoop.state.frame.running"
        )

    def state(self, path: str) -> Any:
        """Something of the page's state."""
        return self.tab.ask(f"() => learningLoop.state.{path}")

    def units(self) -> list[int]:
        """Neurons of each layer after the inputs."""
        return list(self.state("experiment.layers.map(({ units }) => units)"))


@pytest.fixture
def lesson(page: Page, server: Server) -> Lesson:
    """The step of the update."""
    return Lesson.at(page, server, "1I5")


def test_the_first_view_offers_the_ways_in_and_free_play(first_view: Tab) -> None:
    page = first_view.page
    for way in ("intuition", "math", "example"):
        expect(page.locator(f'[data-way="{way}"]')).to_be_visible()
    page.locator('[data-way="intuition"]').click()
    expect(page.locator("#lesson-title")).to_have_text("The Learning Loop")
    expect(page.locator(".learn li")).to_have_count(4)
    page.locator("#lesson-begin").click()
    lesson = Lesson(first_view)
    lesson.settle("1I1")
    assert page.url.endswith("#lesson=1I1")
    assert lesson.units() == [4, 1]


def test_a_link_opens_its_step_with_the_stage_where_it_says(lesson: Lesson) -> None:
    assert lesson.tab.caption.startswith("Backward, layer 1")
    expect(lesson.column.locator("#lesson-title")).to_have_text("Everyone takes one small step")
    lesson.go("1I4")
    assert lesson.tab.caption.startswith("Loss")


def test_a_link_to_a_step_that_is_not_there_says_so(page: Page, server: Server) -> None:
    tab = Tab(page, server.address, "/#lesson=9Z9")
    expect(page.locator("#notice")).to_contain_text("no step 9Z9")
    tab.assert_clean()


def test_what_is_predicted_stays_beside_what_came(lesson: Lesson) -> None:
    lesson.say("rises")
    expect(lesson.column.locator(".reveal")).to_have_count(0)
    assert lesson.goals() == [False]
    before = lesson.state("frame.reading.training_loss")
    lesson.play()
    lesson.until_over()
    after = lesson.state("upcoming.reading.training_loss")
    reveal = lesson.column.locator(".reveal")
    expect(reveal).to_contain_text(f"{before:.4f}")
    expect(reveal).to_contain_text(f"{after:.4f}")
    said = lesson.column.locator(".choice.said")
    expect(said).to_contain_text("It rises")
    expect(said).to_contain_text("you said")
    lesson.page.locator("#next-step").click()
    expect(reveal).to_contain_text(f"{after:.4f}")


def test_a_goal_is_ticked_by_its_action_and_by_no_other(lesson: Lesson) -> None:
    lesson.say("falls")
    lesson.page.locator('[data-neuron="1.1"]').click()
    lesson.page.locator("#previous-phase").click()
    assert lesson.goals() == [False]
    lesson.tab.ask("() => learningLoop.player.runUntil({ step: 2 })")
    lesson.tab.until("() => learningLoop.state.frame.step === 2")
    lesson.rest()
    assert lesson.goals() == [False]
    expect(lesson.page.locator("#lesson-next")).to_have_text("Skip this step")
    lesson.page.locator("#lesson-again").click()
    lesson.tab.until("() => learningLoop.state.frame.step === 0")
    lesson.settle("1I5")
    lesson.say("falls")
    lesson.page.locator("#next-step").click()
    lesson.until_over()
    expect(lesson.page.locator("#lesson-next")).to_have_text("Next")
    expect(lesson.page.locator('[data-step="1I5"].step-mark')).to_have_class("step-mark passed")


def test_playing_a_step_again_asks_again_and_it_stays_passed(lesson: Lesson) -> None:
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    lesson.page.locator("#lesson-again").click()
    lesson.settle("1I5")
    expect(lesson.column.locator(".choice.said")).to_have_count(0)
    assert lesson.goals() == [False]
    assert lesson.tab.step == 0
    assert lesson.tab.caption.startswith("Backward, layer 1")
    expect(lesson.page.locator('[data-step="1I5"].step-mark')).to_have_class("step-mark passed")


def test_a_skipped_step_is_known_as_skipped_and_back_leads_to_it(lesson: Lesson) -> None:
    lesson.page.locator("#lesson-next").click()
    lesson.settle("1I6")
    expect(lesson.page.locator('[data-step="1I5"].step-mark')).to_have_class("step-mark skipped")
    lesson.page.locator("#lesson-back").click()
    lesson.settle("1I5")


def test_a_double_click_goes_on_by_one_step(lesson: Lesson) -> None:
    lesson.page.locator("#lesson-next").dblclick()
    lesson.settle("1I6")
    lesson.page.wait_for_timeout(300)
    expect(lesson.column.locator(".lesson-step")).to_have_attribute("data-step", "1I6")


def test_each_step_comes_back_as_it_was_left(lesson: Lesson) -> None:
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    lesson.go("1I6")
    lesson.tab.ask("() => learningLoop.player.runUntil({ step: 30 })")
    lesson.tab.until("() => learningLoop.state.frame.step === 30")
    lesson.rest()
    lesson.go("1I5")
    assert lesson.tab.step == 0
    assert lesson.tab.caption.startswith("Update")
    assert lesson.goals() == [True]
    lesson.go("1I6")
    assert lesson.tab.step == 30


def test_leaving_brings_back_the_learners_own_run(tab: Tab) -> None:
    tab.load("moons")
    tab.ask("() => learningLoop.player.runUntil({ step: 40 })")
    tab.until("() => learningLoop.state.frame.step === 40 && !learningLoop.state.frame.running")
    tab.ask("() => learningLoop.select({ kind: 'neuron', layer: 1, index: 2 })")
    parameters = tab.parameters
    tab.page.locator("#open-lesson").click()
    tab.page.locator("#lesson-begin").click()
    lesson = Lesson(tab)
    lesson.settle("1I1")
    assert lesson.state("experiment.data.name") == "rings"
    tab.page.locator("#leave-lesson").click()
    tab.until("() => learningLoop.state.experiment.data.name === 'moons'")
    tab.until("() => learningLoop.state.frame.step === 40")
    tab.until("() => learningLoop.state.selected?.index === 2")
    assert tab.parameters == parameters
    expect(tab.page.locator("#lesson")).to_be_hidden()
    expect(tab.page.locator("#set-up")).to_be_visible()
    assert "lesson" not in tab.page.url


def test_leaving_brings_back_a_future_that_had_been_lived(tab: Tab) -> None:
    tab.load("rings")
    tab.ask("() => learningLoop.player.runUntil({ step: 40 })")
    tab.until("() => learningLoop.state.time?.end === 40 && !learningLoop.state.frame.running")
    tab.ask("() => learningLoop.player.travel.to(10, 0)")
    tab.until("() => learningLoop.state.frame.step === 10 && learningLoop.state.time?.step === 10")
    tab.page.locator("#open-lesson").click()
    tab.page.locator("#lesson-begin").click()
    Lesson(tab).settle("1I1")
    tab.page.locator("#leave-lesson").click()
    tab.until("() => learningLoop.state.frame.step === 10 && learningLoop.state.time?.end === 40")


def test_progress_outlives_a_reload_and_can_be_wiped(lesson: Lesson) -> None:
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    lesson.page.reload()
    lesson.settle("1I5")
    assert lesson.goals() == [True]
    expect(lesson.column.locator(".choice.said")).to_contain_text("It falls")
    lesson.tab.ask("() => document.querySelector('[data-step=\"1I7\"].step-mark').click()")
    lesson.settle("1I7")
    lesson.page.locator("#lesson-next").click()
    lesson.page.locator("#wipe").click()
    lesson.page.locator("#wipe-yes").click()
    expect(lesson.column.locator(".step-mark.passed")).to_have_count(0)
    lesson.page.reload()
    lesson.page.locator("#open-lesson").click()
    expect(lesson.column.locator(".step-mark.passed")).to_have_count(0)


def test_a_reload_keeps_the_learners_own_run_behind_the_lesson(tab: Tab) -> None:
    tab.load("moons")
    tab.page.locator("#open-lesson").click()
    tab.page.locator("#lesson-begin").click()
    lesson = Lesson(tab)
    lesson.settle("1I1")
    tab.page.reload()
    lesson.settle("1I1")
    tab.page.locator("#leave-lesson").click()
    tab.until("() => learningLoop.state.experiment.data.name === 'moons'")


def test_hints_lead_to_the_step_being_done(lesson: Lesson) -> None:
    lesson.page.clock.install()
    lesson.go("1I4")
    take = lesson.page.locator("#take-hint")
    take.click()
    expect(lesson.column.locator(".hint-text")).to_have_count(1)
    expect(take).to_have_count(0)
    lesson.page.clock.run_for(61_000)
    take.click()
    take.click()
    expect(lesson.column.locator(".hint-text, .why")).not_to_have_count(0)
    for _ in range(40):
        lesson.page.clock.run_for(500)
    lesson.until_over()


def test_set_ups_are_runs_of_one_step(page: Page, server: Server) -> None:
    lesson = Lesson.at(page, server, "1I7")
    lesson.say("3")
    assert lesson.goals() == [True, False, False]
    for name, units in (("two", [2, 1]), ("three", [3, 1])):
        lesson.column.locator(f'[data-setup="{name}"]').click()
        lesson.tab.until(
            "(units) => learningLoop.state.frame.step === 0 &&"
            " learningLoop.state.experiment.layers[0].units === units",
            units[0],
        )
        lesson.settle("1I7")
        lesson.tab.ask("() => learningLoop.player.runUntil({ step: 600 })")
        lesson.tab.until("() => learningLoop.state.frame.step === 600")
        lesson.rest()
    lesson.until_over()


def test_the_stage_is_never_scrolled_away(page: Page, server: Server) -> None:
    for width, height in ((1440, 900), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        lesson = Lesson.at(page, server, "1I2")
        boxes = lesson.tab.ask(
            """() => ["#stage", "#lesson", "#toggle", "#lesson-next"].map((id) => {
              const box = document.querySelector(id).getBoundingClientRect();
              return [box.left, box.top, box.right, box.bottom];
            })"""
        )
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= width
            assert bottom <= height
        stage, column = boxes[:2]
        assert column[2] <= stage[0] + 1
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        page.goto("about:blank")


def test_on_a_phone_text_and_stage_are_two_cards(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    tab = Tab(page, server.address)
    page.locator('[data-way="intuition"]').click()
    page.locator("#lesson-begin").click()
    lesson = Lesson(tab)
    lesson.settle("1I1")
    expect(page.locator("#toggle")).to_be_hidden()
    page.locator("#card-stage").click()
    expect(page.locator("#toggle")).to_be_visible()
    expect(page.locator("#lesson-title")).to_be_hidden()
    lesson.play()
    lesson.play()
    expect(page.locator(".card-goals .ticked")).to_have_count(1)
    page.locator("#card-text").click()
    expect(page.locator("#lesson-title")).to_be_visible()
    assert serious(tab) == []
    tab.assert_clean()


def test_on_a_phone_what_is_picked_in_a_lesson_covers_no_card_until_it_is_asked_for(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    tab = Tab(page, server.address)
    lesson = Lesson(tab)
    lesson.go("3E3")
    sheet = page.locator("#inspector")
    page.locator("#lesson [data-cell='27']").click()
    tab.until("() => learningLoop.state.selected?.from === 27")
    expect(sheet).to_be_hidden()
    page.locator("#open-inspector").click()
    expect(sheet.get_by_role("heading", level=2)).to_be_in_viewport()
    box = sheet.bounding_box()
    assert box
    assert (box["width"], box["y"] + box["height"]) == (374, 836)  # at the foot, as ever
    page.get_by_role("button", name="Close Look closer").click()
    page.locator("#card-stage").click()
    neuron = page.locator("[data-neuron='1.0']")
    neuron.click()
    tab.until("() => learningLoop.state.selected?.kind === 'neuron'")
    expect(sheet).to_be_hidden()
    expect(page.locator("#toggle")).to_be_in_viewport()
    neuron.click()  # again: it is let go
    tab.until("() => learningLoop.state.selected === null")
    neuron.click()
    page.locator("#open-inspector").click()
    expect(sheet).to_contain_text("The output")
    pixels = tab.ask(
        """() => {
          const canvas = document.querySelector("#inspector .lens-picture");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.some((byte) => byte > 0);
        }"""
    )
    assert pixels
    tab.assert_clean()


def test_a_lesson_puts_away_the_sheet_that_was_open(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    tab = Tab(page, server.address)
    tab.explore()
    page.locator("#open-inspector").click()
    expect(page.locator("#inspector")).to_be_visible()
    page.locator("#open-lesson").click()
    expect(page.locator("#lesson-begin")).to_be_visible()
    expect(page.locator("#inspector")).to_be_hidden()
    tab.assert_clean()


def test_a_step_is_taken_by_keyboard_alone(page: Page, server: Server) -> None:
    tab = Tab(page, server.address)
    page.locator('[data-way="intuition"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#lesson-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    lesson = Lesson(tab)
    lesson.settle("1I1")
    expect(page.locator("#lesson-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#lesson-probe-plane")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Shift+ArrowLeft")
    tab.until("() => document.querySelectorAll('#lesson .goals .ticked').length === 1")
    page.keyboard.press(".")
    lesson.rest()
    page.keyboard.press(".")
    lesson.until_over()
    page.locator("#lesson-next").focus()
    page.keyboard.press("Enter")
    lesson.settle("1I2")
    expect(page.locator("#lesson-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert lesson.goals() == [True, False]
    page.keyboard.press("g")
    for _ in range(4):
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
    lesson.until_over()
    tab.assert_clean()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nobody_is_shut_out_of_a_step(
    page: Page, server: Server, size: tuple[int, int], theme: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    lesson = Lesson.at(page, server, "1I5")
    assert serious(lesson.tab) == []
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    assert serious(lesson.tab) == []
    lesson.tab.assert_clean()


OWN_CHAPTER = '<chapter title="Sums" preset="tiny"><learn><li>To add</li></learn></chapter>'
OWN_LESSON = """
<lesson lens="math" title="The math path" preset="tiny">
  <step id="9M1" title="Mix" at="forward.1" run="fresh">
    <narration>Add up.</narration>
    <worked title="Neuron 1">
      <equation><term tex="z_1" value="z[1][1]" mark="neuron.1.1"/><op tex="="/>
        <term tex="w \\cdot x" value="W[1][1][1]" mark="weights.1.1.1"/></equation>
    </worked>
    <blank title="Neuron 2">
      <equation>
        <answer id="z" ask="The sum of neuron 2" tex="z_2" expect="z[1][2]" tolerance="0.01"/>
      </equation>
    </blank>
    <answer id="half" ask="Where is the middle?" expect="0.5" tolerance="0.05"/>
    <goal when="answered('z')">The sum.</goal>
    <goal when="answered('half')">The middle.</goal>
    <hint>Look.</hint><hint>Do.</hint><hint do="type z; type half">Done, and why.</hint>
    <why>It adds.</why>
  </step>
</lesson>
"""


@pytest.fixture
def own_lesson(page: Page, tmp_path: Path) -> Iterator[Lesson]:
    """A step of a teacher's own, with numbers to type."""
    folder = tmp_path / "9-sums"
    folder.mkdir()
    (folder / "chapter.html").write_text(OWN_CHAPTER)
    (folder / "math.html").write_text(OWN_LESSON)
    with serving("--lessons", str(tmp_path)) as own:
        lesson = Lesson.at(page, own, "9M1")
        yield lesson
        lesson.tab.assert_clean()


def test_typed_numbers_are_compared_with_the_live_value(own_lesson: Lesson) -> None:
    blank = own_lesson.page.locator("#answer-z")
    blank.fill("0.4")
    blank.press("Enter")
    expect(own_lesson.column.locator(".blank-word")).to_have_text("Not yet.")
    assert own_lesson.goals() == [False, False]
    own_lesson.page.locator("#take-hint").click()
    expect(own_lesson.page.locator("#take-hint")).to_have_count(0)
    blank.fill("0.3")
    blank.press("Enter")
    expect(own_lesson.page.locator("#take-hint")).to_be_visible()
    blank.fill("−0,1")
    blank.press("Enter")
    assert own_lesson.goals() == [True, False]
    own_lesson.page.locator("#answer-half").fill(".5")
    own_lesson.page.locator("#answer-half").blur()
    own_lesson.until_over()
    assert serious(own_lesson.tab) == []


def test_an_equation_and_the_stage_light_each_other(own_lesson: Lesson) -> None:
    term = own_lesson.column.locator('.live-term[data-mark="neuron.1.1"]')
    expect(term).to_contain_text("0.5")
    term.hover()
    own_lesson.tab.until("() => learningLoop.marks().some(({ of }) => of === 'lit.neuron.1.1')")
    own_lesson.page.locator('[data-neuron="1.0"]').hover()
    expect(term).to_have_class("live-term joined lit")


def test_a_locked_page_takes_the_lesson_and_keeps_its_settings(page: Page, server: Server) -> None:
    tab = Tab(page, server.address, "/#lock=1&lesson=1I5")
    lesson = Lesson(tab)
    lesson.settle("1I5")
    assert lesson.units() == [4, 1]
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    lesson.page.locator('[data-step="1I7"].step-mark').click()
    lesson.settle("1I7")
    lesson.say("3")
    lesson.column.locator('[data-setup="two"]').click()
    tab.until("() => learningLoop.state.experiment.layers[0].units === 2")
    tab.ask("() => { learningLoop.send({ type: 'change', changes: { learning_rate: 0.3 } }); }")
    expect(page.locator("#notice")).to_contain_text("locked the settings")
    assert "lock=1" in page.url


def test_a_line_of_the_notes_sets_and_lights_the_stage(page: Page, server: Server) -> None:
    tab = Tab(page, server.address)
    before = tab.parameters
    page.locator('[data-way="intuition"]').click()
    page.locator(".notes summary").click()
    chapters = page.request.get(f"{server.address}/lessons.json").json()["chapters"]
    points = [
        part for note in chapters[0]["notes"] for part in note["content"] if part["kind"] == "point"
    ]
    for i, point in enumerate(points):
        button = page.locator(".note-point").nth(i)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        stop = point["stage"]["at"]
        tab.until(
            """(stop) => {
              const { time } = learningLoop.state.player;
              const at = learningLoop.stops().find(({ end }) => Math.abs(end - time) < 1e-6);
              return (time === 0 ? "ready" : at?.id) === stop;
            }""",
            stop,
        )
        if point["mark"]:
            tab.until("(mark) => learningLoop.state.lit === mark", point["mark"])
        if point["stage"]["select"]:
            assert (
                tab.ask("() => learningLoop.state.selected.kind")
                == point["stage"]["select"]["kind"]
            )
    page.locator("#leave-lesson").click()
    tab.until("() => learningLoop.state.experiment.layers.length === 3")
    assert tab.parameters == before
    tab.assert_clean()


def test_of_two_wishes_the_newer_wins(page: Page, server: Server) -> None:
    tab = Tab(page, server.address)
    page.locator('[data-way="intuition"]').click()
    page.locator(".notes summary").click()
    tab.ask(
        "() => { for (const i of [3, 2]) document.querySelectorAll('.note-point')[i].click(); }"
    )
    tab.until("() => document.querySelector('#caption').innerText.startsWith('Loss')")
    tab.ask("() => { for (const i of [1, 6]) document.querySelectorAll('.step-mark')[i].click(); }")
    Lesson(tab).settle("1I7")
    assert tab.caption.startswith("Loss")


def test_a_number_that_is_still_to_come_keeps_its_place(lesson: Lesson) -> None:
    after = lesson.page.locator("#lesson-equation .live-term").last
    expect(after.locator(".live-waits")).to_have_count(1)
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    expect(after.locator("strong")).to_have_count(1)


def test_the_worksheet_is_one_page_of_what_was_said_and_what_came(lesson: Lesson) -> None:
    page = lesson.page
    page.add_init_script("window.print = () => {};")
    page.reload()
    lesson.settle("1I5")
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    came = lesson.column.locator(".reveal").inner_text()
    lesson.go("1I7")
    page.locator("#lesson-next").click()
    page.locator(".closing .choice", has_text="Backward").click()
    page.locator(".closing textarea").fill("Each drew a line.")
    page.locator(".closing textarea").locator("..").locator("button").first.click()
    page.locator("#print-worksheet").click()
    page.emulate_media(media="print")
    sheet = page.locator("#worksheet")
    expect(sheet).to_be_visible()
    expect(page.locator("#page")).to_be_hidden()
    row = sheet.locator("tr.passed")
    expect(row).to_contain_text("It falls")
    expect(row).to_contain_text(came)
    expect(sheet.locator("li").first).to_contain_text("Backward → Update")
    expect(sheet.locator("li").last).to_contain_text("Each drew a line.")
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) == 1


def passed_course(chapter: dict[str, Any], lens: str) -> dict[str, Any]:
    """A chapter taken in a lens: everything said, typed and answered, at its end."""

    def blocks_of(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for block in blocks:
            yield block
            yield from blocks_of([part for part in block.get("content", []) if "kind" in part])
            if block["kind"] == "equation":
                yield from block["parts"]

    steps = {}
    for step in chapter["lenses"][lens]["steps"]:
        found = list(blocks_of([block for block in step["content"] if block["kind"] != "p"]))
        asked = [one for one in found if one["kind"] == "predict"]
        steps[step["id"]] = {
            "passed": True,
            "said": {one["id"]: one["choices"][0]["id"] for one in asked},
            "came": {one["id"]: {"reveal": 0, "values": ["0.1234"] * 12} for one in asked},
            "answers": {
                one["id"]: {"value": 0.1234, "right": True, "misses": 0}
                for one in found
                if one["kind"] == "answer"
            },
        }
    last = list(steps)[-1]
    return {
        "v": 1,
        "place": {"chapter": chapter["number"], "lens": lens, "page": "end", "step": last},
        "steps": steps,
        "closing": {
            one["id"]: "0" if one["choices"] else "Each of them drew one line, and they met."
            for one in chapter["closing"]
        },
        "seed": 1,
    }


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("lens", ["intuition", "math", "example"])
def test_every_worksheet_is_one_page(page: Page, server: Server, number: int, lens: str) -> None:
    tab = Tab(page, server.address)
    chapters = page.request.get(f"{server.address}/lessons.json").json()["chapters"]
    chapter = next(one for one in chapters if one["number"] == number)
    course = passed_course(chapter, lens)
    tab.ask(
        "(course) => localStorage.setItem('learning-loop.lesson', JSON.stringify(course))", course
    )
    page.add_init_script("window.print = () => {};")
    page.reload()
    page.locator("#open-lesson").click()
    page.locator("#print-worksheet").click()
    page.emulate_media(media="print")
    sheet = page.locator("#worksheet")
    expect(sheet.locator("tr.passed")).to_have_count(len(course["steps"]))
    cut = sheet.evaluate(
        """(sheet) => [...sheet.querySelectorAll("td, th, li")]
          .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
          .map((cell) => cell.textContent.trim())"""
    )
    assert cut == []
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) == 1


def test_on_a_phone_what_is_told_is_stopped_from_its_text(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.clock.install()
    page.add_init_script('Object.defineProperty(window, "speechSynthesis", { value: undefined });')
    tab = Tab(page, server.address, "/#lesson=listen-1")
    page.locator("#told-toggle").click()
    page.locator("#card-text").click()
    stop = page.locator("#card-told")
    expect(stop).to_have_attribute("aria-label", "Pause the narration")
    stop.click()
    expect(stop).not_to_have_attribute("aria-label", "Pause the narration")
    page.locator("#card-stage").click()
    expect(page.locator("#told-toggle")).not_to_have_attribute("aria-label", "Pause the narration")
    assert serious(tab) == []
    tab.assert_clean()


def test_on_a_phone_all_ways_in_are_on_the_first_screen(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    Tab(page, server.address)
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 844
    expect(page.locator("#explore")).to_be_in_viewport(ratio=1)


@pytest.mark.slow  # half a minute: a whole chapter
def test_a_chapter_is_taken_by_keyboard_alone(page: Page, server: Server) -> None:
    tab = Tab(page, server.address)
    lesson = Lesson(tab)

    def press(place: str, *keys: str) -> None:
        page.locator(place).focus()
        for key in keys:
            page.keyboard.press(key)

    def type_into(place: str, text: str) -> None:
        page.locator(place).focus()
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")

    def choose(choice: str) -> None:
        press(f'#lesson .prediction input[value="{choice}"]', " ")

    def on(step: str) -> None:
        lesson.until_over()
        press("#lesson-next", "Enter")
        lesson.settle(step)
        expect(page.locator("#lesson-title")).to_be_focused()

    press('[data-way="math"]', "Enter")
    expect(page.locator("#lesson-title")).to_be_focused()
    press("#lesson-begin", "Enter")
    lesson.settle("1M1")
    type_into("#answer-z2", "-0.1")
    on("1M2")
    choose("below")
    press("#lesson-title", ".")
    lesson.rest()
    type_into("#answer-half", "0")
    on("1M3")
    choose("quarter")
    press("#distance-target", "PageDown", "PageDown")
    on("1M4")
    type_into("#answer-slope", "-0.0459")
    on("1M5")
    choose("plus")
    type_into("#answer-delta2", "0.012")
    on("1M6")
    press("#nudge-slider", "ArrowRight")
    on("1M7")
    type_into("#answer-bias", "0.2483")
    press("#lesson-title", ".")
    lesson.rest()
    lesson.until_over()
    press("#lesson-next", "Enter")
    expect(page.locator(".closing > li")).to_have_count(5)
    for question in page.locator(".closing fieldset").all():
        question.locator("input").first.focus()
        page.keyboard.press(" ")
        expect(question.locator(".reveal")).to_be_visible()
    page.locator(".closing textarea").focus()
    page.keyboard.insert_text("Each of them drew one line.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".closing li").last.locator(".reveal")).to_be_visible()
    expect(page.locator(".step-mark.passed")).to_have_count(7)
    tab.assert_clean()


def test_a_neuron_stays_where_it_is_when_another_is_opened(page: Page, server: Server) -> None:
    lesson = Lesson.at(page, server, "1I2")
    fourth = page.locator('[data-neuron="1.3"]')
    before = fourth.bounding_box()
    page.locator('[data-neuron="1.1"]').click()
    lesson.rest()
    page.wait_for_timeout(400)
    after = fourth.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 4


def test_nothing_runs_on_behind_the_closing_questions(page: Page, server: Server) -> None:
    lesson = Lesson.at(page, server, "1I7")
    page.locator("#toggle").click()
    lesson.tab.until("() => learningLoop.state.frame.step > 3")
    page.locator("#lesson-next").click()
    expect(page.locator(".closing")).to_be_visible()
    lesson.tab.until(
        "() => !learningLoop.state.player.playing && !learningLoop.state.player.running"
    )
