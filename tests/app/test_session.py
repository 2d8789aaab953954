"""The rules of the conversation, as calls and equality."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from app.codec import BATCH_INCLUDED, MAPS_INCLUDED, NOT_FINITE, RUNNING, decode_examples
from app.commands import (
    Advance,
    Change,
    Credit,
    Hello,
    Load,
    Pause,
    Restart,
    Run,
    Show,
    UntilAccuracy,
    UntilEpoch,
    UntilLoss,
    UntilStep,
)
from app.events import Branches, ExperimentChanged, LayoutSent, Rejected, Showing, Stopped, Time
from app.messages import Checkpoint, JournalEntry, RunRecord, ShownExample
from app.protocol import Malformed, encode_event, parse_command
from app.session import Session
from engine import PRESETS, Trainer
from tests.app.tab import Clock, Tab


@pytest.fixture
def tab() -> Tab:
    """A tab that has just connected."""
    return Tab().connect()


def trained(steps: int, preset: str = "welcome", **changes: Any) -> Trainer:
    """A trainer of our own, to compare with."""
    trainer = Trainer(PRESETS[preset].experiment.changed(changes))
    trainer.run(steps)
    return trainer


def test_a_new_tab_is_shown_a_whole_network_at_rest(tab: Tab) -> None:
    kinds = [type(event) for event in tab.events]
    assert kinds == [ExperimentChanged, Branches, Showing, LayoutSent, Time, Checkpoint]
    assert len(tab.data) == 1
    assert tab.frame.step == 0
    assert tab.frame.flags == BATCH_INCLUDED | MAPS_INCLUDED
    assert (tab.frame.hidden_cells, tab.frame.output_cells) == (100, 100)
    assert tab.tensor("loss") == np.float32(trained(0).trace().loss)


def test_the_examples_are_those_of_the_engine(tab: Tab) -> None:
    examples = decode_examples(tab.data[-1])
    data = trained(0).data
    np.testing.assert_array_equal(examples.inputs, data.inputs)
    np.testing.assert_array_equal(examples.targets, data.targets)
    assert examples.training_count == data.training_count


def test_advance_answers_with_the_trace_of_the_step_asked_for(tab: Tab) -> None:
    tab.do(Advance, steps=3)
    assert (tab.frame.step, tab.frame.answered) == (3, tab.ids)
    trainer = trained(3)
    np.testing.assert_array_equal(tab.frame.floats, trainer.capture(batch=True, after=True))
    assert tab.frame.loss_steps == 3
    np.testing.assert_array_equal(tab.frame.losses, trainer.losses.since(0)[3])


def test_a_layout_is_sent_once(tab: Tab) -> None:
    for _ in range(5):
        tab.do(Advance)
    assert len(tab.layouts) == 1


def test_a_changed_rate_recomputes_the_same_step_with_the_same_batch(tab: Tab) -> None:
    tab.do(Change, changes={"batch_size": 10})
    before = tab.frame
    batch = tab.tensor("inputs").copy()
    update = tab.tensor("weights_update", 1).copy()
    tab.do(Change, changes={"learning_rate": 0.5})
    assert tab.frame.step == before.step
    np.testing.assert_array_equal(tab.tensor("inputs"), batch)
    np.testing.assert_allclose(tab.tensor("weights_update", 1), update / 2, rtol=1e-6)


def test_an_update_that_was_committed_is_left_alone_by_a_later_change(tab: Tab) -> None:
    tab.do(Advance)
    after_one_step = tab.tensor("weights", 1).copy()
    tab.do(Change, changes={"learning_rate": 0.001})
    np.testing.assert_array_equal(tab.tensor("weights", 1), after_one_step)


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        (Change, {"changes": {"learning_rate": -1.0}}, "learning_rate"),
        (Change, {"changes": {"nonsense": 1}}, "nonsense"),
        (Change, {"changes": {"layers": [{"units": 3, "activation": "tanh"}]}}, "layers"),
        (Change, {"changes": {"data": {"noise": float("nan")}}}, "data.noise"),
        (Load, {"preset": "no such thing"}, "preset"),
        (Load, {}, "load"),
        (Load, {"experiment": {"layers": "none"}}, "layers"),
        (Show, {"set": "test", "index": 100_000}, "index"),
        (Run, {"until": UntilAccuracy(quantity="test_accuracy", above=0.9)}, "until"),
        (Hello, {"protocol": 1}, "type"),
    ],
)
def test_a_rejected_command_leaves_everything_as_it_was(
    tab: Tab, kind: Any, fields: dict[str, Any], field: str
) -> None:
    if kind is Run:
        tab.do(Load, preset="plane")  # numbers have no accuracy
    tab.do(Advance, steps=5)
    before = tab.frame
    experiment = tab.session.trainer.experiment
    frames = len(tab.frames)
    events = tab.do(kind, **fields)
    assert [type(event) for event in events] == [Rejected]
    rejected = tab.last(Rejected)
    assert rejected.command == tab.ids
    assert field in rejected.field
    assert rejected.sentence.endswith((".", "?"))
    assert tab.session.trainer.experiment == experiment
    assert len(tab.frames) == frames, "nothing has changed, so nothing is sent"
    tab.do(Pause)
    np.testing.assert_array_equal(tab.frame.floats, before.floats)


def test_two_frames_of_a_run_at_most_are_on_their_way() -> None:
    tab = Tab()
    tab.take_in(tab.session.connect())
    tab.take_in(tab.session.take())
    tab.send(Run, steps_per_second=100.0)
    for _ in range(5):
        tab.clock.move(0.1)
        tab.session.work(tab.clock.now)
        tab.take_in(tab.session.take())
    assert [frame.step for frame in tab.frames] == [0, 10]
    tab.take_in(tab.session.handle(Credit()))
    tab.take_in(tab.session.take())
    first, newest = tab.frames[-2:]
    assert newest.step == tab.session.trainer.step, "the newest state, nothing that waited before"
    assert newest.loss_steps == newest.step - first.step, "with the losses of all steps since then"


def test_an_answer_does_not_wait_for_the_pictures_of_a_run_and_goes_one_beyond() -> None:
    tab = Tab()
    tab.take_in(tab.session.connect())
    tab.take_in(tab.session.take())
    for _ in range(5):
        tab.send(Advance)
        tab.session.work(tab.clock() + 1)
        tab.take_in(tab.session.take())
    assert [frame.step for frame in tab.frames] == [0, 1, 2]
    tab.take_in(tab.session.handle(Credit()))
    tab.take_in(tab.session.take())
    assert tab.frame.step == 5, "the newest state, and nothing that waited before it"
    assert tab.frame.loss_steps == 3, "with the losses of all steps since the last frame"


def test_credit_does_not_pile_up(tab: Tab) -> None:
    tab.session.handle(Credit(frames=1000))
    before = len(tab.frames)
    tab.send(Run, steps_per_second=100.0)
    for _ in range(4):
        tab.clock.move(0.1)
        tab.session.work(tab.clock.now)
        tab.take_in(tab.session.take())
    assert len(tab.frames) == before + 2


@pytest.mark.parametrize(
    ("until", "preset"),
    [
        (UntilStep(step=37), "welcome"),
        (UntilEpoch(epoch=3), "moons"),
        (UntilLoss(quantity="loss", below=0.4), "welcome"),
        (UntilLoss(quantity="training_loss", below=0.4), "moons"),
        (UntilAccuracy(quantity="test_accuracy", above=0.9), "moons"),
    ],
)
def test_a_run_stops_exactly_where_it_should(tab: Tab, until: Any, preset: str) -> None:
    tab.do(Load, preset=preset)
    tab.send(Run, until=until)
    for _ in range(1000):
        tab.work()
        if tab.last(Stopped):
            break
    stopped = tab.last(Stopped)
    assert stopped.reason == "until"
    assert tab.frame.step == stopped.step
    assert not tab.frame.flags & RUNNING

    trainer = trained(0, preset)
    while not holds(until, trainer):
        trainer.compute()
        trainer.apply()
    assert stopped.step == trainer.step
    np.testing.assert_array_equal(tab.frame.floats, trainer.capture(batch=True, after=True))


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (UntilLoss(quantity="loss", below=0), "No loss is ever below 0: choose a number above 0."),
        (
            UntilAccuracy(quantity="training_accuracy", above=1),
            "No accuracy is ever above 100 %: choose less.",
        ),
    ],
)
def test_a_goal_that_no_run_can_reach_is_refused(tab: Tab, until: Any, sentence: str) -> None:
    tab.do(Run, until=until)
    assert tab.last(Rejected).sentence == sentence
    assert not tab.session.runs


def holds(until: Any, trainer: Trainer) -> bool:
    """The goal as its definition says, looked at in every step."""
    match until:
        case UntilStep():
            return trainer.step == until.step
        case UntilEpoch():
            return trainer.epoch == until.epoch
        case UntilLoss(quantity="loss"):
            return trainer.trace().loss < until.below
    if not trainer.experiment.evaluation_due(trainer.step):
        return False
    value: float = getattr(trainer.evaluate(), until.quantity)
    return value < until.below if isinstance(until, UntilLoss) else value > until.above


def test_a_batch_size_changed_within_an_epoch_still_ends_it_exactly(tab: Tab) -> None:
    tab.do(Load, preset="moons")
    tab.do(Advance, steps=3)
    tab.do(Change, changes={"batch_size": 7})
    tab.do(Run, until=UntilEpoch(epoch=1))
    trainer = tab.session.trainer
    assert (trainer.epoch, trainer.offset) == (1, 0)


def test_a_paced_run_does_as_many_steps_as_time_has_gone_by(tab: Tab) -> None:
    tab.do(Run, steps_per_second=8.0)
    assert tab.session.trainer.step == 1, "the first at once"
    for _ in range(20):
        tab.clock.move(1 / 16)
        tab.work()
    assert tab.session.trainer.step == 11
    tab.clock.move(5.0)
    tab.work()
    assert tab.session.trainer.step == 13, "what was missed is not caught up with in a rush"


def test_a_paced_session_says_when_it_wants_to_be_woken(tab: Tab) -> None:
    tab.do(Run, steps_per_second=4.0)
    tab.clock.move(1.0)
    tab.work()
    due = tab.session.wake_at(sendable=True) - tab.clock()
    assert due == pytest.approx(0.25)


def test_a_session_at_rest_wants_nothing(tab: Tab) -> None:
    assert tab.session.wake_at(sendable=True) == float("inf")


def test_no_loss_is_lost_between_frames(tab: Tab) -> None:
    tab.send(Run, until=UntilStep(step=997))
    while not tab.last(Stopped):
        tab.session.work(0.0)  # a deadline that is over: as few steps as can be
        tab.clock.move(0.02)
        tab.draw()
    assert len(tab.frames) > 10
    losses = np.concatenate([frame.losses for frame in tab.frames])
    np.testing.assert_array_equal(losses, trained(997).losses.since(0)[3])
    covered = 0
    for frame in tab.frames:
        assert frame.first_loss == covered
        covered += frame.loss_steps
    steps = [row[0] for frame in tab.frames for row in frame.evaluations]
    assert steps == [row[0] for row in trained(997).evaluations.since(0)]


def test_running_frames_are_small_and_traces_whole(tab: Tab) -> None:
    tab.send(Run, until=UntilStep(step=10**6))
    tab.session.work(0.0)
    tab.clock.move(0.02)
    tab.draw()
    assert tab.frame.flags == RUNNING | MAPS_INCLUDED
    assert (tab.frame.hidden_cells, tab.frame.output_cells) == (24, 64)
    assert tab.frame.floats.size == tab.layouts[tab.frame.layout].prefix
    assert np.isnan(tab.tensor("loss_after"))
    tab.send(Pause)
    tab.draw()
    assert tab.frame.flags == BATCH_INCLUDED | MAPS_INCLUDED
    assert not np.isnan(tab.tensor("loss_after"))


def test_maps_follow_their_own_slower_rate(tab: Tab) -> None:
    tab.session.map_seconds = 0.1
    tab.send(Run, until=UntilStep(step=10**6))
    before = len(tab.frames)
    for _ in range(60):
        tab.clock.move(1 / 60 + 1e-6)
        tab.session.work(0.0)
        tab.draw()
    frames = tab.frames[before:]
    assert len(frames) == 60
    assert 9 <= sum(bool(frame.flags & MAPS_INCLUDED) for frame in frames) <= 11


def test_many_neurons_get_smaller_maps(tab: Tab) -> None:
    layers = [{"units": 16, "activation": "tanh"}] * 2 + [{"units": 1, "activation": "sigmoid"}]
    tab.do(Change, changes={"layers": layers})
    assert (tab.frame.hidden_cells, tab.frame.output_cells) == (48, 100)
    layers = [{"units": 128, "activation": "tanh"}] * 12 + [{"units": 1, "activation": "sigmoid"}]
    tab.do(Change, changes={"layers": layers})
    assert sum(cells.size for cells in tab.frame.maps) < 600_000


def test_digits_have_no_maps(tab: Tab) -> None:
    tab.do(Load, preset="digits")
    assert not tab.frame.flags & MAPS_INCLUDED
    assert tab.tensor("inputs").shape == (32, 64)


def test_a_batch_too_large_to_send_is_left_out(tab: Tab) -> None:
    layers = [{"units": 128, "activation": "relu"}, {"units": 10, "activation": "softmax"}]
    tab.do(Load, preset="digits")
    tab.do(Change, changes={"batch_size": None, "layers": layers})
    assert not tab.frame.flags & BATCH_INCLUDED
    assert tab.frame.floats.size == tab.layouts[tab.frame.layout].prefix


def test_a_run_sleeps_while_the_tab_does_not_draw_and_wakes_by_itself(tab: Tab) -> None:
    tab.send(Run)
    for _ in range(3):
        tab.clock.move(0.02)
        tab.session.work(0.0)
        tab.take_in(tab.session.take())
    tab.clock.move(2.0)
    tab.session.work(0.0)
    tab.take_in(tab.session.take())
    assert tab.last(Stopped).reason == "asleep"
    slept_at = tab.session.trainer.step
    assert tab.session.wake_at(sendable=True) == float("inf")
    tab.session.work(0.0)
    assert tab.session.trainer.step == slept_at
    tab.take_in(tab.session.handle(Credit(frames=2)))
    assert tab.last(Stopped).reason == "woken"
    tab.session.work(0.0)
    assert tab.session.trainer.step > slept_at


def test_a_slow_run_that_draws_does_not_fall_asleep(tab: Tab) -> None:
    tab.do(Run, steps_per_second=0.125)
    for _ in range(24):
        tab.clock.move(1.0)
        tab.work()
    assert tab.last(Stopped) is None
    assert tab.session.trainer.step == 4


def test_a_run_stops_before_what_is_not_finite_and_says_what_it_is(tab: Tab) -> None:
    tab.do(Load, preset="plane")
    tab.do(Change, changes={"learning_rate": 1000.0})
    tab.do(Run)
    stopped = tab.last(Stopped)
    assert stopped.reason == "not_finite"
    assert any(tensor["name"] in stopped.sentence for tensor in tab.layouts[1].tensors)
    assert tab.frame.flags & NOT_FINITE
    step = tab.frame.step
    tab.do(Advance)
    assert tab.frame.step == step + 1, "a person may go on and look"


def test_restart_draws_the_very_same_start_values(tab: Tab) -> None:
    start = tab.tensor("weights", 1).copy()
    run = tab.experiment.run
    tab.do(Advance, steps=20)
    tab.do(Restart)
    assert (tab.frame.step, tab.experiment.run) == (0, run + 1)
    np.testing.assert_array_equal(tab.tensor("weights", 1), start)
    tab.do(Restart, draw=True)
    assert not np.array_equal(tab.tensor("weights", 1), start)


def test_losses_start_anew_with_a_new_run(tab: Tab) -> None:
    tab.do(Advance, steps=20)
    tab.do(Restart)
    tab.do(Advance, steps=2)
    assert (tab.frame.first_loss, tab.frame.loss_steps) == (0, 2)


def test_the_shown_example_takes_its_own_way_through_the_network(tab: Tab) -> None:
    tab.do(Show, set="test", index=3)
    data = tab.session.trainer.data
    np.testing.assert_array_equal(
        tab.tensor("example.inputs"), data.inputs[data.training_count + 3]
    )


def test_a_change_of_layers_keeps_the_weights_that_still_have_a_place(tab: Tab) -> None:
    tab.do(Advance, steps=10)
    learned = tab.tensor("weights", 1).copy()
    layers = [{"units": 6, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
    tab.do(Change, changes={"layers": layers})
    np.testing.assert_array_equal(tab.tensor("weights", 1)[:4], learned)
    assert tab.frame.step == 10


def test_changed_data_are_sent_and_a_changed_rate_sends_none(tab: Tab) -> None:
    tab.do(Change, changes={"learning_rate": 0.1})
    assert len(tab.data) == 1
    tab.do(Change, changes={"data": {"noise": 0.2}})
    assert len(tab.data) == 2


def test_a_change_while_running_is_answered_by_the_next_frame(tab: Tab) -> None:
    tab.send(Run)
    tab.clock.move(0.02)
    tab.session.work(0.0)
    tab.draw()
    tab.send(Change, changes={"learning_rate": 0.25})
    tab.draw()
    assert tab.frame.answered == tab.ids
    assert tab.frame.flags & RUNNING


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 7},
        {"draw": 3},
        {"data": {"noise": 0.4}},
        {"layers": [{"units": 2, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_change_at_step_0_brings_the_reading_of_a_fresh_run_with_these_settings(
    tab: Tab, changes: dict[str, Any]
) -> None:
    before = tab.frame.evaluations
    tab.do(Change, changes=changes)
    fresh = trained(0, **changes)
    np.testing.assert_array_equal(tab.frame.evaluations, [fresh.evaluate()])
    assert tuple(tab.frame.latest) == fresh.evaluate()
    assert before[0, 1] != tab.frame.evaluations[0, 1]


def test_a_reading_is_told_again_only_where_a_change_made_another_of_it(tab: Tab) -> None:
    tab.do(Advance, steps=3)
    assert tab.frame.evaluations[:, 0].tolist() == [1, 2, 3]
    tab.do(Change, changes={"learning_rate": 0.5})
    assert len(tab.frame.evaluations) == 0, "another rate moves nothing yet"
    by_hand = [{"layer": 1, "row": 0, "column": 0, "value": 4.0}]
    tab.do(Change, changes={"edits": by_hand})
    np.testing.assert_array_equal(tab.frame.evaluations, [tab.session.trainer.evaluate()])


def test_a_tab_that_comes_back_gets_the_losses_that_it_missed(tab: Tab) -> None:
    tab.do(Advance, steps=30)
    tab.session.disconnect()
    again = Tab(tab.session, tab.clock).connect(have_step=12)
    assert again.frame.step == 30
    assert (again.frame.first_loss, again.frame.loss_steps) == (12, 18)
    assert len(again.layouts) == 1
    assert len(again.data) == 1


def test_a_run_goes_on_when_its_tab_comes_back(tab: Tab) -> None:
    tab.send(Run)
    tab.session.work(0.0)
    tab.session.disconnect()
    tab.clock.move(3.0)
    tab.session.work(0.0)
    asleep_at = tab.session.trainer.step
    again = Tab(tab.session, tab.clock).connect()
    assert again.last(Stopped).reason == "woken"
    again.session.work(0.0)
    assert again.session.trainer.step > asleep_at


def test_checkpoints_come_once_a_second_and_never_ahead_of_the_frames(tab: Tab) -> None:
    for _ in range(50):
        tab.clock.move(0.1)
        tab.do(Advance)
        checkpoint = tab.last(Checkpoint)
        assert checkpoint.step <= tab.frame.step
    checkpoints = [event for event in tab.events if isinstance(event, Checkpoint)]
    assert 5 <= len(checkpoints) <= 6


def test_a_tab_at_rest_has_a_checkpoint_of_where_it_stands(tab: Tab) -> None:
    tab.do(Advance, steps=9)
    while (wake := tab.session.wake_at(sendable=True)) < math.inf:
        tab.clock.now = wake
        tab.draw()
    assert tab.last(Checkpoint).step == tab.last(Time).step == 9
    assert tab.session.wake_at(sendable=True) == float("inf")


JOURNEY: tuple[tuple[Any, dict[str, Any]], ...] = (
    (Load, {"preset": "moons"}),
    (
        Change,
        {"changes": {"optimizer": {"name": "momentum", "momentum": 0.9}, "learning_rate": 0.05}},
    ),
    (Advance, {"steps": 33}),
    (Change, {"changes": {"batch_size": 7}}),
    (Advance, {"steps": 20}),
    (
        Change,
        {
            "changes": {
                "layers": [
                    {"units": 5, "activation": "relu"},
                    {"units": 1, "activation": "sigmoid"},
                ]
            }
        },
    ),
    (Change, {"changes": {"data": {"noise": 0.3}}}),
    (
        Change,
        {
            "changes": {
                "surgery": [{"add_neuron": {"layer": 1, "unchanged": True}}],
                "edits": [{"layer": 2, "row": 0, "column": 5, "value": 0.5}],
            }
        },
    ),
    (Change, {"changes": {"examples": [3, 4]}}),
    (Advance, {"steps": 21}),
)


def record_of(tab: Tab, *, with_checkpoint: bool) -> RunRecord:
    """The run record that a browser would send."""
    event = tab.experiment
    return RunRecord(
        experiment=event.initial,
        journal=event.journal,
        step=tab.frame.step,
        checkpoint=tab.last(Checkpoint) if with_checkpoint else None,
    )


@pytest.mark.parametrize("with_checkpoint", [True, False], ids=["checkpoint", "replay"])
@pytest.mark.parametrize("checkpoint_after", range(1, len(JOURNEY) + 1))
def test_a_rebuilt_run_goes_on_with_the_very_same_bits(
    with_checkpoint: bool, checkpoint_after: int
) -> None:
    tab = Tab().connect()
    for number, (kind, fields) in enumerate(JOURNEY, start=1):
        tab.do(kind, **fields)
        if number <= checkpoint_after:
            tab.clock.move(2.0)
            tab.draw()
    clock = Clock()
    rebuilt = Tab(Session(clock), clock)
    rebuilt.session.rebuild(record_of(tab, with_checkpoint=with_checkpoint))
    rebuilt.connect(have_step=tab.frame.step)
    while not rebuilt.frames:
        rebuilt.work()
    np.testing.assert_array_equal(rebuilt.frame.floats, tab.frame.floats)
    assert rebuilt.frame.loss_steps == 0, "the tab has them all"
    for either in (tab, rebuilt):
        either.do(Advance, steps=50)
    np.testing.assert_array_equal(rebuilt.frame.floats, tab.frame.floats)
    assert rebuilt.experiment.journal == tab.experiment.journal


@pytest.mark.parametrize(
    "damage",
    [
        {"parameters": "AAAA"},
        {"parameters": "not base64!"},
        {"slots": ""},
        {"offset": 10_000},
        {"changes": 1000},
    ],
    ids=str,
)
def test_a_damaged_checkpoint_is_not_used(damage: dict[str, Any]) -> None:
    tab = Tab().connect()
    tab.do(Load, preset="moons")
    tab.do(Advance, steps=10)
    tab.clock.move(2.0)
    tab.draw()
    record = record_of(tab, with_checkpoint=True)
    assert record.checkpoint is not None
    damaged = record.model_copy(update={"checkpoint": record.checkpoint.model_copy(update=damage)})
    rebuilt = Tab()
    rebuilt.session.rebuild(damaged)
    rebuilt.connect()
    while not rebuilt.frames:
        rebuilt.work()
    np.testing.assert_array_equal(rebuilt.frame.floats, tab.frame.floats)


def test_a_checkpoint_that_is_not_finite_is_not_used() -> None:
    tab = Tab().connect()
    tab.do(Advance, steps=5)
    tab.clock.move(2.0)
    tab.draw()
    record = record_of(tab, with_checkpoint=True)
    assert record.checkpoint is not None
    count = tab.session.trainer.parameter_count
    text = __import__("base64").b64encode(np.full(count, np.nan, "<f4").tobytes()).decode()
    bad = record.checkpoint.model_copy(update={"parameters": text})
    rebuilt = Tab()
    rebuilt.session.rebuild(record.model_copy(update={"checkpoint": bad}))
    rebuilt.connect()
    while not rebuilt.frames:
        rebuilt.work()
    np.testing.assert_array_equal(rebuilt.frame.floats, tab.frame.floats)


@pytest.mark.parametrize(
    "example",
    [{"set": "test", "index": 3}, {"inputs": [0.25, -0.1]}, {"inputs": [0.5, 2.0], "targets": [1]}],
    ids=str,
)
def test_a_rebuilt_run_shows_the_example_that_was_shown(example: dict[str, Any]) -> None:
    tab = Tab().connect()
    tab.do(Load, preset="moons")
    assert tab.last(Showing).example == ShownExample(set="training", index=0)
    tab.do(Show, **example)
    tab.do(Advance, steps=10)
    shown = tab.last(Showing).example
    assert shown == ShownExample.model_validate(example)
    assert sum(isinstance(event, Showing) for event in tab.events) == 2, "each is told once"
    record = record_of(tab, with_checkpoint=False).model_copy(update={"shown": shown})
    rebuilt = Tab()
    rebuilt.session.rebuild(record)
    rebuilt.connect()
    while not rebuilt.frames:
        rebuilt.work()
    assert rebuilt.last(Showing).example == shown
    assert rebuilt.frame.floats.tobytes() == tab.frame.floats.tobytes()


@pytest.mark.parametrize("example", [{"inputs": [1.0]}, {"set": "test", "index": 10**6}, {}])
def test_a_record_may_name_an_example_that_the_data_do_not_have(example: dict[str, Any]) -> None:
    tab = Tab().connect()
    record = record_of(tab, with_checkpoint=False)
    tab.do(Load, run=record.model_copy(update={"shown": ShownExample(**example)}))
    tab.work()
    assert tab.last(Showing).example == ShownExample(set="training", index=0)


def test_commands_during_a_replay_wait_for_it() -> None:
    tab = Tab()
    experiment = PRESETS["welcome"].experiment.to_dict()
    tab.session.rebuild(RunRecord(experiment=experiment, journal=[], step=5000))
    tab.connect()
    assert tab.send(Advance, steps=3) == []
    while not tab.frames:
        tab.work(-1.0)
    tab.work()
    assert (tab.frame.step, tab.frame.answered) == (5003, tab.ids)


def test_a_journal_out_of_order_is_no_run() -> None:
    from engine import ExperimentError

    entries = [JournalEntry(step=9, changes={"seed": 1}), JournalEntry(step=3, changes={})]
    record = RunRecord(experiment={}, journal=entries, step=20)
    with pytest.raises(ExperimentError, match="order"):
        Session(Clock()).rebuild(record)


SETTINGS = st.sampled_from(
    ["data", "layers", "loss", "start", "optimizer", "learning_rate", "batch_size", "seed", "units"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SETTINGS, inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["changes", "experiment"]), st.dictionaries(SETTINGS, VALUES, max_size=3))
@settings(max_examples=200, deadline=None)
def test_no_description_of_an_experiment_breaks_a_session(key: str, value: Any) -> None:
    kind = "change" if key == "changes" else "load"
    text = json.dumps({"type": kind, "id": 1, key: value})
    try:
        command = parse_command(text)
    except Malformed:
        return
    session = SHARED.session
    before = session.trainer.experiment
    events = session.handle(command)
    for event in events:
        encode_event(event).encode()
    if isinstance(events[0], Rejected):
        assert session.trainer.experiment == before


SHARED = Tab().connect()
