"""Two branches side by side: at the same step, each with the numbers of its own tape."""

from typing import Any

import numpy as np
import pytest

from app.codec import NOT_FINITE, decode_examples
from app.commands import (
    Advance,
    Branch,
    Change,
    Compare,
    Credit,
    Forget,
    Load,
    Pause,
    Restart,
    Run,
    Seek,
    Show,
    Switch,
    Undo,
)
from app.events import Branches, Comparison, Difference, Progress
from engine import PRESETS, Trainer
from tests.app.tab import Tab
from tests.app.test_branches import listed
from tests.app.test_journeys import advance, floats, rejection, rest

FORK = 450
SLOW = {"learning_rate": 0.001}


@pytest.fixture
def tab() -> Tab:
    """A tab with a run of 600 steps, and on the stage a branch from its step 450, at step 500."""
    tab = Tab().connect()
    advance(tab, 600)
    tab.do(Seek, step=FORK)
    rest(tab)
    tab.do(Branch, name="Slow", changes=SLOW)
    advance(tab, 50)
    return tab


def straight(step: int, changes: dict[str, Any] | None = None) -> bytes:
    """The floats of the opening run at a step, with changes before step 450, fetched apart."""
    preset = PRESETS["welcome"]
    trainer = Trainer(preset.experiment)
    trainer.show(*preset.shown)
    trainer.run(min(step, FORK))
    if changes:
        trainer.change(changes)
    trainer.run(step - trainer.step)
    return trainer.capture(batch=True, after=True).tobytes()


def assert_both_at(tab: Tab, step: int) -> None:
    assert (tab.frame.step, tab.compared[-1].step) == (step, step)
    assert floats(tab) == straight(step, SLOW)
    assert tab.compared[-1].floats.tobytes() == straight(step)


def compare(tab: Tab, **fields: Any) -> None:
    tab.do(Compare, **fields)
    rest(tab)


def comparison(tab: Tab) -> Comparison:
    event = tab.last(Comparison)
    assert isinstance(event, Comparison)
    return event


def test_both_go_to_where_they_part_from_the_same_state_and_batch(tab: Tab) -> None:
    compare(tab, branch=1, step=FORK)
    assert_both_at(tab, FORK)
    assert tab.frame.answered == tab.ids
    for name in ("weights", "z", "weights_gradient"):
        other = tab.tensor(name, 1, tab.compared[-1])
        np.testing.assert_array_equal(tab.tensor(name, 1), other)
    np.testing.assert_array_equal(tab.tensor("inputs"), tab.tensor("inputs", 0, tab.compared[-1]))
    updates = [tab.tensor("weights_update", 1, frame) for frame in (tab.frame, tab.compared[-1])]
    np.testing.assert_allclose(1000 * updates[0], updates[1], rtol=1e-5)
    event = comparison(tab)
    assert event.branch == 1
    assert event.differences == [
        Difference(title="Learning rate", present="0.001", other="1"),
    ]
    assert event.run is not None
    assert event.run.experiment["learning_rate"] == 1


def test_steps_and_seeks_move_both(tab: Tab) -> None:
    compare(tab, branch=1, step=FORK)
    for command, fields, step in (
        (Advance, {}, 451),
        (Advance, {"steps": 40}, 491),
        (Seek, {"step": 470}, 470),
        (Seek, {"step": 3}, 3),
        (Seek, {"step": 500, "exact": False}, 500),
    ):
        tab.do(command, **fields)
        rest(tab)
        if step >= FORK:
            assert_both_at(tab, step)
        else:
            assert floats(tab) == tab.compared[-1].floats.tobytes() == straight(step)


def test_the_other_lives_on_where_the_present_run_goes_further_than_it_has_been(tab: Tab) -> None:
    compare(tab, branch=1)
    assert_both_at(tab, 500)
    tab.do(Advance, steps=300)
    rest(tab)
    assert_both_at(tab, 800)
    compare(tab)
    assert (listed(tab).branches[0].step, listed(tab).branches[0].end) == (800, 800)


