"""Going anywhere in a long run over the wire, beside one that never went back: the same bytes."""

import random
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pytest

from app.events import Time
from app.record import digest_of
from engine import PRESETS, Trainer
from tests.app.served import Browser, served

MILLION: Final = 1_000_000
SETTINGS: Final = {
    "layers": [
        {"units": 4, "activation": "tanh"},
        {"units": 2, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"},
    ],
    "batch_size": 10,
    "optimizer": {"name": "momentum", "momentum": 0.9},
    "learning_rate": 0.03,
}
ON_THE_WAY: Final[list[dict[str, Any]]] = [
    {"learning_rate": 0.01},
    {"edits": [{"layer": 1, "row": 0, "column": 1, "value": 0.5}]},
    {"batch_size": 7},
]
"""What is changed a quarter, half and three quarters of the way."""


class Moment(NamedTuple):
    """A step with all that its frame says: the whole tape (batch, sums, slopes, parameters, slots,
    update), where in which epoch it is, and the losses over all examples."""

    step: int
    tape: bytes
    epoch: int
    batch: int
    reading: tuple[float, ...]


def seen(browser: Browser) -> Moment:
    """The moment of the last frame."""
    frame = browser.frame
    return Moment(frame.step, frame.floats.tobytes(), frame.epoch, frame.batch, frame.latest)


def lived(trainer: Trainer) -> Moment:
    """The moment that a run stands at."""
    tape = np.asarray(trainer.capture(batch=True, after=True), "<f4").tobytes()
    reading = tuple(map(float, trainer.evaluate()))
    return Moment(trainer.step, tape, trainer.epoch, trainer.batch_in_epoch, reading)


def straight(steps: list[int], changes: dict[int, dict[str, Any]]) -> Iterator[tuple[Moment, str]]:
    """The moments of a run that only ever goes on, at steps in order, each with its digest."""
    preset = PRESETS["rings"]
    trainer = Trainer(preset.experiment.changed(SETTINGS))
    trainer.show(*preset.shown)
    for step in sorted({*steps, *changes}):
        trainer.run(step - trainer.step)
        if step in changes:
            trainer.change(changes[step])
        if step in steps:
            yield lived(trainer), digest_of(trainer)


@pytest.mark.parametrize(
    ("end", "count"),
    [(20_000, 10), pytest.param(MILLION, 50, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_random_moments_of_a_long_run_are_those_of_a_straight_one(end: int, count: int) -> None:
    changes = {end * n // 4: change for n, change in enumerate(ON_THE_WAY, start=1)}
    draw = random.Random(end)
    moments: list[Moment] = []
    with served(message_rate=1000.0) as server, Browser(server.port) as browser:
        browser.ask("load", preset="rings").ask("change", changes=SETTINGS).ask("restart")
        for step, change in changes.items():
            browser.run_until(step=step).ask("change", changes=change)
        moments.append(seen(browser.run_until(step=end)))
        for _ in range(count):
            # A hand on the scrubber: near the place at once, then let go.
            browser.ask("seek", step=draw.randint(0, end), exact=False)
            moments.append(seen(browser))
            step = draw.randint(0, end)
            assert browser.ask("seek", step=step).frame.step == step
            moments.append(seen(browser))
        # On from the past: the known future is lived through again, with its changes.
        browser.run_until(step=end)
        moments.append(seen(browser))
        browser.until(lambda: browser.last(Time) is not None and browser.last(Time).step == end)
        told = browser.last(Time)
    alone = list(straight([moment.step for moment in moments], changes))
    expected = {moment.step: moment for moment, _ in alone}
    assert (told.end, told.digest) == (end, alone[-1][1])
    different = [moment.step for moment in moments if moment != expected[moment.step]]
    assert not different
    assert len(expected) > count, "the hand was in many places"
