"""Small pictures where data, bends and inputs are chosen; they choose, and are the engine's."""

from playwright.sync_api import expect

from engine import ACTIVATIONS, DATASETS
from engine.data.features import FEATURES
from engine.thumbnails import thumbnails
from tests.browser.tab import Tab

INKED = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) colours.add(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
  return colours.size;
}"""


def test_the_thumbnails_that_are_served_are_the_engines(tab: Tab) -> None:
    served = tab.ask("async () => (await fetch('thumbnails')).json()")
    assert served == thumbnails()


def test_a_data_set_is_chosen_by_its_picture(tab: Tab) -> None:
    button = tab.page.locator("#set-data-name-pictures")
    button.click()
    gallery = tab.page.get_by_role("dialog", name="Data")
    expect(gallery.locator("canvas")).to_have_count(len(DATASETS))
    tab.until("() => document.querySelectorAll('.gallery canvas').length > 0")
    for name in ("spiral", "wedges", "digits", "sine", "single"):
        canvas = gallery.locator(f'canvas[data-of="{name}"]')
        assert canvas.evaluate(INKED) > 3, f"{name} is blank"
    gallery.get_by_role("button", name="Spiral").click()
    tab.until("() => learningLoop.state.experiment.data.name === 'spiral'")
    expect(gallery).not_to_be_visible()
    expect(button.locator("canvas")).to_have_attribute("data-of", "spiral")
    expect(tab.page.locator("#set-data-name")).to_have_value("spiral")


def test_the_gallery_is_walked_with_the_keyboard(tab: Tab) -> None:
    button = tab.page.locator("#set-layers-activation-pictures")
    button.focus()
    tab.page.keyboard.press("Enter")
    gallery = tab.page.get_by_role("dialog", name="Bend")
    bends = [activation for activation in ACTIVATIONS.values() if activation.hidden]
    expect(gallery.locator("svg")).to_have_count(len(bends))
    expect(gallery.get_by_role("button", name="Tanh")).to_be_focused()
    tab.page.keyboard.press("ArrowRight")
    expect(gallery.get_by_role("button", name="ReLU", exact=True)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowUp")
    expect(gallery.get_by_role("button", name="ReLU", exact=True)).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(gallery).not_to_be_visible()
    expect(button).to_be_focused()
    assert tab.ask("() => learningLoop.state.experiment.layers[0].activation") == "tanh"


def test_each_input_has_its_map(tab: Tab) -> None:
    tab.page.locator(".settings-more summary").click()
    chips = tab.page.locator(".chips .chip")
    expect(chips).to_have_count(len(FEATURES))
    for name in FEATURES:
        canvas = tab.page.locator(f'.chip canvas[data-of="{name}"]')
        assert canvas.evaluate(INKED) > 6, f"{name} is blank"


def test_thumbnails_are_drawn_again_in_the_other_theme(tab: Tab) -> None:
    canvas = tab.page.locator("#set-data-name-pictures canvas")
    pixel = """(canvas) => [...canvas.getContext("2d")
      .getImageData(canvas.width / 2, 8, 1, 1).data].slice(0, 3).reduce((a, b) => a + b)"""
    tab.until("() => document.querySelector('#set-data-name-pictures canvas') !== null")
    tab.expected_errors = ("willReadFrequently",)  # the test reads the canvas twice
    light = canvas.evaluate(pixel)
    tab.page.locator("#theme").click()
    assert abs(canvas.evaluate(pixel) - light) > 300
