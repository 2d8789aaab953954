"""Saved runs: the same bits after loading, and a reason where a file does not hold a run."""

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import PRESETS, Experiment, RunFileError, Table, Trainer
from engine.storage import VERSION

OLD_RUNS = Path(__file__).parent / "runs"


def state(trainer: Trainer) -> tuple[Any, ...]:
    snapshot = trainer.snapshot()
    parts = (snapshot.parameters.tobytes(), snapshot.slots.tobytes(), trainer.chosen)
    return (snapshot.step, snapshot.epoch, snapshot.offset, trainer.experiment, *parts)


def journey(dtype: Any = np.float32) -> Trainer:
    """A run with changes of every kind that stands in its past."""
    trainer = Trainer(PRESETS["rings"].experiment.changed({"batch_size": 10}), dtype)
    trainer.run(300)
    trainer.change({"optimizer": {"name": "adam"}, "learning_rate": 0.01})
    trainer.run(300)
    trainer.add_neuron(1, 2)
    trainer.edit((1, 0, 1), 0.5)
    trainer.step_on(3, 4)
    trainer.run(200)
    trainer.show("test", 5)
    trainer.seek(700)
    return trainer


def saved(trainer: Trainer) -> bytes:
    file = io.BytesIO()
    trainer.save(file)
    return file.getvalue()


def load(data: bytes) -> Trainer:
    return Trainer.load(io.BytesIO(data))


def members(data: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(data)) as file:
        return dict(file)


