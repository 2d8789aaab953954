"""Going back and on: seeks, undo and redo, and what is told of them."""

import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import stage
from app.codec import decode_curves, decode_frame
from app.commands import Advance, Change, Load, Pause, Redo, Restart, Run, Seek, Show, Undo
from app.events import Branches, ExperimentChanged, Progress, Rejected, Time, Warn
from app.messages import MOST_CHANGES, JournalEntry, RunRecord
from app.record import MOST_STEPS_LIVED_AGAIN
from app.session import Session
from tests.app.tab import Clock, Tab

WEIGHT = {"edits": [{"layer": 1, "row": 0, "column": 1, "value": 0.5}]}


@pytest.fixture
def tab() -> Tab:
    """A tab that has just connected."""
    return Tab().connect()


def load(tab: Tab, preset: str) -> Tab:
    tab.do(Load, preset=preset)
    return tab


def advance(tab: Tab, steps: int) -> None:
    tab.do(Advance, steps=steps)
    rest(tab)


def rest(tab: Tab) -> None:
    """Lets everything that was begun come to its end."""
    for _ in range(100_000):
        if not tab.session._work.busy:
            break
        tab.work(0.05)
    tab.clock.move(2)
    tab.draw()


def floats(tab: Tab) -> bytes:
    return tab.frame.floats.tobytes()


def time_of(tab: Tab) -> Time:
    tab.clock.move(2)
    tab.draw()
    event = tab.last(Time)
    assert isinstance(event, Time)
    return event


def rejection(tab: Tab, kind: Any, **fields: Any) -> Rejected:
    (event,) = tab.do(kind, **fields)
    assert isinstance(event, Rejected)
    return event


@pytest.mark.parametrize("preset", ["welcome", "digits"])
def test_a_seek_brings_the_very_same_frame_back(tab: Tab, preset: str) -> None:
    load(tab, preset)
    frames = {}
    for step in (70, 300, 310):
        advance(tab, step - tab.frame.step)
        frames[step] = floats(tab)
    for step in (70, 310, 300):
        tab.do(Seek, step=step)
        rest(tab)
        assert tab.frame.step == step
        assert tab.frame.answered == tab.ids
        assert floats(tab) == frames[step]
    assert time_of(tab).end == 310


def test_a_seek_beyond_what_was_lived_is_refused_and_changes_nothing(tab: Tab) -> None:
    advance(tab, 20)
    tab.do(Run, steps_per_second=100)
    rejected = rejection(tab, Seek, step=10_000)
    assert rejected.field == "step"
    assert "This run has lived through steps 0 to" in rejected.sentence
    assert tab.session.runs


def test_dragging_goes_to_the_nearest_kept_step_where_the_very_one_takes_long(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "SLICES_AT_ONCE", 0)
    advance(tab, 700)
    for step, near in ((690, 512), (5, 0), (513, 512), (511, 256), (300, 256), (256, 256)):
        tab.do(Seek, step=step, exact=False)
        assert tab.session.trainer.step == tab.frame.step == near
        assert tab.frame.answered == tab.ids
        assert near in time_of(tab).kept


def test_dragging_goes_to_the_very_step_where_that_takes_no_time(tab: Tab) -> None:
    advance(tab, 20)
    for step in (19, 3, 20):
        tab.do(Seek, step=step, exact=False)
        assert tab.frame.step == step


def test_a_seek_stops_what_was_going_on(tab: Tab) -> None:
    advance(tab, 20)
    tab.do(Run, steps_per_second=100)
    tab.do(Seek, step=3)
    assert not tab.session.runs
    tab.do(Advance, steps=100_000)
    tab.do(Seek, step=3)
    rest(tab)
    assert tab.frame.step == 3


def test_a_newer_seek_cancels_an_older_one(tab: Tab) -> None:
    load(tab, "digits")
    advance(tab, 255)
    tab.send(Seek, step=200)
    tab.session.work(tab.clock.now)  # a slice
    tab.draw()
    assert tab.frame.step == 255, "until its end the run stands where it was"
    tab.send(Seek, step=30)
    rest(tab)
    assert tab.frame.step == 30
    assert tab.frame.answered == tab.ids
    assert not tab.session._work.waiting


def test_what_is_said_during_a_seek_is_about_the_run_at_its_end(tab: Tab) -> None:
    load(tab, "digits")
    advance(tab, 255)
    tab.send(Seek, step=200)
    tab.send(Change, changes={"learning_rate": 0.5})
    tab.send(Seek, step=100)
    rest(tab)
    assert tab.frame.step == 100
    assert tab.session.trainer.lived == [(200, {"learning_rate": 0.5})]
    assert tab.experiment.journal == []


def test_too_much_said_during_a_seek_is_refused(tab: Tab) -> None:
    load(tab, "digits")
    advance(tab, 255)
    tab.send(Seek, step=200)
    for _ in range(64):
        assert tab.send(Show, set="training", index=1) == []
    (rejected,) = tab.send(Show, set="training", index=1)
    assert isinstance(rejected, Rejected)


