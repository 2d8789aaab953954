"""Branches: a run that waits keeps its whole past and future, to the bit."""

from typing import Any

import numpy as np
import pytest

from app import branches, record
from app.codec import Curves
from app.commands import (
    Advance,
    Branch,
    Change,
    Compare,
    Forget,
    Leave,
    Load,
    Redo,
    Rename,
    Return,
    Run,
    Seek,
    Show,
    Switch,
    Undo,
)
from app.events import Branches, Progress, Rejected, Showing, Time, Warn
from app.messages import (
    MOST_BRANCHES,
    JournalEntry,
    KeptBranch,
    KeptBranches,
    RunRecord,
)
from tests.app.tab import Tab
from tests.app.test_journeys import advance, floats, rejection, rest, time_of


@pytest.fixture
def tab() -> Tab:
    """A tab whose run has lived through 600 steps, with a change."""
    tab = Tab().connect()
    advance(tab, 300)
    tab.do(Change, changes={"optimizer": {"name": "adam"}, "learning_rate": 0.01})
    advance(tab, 300)
    return tab


def listed(tab: Tab) -> Branches:
    event = tab.last(Branches)
    assert isinstance(event, Branches)
    return event


def names(tab: Tab) -> list[str]:
    return [branch.name for branch in listed(tab).branches]


def test_a_branch_goes_on_from_here_and_the_old_run_waits_with_its_future(tab: Tab) -> None:
    tab.do(Seek, step=450)
    rest(tab)
    here = floats(tab)
    tab.do(Branch, name="Slow", changes={"learning_rate": 0.001})
    old, new = listed(tab).branches
    assert listed(tab).present == new.id
    assert (old.step, old.end, old.parent) == (450, 600, None)
    assert (new.step, new.end, new.parent, new.from_step) == (450, 450, old.id, 450)
    assert new.name == "Slow"
    assert new.sentence == "From step 450 of First run: Learning rate 0.01 → 0.001."
    advance(tab, 100)
    other = floats(tab)
    tab.do(Switch, branch=old.id)
    assert floats(tab) == here
    assert time_of(tab).end == 600
    assert tab.frame.first_loss == 0
    assert tab.frame.loss_steps == 450
    tab.do(Seek, step=600)
    rest(tab)
    tab.do(Switch, branch=new.id)
    assert floats(tab) == other


def test_a_branch_that_comes_back_goes_on_with_the_very_same_bits(tab: Tab) -> None:
    straight = Tab().connect()
    advance(straight, 300)
    straight.do(Change, changes={"optimizer": {"name": "adam"}, "learning_rate": 0.01})
    advance(straight, 400)
    tab.do(Branch)
    advance(tab, 33)
    tab.do(Switch, branch=1)
    advance(tab, 100)
    assert floats(tab) == floats(straight)
    for command in (Undo, Redo):
        tab.do(command)
        straight.do(command)
        rest(tab)
        rest(straight)
        assert floats(tab) == floats(straight)


def test_a_change_in_the_past_keeps_the_known_future_as_a_branch(tab: Tab) -> None:
    whole = floats(tab)
    tab.do(Seek, step=100)
    rest(tab)
    for rate in (0.5, 0.6, 0.7):
        tab.do(Change, changes={"learning_rate": rate})
    assert names(tab) == ["First run", "Branch 2"], "a drag makes one branch"
    assert [entry.changes for entry in tab.experiment.journal] == [{"learning_rate": 0.7}]
    tab.do(Switch, branch=1)
    tab.do(Seek, step=600)
    rest(tab)
    assert floats(tab) == whole


def test_going_on_after_undo_keeps_what_came_after_the_change(tab: Tab) -> None:
    tab.do(Undo)
    rest(tab)
    assert tab.frame.step == 300
    tab.do(Advance, steps=5)
    assert names(tab) == ["First run", "Branch 2"]
    assert listed(tab).branches[1].sentence == (
        "From step 300 of First run: without Learning rate 1 → 0.01; Optimizer Gradient descent"
        " → Adam."
    )
    assert listed(tab).branches[0].end == 600


def test_a_branch_keeps_what_is_shown(tab: Tab) -> None:
    tab.do(Show, inputs=[0.25, -0.5])
    tab.do(Branch)
    for branch in (1, 2):
        tab.do(Switch, branch=branch)
        np.testing.assert_array_equal(tab.tensor("example.inputs"), [0.25, -0.5])


