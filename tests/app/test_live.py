"""The real server over real sockets: learning, resuming, and the same bytes every time."""

import signal
import time
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from app.events import Answer, Branches, Progress, Time
from app.messages import Checkpoint
from app.protocol import TAKEN_OVER
from engine import PRESETS, Trainer
from tests.app.served import Browser, Served, served
from tests.live import Server

DIGITS_SEEDS = range(5)


@pytest.fixture(scope="module")
def server() -> Any:
    """One server for the tests that do not disturb it."""
    with served(message_rate=1000.0, message_burst=1000) as running:
        yield running


def parameters(browser: Browser) -> list[np.ndarray[Any, Any]]:
    """All weights and biases of the last frame."""
    layers = range(1, len(browser.experiment.experiment["layers"]) + 1)
    return [browser.tensor(name, layer) for layer in layers for name in ("weights", "biases")]


def same(ones: list[np.ndarray[Any, Any]], others: list[np.ndarray[Any, Any]]) -> bool:
    """Whether all are equal, to the bit."""
    return all(np.array_equal(one, other) for one, other in zip(ones, others, strict=True))


@pytest.mark.parametrize("seed", DIGITS_SEEDS)
def test_digits_are_read_after_ten_epochs(server: Served, seed: int) -> None:
    with Browser(server.port) as browser:
        browser.ask("load", preset="digits").ask("change", changes={"seed": seed})
        browser.run_until(epoch=10)
        assert browser.frame.epoch == 10
        assert browser.frame.latest[4] >= 0.9


def test_rings_are_learned_quickly(server: Served) -> None:
    with Browser(server.port) as browser:
        browser.ask("load", preset="rings")
        browser.run_until(quantity="loss", below=0.1)
        assert browser.frame.step <= 300
        assert browser.tensor("loss") < 0.1


def test_the_stream_and_the_engine_agree_to_the_bit(server: Served) -> None:
    with Browser(server.port) as browser:
        browser.ask("load", preset="moons").ask("advance", steps=77)
    trainer = Trainer(PRESETS["moons"].experiment)
    trainer.run(77)
    np.testing.assert_array_equal(browser.frame.floats, trainer.capture(batch=True, after=True))


def test_the_same_experiment_gives_the_same_bytes_of_fifty_traces(server: Served) -> None:
    def fifty_traces() -> list[bytes]:
        with Browser(server.port) as browser:
            browser.ask("load", preset="spiral")
            for _ in range(49):
                browser.ask("advance", steps=3)
            return [frame.floats.tobytes() for frame in browser.frames[-50:]]

    first, second = fifty_traces(), fifty_traces()
    assert len(first) == 50
    assert first == second
    assert len(set(first)) == 50


def begin(browser: Browser) -> None:
    """A run with changes in it, first half."""
    browser.ask("load", preset="moons")
    browser.ask(
        "change",
        changes={"optimizer": {"name": "momentum", "momentum": 0.9}, "learning_rate": 0.05},
    )
    browser.ask("advance", steps=101).ask("change", changes={"batch_size": 7})
    browser.ask("advance", steps=50)


def finish(browser: Browser) -> list[np.ndarray[Any, Any]]:
    """The second half, and what comes out."""
    browser.ask("change", changes={"learning_rate": 0.02}).ask("advance", steps=200)
    return parameters(browser)


@pytest.fixture(scope="module")
def unbroken(server: Served) -> list[np.ndarray[Any, Any]]:
    """What an undisturbed run comes to."""
    with Browser(server.port) as browser:
        begin(browser)
        return finish(browser)


def test_a_dropped_connection_changes_nothing(
    server: Served, unbroken: list[np.ndarray[Any, Any]]
) -> None:
    browser = Browser(server.port)
    begin(browser)
    browser.cut()
    again = Browser(server.port, session=browser.welcome.session, have_step=browser.frame.step)
    with again:
        again.ready()
        assert again.welcome.resumed == "live"
        assert (again.frame.step, again.frame.loss_steps) == (151, 0)
        assert same(finish(again), unbroken)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("with_checkpoint", [True, False], ids=["checkpoint", "replay"])
def test_a_restarted_server_goes_on_with_the_very_same_run(
    unbroken: list[np.ndarray[Any, Any]], how: signal.Signals, with_checkpoint: bool
) -> None:
    process = Server()
    try:
        port = process.address.rpartition(":")[2]
        browser = Browser(port)
        begin(browser)
        browser.until(lambda: bool(browser.last(Checkpoint)))
        process.stop(how)
        browser.close()
        process.start()
        again = Browser(
            port,
            session=browser.welcome.session,
            have_step=browser.frame.step,
            run=browser.record(with_checkpoint=with_checkpoint),
        )
        with again:
            again.ready()
            assert again.welcome.resumed == "rebuilt"
            assert again.frame.step == 151
            assert same(finish(again), unbroken)
    finally:
        process.stop()


