"""Settings in a person's hands: every slider acts while it is dragged."""

import pytest

from engine import DATASETS
from tests.browser.tab import Tab


def drag(tab: Tab, name: str, by: int) -> None:
    """Drag a slider's knob by some pixels."""
    slider = tab.page.get_by_role("slider", name=name).first
    box = slider.bounding_box()
    assert box
    share = slider.evaluate(
        "(element) => (element.value - element.min) / (element.max - element.min)"
    )
    x = box["x"] + 7 + share * (box["width"] - 14)
    y = box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + by, y, steps=4)
    tab.page.mouse.up()


def test_the_rate_acts_on_the_pending_step_without_a_reset(tab: Tab) -> None:
    tab.ask("() => learningLoop.player.runUntil({ step: 30 })")
    tab.until("() => learningLoop.state.frame.step === 30 && !learningLoop.state.frame.running")
    weights = tab.parameters
    update = """() => { const { floats, layout } = learningLoop.state.frame;
      return floats[layout.tensors.get('weights_update.1').offset]; }"""
    before = tab.ask(update)
    drag(tab, "Learning rate", 25)
    tab.until("() => learningLoop.state.experiment.learning_rate > 1.5")
    tab.until(f"(before) => Math.abs(({update})()) > 1.4 * Math.abs(before)", before)
    assert tab.parameters == weights
    assert tab.step == 30


def test_changing_the_architecture_keeps_the_weights_that_still_have_a_place(tab: Tab) -> None:
    tab.ask("() => learningLoop.player.runUntil({ step: 20 })")
    tab.until("() => learningLoop.state.frame.step === 20 && !learningLoop.state.frame.running")
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'verdict.waiting')")
    kept = tab.marks()["weights.1.1.1"].value
    drag(tab, "layer 1", 20)
    tab.until("() => learningLoop.state.experiment.layers[0].units > 4")
    tab.until("() => learningLoop.marks().some(({ of }) => of === 'neuron.1.5')")
    assert tab.marks()["weights.1.1.1"].value == kept


@pytest.mark.parametrize("layers", [0, 6])
def test_the_network_can_have_none_to_six_hidden_layers(tab: Tab, layers: int) -> None:
    slider = tab.page.get_by_role("slider", name="Hidden layers")
    slider.focus()
    tab.page.keyboard.press("Home" if layers == 0 else "End")
    tab.until("(n) => learningLoop.state.experiment.layers.length === n + 1", layers)
    tab.until("(n) => learningLoop.marks().some(({ of }) => of === `neuron.${n + 1}.1`)", layers)
    tab.at("backward.1")
    assert "weights_gradient.1.1.1" in tab.marks()


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_can_be_chosen_and_learned_from(tab: Tab, name: str) -> None:
    tab.ask(
        "(name) => { learningLoop.send({ type: 'change', changes: { data: { name } } }); }", name
    )
    tab.until("(name) => learningLoop.state.experiment.data.name === name", name)
    tab.page.locator("#next-step").click()
    tab.until("() => learningLoop.state.frame.step === 1")
    tab.at("loss")
    assert tab.caption.startswith("Loss")
    tab.at("backward.1")
    marks = tab.marks()
    assert any(mark.startswith("neuron.") for mark in marks)
    tab.at("update")


def test_noise_lets_the_points_glide(tab: Tab) -> None:
    before = tab.ask("() => [...learningLoop.state.data.inputs.slice(0, 4)]")
    drag(tab, "Noise", 6)
    tab.until("(x) => Math.abs(learningLoop.state.data.inputs[0] - x) > 1e-4", before[0])
    after = tab.ask("() => [...learningLoop.state.data.inputs.slice(0, 4)]")
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) < 0.5


def test_digits_train_on_the_same_stage(tab: Tab) -> None:
    tab.load("digits")
    assert tab.marks()["example.inputs"].kind == "picture"
    tab.ask("() => learningLoop.player.runUntil({ epoch: 10 })")
    tab.until(
        "() => learningLoop.state.frame.epoch >= 10 && !learningLoop.state.frame.running",
        timeout_s=40,
    )
    tab.until("() => learningLoop.state.frame.reading.test_accuracy >= 0.9")
    tab.at("loss")
    bars = [mark for name, mark in tab.marks().items() if name.startswith("example.a.2")]
    assert len(bars) == 10
    assert sum(bar.value or 0 for bar in bars) == pytest.approx(1, abs=1e-5)


def test_another_example_can_be_shown(tab: Tab) -> None:
    before = tab.marks()["example.inputs.1"].value
    tab.page.locator("#example-next").click()
    tab.until("() => learningLoop.state.data.shown.index === 1")
    tab.until(
        "(x) => learningLoop.marks().find(({ of }) => of === 'example.inputs.1').value !== x",
        before,
    )


def test_a_refused_setting_is_said_and_changes_nothing(tab: Tab) -> None:
    before = tab.ask("() => JSON.stringify(learningLoop.state.experiment)")
    tab.ask("() => { learningLoop.send({ type: 'change', changes: { learning_rate: -1 } }); }")
    tab.until("() => learningLoop.state.notice?.kind === 'rejected'")
    assert tab.ask("() => learningLoop.state.notice.sentence")
    assert tab.ask("() => JSON.stringify(learningLoop.state.experiment)") == before


def test_a_control_may_vanish_while_it_has_the_focus(tab: Tab) -> None:
    slider = tab.page.get_by_role("slider", name="layer 2")
    slider.focus()
    tab.page.keyboard.press("ArrowRight")
    tab.until("() => learningLoop.state.experiment.layers[1].units === 5")
    tab.load("tiny")
    tab.until("() => learningLoop.state.experiment.layers.length === 2")
