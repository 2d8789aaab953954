"""Every connection, neuron and number that is drawn, in every phase, is the engine's own.

The engine computes the same step apart from the server; three architectures on rings and digits.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pytest

from engine import Experiment, Trace, Trainer
from tests.browser.tab import Mark, Tab

HIDDEN: Final = {"one layer": (3,), "two layers": (5, 4), "four layers": (4, 3, 4, 2)}
SHARES: Final = (0.3, 0.65, 1.0)
NUMBER: Final = re.compile(r"[+−]?\d[\d\u202f]*(?:\.\d+)?")
BARE: Final = re.compile(r"^(?:\d+ )?(?:[aLzx] ?|loss |)([+−]?\d+\.\d+)$")


def experiment_of(data: str, hidden: tuple[int, ...]) -> Experiment:
    """Small layers of tanh, a batch of three, with the output of the data set."""
    classes = data == "digits"
    output = {"units": 10, "activation": "softmax"} if classes else None
    return Experiment.from_dict(
        {
            "data": {"name": data},
            "layers": [
                *({"units": units, "activation": "tanh"} for units in hidden),
                output or {"units": 1, "activation": "sigmoid"},
            ],
            "batch_size": 3,
            "learning_rate": 0.3,
            "seed": 4,
        }
    )


def expected(trace: Trace, experiment: Experiment) -> Callable[[Mark, str, float], float | None]:
    """What a mark must stand for in a phase, or None where it stands for no number of the tape."""

    def received(layer: int) -> Any:
        return trace["example.inputs"] if layer == 1 else trace["example.a", layer - 1]

    def value(mark: Mark, phase: str, share: float) -> float | None:
        name, *places = mark.of.rsplit(".", mark.of.count(".") - mark.of.startswith("example."))
        at = [int(place) for place in places if place.isdigit()]
        if name in ("weights", "biases") and len(at) == (3 if name == "weights" else 2):
            layer, *index = at
            key = tuple(i - 1 for i in index)
            before = float(trace[name, layer][key])
            if phase == "update":
                moved = np.float32(before) + trace[f"{name}_update", layer][key]
                return float(moved) if share == 1 else None
            return before
        if name in ("weights_gradient", "biases_gradient", "weights_update", "biases_update"):
            layer, *index = at
            return float(trace[name, layer][tuple(i - 1 for i in index)])
        if name in ("example.z", "example.a") and len(at) == 2:
            return float(trace[name, at[0]][at[1] - 1])
        if name == "error":
            return float(trace["example.dz", at[0]][at[1] - 1])
        if mark.of in ("loss.before", "loss.after"):
            return float(trace["loss" if mark.of == "loss.before" else "loss_after"])
        if name == "example.inputs" and len(at) == 1:
            return float(trace[name][at[0] - 1])
        if name in ("contribution", "product"):
            layer, to, source = at
            weight = float(trace["weights", layer][to - 1, source - 1])
            return weight * float(received(layer)[source - 1])
        if name == "wish":
            return -float(trace["example.da", at[0]][at[1] - 1])
        if mark.of == "example.loss":
            return float(trace["example.loss"])
        return None

    del experiment
    return value


def assert_true_to(mark: Mark, value: float, phase: str) -> None:
    """Its value, its sign in ink and form, and the digits that it shows."""
    where = f"{mark.of} in {phase}"
    assert mark.value == pytest.approx(value, rel=2e-6, abs=1e-9), where
    if mark.of.startswith("weights.") and mark.ink in ("positive", "negative"):
        assert mark.ink == ("negative" if value < 0 else "positive"), where
        assert mark.dashed == (value < 0), where
    if mark.of.startswith(("weights_gradient.", "biases_gradient.")) and mark.kind == "wedge":
        assert mark.hollow == (value < 0), where
    if mark.of.startswith("contribution.") and mark.ink in ("positive", "negative"):
        assert mark.ink == ("negative" if value < 0 else "positive"), where
    if mark.of.startswith("wish.") and value and mark.kind == "arrow":
        assert mark.up == (value > 0), where
    shown = BARE.match(mark.text.strip())
    if shown:
        digits = shown[1].replace("−", "-")
        places = len(digits.partition(".")[2])
        assert float(digits) == pytest.approx(value, abs=0.5001 * 10**-places), where


def sizes_follow_values(marks: list[tuple[Mark, float]]) -> None:
    """Among weights drawn in the same way, a larger one is never drawn narrower."""
    drawn = sorted((abs(value), mark.width) for mark, value in marks if mark.width is not None)
    for (_, narrow), (_, wide) in pairwise(drawn):
        assert wide >= narrow - 1e-6


@pytest.mark.parametrize("data", ["rings", "digits"])
@pytest.mark.parametrize("architecture", HIDDEN)
def test_every_mark_of_every_phase_is_the_engines_number(
    tab: Tab, data: str, architecture: str
) -> None:
    experiment = experiment_of(data, HIDDEN[architecture])
    tab.ask(
        "(experiment) => { learningLoop.send({ type: 'load', experiment }); }", experiment.to_dict()
    )
    last = len(experiment.layers)
    tab.until(
        "(units) => `${learningLoop.state.experiment.layers.map((layer) => layer.units)}` === units"
        " && learningLoop.state.frame.layout.tensors.get('losses').shape[0] === 3"
        " && learningLoop.state.frame.step === 0",
        ",".join(str(layer.units) for layer in experiment.layers),
    )
    shown = tab.ask("() => learningLoop.state.data.shown")
    trainer = Trainer(experiment)
    trainer.show(shown["set"], shown["index"])
    trace = trainer.trace()
    value_of = expected(trace, experiment)
    seen: set[str] = set()

    def walk(phase: str, share: float) -> None:
        tab.at(phase, share)
        weights = []
        for mark in tab.marks().values():
            value = value_of(mark, phase.partition(".")[0], share)
            if value is None or mark.value is None:
                continue
            assert_true_to(mark, value, f"{phase} at {share}")
            seen.add(mark.of)
            if mark.of.startswith("weights.") and phase == "loss":
                weights.append((mark, value))
        sizes_follow_values(weights)

    phases = [f"forward.{n}" for n in range(1, last + 1)] + ["loss"]
    phases += [f"backward.{n}" for n in range(last, 0, -1)] + ["update"]
    for phase in phases:
        for share in SHARES:
            walk(phase, share)
    first = 1
    if data == "digits":  # 64 connections are one bundle; of the others, those of the picked neuron
        first = 2
        for layer in range(first, last + 1):
            for to in range(experiment.layers[layer - 1].units):
                tab.page.locator(f'[data-neuron="{layer}.{to}"]').click()
                walk(f"backward.{layer}", 1.0)
    for layer, (fan_out, fan_in) in enumerate(experiment.shapes, start=1):
        for to in range(1, fan_out + 1) if layer >= first else ():
            for source in range(1, fan_in + 1):
                for name in ("weights", "weights_gradient"):
                    assert f"{name}.{layer}.{to}.{source}" in seen, "a connection is never drawn"
    assert {"example.loss", "wish.1.1"} <= seen


def test_a_planted_wrong_sign_is_found(tab: Tab) -> None:
    """The walk above fails where a drawn number has the wrong sign."""
    experiment = experiment_of("rings", (3,))
    tab.ask(
        "(experiment) => { learningLoop.send({ type: 'load', experiment }); }", experiment.to_dict()
    )
    tab.until("() => learningLoop.state.frame.layout.tensors.get('weights.1').shape[0] === 3")
    tab.at("backward.1")
    mark = tab.marks()["weights_gradient.1.1.1"]
    trace = Trainer(experiment).trace()
    true = float(trace["weights_gradient", 1][0, 0])
    assert_true_to(mark, true, "backward")
    with pytest.raises(AssertionError):
        assert_true_to(mark, -true, "backward")
    wrong = Mark(**{**vars(mark), "hollow": not mark.hollow})
    with pytest.raises(AssertionError):
        assert_true_to(wrong, true, "backward")
