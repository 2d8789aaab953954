"""The layout: names, order, offsets and strides of the tape."""

import json

import numpy as np
import pytest

from engine import PRESETS, Experiment, Layout, Trainer


@pytest.fixture
def trainer() -> Trainer:
    """2–3–1 with a batch of three: no two sizes that could be mistaken for each other."""
    trainer = Trainer(
        Experiment.from_dict(
            {
                "layers": [
                    {"units": 3, "activation": "tanh"},
                    {"units": 1, "activation": "sigmoid"},
                ],
                "batch_size": 3,
            }
        )
    )
    trainer.run(5)
    return trainer


def test_names_come_in_the_order_of_the_protocol(trainer: Trainer) -> None:
    names = list(dict.fromkeys(tensor.name for tensor in trainer.layout.tensors))
    parameters = ["weights", "biases"]
    assert names == [
        *parameters,
        *(f"{name}_{kind}" for kind in ("gradient", "update") for name in parameters),
        "example.inputs",
        "example.targets",
        *(f"example.{name}" for name in ("z", "a", "da", "dz")),
        "example.loss",
        "learning_rate",
        "loss",
        "loss_after",
        "inputs",
        "targets",
        *("z", "a", "da", "dz"),
        "losses",
    ]


def test_strides_present_rows_as_receiving_neurons(trainer: Trainer) -> None:
    trace = trainer.trace()
    layout, tape = trace.layout, trace.tape
    assert layout["weights", 1].shape == (3, 2)
    assert layout["a", 1].shape == (3, 3)
    assert layout["inputs", 0].shape == (3, 2)
    assert layout["loss", 0].shape == ()
    # In memory: (fan_in + 1, fan_out), biases last.
    stored = tape[:9].reshape(3, 3)
    np.testing.assert_array_equal(trace["weights", 1], stored[:2].T)
    np.testing.assert_array_equal(trace["biases", 1], stored[2])
    z = trace["inputs"] @ trace["weights", 1].T + trace["biases", 1]
    np.testing.assert_allclose(trace["z", 1], z, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        trace["z", 2],
        trace["a", 1] @ trace["weights", 2].T + trace["biases", 2],
        rtol=1e-5,
        atol=1e-6,
    )


def test_an_offset_and_strides_are_all_one_needs(trainer: Trainer) -> None:
    trace = trainer.trace()
    floats = trace.tape.tolist()
    for tensor in trace.layout.to_dict()["tensors"]:
        view = trace[tensor["name"], tensor["layer"]]
        for index in np.ndindex(view.shape):
            at = tensor["offset"] + sum(
                i * stride for i, stride in zip(index, tensor["strides"], strict=True)
            )
            assert floats[at] == view[index]


@pytest.mark.parametrize("preset", PRESETS)
def test_tensors_do_not_overlap_and_lie_inside(preset: str) -> None:
    layout = Trainer(PRESETS[preset].experiment).layout
    used = np.zeros(layout.size, int)
    for tensor in layout.tensors:
        tensor.view(used)[...] += 1
        in_prefix = tensor.name not in ("inputs", "targets", "z", "a", "da", "dz", "losses")
        positions = np.flatnonzero(used)
        assert in_prefix or tensor.offset >= layout.prefix
        assert not in_prefix or positions.max() < layout.prefix
    assert used.max() == 1


def test_the_prefix_is_the_same_for_every_batch_width() -> None:
    trainer = Trainer(Experiment.from_dict({"batch_size": 30}))
    wide = trainer.layout
    trainer.change({"batch_size": 4})
    narrow = trainer.layout
    assert (wide.batch, narrow.batch) == (30, 4)
    assert wide.prefix == narrow.prefix

    def inside(layout: Layout) -> list[object]:
        return [tensor for tensor in layout.tensors if tensor.offset < layout.prefix]

    assert inside(wide) == inside(narrow)


def test_a_view_is_no_copy(trainer: Trainer) -> None:
    tape = trainer.trace().tape.copy()
    trainer.layout.view(tape, "weights", 2)[0, 2] = 123
    assert 123 in tape
    with pytest.raises(KeyError):
        trainer.layout.view(tape, "weights", 3)
    with pytest.raises(KeyError):
        trainer.layout.view(tape[: trainer.layout.prefix], "losses")


def test_a_capture_is_the_tape_as_float32() -> None:
    trainer = Trainer(PRESETS["rings"].experiment, np.float64)
    whole = trainer.capture(batch=True, after=True)
    prefix = trainer.capture(batch=False, after=False)
    layout = trainer.layout
    assert whole.dtype == np.float32
    assert (whole.size, prefix.size) == (layout.size, layout.prefix)
    np.testing.assert_array_equal(whole, trainer.trace().tape.astype(np.float32))
    np.testing.assert_array_equal(whole[: layout.prefix - 1], prefix[:-1])
    assert np.isnan(layout.view(prefix, "loss_after"))
    prefix[:] = 0  # a copy: the run does not notice
    assert trainer.capture(batch=False, after=True)[0] == whole[0]


def test_the_loss_after_a_full_batch_is_the_loss_of_the_next_step() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    promised = trainer.trace().loss_after
    trainer.apply()
    assert trainer.trace().loss == promised


def test_a_trace_is_json_and_marks_what_is_not_finite(trainer: Trainer) -> None:
    plain = json.loads(json.dumps(trainer.trace().to_dict(), allow_nan=False))
    assert set(plain) == {
        "step",
        "epoch",
        "batch_in_epoch",
        *(tensor.key for tensor in trainer.layout.tensors),
    }
    assert plain["step"] == 5
    wild = trainer.snapshot()
    trainer.restore(wild._replace(parameters=wild.parameters * np.nan))
    plain = json.loads(json.dumps(trainer.trace().to_dict(), allow_nan=False))
    assert plain["loss"] is None
    assert plain["weights.1"][0] == [None, None]
    assert trainer.first_nonfinite() == "weights.1"


def test_descriptions_are_worth_reading(trainer: Trainer) -> None:
    assert "weights.1" in repr(trainer.layout)
    assert "3 × 2" in repr(trainer.layout)
    assert "before step 5" in repr(trainer)
    assert "rings 2–3–1 (tanh, sigmoid)" in repr(trainer.experiment)
    assert "weights_update" in repr(trainer.trace())


def test_a_tensor_is_found_by_its_key_and_a_wrong_name_is_told_the_right_ones() -> None:
    trace = Trainer(PRESETS["tiny"].experiment).trace()
    for tensor in trace.layout.tensors:
        assert trace.layout[tensor.key] is trace.layout[tensor.name, tensor.layer] is tensor
    np.testing.assert_array_equal(trace["weights.1"], trace["weights", 1])
    with pytest.raises(KeyError, match=r"no tensor 'weights' .* but weights\.1, weights\.2"):
        trace["weights"]
    with pytest.raises(KeyError, match=r"no tensor \('speed', 1\) .* but weights, biases, "):
        trace["speed", 1]
