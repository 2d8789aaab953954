"""Formulas with values under their symbols: the engine's numbers, joined to the stage both ways."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from engine import PRESETS, Trainer
from engine.probes import Parameter, chain_factors
from tests.browser.tab import Tab
from tests.browser.test_inspector import at_step, pick, signed

CONNECTION = {"kind": "connection", "layer": 2, "to": 0, "from": 1}


def formula(tab: Tab, name: str) -> Locator:
    return tab.page.locator(f'#inspector [data-formula="{name}"]')


def ringed(tab: Tab, name: str | None) -> None:
    """Wait until this mark alone has a ring."""
    tab.until(
        """(name) => {
          const lit = learningLoop.marks().flatMap(({ of }) => of?.startsWith("lit.") ? [of] : []);
          return name === null ? lit.length === 0 : lit.length && lit.every((of) => of === name);
        }""",
        None if name is None else f"lit.{name}",
    )


def test_a_neurons_equations_hold_the_tapes_numbers(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    trace = trainer.trace()
    tab.page.locator('[data-neuron="1.2"]').click()
    values = {
        "example.z.1.3": signed(float(trace["example.z", 1][2]), 4),
        "weights.1.3.2": signed(float(trace["weights", 1][2, 1]), 3),
        "example.inputs.2": signed(float(trace["example.inputs"][1]), 3),
        "biases.1.3": signed(float(trace["biases", 1][2]), 3),
    }
    for mark, value in values.items():
        expect(formula(tab, "sum").locator(f'[data-mark="{mark}"] strong')).to_have_text(value)
    answer = formula(tab, "bend").locator('[data-mark="example.a.1.3"] strong')
    expect(answer).to_have_text(signed(float(trace["example.a", 1][2]), 4))
    blame = formula(tab, "blame").locator('[data-mark="example.dz.1.3"] strong')
    expect(blame).to_have_text(signed(float(trace["example.dz", 1][2]), 4))
    assert formula(tab, "sum").locator(".katex").count() > 5  # set, and not its source


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "adamw", "rmsprop"])
def test_an_optimizers_equation_holds_what_it_remembers(tab: Tab, optimizer: str) -> None:
    tab.load("rings")
    tab.ask(
        "(name) => { learningLoop.send({ type: 'change', changes: { optimizer: { name } } }); }",
        optimizer,
    )
    tab.until("(name) => learningLoop.state.experiment.optimizer.name === name", optimizer)
    for step in (1, 2, 3):
        tab.ask("() => { learningLoop.send({ type: 'advance', steps: 1 }); }")
        tab.until("(step) => learningLoop.state.frame.step === step", step)
    tab.at("backward.1")
    pick(tab, CONNECTION)
    experiment = PRESETS["rings"].experiment.changed({"optimizer": {"name": optimizer}})
    trainer = Trainer(experiment)
    trainer.run(2)
    before = trainer.trace()
    trainer.run(1)
    trace = trainer.trace()
    move = formula(tab, "move")
    slots = {
        "momentum": ["velocity"],
        "rmsprop": ["mean_square"],
        "adam": ["first_moment", "second_moment"],
        "adamw": ["first_moment", "second_moment"],
    }[optimizer]
    for slot in slots:
        terms = move.locator(f'[data-mark="weights_{slot}.2.1.2"] strong')
        for place, of in ((0, trace), (1, before)):  # what it becomes, and what it was
            shown = terms.nth(place).inner_text()
            expected = float(of[f"weights_{slot}", 2][0, 1])
            assert number(shown) == pytest.approx(expected, rel=5e-3, abs=5.1e-5)
    weight = float(trace["weights", 2][0, 1])
    new = float(np.float32(weight) + trace["weights_update", 2][0, 1])
    terms = move.locator('[data-mark="weights.2.1.2"] strong')
    expect(terms.nth(0)).to_have_text(signed(new, 4))
    expect(terms.nth(1)).to_have_text(signed(weight, 4))


def number(text: str) -> float:
    """A number as the page writes it, with powers of ten."""
    plain = text.replace("−", "-").replace("\u202f", "")
    mantissa, _, power = plain.partition("×10")
    raised = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(mantissa) * 10.0 ** int(raised or 0)


def test_a_term_lights_its_mark(tab: Tab) -> None:
    at_step(tab, "rings")
    pick(tab, CONNECTION)
    ringed(tab, None)
    term = formula(tab, "slope").locator('[data-mark="example.a.1.2"]')
    term.hover()
    ringed(tab, "example.a.1.2")
    expect(term).to_have_class("live-term joined lit")
    assert tab.ask("() => learningLoop.state.lit") == "example.a.1.2"
    assert tab.ask("() => learningLoop.state.selected.kind") == "connection"
    formula(tab, "slope").locator('[data-mark="wish.2.1"]').hover()
    ringed(tab, "wish.2.1")
    tab.page.mouse.move(5, 300)
    ringed(tab, None)


def test_a_mark_lights_its_terms(tab: Tab) -> None:
    at_step(tab, "rings")
    pick(tab, CONNECTION)
    term = formula(tab, "slope").locator('[data-mark="example.a.1.2"]')
    tab.page.locator('[data-neuron="1.1"]').hover()
    expect(term).to_have_class("live-term joined lit")
    expect(formula(tab, "slope").locator(".lit")).to_have_count(1)
    tab.page.locator('[data-neuron="2.0"]').hover()
    expect(term).to_have_class("live-term joined ")
    lit = formula(tab, "slope").locator(".lit")
    expect(lit).to_have_count(2)  # its blame and its steepness


def test_both_ways_work_with_the_keyboard(tab: Tab) -> None:
    at_step(tab, "rings")
    pick(tab, CONNECTION)
    first = formula(tab, "slope").locator("button").first
    first.focus()
    ringed(tab, "weights.2.1.2")
    tab.page.keyboard.press("Tab")
    ringed(tab, "wish.2.1")
    tab.page.locator('[data-neuron="1.0"]').focus()
    tab.page.keyboard.press("ArrowDown")
    tab.until("() => learningLoop.state.lit === 'neuron.1.2'")
    expect(formula(tab, "slope").locator('[data-mark="example.a.1.2"]')).to_have_class(
        "live-term joined lit"
    )
    assert tab.step == 12


def test_the_loss_leads_to_its_formula(tab: Tab) -> None:
    trainer = at_step(tab, "rings")
    tab.at("loss")
    pick(tab, CONNECTION)
    words = tab.page.locator('#stage [data-mark="example.loss"]')
    words.click()
    term = formula(tab, "its loss").locator('[data-mark="example.loss"]')
    expect(term.locator("strong")).to_have_text(f"{float(trainer.trace()['example.loss']):.4f}")
    expect(term).to_have_class("live-term joined lit")
    formula(tab, "its loss").locator('[data-mark="example.targets"]').first.hover()
    ringed(tab, "example.targets")


def test_a_tap_lights_and_another_lets_go(browser: Any, server: Any) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    tab = Tab(context.new_page(), server.address)
    tab.explore()
    at_step(tab, "rings")
    pick(tab, CONNECTION)
    if not tab.page.locator("#inspector").is_visible():
        tab.page.locator("#open-inspector").tap()
    term = formula(tab, "slope").locator('[data-mark="example.a.1.2"]')
    term.tap()
    ringed(tab, "example.a.1.2")
    expect(term).to_have_class("live-term joined lit")
    tab.page.locator("#inspector h2").tap()
    ringed(tab, None)
    tab.assert_clean()
    context.close()


def test_the_product_is_the_probes(tab: Tab) -> None:
    trainer = at_step(tab, "digits")
    pick(tab, {"kind": "connection", "layer": 1, "to": 4, "from": 27})
    factors = chain_factors(trainer, Parameter(1, 4, 27))
    first = formula(tab, "slope").locator("button strong").first
    expect(first).to_have_text(signed(factors.slope, 5))
    formula(tab, "slope").locator("button").last.hover()
    ringed(tab, "example.inputs.28")


def test_the_key_to_the_marks_comes_on_request(tab: Tab) -> None:
    legend = tab.page.locator("#legend")
    expect(legend).to_be_hidden()
    button = tab.page.get_by_role("button", name="Key to the marks")
    button.click()
    expect(legend.locator("li")).to_have_count(6)
    expect(legend).to_contain_text("slope −, growing it helps")
    button.click()
    expect(legend).to_be_hidden()
