"""Time: running, going back, replaying and resuming give the same digits to the bit."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from engine import LOSSES, PRESETS, Experiment, Trainer
from engine.batches import Order

Changes = dict[str, Any]
JOURNEY: list[tuple[int, Changes]] = [
    (3, {"learning_rate": 0.2}),
    (7, {"batch_size": 7}),
    (12, {"optimizer": {"name": "momentum", "momentum": 0.8}}),
    (20, {"layers": [{"units": 5, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}),
    (20, {"data": {"noise": 0.2}}),
    (33, {"batch_size": None}),
    (40, {"data": {"name": "moons"}}),
    (55, {"data": {"training_share": 0.3}, "batch_size": 11}),
]


def state(trainer: Trainer) -> tuple[Any, ...]:
    snapshot = trainer.snapshot()
    parts = (snapshot.parameters.tobytes(), snapshot.slots.tobytes())
    return (snapshot.step, snapshot.epoch, snapshot.offset, *parts)


def live(trainer: Trainer, steps: int, by_run: bool) -> Trainer:
    """Go through the journey, by `run` or step by step."""
    for step, changes in [*JOURNEY, (steps, {})]:
        if by_run:
            trainer.run(step - trainer.step)
        while trainer.step < step:
            trainer.compute()
            trainer.apply()
        if changes:
            trainer.change(changes)
    return trainer


def finish(generator: Iterator[tuple[int, int]]) -> Trainer:
    while True:
        try:
            next(generator)
        except StopIteration as stop:
            trainer = stop.value
            assert isinstance(trainer, Trainer)
            return trainer


@pytest.mark.parametrize(
    ("loss", "output"), [(loss.name, name) for loss in LOSSES.values() for name in loss.activations]
)
@pytest.mark.parametrize("width", [1, 7])
def test_running_equals_stepping_for_every_loss_with_ten_outputs(
    loss: str, output: str, width: int
) -> None:
    """The fast forms of a step write the very same bits, and leave the very same losses."""
    description = {
        "data": {"name": "digits", "samples": 120},
        "layers": [{"units": 5, "activation": "tanh"}, {"units": 10, "activation": output}],
        "loss": loss,
        "batch_size": width,
        "learning_rate": 0.01,
    }
    running = Trainer(Experiment.from_dict(description))
    stepping = Trainer(running.experiment)
    assert running.run(40) == 40
    for _ in range(40):
        stepping.trace()
        stepping.apply()
    assert state(running) == state(stepping)
    assert running.trace().tape.tobytes() == stepping.trace().tape.tobytes()
    ran, stepped = running.losses.since(0)[3], stepping.losses.since(0)[3]
    assert ran.tobytes() == stepped.tobytes()


@pytest.mark.parametrize("preset", PRESETS)
def test_running_equals_stepping(preset: str) -> None:
    experiment = PRESETS[preset].experiment
    running, stepping = Trainer(experiment), Trainer(experiment)
    assert running.run(100) == 100
    for _ in range(100):
        stepping.trace()
        stepping.apply()
    assert state(running) == state(stepping)
    assert running.trace().tape.tobytes() == stepping.trace().tape.tobytes()
    losses = [trainer.losses.since(0)[3].tobytes() for trainer in (running, stepping)]
    assert losses[0] == losses[1]
    evaluations = [trainer.evaluations.since(0).tobytes() for trainer in (running, stepping)]
    assert evaluations[0] == evaluations[1]


def test_the_same_changes_at_the_same_steps_give_the_same_bits() -> None:
    experiment = PRESETS["rings"].experiment
    first = live(Trainer(experiment), 70, by_run=True)
    second = live(Trainer(experiment), 70, by_run=False)
    assert state(first) == state(second)
    assert first.journal == JOURNEY
    assert first.losses.since(0)[3].tobytes() == second.losses.since(0)[3].tobytes()


def test_a_replay_ends_in_the_same_state() -> None:
    experiment = PRESETS["rings"].experiment
    lived = live(Trainer(experiment), 70, by_run=True)
    replayed = finish(Trainer.replay(experiment, lived.journal, 70))
    assert state(replayed) == state(lived)
    assert replayed.journal == lived.journal
    assert replayed.experiment == lived.experiment
    early = finish(Trainer.replay(experiment, lived.journal, 15))
    assert early.step == 15
    assert early.journal == JOURNEY[:3]


def test_a_replay_tells_how_far_it_is() -> None:
    reports = list(Trainer.replay(PRESETS["rings"].experiment, [], 3000))
    done = [report[0] for report in reports]
    assert len(done) > 3
    assert done == sorted(done)
    assert reports[-1] == (3000, 3000)


@pytest.mark.parametrize("computed", [False, True])
def test_restoring_a_snapshot_and_going_on_gives_the_same_bits(computed: bool) -> None:
    trainer = Trainer(PRESETS["spiral"].experiment)
    trainer.run(33)
    if computed:
        trainer.compute()
    snapshot = trainer.snapshot()
    losses = trainer.run(50) and trainer.losses.since(33)[3].copy()
    end = state(trainer)
    trainer.restore(snapshot)
    assert state(trainer)[:3] == (33, snapshot.epoch, snapshot.offset)
    assert trainer.losses.end == 33
    trainer.run(50)
    assert state(trainer) == end
    np.testing.assert_array_equal(trainer.losses.since(33)[3], losses)


def test_going_back_before_a_change_brings_back_the_settings_of_then() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(10)
    snapshot = trainer.snapshot()
    before = trainer.trace().tape.tobytes()
    trainer.change({"layers": [{"units": 1, "activation": "sigmoid"}]})
    trainer.run(5)
    trainer.restore(snapshot)
    assert trainer.trace().tape.tobytes() == before
    assert trainer.journal == []
    assert len(trainer.experiment.layers) == 2


def test_a_run_is_resumed_from_a_state_without_replaying() -> None:
    experiment = PRESETS["rings"].experiment
    lived = live(Trainer(experiment), 60, by_run=True)
    resumed = Trainer.resume(experiment, lived.journal, lived.snapshot())
    lived.run(25)
    resumed.run(25)
    assert state(resumed) == state(lived)
    assert resumed.journal == lived.journal
    assert resumed.losses.since(0)[0] == 60


def test_a_state_of_another_network_is_refused() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    before = state(trainer)
    with pytest.raises(ValueError, match="other layers"):
        trainer.restore(Trainer(PRESETS["digits"].experiment).snapshot())
    assert state(trainer) == before


def test_restart_gives_the_very_same_start_values_and_a_new_draw_gives_others() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    start = state(trainer)
    first = trainer.run(40) and trainer.losses.since(0)[3]
    trainer.change({"learning_rate": 0.5})
    trainer.restart()
    assert state(trainer) == start
    assert (trainer.journal, trainer.experiment.learning_rate) == ([], 0.5)
    assert trainer.losses.end == 0
    trainer.restart(draw=True)
    assert state(trainer) != start
    assert trainer.experiment.draw == 1
    trainer.change({"learning_rate": 1.0, "draw": 0})
    trainer.run(40)
    np.testing.assert_array_equal(trainer.losses.since(0)[3], first)


def test_a_run_stops_at_its_deadline_after_at_least_one_step() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    assert trainer.run(1_000_000, deadline=perf_counter()) == 1
    started = perf_counter()
    assert trainer.run(10_000_000, deadline=started + 0.05) > 10
    assert perf_counter() - started < 0.5


def test_a_run_stops_before_the_first_step_whose_loss_is_low_enough() -> None:
    experiment = PRESETS["rings"].experiment
    whole = Trainer(experiment)
    whole.run(300)
    losses = whole.losses.since(0)[3]
    wanted = int(np.argmax(losses < 0.2))
    stopped = Trainer(experiment)
    assert stopped.run(300, loss_below=0.2) == wanted
    assert stopped.trace().loss < 0.2
    assert stopped.run(5, loss_below=0.2) == 0
    stopped.run(300 - wanted)
    assert state(stopped) == state(whole)


@pytest.mark.parametrize("batch_size", [None, 7])
def test_a_run_stops_before_the_first_step_whose_loss_is_not_finite(batch_size: int | None) -> None:
    experiment = PRESETS["plane"].experiment.changed(
        {"learning_rate": 30.0, "batch_size": batch_size}
    )
    trainer = Trainer(experiment)
    assert trainer.first_nonfinite() is None
    done = trainer.run(1000)
    assert 5 < done < 1000
    assert trainer.step == done
    losses = trainer.losses.since(0)[3]
    assert len(losses) == done
    assert np.isfinite(losses).all()
    assert not np.isfinite(trainer.trace().loss)
    assert trainer.first_nonfinite() is not None
    assert trainer.run(10) == 0
    replayed = finish(Trainer.replay(experiment, [], done + 3))  # a person may step on
    assert replayed.step == done + 3


def test_batches_are_a_permutation_of_each_epoch_with_a_short_last_one() -> None:
    experiment = PRESETS["rings"].experiment.changed(
        {"batch_size": 16, "data": {"samples": 100, "training_share": 0.5}}
    )
    trainer = Trainer(experiment)
    assert trainer.steps_per_epoch == 4
    known = {row.tobytes() for row in trainer.data.inputs[:50]}
    orders = []
    for epoch in range(3):
        seen: list[bytes] = []
        for number, width in enumerate((16, 16, 16, 2)):
            assert (trainer.epoch, trainer.batch_in_epoch) == (epoch, number)
            trace = trainer.trace()
            assert trace["inputs"].shape == (width, 2)
            assert trace.layout.batch == width
            seen += [row.tobytes() for row in trace["inputs"]]
            trainer.apply()
        assert set(seen) == known
        assert len(seen) == 50
        orders.append(seen)
    assert orders[0] != orders[1] != orders[2]


def test_the_order_of_an_epoch_depends_on_seed_and_epoch_alone() -> None:
    forward = [Order(3, 20).epoch(epoch).tolist() for epoch in (0, 1, 63, 64, 65, 200)]
    order = Order(3, 20)
    backward = [order.epoch(epoch).tolist() for epoch in (200, 65, 64, 63, 1, 0)]
    assert backward[::-1] == forward
    walked = [order.epoch(epoch).tolist() for epoch in range(66)]
    assert [walked[epoch] for epoch in (0, 1, 63, 64, 65)] == forward[:5]
    assert len({tuple(permutation) for permutation in walked}) == 66
    assert Order(4, 20).epoch(0).tolist() != forward[0]


def test_any_epoch_has_its_order_whichever_were_asked_for_before() -> None:
    walked = Order(5, 30)
    expected = [walked.epoch(epoch).tolist() for epoch in range(4000)]
    order, draw = Order(5, 30), np.random.default_rng(0)
    for epoch in draw.integers(0, 4000, 500):
        assert order.epoch(epoch).tolist() == expected[epoch]
        later = epoch + int(draw.integers(0, 3))
        assert order.epoch(min(later, 3999)).tolist() == expected[min(later, 3999)]
    for epoch in (3999, 0, 130, 1, 63, 64, 2048, 3999):
        assert walked.epoch(epoch).tolist() == expected[epoch]
    assert len(walked._marks) <= 512


def test_a_new_batch_size_goes_on_at_the_same_place_in_the_permutation() -> None:
    base = PRESETS["rings"].experiment.changed({"batch_size": 10})
    order = Order(base.seed, 200).epoch(0)
    trainer = Trainer(base)
    trainer.run(3)
    trainer.change({"batch_size": 25})
    np.testing.assert_array_equal(trainer.trace()["inputs"], trainer.data.inputs[order[30:55]])
    trainer.apply()
    trainer.change({"batch_size": 4})
    np.testing.assert_array_equal(trainer.trace()["inputs"], trainer.data.inputs[order[55:59]])


def test_a_full_batch_is_not_shuffled_and_is_an_epoch() -> None:
    for batch_size in (None, 200, 5000):
        trainer = Trainer(PRESETS["rings"].experiment.changed({"batch_size": batch_size}))
        np.testing.assert_array_equal(trainer.trace()["inputs"], trainer.data.inputs[:200])
        trainer.run(5)
        assert (trainer.epoch, trainer.offset, trainer.steps_per_epoch) == (5, 0, 1)


def test_a_longer_history_of_other_widths_leaves_no_trace_in_the_bits() -> None:
    """Plans are dropped and built again as batch sizes come and go."""
    experiment = Experiment.from_dict({"batch_size": 10})
    plain, wild = Trainer(experiment), Trainer(experiment)
    plain.run(4)
    wild.run(2)
    for size in range(20, 60, 2):
        wild.change({"batch_size": size})
        wild.trace()
    wild.change({"batch_size": 10})
    wild.run(2)
    assert state(plain) == state(wild)
