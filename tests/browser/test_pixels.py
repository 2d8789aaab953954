"""The canvas shows what the list of marks says: colours along connections and inside lenses."""

import pytest

from tests.browser.tab import Tab

BLEED = 36

COLOURS = """(bleed) => {
  const canvas = document.querySelector("#stage canvas");
  const ratio = canvas.width / canvas.getBoundingClientRect().width;
  const context = canvas.getContext("2d");
  const blueness = (x, y) => {
    const [red, , blue, alpha] = context.getImageData(
      Math.round((x + bleed) * ratio), Math.round((y + bleed) * ratio), 1, 1).data;
    return alpha === 0 ? 0 : blue - red;
  };
  const cubic = (c, k, t) => (1 - t) ** 3 * c[k] + 3 * (1 - t) ** 2 * t * c[k + 2]
    + 3 * (1 - t) * t ** 2 * c[k + 4] + t ** 3 * c[k + 6];
  const found = [];
  for (const mark of learningLoop.marks()) {
    if (mark.kind === "ribbon" && /^weights\\.\\d/.test(mark.of ?? "")) {
      const along = Array.from({ length: 61 }, (_, i) => 0.1 + (0.8 * i) / 60);
      const colours = along.map((t) => blueness(cubic(mark.curve, 0, t), cubic(mark.curve, 1, t)));
      const strongest = colours.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, 12);
      found.push([mark.of, mark.value, strongest.reduce((a, b) => a + b) / strongest.length]);
    }
    if (mark.kind === "lens" && /^neuron\\.1/.test(mark.of ?? "")) {
      const { map, centre, x, y, size } = mark;
      for (const [row, column] of [[0.3, 0.3], [0.3, 0.7], [0.7, 0.3], [0.7, 0.7]]) {
        const cell = Math.floor((1 - row) * map.cells) * map.cells + Math.floor(column * map.cells);
        const value = map.low + ((map.high - map.low) * map.bytes[cell]) / 255 - centre;
        const colour = blueness(x + (column - 0.5) * size, y + (row - 0.5) * size);
        found.push([`${mark.of} at ${row} ${column}`, value, colour]);
      }
    }
  }
  return found;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("preset", ["tiny", "xor"])
def test_blue_is_positive_and_orange_is_negative_in_the_pixels(
    tab: Tab, preset: str, theme: str
) -> None:
    tab.expected_errors = ("willReadFrequently",)  # the test reads pixels, the page does not
    tab.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    tab.load(preset)
    tab.at("forward.1")
    colours = tab.ask(COLOURS, BLEED)
    clear = [(name, value, colour) for name, value, colour in colours if abs(value) > 0.15]
    assert len(clear) >= 8
    wrong = [row for row in clear if (row[1] > 0) != (row[2] > (4 if theme == "light" else 8))]
    assert wrong == []


def test_a_connection_can_be_pointed_at_and_picked(tab: Tab) -> None:
    tab.load("tiny")
    tab.at("backward.1")
    x, y = tab.ask(
        """(bleed) => {
          const box = document.querySelector("#stage canvas").getBoundingClientRect();
          const { curve: c } = learningLoop.marks().find(({ of }) => of === "weights.2.1.2");
          const middle = (k) => (c[k] + 3 * c[k + 2] + 3 * c[k + 4] + c[k + 6]) / 8;
          return [box.x + bleed + middle(0), box.y + bleed + middle(1)];
        }""",
        BLEED,
    )
    inspector = tab.page.locator("#inspector")
    tab.page.mouse.move(x, y)
    tab.until("() => learningLoop.state.hovered?.kind === 'connection'")
    assert "0.5000" in inspector.inner_text()
    tab.page.mouse.move(5, 5)
    tab.until("() => learningLoop.state.hovered === null")
    tab.page.mouse.click(x, y)
    tab.page.mouse.move(5, 5)
    tab.until("() => learningLoop.state.selected?.kind === 'connection'")
    assert "−0.5000" in inspector.inner_text()
    assert tab.marks()["picked"].text == "−0.0459"