def test_a_long_seek_tells_how_far_it_is_and_a_load_ends_it(tab: Tab) -> None:
    load(tab, "digits")
    tab.session.trainer.snapshots.kept.clear()
    advance(tab, 400)
    tab.session.trainer.snapshots.kept.clear()
    tab.send(Seek, step=390)
    tab.events.clear()
    for _ in range(8):
        tab.clock.move(0.4)
        tab.session.work(tab.clock.now)
        tab.draw()
    told = [event for event in tab.events if isinstance(event, Progress)]
    assert 1 <= len(told) <= 6
    assert {event.task for event in told} == {"seek"}
    assert all(0 < event.done <= event.total == 390 for event in told)
    tab.do(Load, preset="tiny")
    assert tab.frame.step == 0
    rest(tab)
    assert tab.frame.step == 0


def test_undo_and_redo_go_to_before_and_after_a_change(tab: Tab) -> None:
    advance(tab, 40)
    before = floats(tab)
    tab.do(Change, changes=WEIGHT)
    after = floats(tab)
    assert before != after
    advance(tab, 7)
    tab.do(Undo)
    rest(tab)
    assert tab.frame.step == 40
    assert floats(tab) == before
    assert tab.experiment.journal == []
    told = time_of(tab)
    assert told.undo is None
    assert told.redo == "Weight x₂ → neuron 1 of layer 1 set to 0.5"
    assert [(change.step, change.in_force) for change in told.changes] == [(40, False)]
    assert told.end == 47
    tab.do(Redo)
    assert floats(tab) == after
    assert time_of(tab).undo == told.redo
    assert time_of(tab).redo is None


def test_there_is_a_sentence_where_there_is_nothing_to_take_back(tab: Tab) -> None:
    assert rejection(tab, Undo).sentence == "There is no change to take back."
    assert rejection(tab, Redo).sentence == "There is no change to make again."


def test_which_changes_are_in_force_can_be_chosen(tab: Tab) -> None:
    advance(tab, 10)
    tab.do(Change, changes={"learning_rate": 0.5})
    tab.do(Change, changes={"batch_size": 4})
    advance(tab, 10)
    tab.do(Seek, step=10, changes=1)
    rest(tab)
    assert [entry.changes for entry in tab.experiment.journal] == [{"learning_rate": 0.5}]
    assert rejection(tab, Seek, step=20, changes=1).field == "changes"


def test_going_on_from_the_past_makes_the_remembered_changes_again(tab: Tab) -> None:
    advance(tab, 10)
    tab.do(Change, changes={"learning_rate": 0.5})
    advance(tab, 300)
    straight = floats(tab)
    tab.do(Seek, step=2)
    rest(tab)
    assert tab.experiment.experiment["learning_rate"] != 0.5
    advance(tab, 308)
    assert floats(tab) == straight
    assert tab.experiment.experiment["learning_rate"] == 0.5
    assert time_of(tab).end == 310
    assert len(tab.last(Branches).branches) == 1


def test_the_losses_after_a_seek_are_told_again(tab: Tab) -> None:
    advance(tab, 300)
    tab.do(Seek, step=100)
    rest(tab)
    assert (tab.frame.first_loss, tab.frame.loss_steps) == (100, 0)
    tab.do(Seek, step=280)
    rest(tab)
    assert (tab.frame.first_loss, tab.frame.loss_steps) == (100, 180)
    tab.do(Seek, step=20)
    rest(tab)
    advance(tab, 5)
    assert tab.frame.loss_steps == 5


def test_a_drag_leaves_one_entry_and_is_taken_back_at_once(tab: Tab) -> None:
    advance(tab, 10)
    before = floats(tab)
    for rate in (0.1, 0.2, 0.3):
        tab.do(Change, changes={"learning_rate": rate})
        tab.clock.move(0.07)
    assert [entry.changes for entry in tab.experiment.journal] == [{"learning_rate": 0.3}]
    tab.clock.move(2)
    tab.do(Change, changes={"learning_rate": 0.4})
    assert len(tab.experiment.journal) == 2, "another drag is another change"
    tab.do(Undo)
    tab.do(Undo)
    assert floats(tab) == before


def test_a_drag_over_what_cannot_be_leaves_what_was(tab: Tab) -> None:
    tab.do(Change, changes={"learning_rate": 0.1})
    assert rejection(tab, Change, changes={"learning_rate": -1}).field == "learning_rate"
    assert [entry.changes for entry in tab.experiment.journal] == [{"learning_rate": 0.1}]
    assert tab.experiment.experiment["learning_rate"] == 0.1
    assert tab.session.trainer.experiment.learning_rate == 0.1