def test_a_run_goes_on_where_it_was_when_the_tab_comes_back(server: Served) -> None:
    browser = Browser(server.port).ready()
    browser.send("run")
    browser.until(lambda: browser.frame.step > 1000)
    browser.cut()
    with Browser(
        server.port, session=browser.welcome.session, have_step=browser.frame.step
    ) as again:
        again.until(lambda: len(again.frames) > 3)
        assert again.frames[0].first_loss <= browser.frame.step
        assert again.frame.step > browser.frame.step


def test_an_unknown_session_without_a_record_is_said_to_be_lost(server: Served) -> None:
    with Browser(server.port, session="never heard of", have_step=500) as browser:
        browser.ready()
        assert browser.welcome.resumed == "lost"
        assert browser.frame.step == 0


def test_a_record_that_is_none_is_said_to_be_lost(server: Served) -> None:
    record = {"experiment": {"learning_rate": -3}, "journal": [], "step": 9}
    with Browser(server.port, session="gone", run=record) as browser:
        browser.ready()
        assert browser.welcome.resumed == "lost"
        assert "could not be rebuilt" in browser.welcome.sentence


def test_a_second_tab_takes_the_session_over(server: Served) -> None:
    first = Browser(server.port).ready()
    first.ask("advance", steps=5)
    with Browser(server.port, session=first.welcome.session) as second:
        second.ready()
        with pytest.raises(ConnectionClosed) as closed:
            first.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == TAKEN_OVER
        first.close()
        assert second.ask("advance").frame.step == 6


def test_sessions_are_forgotten_after_their_time() -> None:
    with served(session_minutes=0.0001) as server:
        with Browser(server.port) as browser:
            browser.ready()
        while server.connections:
            pass
        sessions = server.app.state.sessions
        assert len(sessions) == 1
        while len(sessions):
            sessions.sweep()


def seconds_of_others(other: Browser, tab: Browser, count: int) -> float:
    """How long a command of another tab takes, in the middle of so many."""
    times = []
    for _ in range(count):
        asked = time.perf_counter()
        other.ask("advance")
        times.append(time.perf_counter() - asked)
        with suppress(TimeoutError):
            tab.receive(0.05)  # and so no more than is allowed in a second
    return sorted(times)[count // 2]


def test_a_seek_over_many_steps_tells_how_far_it_is_and_holds_nobody_up(server: Served) -> None:
    with Browser(server.port) as tab:
        tab.ready().ask("load", preset="digits").ask("change", changes={"batch_size": None})
        tab.until(lambda: tab.last(Checkpoint) is not None and tab.last(Checkpoint).changes == 1)
        record = tab.record(with_checkpoint=True)
    # A record may claim so many steps: from its checkpoint no state on the way is known, and all of
    # them are to be lived again, which no machine does while this test waits.
    far = 4_000_000
    record |= {"step": far, "checkpoint": record["checkpoint"] | {"step": far}}
    with Browser(server.port, run=record) as tab, Browser(server.port) as other:
        tab.ready()
        other.ready()
        assert tab.frame.step == far
        alone = seconds_of_others(other, tab, 10)
        number = tab.send("seek", step=far - 1)
        beside = seconds_of_others(other, tab, 20)
        assert beside < 0.25 + 4 * alone, "a busy machine is as busy before"
        tab.until(lambda: tab.last(Progress) is not None)
        assert tab.last(Progress).task == "seek"
        assert tab.frame.answered < number, "until then the run stands where it was"
        tab.ask("load", preset="tiny")
        assert tab.frame.step == 0, "what is asked for next does not wait for it"


def test_a_run_of_heavy_steps_goes_back_to_the_very_bits(server: Served) -> None:
    with Browser(server.port) as tab:
        tab.ready().ask("load", preset="digits").ask("change", changes={"batch_size": None})
        tab.ask("advance", steps=40)
        here = tab.frame.floats.tobytes()
        tab.ask("seek", step=39).ask("advance")
        assert tab.frame.floats.tobytes() == here


def test_time_branches_and_answers_travel(server: Served) -> None:
    with Browser(server.port) as tab:
        tab.ready().run_until(step=700)
        here = tab.frame.floats.tobytes()
        tab.ask("seek", step=100).ask("change", changes={"learning_rate": 0.5})
        tab.until(lambda: tab.last(Time) is not None and tab.last(Time).undo is not None)
        assert tab.last(Time).undo == "Learning rate 1 → 0.5"
        assert [branch.end for branch in tab.last(Branches).branches] == [700, 100]
        tab.send("ask", question="check", parameter={"layer": 1, "row": 0, "column": 0})
        tab.until(lambda: tab.last(Answer) is not None)
        assert tab.last(Answer).content["difference"] < 1e-5
        tab.ask("switch", branch=1).ask("seek", step=700)
        assert tab.frame.floats.tobytes() == here
