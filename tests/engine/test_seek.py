"""Going to any step of a run, and branching off."""

from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Snapshot, Trainer
from engine.snapshots import MOST_MARKS, SPACING, Snapshots

Changes = dict[str, Any]
JOURNEY: list[tuple[int, Changes]] = [
    (0, {"seed": 3}),
    (100, {"learning_rate": 0.2}),
    (256, {"batch_size": 7}),
    (300, {"layers": [{"units": 5, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}),
    (600, {"data": {"name": "moons"}, "optimizer": {"name": "momentum", "momentum": 0.8}}),
    (600, {"data": {"training_share": 0.3}}),
]
END = 1500


def state(trainer: Trainer) -> tuple[Any, ...]:
    snapshot = trainer.snapshot()
    parts = (snapshot.parameters.tobytes(), snapshot.slots.tobytes())
    return (snapshot.step, snapshot.epoch, snapshot.offset, trainer.experiment, *parts)


def journey(end: int = END) -> Trainer:
    trainer = Trainer(PRESETS["rings"].experiment)
    for step, changes in JOURNEY:
        if step <= end:
            trainer.run(step - trainer.step)
            trainer.change(changes)
    trainer.run(end - trainer.step)
    return trainer


def test_every_step_comes_back_to_the_bit_in_any_order() -> None:
    trainer = journey()
    end = state(trainer)
    losses, readings = trainer.losses.since(0)[3], trainer.evaluations.since(0)
    for step in (700, 255, 256, 1499, 0, 100, 99, 301, 600, 1280, 599):
        trainer.seek(step)
        assert state(trainer) == state(journey(step))
        assert trainer.journal == [entry for entry in JOURNEY if entry[0] <= step]
        assert trainer.future is not None
        assert trainer.future.journal == [entry for entry in JOURNEY if entry[0] > step]
        assert trainer.losses.end == step
        np.testing.assert_array_equal(trainer.losses.since(0)[3], losses[:step])
        assert trainer.end == END
        assert trainer.trace().tape.tobytes() == journey(step).trace().tape.tobytes()
    trainer.seek(END)
    assert state(trainer) == end
    assert trainer.future is None
    np.testing.assert_array_equal(trainer.losses.since(0)[3], losses)
    np.testing.assert_array_equal(trainer.evaluations.since(0), readings)


def test_a_step_that_was_never_reached_is_refused() -> None:
    trainer = journey()
    for step in (-1, END + 1):
        with pytest.raises(ValueError, match="0 to 1500"):
            trainer.seek(step)
    assert trainer.step == END


def test_a_seek_that_is_dropped_changes_nothing() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(200)
    before = state(trainer)
    seeking = trainer.seeking(150)
    done, total = next(seeking)
    assert 0 < done < total == 150
    seeking.close()
    assert state(trainer) == before
    assert trainer.future is None


def test_a_seek_that_is_dropped_leaves_the_pending_step_and_all_it_wrote() -> None:
    trainer = Trainer(PRESETS["digits"].experiment.changed({"optimizer": {"name": "adam"}}))
    trainer.run(100)
    trainer.change({"examples": [3]})
    trainer.run(100)
    trainer.change({"examples": [5, 6]})
    tape, before = trainer.trace().tape.tobytes(), state(trainer)
    for target in (150, 10, 101):
        seeking = trainer.seeking(target)
        next(seeking)
        assert trainer.network.prefix.tobytes() == tape[: trainer.network.prefix.nbytes]
        assert trainer.evaluate() == trainer.branch().evaluate()
        seeking.close()
        assert state(trainer) == before
        assert trainer.losses.end == 200
        assert list(trainer.chosen) == [5, 6]
    assert trainer.trace().tape.tobytes() == tape


def test_two_seeks_at_once_end_where_they_should() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(240)
    first, second = trainer.seeking(200), trainer.seeking(100)
    next(first)
    next(second)
    for _ in first:
        pass
    assert trainer.step == 200
    for _ in second:
        pass
    assert trainer.step == 100
    straight = Trainer(PRESETS["digits"].experiment)
    straight.run(100)
    assert state(trainer) == state(straight)


def test_a_seek_of_a_run_that_was_changed_meanwhile_is_given_up() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(200)
    seeking = trainer.seeking(150)
    next(seeking)
    trainer.change({"learning_rate": 0.05})
    changed = state(trainer)
    with pytest.raises(RuntimeError, match="was changed"):
        list(seeking)
    assert state(trainer) == changed


def test_how_many_changes_are_in_force_can_be_chosen_where_they_were_made() -> None:
    trainer = journey()
    trainer.seek(600, changes=5)
    assert trainer.journal == JOURNEY[:5]
    trainer.seek(600)
    assert trainer.journal == JOURNEY
    for step, changes in ((600, 3), (600, 7), (599, 5), (300, -1)):
        with pytest.raises(ValueError, match="changes"):
            trainer.seek(step, changes)


def test_seeking_takes_no_readings_and_keeps_no_states_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = journey()
    kept = [snapshot.step for snapshot in trainer.snapshots.kept]
    monkeypatch.setattr(Trainer, "evaluate", None)
    for step in (700, 1300, 20, END):
        trainer.seek(step)
    assert [snapshot.step for snapshot in trainer.snapshots.kept] == kept


def test_a_seek_within_a_long_run_builds_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(1500)
    for step in (700, 300):
        trainer.seek(step)  # the second tape is built once
    networks = {trainer.network, trainer._spare}
    monkeypatch.setattr("engine.seeking.Network", None)
    monkeypatch.setattr("engine.network.Plan", None)
    monkeypatch.setattr("engine.loop.make_examples", None)
    for step in (1200, 20, 1499, 1500):
        trainer.seek(step)
        assert trainer.network in networks


def test_going_on_unchanged_relives_the_run_and_keeps_its_future() -> None:
    trainer = journey()
    trainer.seek(650)
    trainer.run(50)
    assert trainer.end == END
    assert state(trainer) == state(journey(700))
    trainer.run(END - 700)
    assert trainer.future is None
    assert state(trainer) == state(journey())


@pytest.mark.parametrize("by_change", [True, False])
def test_another_way_leaves_the_old_future(by_change: bool) -> None:
    trainer = journey()
    trainer.seek(550)
    if by_change:
        trainer.change({"learning_rate": 0.01})
    trainer.run(400)
    assert (trainer.step, trainer.future) == (950, None)
    end = state(trainer)
    assert end != state(journey(950))
    trainer.seek(900)
    trainer.seek(950)
    assert state(trainer) == end


def test_a_branch_is_independent_and_has_the_same_past() -> None:
    trainer = journey()
    branch = trainer.branch({"learning_rate": 0.01})
    assert branch.journal == [*trainer.journal, (END, {"learning_rate": 0.01})]
    branch.run(100)
    assert trainer.step == END
    trainer.run(100)
    assert state(trainer) != state(branch)
    branch.seek(700)
    assert state(branch) == state(journey(700))
    assert trainer.step == END + 100


def test_a_resumed_run_can_go_back_to_its_beginning() -> None:
    trainer = journey()
    resumed = Trainer.resume(trainer.initial, trainer.journal, trainer.snapshot())
    resumed.seek(280)
    assert state(resumed) == state(journey(280))


def test_snapshots_of_a_hundred_million_steps_are_few_and_never_far_apart_for_their_age() -> None:
    numbers = np.zeros(177, np.float32)  # the parameters of 2–8–8–8–1
    snapshots = Snapshots()
    end = 100_000_000
    for step in range(0, end, SPACING):
        snapshots.append(Snapshot(step, 0, 0, numbers, numbers, 0))
    steps = np.array([snapshot.step for snapshot in snapshots.kept])
    assert len(steps) * (2 * numbers.nbytes + 512) < 8 * 2**20
    assert steps[0] == 0
    gaps, ages = np.diff(steps), end - steps[1:]
    assert (gaps <= np.maximum(ages / 64, SPACING)).all()
    assert snapshots.nearest(end) == snapshots.kept[-1]


def test_snapshots_do_not_depend_on_how_the_steps_were_made() -> None:
    def kept(*runs: int) -> list[int]:
        trainer = Trainer(PRESETS["blobs"].experiment)
        for steps in runs:
            trainer.run(steps)
        return [snapshot.step for snapshot in trainer.snapshots.kept]

    assert kept(3000) == kept(1, 255, 1, 500, 2243) == list(range(0, 3000, SPACING))


def test_a_run_that_follows_its_future_makes_the_remembered_changes_again() -> None:
    trainer = journey()
    end, tape = state(trainer), trainer.trace().tape.tobytes()
    trainer.follows = True
    trainer.seek(50)
    for steps in (49, 1, 200, 700):
        trainer.run(steps)
        assert trainer.journal == [entry for entry in JOURNEY if entry[0] <= trainer.step]
        assert trainer.end == END
    while trainer.step < END:
        trainer.apply()
    assert state(trainer) == end
    assert trainer.trace().tape.tobytes() == tape
    assert trainer.future is None


def test_a_run_that_follows_leaves_the_future_from_where_a_change_was_taken_back() -> None:
    trainer = journey(700)
    trainer.follows = True
    assert trainer.undo()
    assert trainer.undo()
    assert trainer.step == 600
    assert trainer.journal == JOURNEY[:4]
    trainer.run(1)
    assert trainer.journal == JOURNEY[:4]
    assert trainer.future is None


def test_a_change_can_be_taken_back_without_living_a_step_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = journey(600)
    monkeypatch.setattr("engine.seeking.Relived.run", None)
    before = journey(599)
    before.run(1)
    trainer.undo()
    trainer.undo()
    assert state(trainer) == state(before)
    trainer.redo()
    trainer.redo()
    assert state(trainer) == state(journey(600))


def test_the_states_before_changes_are_few_and_each_is_kept_once() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    for step in range(MOST_MARKS + 5):
        trainer.change({"learning_rate": 0.1})
        trainer.seek(step, step)
        trainer.change({"learning_rate": 0.2})
        trainer.run(1)
    marks = [(mark.step, mark.changes) for mark in trainer.snapshots.marks]
    assert marks == [(step, step) for step in range(5, MOST_MARKS + 5)]


NEAREST = [(0, 0), (255, 100), (299, 256), (700, 600), (1499, 1280)]


@pytest.mark.parametrize(("step", "near"), NEAREST)
def test_the_nearest_step_is_one_that_can_be_gone_to_at_once(step: int, near: int) -> None:
    trainer = journey()
    assert trainer.near(step) == near
    assert trainer.near(END) == END
    trainer.snapshots.kept.clear()
    trainer.snapshots.marks.clear()
    assert trainer.near(step) == 0
