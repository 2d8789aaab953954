"""All steps of the lesson in one walk: open to everyone, symbols joined, numbers true."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pytest
from playwright.sync_api import Page

from engine import Experiment, Trace, Trainer
from tests.browser.lesson.hands import Lesson, opened, unlit
from tests.browser.test_first_view import serious
from tests.live import Server

pytestmark = pytest.mark.slow  # minutes; `make test-all` runs them

SHOWN: Final = """() => {
  const roots = "#lesson .lesson-step, #lesson-equation";
  return [...document.querySelectorAll(roots)]
    .flatMap((root) => [...root.querySelectorAll(".live-term[data-mark] strong")])
    .map((strong) => [strong.closest(".live-term").dataset.mark, strong.textContent]);
}"""


def steps_of(page: Page, server: Server) -> list[dict[str, Any]]:
    """The steps of all chapters and lenses, as their documents say."""
    chapters = page.request.get(f"{server.address}/lessons.json").json()["chapters"]
    return [
        step
        for chapter in chapters
        for lens in chapter["lenses"].values()
        for step in lens["steps"]
    ]


def terms_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The symbols of a step's equations, those within cases too."""
    found = []
    for block in blocks:
        if block["kind"] == "equation":
            found += [part for part in block["parts"] if part["kind"] == "term"]
        elif block["kind"] in ("worked", "blank", "alone"):
            found += terms_of(block["content"])
    return found


def on_our_side(lesson: Lesson) -> tuple[Trainer, Trace]:
    """The run on the stage, trained once more by an engine of our own."""
    state = lesson.tab.ask(
        """() => {
          const { experiment, frame, shown, journal, data } = learningLoop.state;
          return { experiment, step: frame.step, shown: data?.shown ?? shown, free: shown?.inputs,
            journal };
        }"""
    )
    trainer = Trainer(Experiment.from_dict(state["experiment"]))
    for entry in state["journal"]:
        trainer.change({key: entry["changes"][key] for key in entry["changes"]})
    if state["step"]:
        trainer.run(state["step"])
    if state["free"]:
        trainer.show_free(state["free"])
    elif state["shown"]:
        trainer.show(state["shown"]["set"], state["shown"]["index"])
    return trainer, trainer.trace()


TENSORS: Final = {
    "W": "weights",
    "b": "biases",
    "z": "example.z",
    "a": "example.a",
    "delta": "example.dz",
    "dW": "weights_gradient",
    "db": "biases_gradient",
}


def value_of(tree: Any, trainer: Trainer, trace: Trace) -> float | None:
    """What a word with its places is; None for what is more than one number of the tape."""
    if not isinstance(tree, list) or tree[0] not in ("word", "at"):
        return None
    word, places = (tree[1], []) if tree[0] == "word" else (tree[1][1], tree[2:])
    if not all(isinstance(place, int) for place in places):
        return None
    name = word.removeprefix("s0.")
    if name in TENSORS and places:
        layer, *at = places
        if layer > len(trainer.experiment.layers):
            return None
        tensor = np.asarray(trace[TENSORS[name], layer])
        index = tuple(place - 1 for place in at)
        # Of a set-up with more neurons nothing is on the stage yet.
        fits = len(index) == tensor.ndim and all(np.less(index, tensor.shape))
        return float(tensor[index]) if fits else None
    if name in ("x", "ex.x") and len(places) == 1:
        return float(trace["example.inputs"][places[0] - 1])
    if name == "ex.yhat":
        outputs = np.asarray(trace["example.a", len(trainer.experiment.layers)])
        return float(outputs[places[0] - 1 if places else 0])
    if name == "L.shown":
        return float(trace["example.loss"])
    if name == "L.batch":
        return float(trace["loss"])
    if name == "cfg.lr":
        return trainer.experiment.learning_rate
    return None


def number(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace("+", "").replace("\u202f", ""))
    except ValueError:
        return None


@pytest.mark.timeout(600)
def test_every_step_is_open_to_everyone(page: Page, server: Server) -> None:
    lesson = opened(page, server, "1I5")
    found = {}
    for step in steps_of(page, server):
        lesson.go(step["id"])
        found[step["id"]] = serious(lesson.tab)
    assert {step: rules for step, rules in found.items() if rules} == {}
    assert len(found) == 39
    lesson.tab.assert_clean()


@pytest.mark.timeout(600)
def test_every_symbol_of_every_step_lights_something(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    lesson = opened(page, server, "1I5")
    dark = {}
    for step in steps_of(page, server):
        lesson.go(step["id"])
        if missing := unlit(lesson):
            dark[step["id"]] = missing
    assert dark == {}
    lesson.tab.assert_clean()


@pytest.mark.timeout(600)
def test_every_number_under_a_symbol_is_the_engines(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    lesson = opened(page, server, "1I5")
    wrong: list[str] = []
    compared: set[str] = set()
    for step in steps_of(page, server):
        lesson.go(step["id"])
        last = lesson.tab.ask(
            "() => learningLoop.stops().findLast(({ kind }) => kind !== 'update').id"
        )
        lesson.tab.at(last)
        trainer, trace = on_our_side(lesson)
        shown = [(mark, number(text)) for mark, text in lesson.tab.ask(SHOWN)]
        for term in terms_of(step["content"]):
            value = value_of(term["value"], trainer, trace)
            told = [text for mark, text in shown if mark == term["mark"] and text is not None]
            if value is None or not told:
                continue
            compared.add(f"{step['id']} {term['tex']}")
            near = 0.51 * 10 ** -term["digits"] + 1e-6
            if not any(abs(one - value) <= near for one in told):
                wrong.append(f"{step['id']} {term['tex']}: {told}, and the engine says {value}")
    assert wrong == []
    assert len({one.split()[0] for one in compared}) >= 25, "steps with numbers of the tape"
    lesson.tab.assert_clean()


def test_while_a_run_goes_on_at_most_one_sentence_is_said_in_five_seconds(
    page: Page, server: Server
) -> None:
    lesson = Lesson.at(page, server, "1I6")
    lesson.tab.ask(
        """() => {
          window.said = [];
          new MutationObserver(() => said.push(performance.now()))
            .observe(document.querySelector("#spoken"), { childList: true, characterData: true });
          learningLoop.player.setPace(0.7);
          learningLoop.player.play();
        }"""
    )
    lesson.tab.until("() => window.said.length >= 3")
    said = lesson.tab.ask("() => window.said")
    assert lesson.tab.ask("() => learningLoop.state.player.running"), "it still runs"
    assert all(later - sooner >= 4900 for sooner, later in pairwise(said))