def packed(arrays: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def with_json(data: bytes, **values: Any) -> bytes:
    arrays = members(data)
    described = json.loads(arrays["run"].tobytes()) | values
    arrays["run"] = np.frombuffer(json.dumps(described).encode(), np.uint8)
    return packed(arrays)


@pytest.fixture(scope="module")
def file() -> bytes:
    return saved(journey())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_loaded_run_goes_on_back_and_aside_with_the_same_bits(dtype: str) -> None:
    trainer = journey(dtype)
    loaded = load(saved(trainer))
    assert loaded.dtype == dtype
    for step in (700, 10, 801, 300, 601):
        trainer.seek(step)
        loaded.seek(step)
        assert state(loaded) == state(trainer)
        assert (loaded.journal, loaded.future) == (trainer.journal, trainer.future)
        assert loaded.trace().tape.tobytes() == trainer.trace().tape.tobytes()
        for ours, theirs in zip(loaded.losses.since(0), trainer.losses.since(0), strict=True):
            np.testing.assert_array_equal(ours, theirs)
        np.testing.assert_array_equal(loaded.evaluations.since(0), trainer.evaluations.since(0))
    assert loaded.shown == ("test", 5)
    for run in (trainer, loaded):
        run.change({"learning_rate": 0.1})
        run.run(100)
    assert state(loaded) == state(trainer)
    assert state(loaded.branch({"batch_size": 3})) == state(trainer.branch({"batch_size": 3}))


def test_a_run_is_saved_to_a_path_whole_or_not_at_all(tmp_path: Path) -> None:
    trainer, path = journey(), tmp_path / "a run.npz"
    trainer.save(path)
    before = path.read_bytes()
    assert state(Trainer.load(str(path))) == state(trainer)
    trainer.journal.append((700, {"learning_rate": object()}))  # cannot be written
    with pytest.raises(AttributeError):
        trainer.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(FileNotFoundError):
        Trainer.load(tmp_path / "none.npz")


def test_a_long_run_keeps_its_curves() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.losses.extend(np.arange(300_000, dtype=np.float32))
    trainer.step = 300_000
    loaded = load(saved(trainer))
    for ours, theirs in zip(loaded.losses.since(0), trainer.losses.since(0), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_run_on_a_table_of_ones_own_is_saved_with_it() -> None:
    generator = np.random.default_rng(0)
    points = generator.normal(size=(30, 2))
    table = Table.from_arrays(points, ["yes" if x > 0 else "no" for x in points[:, 0]])
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(5)
    trainer.change({"data": {"name": "table", "table": table.to_dict()}})
    trainer.change({"learning_rate": np.float64(0.25), "batch_size": np.int64(5)})
    trainer.run(30)
    loaded = load(saved(trainer))
    assert state(loaded) == state(trainer)
    for run in (trainer, loaded):
        run.seek(20)
        run.run(3)
    assert state(loaded) == state(trainer)


def test_a_run_with_numbers_that_are_not_finite_is_saved_as_it_is() -> None:
    trainer = Trainer(PRESETS["plane"].experiment.changed({"learning_rate": 30.0}))
    trainer.run(1000)
    for _ in range(20):
        trainer.apply()
    assert not np.isfinite(trainer.snapshot().parameters).all()
    assert state(load(saved(trainer))) == state(trainer)


@pytest.mark.parametrize("path", sorted(OLD_RUNS.glob("*.npz")), ids=lambda path: path.name)
def test_files_of_earlier_versions_can_still_be_read(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    trainer = Trainer.load(path)
    assert [trainer.step, trainer.end] == [expected["step"], expected["end"]]
    assert trainer.experiment == Experiment.from_dict(expected["experiment"])
    np.testing.assert_array_equal(
        trainer.snapshot().parameters, np.array(expected["parameters"], np.float32)
    )
    np.testing.assert_array_equal(trainer.losses.since(0)[3], np.float32(expected["losses"]))
    trainer.seek(trainer.end)
    trainer.run(3)


def test_every_version_has_a_file() -> None:
    numbers = {int(np.load(path)["version"]) for path in OLD_RUNS.glob("*.npz")}
    assert numbers == set(range(1, VERSION + 1))


def test_a_newer_version_is_named_as_such(file: bytes) -> None:
    arrays = members(file)
    arrays["version"] = np.array(VERSION + 1)
    with pytest.raises(RunFileError, match="newer version of Learning Loop"):
        load(packed(arrays))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"experiment": {"learning_rate": -1}}, "learning_rate"),
        ({"experiment": 3}, "changes"),
        ({"journal": [[5, {"learning_rate": 0.1}], [3, {}]]}, "not in order"),
        ({"journal": [[5]]}, "not whole"),
        ({"journal": [[9999, {}]]}, "801"),
        ({"journal": [[5, {"surgery": [{"remove_layer": {"layer": 9}}]}]]}, "surgery"),
        ({"journal": [[5, {"edits": [{"layer": 1}]}]]}, "edits"),
        ({"journal": 3}, "journal"),
        ({"journal": []}, "changes"),
        ({"changes": 0}, "does not fit the journal"),
        ({"step": 900}, "after its end"),
        ({"step": -1}, "step"),
        ({"step": 1.5}, "whole number"),
        ({"epoch": 10**30}, "epoch"),
        ({"offset": 200}, "offset"),
        ({"end": 800}, "end|losses"),
        ({"end": None}, "end"),
        ({"losses_from": 1}, "losses"),
        ({"shown": ["train", 0]}, "no set"),
        ({"shown": ["training", 200]}, "shown"),
        ({"dtype": "float16"}, "unknown kind"),
        ({"dtype": "float64"}, "another form"),
        ({"more": 1}, "more"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_description_that_cannot_be_is_refused(
    file: bytes, values: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RunFileError, match=reason):
        load(with_json(file, **values))


@pytest.mark.parametrize(
    "name", ["version", "run", "parameters", "slots", "snapshots", "losses_0", "evaluations"]
)
def test_missing_and_misshapen_members_are_named(file: bytes, name: str) -> None:
    arrays = members(file)
    values = arrays.pop(name)
    with pytest.raises(RunFileError, match=f"{name} is missing"):
        load(packed(arrays))
    wrong = [values[None], values.astype(np.complex128), values.astype(">i2"), values.ravel()[:3]]
    for array in [*wrong, np.array(["x"])]:
        with pytest.raises(RunFileError):
            load(packed({**arrays, name: array}))


def test_steps_out_of_order_are_refused(file: bytes) -> None:
    for name in ("snapshots", "evaluations"):
        arrays = members(file)
        arrays[name] = arrays[name][::-1].copy()
        with pytest.raises(RunFileError):
            load(packed(arrays))


def test_objects_are_never_unpickled(file: bytes) -> None:
    arrays = members(file)
    arrays["slots"] = np.array([print], object)
    damaged = io.BytesIO()
    np.savez(damaged, allow_pickle=True, **arrays)
    with pytest.raises(RunFileError, match="slots"):
        load(damaged.getvalue())


@pytest.mark.parametrize("text", [b"{", b"[" * 100_000, b"\xff\xfe", b"null", b"[]", b"NaN"])
def test_a_broken_description_is_refused(file: bytes, text: bytes) -> None:
    with pytest.raises(RunFileError):
        load(packed({**members(file), "run": np.frombuffer(text, np.uint8)}))


def test_what_is_no_archive_is_refused(file: bytes) -> None:
    for data in (b"", b"run", file[:100], file[:-30], bytes(1000)):
        with pytest.raises(RunFileError, match="not a saved run"):
            load(data)


def test_what_claims_to_be_huge_is_refused_before_it_is_read(file: bytes) -> None:
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("version.npy", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(2**20))
    assert len(bomb.getvalue()) < 2**20
    with pytest.raises(RunFileError, match="larger than any saved run"):
        load(bomb.getvalue())
    arrays = members(file)
    with pytest.raises(RunFileError, match="larger"):
        load(packed({**arrays, **{f"x{number}": np.zeros(1) for number in range(64)}}))
    with pytest.raises(RunFileError, match="version"):
        load(packed({**arrays, "version": np.zeros(100_000, np.int64)}))


def test_other_ways_of_packing_are_refused(file: bytes) -> None:
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_LZMA) as archive:
        for name, values in members(file).items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, values)
    with pytest.raises(RunFileError, match="packed"):
        load(damaged.getvalue())