def test_a_comparison_brings_the_losses_of_the_other(tab: Tab) -> None:
    compare(tab, branch=1)
    first = tab.compared[-1]
    assert (first.first_loss, first.loss_steps) == (0, 500)
    tab.do(Advance, steps=3)
    assert (tab.compared[-1].first_loss, tab.compared[-1].loss_steps) == (500, 3)
    tab.do(Seek, step=460)
    rest(tab)
    tab.do(Advance)
    assert (tab.compared[-1].first_loss, tab.compared[-1].loss_steps) == (460, 1)


def test_running_shows_pairs_of_one_step(tab: Tab) -> None:
    compare(tab, branch=1, step=FORK)
    tab.do(Run, steps_per_second=2000)
    for _ in range(20):
        tab.clock.move(0.02)
        tab.work()
    pairs = list(zip(tab.frames[-10:], tab.compared[-10:], strict=True))
    assert all(one.step == other.step for one, other in pairs)
    assert len({one.step for one, _ in pairs}) == 10
    assert pairs[-1][1].flags & 1
    tab.do(Pause)
    rest(tab)
    assert_both_at(tab, tab.frame.step)


def test_the_pair_takes_the_credit_of_one_frame(tab: Tab) -> None:
    compare(tab, branch=1)
    tab.session.handle(Credit(frames=2))
    for _ in range(4):
        tab.send(Advance)
        tab.session.work(tab.clock.now + 1)
        tab.take_in(tab.session.take())
    steps = [501, 502, 503]  # two that it has credit for, and an answer beyond
    assert [frame.step for frame in tab.frames[-3:]] == steps
    assert [frame.step for frame in tab.compared[-3:]] == steps


def test_a_change_is_about_the_present_run_alone(tab: Tab) -> None:
    compare(tab, branch=1)
    tab.do(Change, changes={"learning_rate": 0.5, "optimizer": {"name": "adam"}})
    rest(tab)
    assert [difference.title for difference in comparison(tab).differences] == [
        "Learning rate",
        "Optimizer",
    ]
    assert tab.compared[-1].floats.tobytes() == straight(500)
    tab.do(Undo)
    rest(tab)
    assert [difference.present for difference in comparison(tab).differences] == ["0.001"]
    assert_both_at(tab, 500)


def test_both_show_the_same_example(tab: Tab) -> None:
    compare(tab, branch=1)
    for fields in ({"set": "training", "index": 7}, {"inputs": [0.25, -0.5]}):
        tab.do(Show, **fields)
        for name in ("example.inputs", "example.targets"):
            np.testing.assert_array_equal(tab.tensor(name), tab.tensor(name, 0, tab.compared[-1]))


def test_a_branch_with_other_data_brings_them(tab: Tab) -> None:
    tab.do(Branch, changes={"data": {"name": "digits"}})
    tab.data.clear()
    compare(tab, branch=1)
    assert decode_examples(tab.data[-1]).compared
    assert decode_examples(tab.data[-1]).inputs.shape[1] == 2
    assert comparison(tab).differences[0] == Difference(
        title="Data", present="Digits", other="Rings"
    )
    tab.data.clear()
    tab.do(Advance)
    assert tab.data == []


def test_a_run_that_is_not_finite_does_not_hold_the_other_up(tab: Tab) -> None:
    tab.do(Switch, branch=1)
    wild = {"learning_rate": 1000, "regularizer": {"name": "l2", "strength": 0.1}}
    tab.do(Branch, changes=wild)
    tab.do(Switch, branch=2)
    compare(tab, branch=3)
    tab.do(Advance, steps=60)
    rest(tab)
    assert tab.compared[-1].step == tab.frame.step == 560
    assert tab.compared[-1].flags & NOT_FINITE
    compare(tab)
    assert listed(tab).branches[2].step == 560


