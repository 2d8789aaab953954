"""What a run says of itself in a notebook and on a terminal."""

import io
import re
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS, PRESETS, Trainer
from engine.history import EvaluationHistory, LossHistory
from engine.probes import loss_slice
from engine.progress import clock, run_with_progress
from engine.snapshots import Snapshots


def test_a_trace_is_a_table_of_neurons_for_each_layer() -> None:
    text = repr(Trainer(PRESETS["tiny"].experiment).trace())
    assert text.startswith("<Trace of step 0 (epoch 0, batch 0, 1 example)\n")
    lines = text.splitlines()
    at = lines.index("  layer 1: 2 → 2")
    assert lines[at + 1].split() == ["neuron", "z", "a", "da", "dz"]
    assert lines[at + 2].split() == ["0", "0.5", "0.6225", "-0.06759", "-0.01588"]
    assert len({len(line) for line in lines[at + 1 : at + 4]}) == 1
    assert "loss 0.0807" in lines[1]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_trace_is_readable_for_every_network(preset: str) -> None:
    trainer = Trainer(PRESETS[preset].experiment)
    trainer.change({"optimizer": {"name": "adam"}, "dropout": 0.1, "clip_norm": 1.0})
    lines = repr(trainer.trace()).splitlines()
    assert max(map(len, lines)) < 160
    assert len(lines) < 60 * len(trainer.experiment.layers) + 20


def test_a_run_and_its_parts_say_what_they_are() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    assert repr(trainer).startswith("<Trainer before step 0 (epoch 0, batch 0, 17 parameters)")
    assert repr(trainer.losses) == "<LossHistory, none before step 0>"
    trainer.run(300)
    trainer.change({"learning_rate": 0.5})
    trainer.run(10)
    trainer.seek(250)
    assert "future to step 310" in repr(trainer)
    assert repr(trainer.future) == "<Future up to step 310, changed before steps 300>"
    assert repr(trainer.losses).startswith("<LossHistory of steps 0 to 249: ")
    assert repr(trainer.evaluations).startswith("<EvaluationHistory of ")
    assert repr(trainer.snapshots).startswith("<Snapshots of 2 steps, 0 to 256, ")
    assert len(repr(trainer.snapshot())) < 120
    assert repr(Snapshots()) == "<Snapshots, none>"
    assert repr(EvaluationHistory()) == "<EvaluationHistory, empty>"
    history = LossHistory()
    history.extend(np.arange(200_000, dtype=np.float32))
    assert "199999 at last, lowest 0>" in repr(history)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_shows_how_far_a_run_is() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    terminal = Terminal()
    assert run_with_progress(trainer, 500, stream=terminal) == 500
    readings = terminal.getvalue().split("\r")
    assert terminal.getvalue().endswith("\n")
    assert re.search(r"step 500  loss 0\.\d+ +[\d,]+ steps/s +0:00 left", readings[-1])
    assert len({len(reading.rstrip("\n")) for reading in readings[1:]}) == 1


def test_a_file_gets_a_line_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    trainer, plain = (Trainer(PRESETS["rings"].experiment) for _ in range(2))
    assert trainer.run(3000, progress=True) == plain.run(3000)
    lines = capsys.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 10
    assert "step 3,000" in lines[-1]
    assert trainer.snapshot().parameters.tobytes() == plain.snapshot().parameters.tobytes()
    trainer.run(3)
    assert trainer.run(0, progress=True) == 0
    assert capsys.readouterr().err == ""


def test_a_bar_ends_where_the_run_stops() -> None:
    trainer = Trainer(PRESETS["plane"].experiment.changed({"learning_rate": 30.0}))
    terminal = Terminal()
    done = run_with_progress(trainer, 100_000, stream=terminal)
    assert 0 < done < 100_000
    assert terminal.getvalue().endswith("\n")


def test_times_are_written_as_on_a_clock() -> None:
    assert [clock(s) for s in (0, 61, 3600 + 125)] == ["0:00", "1:01", "1:02:05"]


@pytest.mark.parametrize("registry", [ACTIVATIONS, LOSSES, OPTIMIZERS, DATASETS, PRESETS])
def test_an_entry_of_a_registry_says_what_it_is(registry: dict[str, Any]) -> None:
    for name, entry in registry.items():
        assert repr(entry) == f"<{type(entry).__name__} {name}: {entry.summary}>"


def test_examples_and_slices_say_what_they_are_in_a_line() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    assert repr(trainer.data).startswith("<Examples: 200 to train on and 200 for the test, ")
    assert repr(loss_slice(trainer, points=3)).startswith("<LossSlice of 3 × 3 points before step ")


def test_a_number_of_steps_is_whole() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    steps: Any = 2.5
    with pytest.raises(TypeError):
        trainer.run(steps)
    assert trainer.step == 0
