"""One's own tables: made from arrays and from plain data, standardised, and learned from."""

import json
import pickle
from typing import Any

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Table, Trainer, activation_maps
from engine.data.choice import Data
from engine.data.examples import make_examples
from engine.data.limits import MOST_CLASSES, MOST_COLUMNS, MOST_ROWS

POINTS = [[0.0, 1.0], [1.0, 0.5], [-1.0, 0.0], [0.3, -0.7]]


def experiment(table: Table, **settings: Any) -> Experiment:
    return Experiment.from_dict({"data": {"table": table, **settings}})


def test_two_labels_become_one_output_and_more_become_one_hot() -> None:
    two = Table.from_arrays(POINTS, ["yes", "no", "no", "yes"])
    assert (two.task, two.classes) == ("binary", ("no", "yes"))
    assert two.targets.tolist() == [[1], [0], [0], [1]]
    three = Table.from_arrays(POINTS, [10, 9, 2, 9])
    assert (three.task, three.classes) == ("classes", ("2", "9", "10"))
    assert three.targets.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 0]]
    clicked = Table.from_arrays(POINTS, ["a"] * 4, classes=["a", "b"])
    assert clicked.targets.tolist() == [[0]] * 4


def test_other_numbers_are_for_regression() -> None:
    one = Table.from_arrays(POINTS, [0.5, 1.0, 2.0, 4.0])
    assert (one.task, one.targets.shape, one.classes) == ("regression", (4, 1), ())
    several = Table.from_arrays(POINTS, [[1, 2], [3, 4], [5, 6], [7, 8]])
    assert (several.task, several.dataset.outputs) == ("regression", 2)


def test_columns_are_standardised_and_constant_ones_only_centred() -> None:
    inputs = np.array([[1, 0.1], [2, 0.1], [6, 0.1]])  # whose mean is not quite 0.1
    table = Table.from_arrays(inputs, [10.0, 20.0, 60.0], standardise=True)
    examples = make_examples(Data.from_table(table), 0)
    np.testing.assert_allclose(examples.inputs.mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(examples.inputs[:, 0].std(), 1)
    assert not examples.inputs[:, 1].any()
    assert table.input_scale.deviation[1] == 1
    np.testing.assert_allclose(examples.targets.std(), 1)
    np.testing.assert_array_equal(table.inputs, inputs)
    order = np.argsort(examples.inputs[:, 0])
    np.testing.assert_allclose(examples.inputs[order], table.input_scale.apply(inputs))
    plain = make_examples(Data.from_table(Table.from_arrays(inputs, [1.0, 2.0, 6.0])), 0)
    assert sorted(plain.inputs[:, 0]) == [1, 2, 6]


def test_rows_are_shuffled_by_seed_and_keep_their_order_when_one_is_added() -> None:
    inputs = np.arange(40.0).reshape(20, 2)
    labels = [0, 1] * 10
    fewer, more = (Table.from_arrays(inputs[:n], labels[:n]) for n in (19, 20))
    before, after = (
        make_examples(Data.from_table(table), 5).inputs[:, 0] for table in (fewer, more)
    )
    assert before.tolist() != inputs[:19, 0].tolist()
    assert [x for x in after if x != 38] == before.tolist()
    other = make_examples(Data.from_table(fewer), 6).inputs[:, 0]
    assert sorted(other) == sorted(before)
    assert other.tolist() != before.tolist()
    for x, target in zip(before, make_examples(Data.from_table(fewer), 5).targets, strict=True):
        assert target == labels[int(x) // 2]


TABLES = {
    "binary": Table.from_arrays(POINTS, ["é", "b", "é", "b"]),
    "classes": Table.from_arrays(POINTS, [1, 2, 3, 1], columns=["a", "b"], standardise=True),
    "regression": Table.from_arrays(np.array(POINTS) / 3, [1 / 3, 0.1, 7, -1], standardise=True),
    "one input": Table.from_arrays([[1], [2], [4]], [1.5, 2.5, 3.0]),
}


@pytest.mark.parametrize("name", TABLES)
def test_an_experiment_with_a_table_survives_json(name: str) -> None:
    table = TABLES[name]
    first = experiment(table, training_share=0.5)
    assert (first.data.name, first.data.samples) == ("table", len(table.inputs))
    plain = json.loads(json.dumps(first.to_dict(), allow_nan=False))
    again = Experiment.from_dict(plain)
    assert again == first
    assert hash(again) == hash(first)
    assert again.data.table == table
    assert again.changed_fields(first) == set()
    assert pickle.loads(pickle.dumps(table)) == table
    assert first.changed(plain) == first
    one, other = (make_examples(e.data, 3) for e in (first, again))
    assert one.inputs.tobytes() == other.inputs.tobytes()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_data_set_to_learn_from(name: str) -> None:
    trainer = Trainer(experiment(TABLES[name]))
    dataset = trainer.experiment.dataset
    assert dataset.title == "Your data"
    assert trainer.experiment.layers[-1].units == dataset.outputs
    trainer.run(20)
    assert np.isfinite(trainer.evaluate().training_loss)
    if dataset.features == 2:
        assert dataset.extent is not None
        assert len(activation_maps(trainer, 5, 7)[1]) == 4 + dataset.outputs


def test_a_table_brings_output_layer_and_loss_of_its_task() -> None:
    rings = Experiment()
    binary = rings.changed({"data": {"name": "table", "table": TABLES["binary"].to_dict()}})
    assert (binary.layers[-1].activation, binary.loss) == ("sigmoid", "binary_cross_entropy")
    classes = binary.changed({"data": {"table": TABLES["classes"]}})
    assert (classes.layers[-1].units, classes.loss) == (3, "cross_entropy")
    numbers = classes.changed({"data": {"table": TABLES["regression"]}})
    assert (numbers.layers[-1].activation, numbers.loss) == ("linear", "half_square")
    assert numbers.changed_fields(classes) >= {"data.table", "layers", "loss"}
    back = numbers.changed({"data": {"name": "rings"}})
    assert back.data == rings.data
    assert "table" not in back.to_dict()["data"]


def test_another_table_keeps_what_was_set_where_it_fits() -> None:
    settings = {"noise": 0.1, "training_share": 0.5, "label_noise": 0.5, "features": ["x1_x2"]}
    binary = experiment(TABLES["binary"], **settings)
    more = Table.from_arrays([*POINTS, [0.0, 0.0]], ["é", "b", "é", "b", "b"])
    after = binary.changed({"data": {"table": more}})
    assert after.data.samples == 5
    assert after.layers == binary.layers
    assert (after.data.noise, after.data.training_share) == (0.1, 0.5)
    assert (after.data.label_noise, after.data.features) == (0.5, ("x1_x2",))
    numbers = after.changed({"data": {"table": TABLES["one input"]}})
    assert (numbers.data.label_noise, numbers.data.features) == (0, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "table"},
        {"name": "rings", "table": TABLES["binary"]},
        {"name": "table", "table": None},
        {"table": 3},
        {"table": []},
        {"table": {}},
        {"table": {**TABLES["binary"].to_dict(), "task": "sorting"}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, 2], [3]]}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [["1", "2"]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, None]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, float("nan")]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, 10**400]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, 1e16]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "inputs": [[1, 2]] * 3}},
        {"table": {**TABLES["binary"].to_dict(), "targets": [[0.5]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "targets": [[0, 1]] * 4}},
        {"table": {**TABLES["binary"].to_dict(), "classes": ["a"]}},
        {"table": {**TABLES["binary"].to_dict(), "classes": ["a", "a"]}},
        {"table": {**TABLES["binary"].to_dict(), "classes": ["a", 1]}},
        {"table": {**TABLES["binary"].to_dict(), "classes": ["a", "\ud800"]}},
        {"table": {**TABLES["binary"].to_dict(), "columns": ["a"]}},
        {"table": {**TABLES["binary"].to_dict(), "columns": "ab"}},
        {"table": {**TABLES["binary"].to_dict(), "other": 1}},
        {"table": {**TABLES["binary"].to_dict(), "input_scale": {"mean": [0, 0]}}},
        {"table": {**TABLES["binary"].to_dict(), "input_scale": {"mean": [0], "deviation": [1]}}},
        {
            "table": {
                **TABLES["one input"].to_dict(),
                "input_scale": {"mean": [0], "deviation": [0]},
            }
        },
        {"table": {**TABLES["classes"].to_dict(), "targets": [[1, 1, 0]] * 4}},
        {"table": {**TABLES["regression"].to_dict(), "classes": ["a", "b"]}},
    ],
    ids=lambda changes: str(changes)[-60:],
)
def test_a_table_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ExperimentError) as refusal:
        Experiment.from_dict({"data": changes})
    assert refusal.value.field.startswith("data.table")
    assert refusal.value.sentence.endswith(".")
    assert len(refusal.value.sentence) < 300