@pytest.mark.parametrize(
    "changes",
    [
        {"surgery": [{"add_neuron": {"layer": 1}}]},
        {"examples": [1, 2]},
        {"edits": [{"layer": 1, "row": 0, "column": 0, "value": 1.0}]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_surgery_and_chosen_examples_count_each_time(tab: Tab, changes: Any) -> None:
    for _ in range(2):
        assert not any(isinstance(event, Rejected) for event in tab.do(Change, changes=changes))
    assert len(tab.experiment.journal) == (1 if "edits" in changes else 2)
    record = RunRecord(
        experiment=tab.experiment.initial, journal=tab.experiment.journal, step=tab.frame.step
    )
    other = Tab().connect()
    other.do(Load, run=record)
    rest(other)
    assert floats(other) == floats(tab)


def test_time_is_told_with_each_trace_and_seldom_while_running(tab: Tab) -> None:
    tab.events.clear()
    for _ in range(3):
        tab.clock.move(1)
        tab.do(Advance)
    assert [event.step for event in tab.events if isinstance(event, Time)] == [1, 2, 3]
    tab.do(Run, steps_per_second=100)
    tab.events.clear()
    for _ in range(100):
        tab.clock.move(0.02)
        tab.work()
    told = [event for event in tab.events if isinstance(event, Time)]
    assert 3 <= len(told) <= 5
    tab.do(Pause)
    assert time_of(tab).step == tab.frame.step


def test_the_digest_is_that_of_the_parameters_on_the_tape(tab: Tab) -> None:
    advance(tab, 12)
    parameters = tab.session.trainer.network.parameters.astype("<f4").tobytes()
    assert time_of(tab).digest == f"{zlib.crc32(parameters):08x}"
    assert parameters in tab.frame.floats.astype("<f4").tobytes()


def test_a_session_that_has_told_all_wants_nothing(tab: Tab) -> None:
    advance(tab, 5)
    tab.do(Change, changes={"learning_rate": 0.3})
    tab.do(Seek, step=2)
    for _ in range(10):
        tab.clock.move(1)
        tab.draw()
    assert tab.session.wake_at(sendable=True) == math.inf


def test_a_tab_that_comes_back_is_told_of_time_and_branches(tab: Tab) -> None:
    advance(tab, 5)
    tab.session.disconnect()
    again = Tab(tab.session, tab.clock).connect(5)
    assert again.last(Time).end == 5
    assert again.last(Branches).present == 1


def test_a_run_of_a_link_is_rebuilt_and_its_digest_compared(tab: Tab) -> None:
    advance(tab, 10)
    tab.do(Change, changes=WEIGHT)
    advance(tab, 10)
    record = RunRecord(
        experiment=tab.experiment.initial,
        journal=tab.experiment.journal,
        step=20,
        digest=time_of(tab).digest,
    )
    other = Tab().connect()
    other.do(Load, run=record)
    rest(other)
    assert floats(other) == floats(tab)
    assert other.frame.answered == other.ids
    assert other.last(Warn) is None
    other.do(Load, run=record.model_copy(update={"digest": "00000000"}))
    rest(other)
    assert other.last(Warn).sentence.startswith("This machine's digits differ in the last place")


def test_the_page_makes_no_link_that_no_server_would_open() -> None:
    link = Path(__file__).parents[2] / "static/js/state/link.js"
    assert f"MOST_STEPS = {MOST_STEPS_LIVED_AGAIN:_};" in link.read_text("utf-8")


def test_a_run_that_cannot_be_is_refused_and_the_present_one_stays(tab: Tab) -> None:
    advance(tab, 3)
    tab.do(Run, steps_per_second=100)
    journal = [JournalEntry(step=0, changes={"learning_rate": "fast"})]
    record = RunRecord(experiment=tab.experiment.initial, journal=journal, step=5)
    assert rejection(tab, Load, run=record).field == "learning_rate"
    assert rejection(tab, Load).sentence == "Load needs a preset, an experiment or a run."
    assert tab.session.runs


def test_the_number_of_changes_is_bounded() -> None:
    tab = Tab(Session(Clock())).connect()
    tab.session.trainer.journal.extend([(0, {})] * MOST_CHANGES)
    assert "10,000 times" in rejection(tab, Change, changes={"learning_rate": 0.1}).sentence


def test_restart_forgets_the_future(tab: Tab) -> None:
    advance(tab, 50)
    tab.do(Seek, step=10)
    tab.do(Restart)
    assert time_of(tab).end == 0
    assert isinstance(tab.events[-1], Time) or tab.last(ExperimentChanged).journal == []


def test_frames_of_a_seek_can_be_read(tab: Tab) -> None:
    advance(tab, 30)
    tab.do(Seek, step=3)
    message = [m for m in tab.session.connect(0) if isinstance(m, bytes)]
    assert message == []
    (curves, data, frame) = [m for m in tab.session.take() if isinstance(m, bytes)]
    assert decode_curves(curves).loss_steps == 30
    assert data[:4] == b"LLD1"
    assert decode_frame(frame).step == 3
    assert np.isfinite(decode_frame(frame).floats).any()
