"""The catalog and the presets."""

import json

import pytest

from engine import ACTIVATIONS, DATASETS, FEATURES, PRESETS, Experiment, Trainer, catalog


def test_the_catalog_is_plain_json_and_complete() -> None:
    plain = catalog()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert [entry["name"] for entry in plain["activations"]] == list(ACTIVATIONS)
    assert [entry["name"] for entry in plain["datasets"]] == list(DATASETS)
    assert [entry["name"] for entry in plain["features"]] == list(FEATURES)
    assert [entry["name"] for entry in plain["presets"]] == list(PRESETS)
    for registry in ("activations", "losses", "optimizers", "initializers", "features"):
        for entry in plain[registry]:
            assert entry["title"]
            assert entry["formula"]
            assert entry["summary"].endswith(".")
    assert plain["optimizers"][1]["settings"][0]["name"] == "momentum"
    assert plain["limits"]["units"] == 128


def test_a_caller_may_change_its_copy_of_the_catalog() -> None:
    first = catalog()
    first["datasets"][0]["samples"]["default"] = 1
    first["limits"]["units"] = 1
    assert catalog() != first


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_valid_experiment_with_a_shown_example(name: str) -> None:
    preset = PRESETS[name]
    assert preset.name == name
    assert Experiment.from_dict(preset.experiment.to_dict()) == preset.experiment
    trainer = Trainer(preset.experiment)
    trainer.show(*preset.shown)
    assert trainer.trace().loss > 0.01


def test_presets_of_the_lesson_have_its_settings() -> None:
    rings = PRESETS["rings"].experiment
    assert [layer.units for layer in rings.layers] == [4, 1]
    assert (rings.learning_rate, rings.batch_size, rings.data.noise) == (1.0, None, 0.05)
    moons = PRESETS["moons_40"].experiment
    assert [layer.units for layer in moons.layers] == [16, 16, 1]
    assert (moons.learning_rate, moons.batch_size, moons.data.noise) == (0.3, None, 0.32)
    for name, data in (("ink", "ink"), ("ink_1_8", "ink_1_8"), ("gates_or", "or_gate")):
        single = PRESETS[name].experiment
        assert [(layer.units, layer.activation) for layer in single.layers] == [(1, "sigmoid")]
        assert (single.data.name, single.start.name) == (data, "zeros")
        assert (single.learning_rate, single.batch_size) == (0.5, None)
    one = PRESETS["one"].experiment
    assert one.to_dict()["start"]["layers"] == [{"weights": [[1, -1]], "biases": [0.8]}]
    assert (one.data.training_count, one.data.noise) == (100, 0.5)
    digits = PRESETS["digits"].experiment
    assert [layer.units for layer in digits.layers] == [16, 10]
    assert (digits.learning_rate, digits.batch_size, digits.start.name) == (0.1, 32, "he")


def test_the_first_look_is_clearly_wrong_at_first_and_soon_right() -> None:
    trainer = Trainer(PRESETS["welcome"].experiment)
    assert trainer.evaluate().training_loss > 0.7
    trainer.run(200)
    assert trainer.evaluate().test_accuracy == 1.0