@pytest.mark.parametrize(
    ("inputs", "targets", "sentence"),
    [
        ([[1.0]], [0.5], "too few rows"),
        ([], [], "rows of numbers"),
        ([[1.0], [2.0]], ["a", "a"], "same class"),
        ([[1.0], [2.0]], [1.5, 1.5], "nothing to learn"),
        ([[1.0], [2.0]], ["a", ""], "cannot be a class"),
        ([[1.0], [2.0]], ["a", None], "words, whole numbers"),
        ([[1.0], [2.0]], ["a", "b", "a"], "2 rows of inputs and 3"),
        ([[1.0], [2.0]], [[1], [2, 3]], "different lengths"),
        ([[1.0], [np.inf]], [1.0, 2.0], "row 2, column 1"),
        (np.zeros((2, MOST_COLUMNS)), [0, 1], "129 columns"),
        (np.zeros((MOST_ROWS + 1, 1)), [0, 1], "20,000 rows"),
        (np.zeros((10_000, 100)), np.arange(10_000) % 2, "1,000,000 cells"),
        (np.zeros((MOST_CLASSES + 1, 1)), np.arange(MOST_CLASSES + 1), "101 different values"),
    ],
)
def test_arrays_that_cannot_be_learned_from_are_refused(
    inputs: Any, targets: Any, sentence: str
) -> None:
    with pytest.raises(ExperimentError, match=sentence) as refusal:
        Table.from_arrays(inputs, targets)
    assert refusal.value.field == "data.table"


def test_the_plane_of_clicked_points_stays_until_a_point_lies_outside() -> None:
    assert TABLES["binary"].dataset.extent == 1.3
    wide = Table.from_arrays([[0, 0], [4, -10]], [0, 1])
    assert wide.dataset.extent == 11
    with pytest.raises(ValueError, match="read-only"):
        wide.inputs[0] = 1


def test_labels_of_a_table_can_be_made_wrong() -> None:
    table = Table.from_arrays(np.arange(60.0).reshape(30, 2), [0, 1, 2] * 10)
    trainer = Trainer(experiment(table, label_noise=0.5))
    assert trainer.data.mislabelled.sum() == 12
    trainer.run(3)