def test_a_run_goes_on_on_its_new_branch(tab: Tab) -> None:
    tab.do(Run, steps_per_second=100)
    tab.do(Branch)
    assert tab.session.runs
    tab.do(Switch, branch=1)
    assert not tab.session.runs


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (Switch, {"branch": 9}, "There is no branch 9."),
        (Switch, {"branch": 1}, "First run is on the stage already."),
        (Forget, {"branch": 9}, "There is no branch 9."),
        (Forget, {"branch": 1}, "First run is on the stage: go to another first."),
        (Rename, {"branch": 1, "name": "  "}, "A branch needs a name that can be read."),
        (Branch, {"changes": {"dropout": 2}}, "Choose a number from 0 to below 1, not 2."),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_changes_nothing(
    tab: Tab, kind: Any, fields: dict[str, Any], sentence: str
) -> None:
    before = listed(tab)
    rejected = rejection(tab, kind, **fields)
    assert rejected.sentence == sentence
    assert listed(tab) == before
    assert tab.session._stage.branches.event(tab.session.trainer).present == 1


def test_branches_can_be_renamed_and_forgotten(tab: Tab) -> None:
    for _ in range(2):
        tab.do(Branch)
    tab.do(Rename, branch=2, name="  Twice ")
    assert names(tab) == ["First run", "Twice", "Branch 3"]
    tab.do(Forget, branch=2)
    assert names(tab) == ["First run", "Branch 3"]
    assert listed(tab).branches[1].parent == 1, "what came from it comes from its parent"
    tab.do(Branch)
    assert names(tab)[-1] == "Branch 4", "a number is not used twice"


def test_the_list_has_an_end_with_a_sentence(tab: Tab) -> None:
    for _ in range(MOST_BRANCHES - 1):
        tab.do(Branch)
    rejected = rejection(tab, Branch)
    assert rejected.sentence == "There are 12 branches: forget one to keep another."
    assert len(listed(tab).branches) == MOST_BRANCHES
    tab.do(Switch, branch=1)
    tab.do(Seek, step=20)
    rest(tab)
    tab.do(Change, changes={"learning_rate": 0.5})
    assert "what this run had lived through after this step is gone" in tab.last(Warn).sentence
    assert time_of(tab).end == 20


def test_branches_that_nobody_asked_for_make_room_for_others(tab: Tab) -> None:
    tab.do(Rename, branch=1, name="Mine")
    for step in range(590, 590 - 2 * MOST_BRANCHES, -1):
        tab.do(Seek, step=step)
        rest(tab)
        tab.do(Change, changes={"learning_rate": 0.5})
        tab.clock.move(2)
        tab.do(Advance)
    assert len(listed(tab).branches) == MOST_BRANCHES
    assert "Mine" in names(tab)
    assert tab.last(Warn) is None