def check_consistent(trainer: Trainer) -> None:
    """A run that can be looked at and go on."""
    assert trainer.losses.end == trainer.step <= trainer.end
    trainer.losses.since(0)
    trainer.evaluations.since(0)
    trainer.trace()
    trainer.run(2)


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_file_gives_a_run_or_a_reason(file: bytes, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(file)
    for _ in range(draw.randint(1, 4)):
        where = draw.randrange(len(data))
        match draw.randrange(4):
            case 0:
                data[where] ^= 1 << draw.randrange(8)
            case 1:
                data[where : where + 8] = draw.randbytes(8)
            case 2:
                del data[where : where + draw.randint(1, 50)]
            case 3:
                data = data[: max(where, 1)] if draw.random() < 0.2 else data
    try:
        trainer = load(bytes(data))
    except RunFileError:
        return
    check_consistent(trainer)


@pytest.mark.parametrize("seed", range(200))
def test_a_file_whose_numbers_were_changed_gives_a_run_or_a_reason(file: bytes, seed: int) -> None:
    draw = random.Random(seed)
    arrays = members(file)
    for _ in range(draw.randint(1, 3)):
        name = draw.choice(list(arrays))
        values = arrays[name] = np.atleast_1d(arrays[name].copy())
        raw = values.reshape(-1).view(np.uint8)
        if len(raw):
            raw[draw.randrange(len(raw))] = draw.randrange(256)
        if draw.random() < 0.2:
            arrays[name] = values[: draw.randint(0, len(values))]
        elif name == "version":
            arrays[name] = values[0]
    try:
        trainer = load(packed(arrays))
    except RunFileError:
        return
    if trainer.step < 10_000:
        check_consistent(trainer)


ODD: list[Any] = [None, -1, 0, 1.5, 10**40, True, "x", "", [], {}, [[]], {"x": 1}, float("nan")]


def odd(value: Any, draw: random.Random) -> Any:
    """Plain data with one part of it replaced by something odd."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        name = draw.choice(list(value))
        return {**value, name: odd(value[name], draw)}
    if isinstance(value, list) and value and draw.random() < 0.8:
        at = draw.randrange(len(value))
        return [*value[:at], odd(value[at], draw), *value[at + 1 :]]
    return draw.choice(ODD)


@pytest.mark.parametrize("seed", range(300))
def test_an_odd_description_gives_a_run_or_a_reason(file: bytes, seed: int) -> None:
    arrays = members(file)
    described = odd(json.loads(arrays["run"].tobytes()), random.Random(seed))
    arrays["run"] = np.frombuffer(json.dumps(described).encode(), np.uint8)
    try:
        trainer = load(packed(arrays))
    except RunFileError:
        return
    check_consistent(trainer)
