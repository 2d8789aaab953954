"""A minute to listen to: voice, captions and stage keep together, and nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tab import Tab
from tests.browser.test_first_view import serious
from tests.browser.test_lesson import Lesson
from tests.live import Server

VOICE = """
const said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-GB", localService: true, voiceURI: "test", name: "Test" }],
  addEventListener() {},
  speak(utterance) { said.push(utterance); utterance.onstart?.(); },
  cancel() { said.push(null); },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.voice = {
  last: () => said.at(-1)?.text ?? null,
  half: () => { const u = said.at(-1); u.onboundary({ charIndex: u.text.length / 2 }); },
  finish: () => said.at(-1).onend(),
};
"""
NO_VOICE = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'

# Where the stage stands at the end of each part: stop, step, and what has moved of 17.
SCRIPT = [
    ("ready", 0, 0),
    ("forward.2", 0, 0),
    ("loss", 0, 0),
    ("backward.1", 0, 0),
    ("update", 0, 17),
]

STOP = """() => {
  const { time } = learningLoop.state.player;
  const rest = learningLoop.stops().find(({ end }) => Math.abs(end - time) < 1e-6);
  return time === 0 ? "ready" : (rest?.id ?? null);
}"""


class Narration:
    """The narration as a listener uses it."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page
        self.caption = tab.page.locator(".told-caption")
        self.toggle = tab.page.locator("#told-toggle")
        expect(self.toggle).to_be_visible()
        self.until_at("ready", 0)

    def until_at(self, stop: str, step: int) -> None:
        """Wait until the stage stands there."""
        self.tab.until(
            f"([stop, step]) => ({STOP})() === stop && learningLoop.state.frame.step === step",
            [stop, step],
        )

    def part(self, number: int) -> None:
        """Jump to a part, from 0."""
        self.page.locator(f'.told-jump[data-part="{number}"]').click()

    def tell_part(self) -> None:
        """Let the voice say all sentences of the part at hand."""
        self.until_playing()
        part = self.page.locator(".told-jump.now").get_attribute("data-part")
        now = f'.told-jump.now[data-part="{part}"]'
        while self.page.locator(now).count() and self.is_playing:
            self.tab.ask("() => voice.finish()")
            self.frame()

    @property
    def is_playing(self) -> bool:
        return self.toggle.get_attribute("aria-label") == "Pause the narration"

    def until_playing(self) -> None:
        """Wait until it is being told."""
        expect(self.toggle).to_have_attribute("aria-label", "Pause the narration")

    def frame(self) -> None:
        """Let the page be drawn."""
        self.tab.ask(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


def narration(page: Page, server: Server, voice: str, path: str = "/#lesson=listen-1") -> Narration:
    page.add_init_script(voice)
    return Narration(Tab(page, server.address, path))


@pytest.fixture
def spoken(page: Page, server: Server) -> Narration:
    """With a voice that says what the test lets it."""
    return narration(page, server, VOICE)


def test_each_part_sets_the_stage_as_it_is_written(spoken: Narration) -> None:
    page, tab = spoken.page, spoken.tab
    page.locator("#told-stops").click()
    for stop, step, moved in SCRIPT:
        spoken.toggle.click()
        spoken.tell_part()
        spoken.until_at(stop, step)
        assert not spoken.is_playing
        if stop in ("backward.1", "update"):
            expect(page.locator(".told-aside")).to_have_text(f"Knobs that moved: {moved}")
    spoken.toggle.click()
    tab.until("() => learningLoop.state.player.running && learningLoop.state.frame.step > 3")
    spoken.tell_part()
    tab.until("() => !learningLoop.state.player.running && !learningLoop.state.frame.running")
    expect(page.locator(".heard legend")).to_contain_text("did a weight change?")
    tab.assert_clean()


def test_without_a_voice_the_captions_run_the_same_way(page: Page, server: Server) -> None:
    page.clock.install()
    silent = narration(page, server, NO_VOICE)
    expect(page.locator("#told-sound")).to_be_disabled()
    page.locator("#told-stops").click()
    last = [1, 4, 6, 9, 10]
    for (stop, step, moved), sentence in zip(SCRIPT, last, strict=True):
        page.locator(f'[data-sentence="{sentence}"]').click()
        silent.toggle.click()
        silent.until_playing()
        text = page.locator(f'[data-sentence="{sentence}"]').inner_text()
        expect(silent.caption).to_have_text(text)
        while silent.is_playing:
            page.clock.run_for(400)
        page.clock.run_for(100)
        silent.until_at(stop, step)
        if stop in ("backward.1", "update"):
            expect(page.locator(".told-aside")).to_have_text(f"Knobs that moved: {moved}")
    silent.tab.assert_clean()


def test_the_stage_walks_as_far_as_the_voice_has_come(spoken: Narration) -> None:
    spoken.part(1)
    spoken.toggle.click()
    expect(spoken.page.locator(".told-sentence.now")).to_contain_text("Layer by layer")
    times = []
    for _ in range(2):
        spoken.frame()
        times.append(spoken.tab.ask("() => learningLoop.state.player.time"))
        spoken.tab.ask("() => voice.half()")
    spoken.frame()
    times.append(spoken.tab.ask("() => learningLoop.state.player.time"))
    assert times[0] < 0.5
    assert times[-1] > times[0] + 0.5


def test_sentences_seek_voice_and_stage_and_light_up(spoken: Narration) -> None:
    tab, page = spoken.tab, spoken.page
    spoken.toggle.click()
    sentence = page.get_by_role("button", name="Nothing moves yet.")
    sentence.click()
    expect(sentence).to_have_attribute("aria-current", "true")
    expect(spoken.caption).to_have_text("Nothing moves yet.")
    assert tab.ask("() => voice.last()") == "Nothing moves yet."
    tab.until("() => document.querySelector('#caption').innerText.startsWith('Backward')")
    page.get_by_role("button", name="Something goes in").click()
    spoken.until_at("ready", 0)


def test_after_the_loop_has_run_a_sentence_leads_back_to_the_very_step(spoken: Narration) -> None:
    before = spoken.tab.parameters
    spoken.part(5)
    spoken.toggle.click()
    spoken.tab.until("() => learningLoop.state.frame.step > 3")
    spoken.part(3)
    spoken.tell_part()
    spoken.tab.until("() => learningLoop.state.frame.step === 0")
    assert spoken.tab.parameters == before


def test_pausing_stops_voice_and_stage_and_it_goes_on_with_the_sentence(spoken: Narration) -> None:
    tab, page = spoken.tab, spoken.page
    spoken.part(5)
    page.keyboard.press("Escape")
    page.locator("#lesson-title").focus()
    page.keyboard.press("Space")
    tab.until("() => learningLoop.state.player.running")
    page.locator("#lesson-title").focus()
    page.keyboard.press("Space")
    tab.until("() => !learningLoop.state.player.running && !learningLoop.state.frame.running")
    assert tab.ask("() => voice.last()") is None
    assert not spoken.is_playing
    page.keyboard.press("ArrowRight")
    expect(spoken.caption).to_have_text("No knob knows the task.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    assert tab.ask("() => voice.last()").startswith("And again")


def test_a_hand_on_the_play_button_takes_over(spoken: Narration) -> None:
    spoken.part(2)
    spoken.toggle.click()
    spoken.frame()
    spoken.tab.ask("() => learningLoop.player.play()")
    expect(spoken.toggle).to_have_attribute("aria-label", "Go on")
    assert spoken.tab.ask("() => voice.last()") is None


def test_a_screen_reader_is_silent_while_the_voice_tells(spoken: Narration) -> None:
    page = spoken.page
    spoken.part(2)
    spoken.until_at("forward.2", 0)
    spoken.frame()
    before = page.locator("#spoken").inner_text()
    spoken.toggle.click()
    expect(spoken.caption).to_have_attribute("aria-live", "off")
    spoken.tab.ask("() => voice.finish()")
    spoken.frame()
    assert page.locator("#spoken").inner_text() == before
    page.locator("#told-sound").click()
    expect(spoken.caption).to_have_attribute("aria-live", "polite")


def test_leaving_a_narration_brings_back_the_step_as_it_was(page: Page, server: Server) -> None:
    page.add_init_script(VOICE)
    lesson = Lesson.at(page, server, "1I5")
    lesson.say("falls")
    lesson.play()
    lesson.until_over()
    parameters = lesson.tab.parameters
    page.locator("#listen").click()
    told = Narration(lesson.tab)
    assert told.is_playing
    told.part(5)
    lesson.tab.until("() => learningLoop.state.frame.step > 3")
    page.locator("#listen-leave").click()
    lesson.settle("1I5")
    assert lesson.goals() == [True]
    assert lesson.tab.caption.startswith("Update")
    assert lesson.tab.parameters == parameters
    assert page.url.endswith("#lesson=1I5")
    expect(page.locator("#toggle")).to_be_visible()


def test_from_the_first_view_one_listens_and_finds_ones_own_run_again(
    page: Page, server: Server
) -> None:
    page.add_init_script(VOICE)
    tab = Tab(page, server.address)
    before = tab.parameters
    page.get_by_role("button", name="Listen to the whole loop, one minute").click()
    told = Narration(tab)
    assert tab.parameters != before
    assert told.is_playing
    assert tab.ask("() => voice.last()").startswith("A neural network is a machine")
    page.locator('[data-narration="symbols"]').click()
    told.toggle.click()
    assert tab.ask("() => voice.last()") == "The input is a vector x."
    page.locator("#listen-leave").click()
    expect(page.locator("#lesson-begin")).to_be_visible()
    tab.until("() => learningLoop.state.experiment.layers.length === 3")
    assert tab.parameters == before
    tab.assert_clean()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_nobody_is_shut_out_of_a_narration(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    told = narration(page, server, NO_VOICE)
    assert serious(told.tab) == []
    if page.locator("#card-text").is_visible():
        page.locator("#card-text").click()
        assert serious(told.tab) == []
    told.tab.assert_clean()