def test_the_memory_of_branches_is_bounded(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tab.session._stage.branches
    tab.do(Load, preset="digits")
    advance(tab, 1500)
    tab.do(Branch)
    shared = kept.nbytes
    tab.do(Branch)
    tab.do(Branch)
    curves = tab.session.trainer.losses.nbytes
    assert kept.nbytes <= shared + 2 * curves + 100_000, "states that are shared count once"
    most = shared * 3 // 4 + 4 * curves
    monkeypatch.setattr(branches, "MOST_BYTES", most)
    tab.do(Branch)
    assert kept.nbytes <= most
    tab.do(Switch, branch=listed(tab).branches[0].id)
    steps = time_of(tab).kept
    assert steps[0] == 0
    before = floats(tab)
    tab.do(Seek, step=900)
    rest(tab)
    tab.do(Seek, step=1500)
    rest(tab)
    assert floats(tab) == before


def test_another_experiment_has_no_branches(tab: Tab) -> None:
    tab.do(Branch)
    tab.do(Load, preset="tiny")
    assert names(tab) == ["First run"]
    assert not any(isinstance(event, Rejected) for event in tab.events)
    assert isinstance(tab.last(Time), Time)


def curves_of(tab: Tab) -> dict[int, Curves]:
    return {curves.branch: curves for curves in tab.curves}


def test_a_tab_that_is_reloaded_is_told_all_branches_and_their_curves(tab: Tab) -> None:
    tab.do(Seek, step=450)
    rest(tab)
    tab.do(Branch, name="Slow", changes={"learning_rate": 0.001})
    advance(tab, 50)
    run = tab.session._stage.branches.known(tab.session.trainer)[0][1]
    again = Tab(tab.session, tab.clock).connect()
    assert names(again) == ["First run", "Slow"]
    old, new = curves_of(again)[1], curves_of(again)[2]
    assert (old.first_loss, old.loss_steps, old.steps_per_point) == (0, 600, 2)
    assert (new.loss_steps, new.steps_per_point) == (500, 1)
    np.testing.assert_array_equal(new.losses, again.frame.losses)
    every = run.losses.since(0, 600, end=600)[3].reshape(-1, 2)
    np.testing.assert_array_equal(old.losses[:, 0], every.min(axis=1))
    assert old.evaluations[-1, 0] > 500, "the known future too"


def handed_back(tab: Tab) -> KeptBranches:
    """What the browser holds of the branches: the last list, and what was kept of each."""
    kept = {event.branch: event for event in tab.events if isinstance(event, KeptBranch)}
    listed_now = listed(tab)
    there = {entry.id for entry in listed_now.branches} - {listed_now.present}
    return KeptBranches(
        present=listed_now.present,
        branches=listed_now.branches,
        kept=[event for id, event in kept.items() if id in there],
    )


def whole_record(tab: Tab) -> RunRecord:
    """What the browser holds of the run on the stage."""
    experiment = tab.experiment
    return RunRecord(
        experiment=experiment.initial,
        journal=[*experiment.journal, *experiment.future],
        changes=len(experiment.journal),
        step=tab.frame.step,
        end=time_of(tab).end,
        shown=tab.last(Showing).example,
    )


def restarted(tab: Tab, branches: KeptBranches) -> Tab:
    """The same tab with a new server, which knows nothing."""
    other = Tab()
    other.session.rebuild(whole_record(tab), branches)
    other.connect(have_step=tab.frame.step)
    other.work(10)
    rest(other)
    return other


@pytest.fixture
def branched(tab: Tab) -> Tab:
    """Two branches that wait: the first run at 450 of 600 steps, and one at 480 of 480."""
    tab.do(Seek, step=450)
    rest(tab)
    tab.do(Branch, name="Slow", changes={"learning_rate": 0.001})
    advance(tab, 30)
    tab.do(Branch, changes={"learning_rate": 0.1})
    advance(tab, 20)
    return tab


def test_a_restarted_server_gets_its_branches_back(branched: Tab) -> None:
    before = listed(branched)
    other = restarted(branched, handed_back(branched))
    assert listed(other).branches[:2] == before.branches[:2]
    assert names(other) == names(branched)
    assert floats(other) == floats(branched)
    for branch, end in ((1, 600), (2, 480), (3, 500)):
        for one in (branched, other):
            one.do(Switch, branch=branch)
            rest(one)
        assert other.frame.answered == other.ids
        assert floats(other) == floats(branched)
        assert time_of(other).end == end
        for one in (branched, other):
            one.do(Seek, step=end)
            rest(one)
        assert floats(other) == floats(branched)
    assert other.last(Warn) is None
    other.do(Branch)
    assert names(other)[-1] == "Branch 4", "a number is not used twice"


def test_a_run_that_is_rebuilt_in_slices_is_the_first_that_is_told(branched: Tab) -> None:
    experiment = branched.experiment
    run = RunRecord(experiment=experiment.initial, journal=experiment.journal, step=500)
    other = Tab()
    other.session.rebuild(run, handed_back(branched))
    other.connect(have_step=500)
    while other.session._work.busy:
        assert other.events == []
        other.session.work(0.0)
        other.draw()
    assert names(other) == names(branched)
    assert [event.present for event in other.events if isinstance(event, Branches)] == [3]


def test_a_branch_that_is_lived_again_shows_what_it_showed(tab: Tab) -> None:
    tab.do(Show, inputs=[0.25, -0.5])
    tab.do(Branch)
    tab.do(Show, set="test", index=3)
    other = restarted(tab, handed_back(tab))
    other.do(Switch, branch=1)
    rest(other)
    np.testing.assert_array_equal(other.tensor("example.inputs"), [0.25, -0.5])


def test_a_branch_that_was_brought_back_can_be_compared_renamed_and_forgotten(
    branched: Tab,
) -> None:
    other = restarted(branched, handed_back(branched))
    other.do(Rename, branch=1, name="Old")
    other.do(Compare, branch=1, step=450)
    rest(other)
    assert other.compared[-1].step == other.frame.step == 450
    assert curves_of(other)[1].loss_steps == 600, "its curve is known again"
    other.do(Forget, branch=2)
    assert names(other) == ["Old", "Branch 3"]
    again = restarted(other, handed_back(other))
    assert names(again) == ["Old", "Branch 3"]


def test_where_a_change_was_taken_back_a_restart_keeps_that(tab: Tab) -> None:
    tab.do(Undo)
    rest(tab)
    tab.do(Branch)
    other = restarted(tab, handed_back(tab))
    for one in (tab, other):
        one.do(Switch, branch=1)
        rest(one)
    assert floats(other) == floats(tab)
    assert other.experiment.journal == []
    assert time_of(other).redo == time_of(tab).redo


def lives(tab: Tab) -> list[tuple[Any, ...]]:
    """Each branch at its end, and what undo and redo would do there: the whole of a stage."""
    found: list[tuple[Any, ...]] = []
    present = listed(tab).present
    for entry in listed(tab).branches:
        if entry.id != listed(tab).present:
            tab.do(Switch, branch=entry.id)
            rest(tab)
        told = time_of(tab)
        stood = floats(tab)
        tab.do(Seek, step=told.end)
        rest(tab)
        found.append((entry.name, told.step, told.end, told.undo, told.redo, stood, floats(tab)))
        tab.do(Seek, step=told.step, changes=sum(change.in_force for change in told.changes))
        rest(tab)
    tab.do(Switch, branch=present)
    rest(tab)
    return found


def origins(tab: Tab) -> list[tuple[Any, ...]]:
    return [
        (entry.id == listed(tab).present, entry.id, entry.parent, entry.from_step, entry.sentence)
        for entry in listed(tab).branches
    ]


def play_elsewhere(tab: Tab) -> None:
    """What a lesson does with the stage."""
    tab.do(Load, preset="tiny")
    advance(tab, 20)
    tab.do(Branch, changes={"learning_rate": 0.2})
    tab.do(Load, preset="moons")
    advance(tab, 5)


def test_a_run_that_was_left_comes_back_with_all_that_it_had(branched: Tab) -> None:
    branched.do(Switch, branch=1)
    branched.do(Undo)
    rest(branched)
    here, whole = floats(branched), lives(branched)
    before = origins(branched)
    branched.do(Leave)
    assert names(branched) == ["First run"]
    assert floats(branched) == here, "a copy goes on"
    assert time_of(branched).end == 600
    play_elsewhere(branched)
    again = Tab(branched.session, branched.clock).connect()  # the page was reloaded meanwhile
    again.ids = branched.ids
    again.do(Leave)
    again.events.clear()
    again.do(Return)
    assert again.frame.answered == again.ids
    assert floats(again) == here
    assert origins(again) == before
    assert {event.branch for event in again.events if isinstance(event, KeptBranch)} == {2, 3}
    assert set(curves_of(again)) >= {1, 2, 3}
    assert lives(again) == whole
    again.do(Branch)
    assert listed(again).present > 6, "a number is not used twice"
    assert rejection(again, Return).sentence == "There is no run that was left."


def test_what_was_compared_with_the_run_that_was_left_comes_back_beside_it(branched: Tab) -> None:
    branched.do(Compare, branch=1, step=450)
    rest(branched)
    pair = branched.compared[-1].floats.tobytes(), floats(branched)
    branched.do(Leave)
    play_elsewhere(branched)
    branched.do(Return)
    rest(branched)
    assert (branched.compared[-1].floats.tobytes(), floats(branched)) == pair


def test_a_server_that_was_restarted_meanwhile_lives_the_run_that_was_left_again(
    branched: Tab,
) -> None:
    branched.do(Seek, step=470)
    rest(branched)
    run, branches = whole_record(branched), handed_back(branched)
    whole = lives(branched)
    other = Tab().connect()
    play_elsewhere(other)
    other.do(Return, run=run, branches=branches)
    rest(other)
    assert names(other) == names(branched)
    assert curves_of(other)[listed(other).present].loss_steps == 500, "its known future too"
    assert lives(other) == whole


def test_branches_that_wait_aside_count_as_memory(tab: Tab) -> None:
    tab.do(Branch)
    kept = tab.session._stage.branches
    before = kept.nbytes
    tab.do(Leave)
    assert kept.nbytes > before


def test_a_restart_keeps_the_future_of_the_run_on_the_stage(tab: Tab) -> None:
    for step in (450, 300, 120):
        tab.do(Seek, step=step)
        rest(tab)
        other = restarted(tab, handed_back(tab))
        assert other.frame.step == step
        assert lives_alone(other) == lives_alone(tab)


def test_a_restart_keeps_what_can_be_made_again(tab: Tab) -> None:
    tab.do(Undo)
    rest(tab)
    other = restarted(tab, handed_back(tab))
    assert floats(other) == floats(tab)
    assert time_of(other).redo == time_of(tab).redo is not None
    for one in (tab, other):
        one.do(Redo)
        rest(one)
    assert floats(other) == floats(tab)


def lives_alone(tab: Tab) -> tuple[Any, ...]:
    """The run as it stands, and at its end."""
    told, stood = time_of(tab), floats(tab)
    tab.do(Seek, step=told.end)
    rest(tab)
    return told.step, told.end, told.undo, told.redo, stood, floats(tab)


def test_a_future_that_was_left_is_not_handed_back(tab: Tab) -> None:
    advance(tab, 1)
    tab.do(Change, changes={"learning_rate": 0.5})
    tab.do(Undo)
    rest(tab)
    assert len(tab.experiment.future) == 1
    tab.do(Advance)
    assert tab.experiment.future == []
    other = restarted(tab, handed_back(tab))
    assert floats(other) == floats(tab)


def test_a_future_that_takes_too_long_is_cut_with_a_sentence(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.do(Seek, step=300)
    rest(tab)
    monkeypatch.setattr(record, "FUTURE_SECONDS", 0.0)
    other = restarted(tab, handed_back(tab))
    assert floats(other) == floats(tab)
    end = time_of(other).end
    assert 300 < end < 600
    assert other.last(Warn).sentence == (
        f"What this run had lived through after step {end} would take too long to be lived again."
    )


def test_a_long_branch_is_lived_again_in_slices_with_progress(branched: Tab) -> None:
    other = restarted(branched, handed_back(branched))
    other.send(Switch, branch=1)
    assert other.session._work.busy
    other.clock.move(2)
    other.session.work(0.0)
    other.draw()
    assert other.last(Progress).task == "seek"
    assert listed(other).present == 3, "until then the run stands where it was"
    rest(other)
    assert listed(other).present == 1


def test_what_cannot_be_lived_again_is_gone_with_a_sentence(branched: Tab) -> None:
    handed = handed_back(branched)
    broken, whole = handed.kept
    spoilt = [
        JournalEntry.model_construct(step=1, changes={"layers": "none"}),
        *broken.journal,
    ]
    other = restarted(
        branched,
        handed.model_copy(update={"kept": [broken.model_copy(update={"journal": spoilt}), whole]}),
    )
    assert names(other) == ["Slow", "Branch 3"]
    assert listed(other).branches[0].parent is None
    assert other.last(Warn).sentence == (
        "These branches held too much to be brought back after the restart: First run."
    )


def test_branches_of_another_life_do_not_spoil_the_run(branched: Tab) -> None:
    handed = handed_back(branched)
    other = restarted(branched, handed.model_copy(update={"present": 77}))
    assert names(other) == ["First run"]
    assert floats(other) == floats(branched)


def test_a_branch_with_a_long_journal_is_not_handed_out(tab: Tab) -> None:
    for number in range(1, 400):
        tab.do(Change, changes={"learning_rate": number / 1000})
        tab.clock.move(2)
    tab.events.clear()
    tab.do(Branch)
    assert len(listed(tab).branches) == 2
    assert tab.last(KeptBranch) is None