def test_going_over_to_the_other_stands_where_it_was_compared(tab: Tab) -> None:
    compare(tab, branch=1, step=470)
    tab.do(Switch, branch=1)
    assert comparison(tab).branch is None
    assert tab.frame.step == 470
    assert floats(tab) == straight(470)
    assert listed(tab).branches[0].end == 600


def test_a_branch_keeps_its_future_while_it_is_compared(tab: Tab) -> None:
    tab.do(Switch, branch=1)
    tab.do(Seek, step=600)
    rest(tab)
    tab.do(Change, changes={"learning_rate": 0.3})
    advance(tab, 10)
    whole = floats(tab)
    tab.do(Undo)
    rest(tab)
    tab.do(Switch, branch=2)
    compare(tab, branch=1, step=FORK)
    tab.do(Advance, steps=160)
    rest(tab)
    assert tab.compared[-1].step == 610
    assert tab.compared[-1].floats.tobytes() == whole


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (Compare, {}),
        (Switch, {"branch": 1}),
        (Forget, {"branch": 1}),
        (Load, {"preset": "tiny"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_it_ends(tab: Tab, command: Any, fields: dict[str, Any]) -> None:
    compare(tab, branch=1)
    tab.do(command, **fields)
    rest(tab)
    assert comparison(tab).branch is None
    tab.compared.clear()
    tab.do(Advance)
    assert tab.compared == []


def test_after_a_comparison_each_branch_stands_again_where_it_stood(tab: Tab) -> None:
    before = floats(tab)
    tab.do(Compare, branch=1, step=FORK + 10)
    rest(tab)
    assert_both_at(tab, FORK + 10)
    tab.do(Compare, branch=None)
    rest(tab)
    assert tab.frame.step == FORK + 50
    assert floats(tab) == before
    assert listed(tab).branches[0].step == FORK


def test_branches_that_have_gone_on_in_a_comparison_stay_there(tab: Tab) -> None:
    tab.do(Compare, branch=1, step=FORK)
    rest(tab)
    advance(tab, 300)
    tab.do(Compare, branch=None)
    rest(tab)
    assert tab.frame.step == FORK + 300
    assert listed(tab).branches[0].step == FORK + 300


def test_starting_again_takes_both_to_the_start(tab: Tab) -> None:
    compare(tab, branch=1)
    tab.do(Restart)
    rest(tab)
    assert (tab.frame.step, tab.compared[-1].step) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"branch": 9}, "There is no branch 9."),
        ({"branch": 2}, "Slow is on the stage already."),
        ({"branch": 1, "step": 501}, "This run has lived through steps 0 to 500."),
    ],
)
def test_what_cannot_be_compared_gets_a_sentence_and_changes_nothing(
    tab: Tab, fields: dict[str, Any], sentence: str
) -> None:
    tab.do(Branch)
    tab.do(Switch, branch=2)
    compare(tab, branch=3)
    before = comparison(tab)
    assert rejection(tab, Compare, **fields).sentence == sentence
    assert comparison(tab) == before
    tab.do(Advance)
    assert tab.compared[-1].step == tab.frame.step


def test_a_tab_that_comes_back_is_told_of_the_comparison(tab: Tab) -> None:
    compare(tab, branch=1)
    again = Tab(tab.session, tab.clock).connect()
    assert comparison(again).branch == 1
    assert again.last(Branches).present == 2
    assert again.compared[-1].step == again.frame.step == 500
    assert again.compared[-1].loss_steps == 500
    assert sorted(decode_examples(data).compared for data in again.data) == [False, True]


def test_a_long_way_of_the_other_is_told(tab: Tab) -> None:
    tab.send(Compare, branch=1)
    companion = tab.session._stage.companion
    assert companion is not None
    tab.session.work(0.0)  # one slice at a time
    assert not tab.session._stage.together()
    tab.clock.move(2)
    for _ in range(100):
        tab.session.work(0.0)
        tab.draw()
        tab.clock.move(0.3)
        if tab.session._stage.together():
            break
    assert tab.session._stage.together()
    assert tab.last(Progress) is None or tab.last(Progress).task == "seek"
