"""Wherever a walk through time and branches leads, the run is the one that lived its journal."""

import random
from collections.abc import Generator
from typing import Any, Final

import numpy as np
import pytest

from app.commands import Advance, Branch, Change, Load, Redo, Restart, Seek, Switch, Undo
from app.events import Branches
from engine import Experiment, Trainer
from tests.app.tab import Tab
from tests.app.test_journeys import rest, time_of

WALK: Final = 120
CHANGES: Final[list[dict[str, Any]]] = [
    {"learning_rate": 0.05},
    {"learning_rate": 0.2},
    {"batch_size": 7},
    {"batch_size": None},
    {"optimizer": {"name": "adam"}},
    {"optimizer": {"name": "momentum"}},
    {"dropout": 0.2},
    {"seed": 3},
    {"data": {"noise": 0.1}},
    {"surgery": [{"add_neuron": {"layer": 1}}]},
    {"surgery": [{"remove_neuron": {"layer": 1, "index": 0}}]},
    {"edits": [{"layer": 1, "row": 0, "column": 1, "value": 0.5}]},
    {"examples": [1, 2, 3]},
]


def straight(tab: Tab) -> Trainer:
    """A run of its own that has lived through the journal that the tab was told, up to its step."""
    told = tab.experiment
    journal = [(entry.step, entry.changes) for entry in told.journal]
    experiment = Experiment.from_dict(told.initial)
    trainer = finished(Trainer.replay(experiment, journal, tab.frame.step))
    trainer.show(*tab.session.trainer.shown)
    return trainer


def curves(trainer: Trainer) -> tuple[Any, Any]:
    """The losses up to the present step, and the readings before it.

    Where a change was taken back, there is no reading of that very step until the run goes on.
    """
    return trainer.losses.points()[1], trainer.evaluations.since(0, trainer.step - 1)


def finished(replay: Generator[tuple[int, int], None, Trainer]) -> Trainer:
    """What a replay returns at its end."""
    while True:
        try:
            next(replay)
        except StopIteration as end:
            trainer: Trainer = end.value
            return trainer


def walk_on(tab: Tab, draw: random.Random) -> str:
    """One more command; returns its name."""
    end, present = time_of(tab).end, tab.last(Branches)
    others = [branch.id for branch in present.branches if branch.id != present.present]
    command = draw.choice(
        [Advance, Advance, Seek, Seek, Change, Change, Branch, Switch, Undo, Redo]
    )
    match command.__name__:
        case "Advance":
            tab.do(command, steps=draw.choice([1, 3, 40, 300]))
        case "Seek":
            tab.do(command, step=draw.randint(0, end), exact=draw.random() < 0.8)
        case "Change":
            tab.do(command, changes=draw.choice(CHANGES))
        case "Branch":
            tab.do(command, changes=draw.choice([None, *CHANGES]))
        case "Switch" if others:
            tab.do(command, branch=draw.choice(others))
        case "Undo" | "Redo":
            tab.do(command)
    rest(tab)
    return command.__name__


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))]
)
def test_a_walk_through_time_never_leaves_what_was_lived(seed: int) -> None:
    draw = random.Random(seed)
    tab = Tab().connect()
    tab.do(Load, preset="moons")
    tab.do(Restart)
    walked: list[str] = []
    for _ in range(WALK):
        walked.append(walk_on(tab, draw))
        trainer = straight(tab)
        tape = np.asarray(trainer.capture(batch=True, after=True), "<f4")
        assert tab.frame.floats.tobytes() == tape.tobytes(), walked
        for one, other in zip(curves(tab.session.trainer), curves(trainer), strict=True):
            np.testing.assert_array_equal(one, other, str(walked))
    assert len(tab.last(Branches).branches) > 2
