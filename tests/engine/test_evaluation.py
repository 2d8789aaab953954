"""Evaluation: what is measured, and when."""

import numpy as np
import pytest

from engine import DATASETS, PRESETS, Experiment, Trainer, activation_maps

PLANE = [name for name, dataset in DATASETS.items() if dataset.is_plane and dataset.outputs == 1]


@pytest.mark.parametrize("preset", ["rings", "digits"])
def test_the_schedule_is_dense_at_first_and_then_doubles(preset: str) -> None:
    experiment = PRESETS[preset].experiment
    base = experiment.dataset.evaluation_base
    due = [step for step in range(40_000) if experiment.evaluation_due(step)]
    gaps = np.diff(due)
    assert due[0] == 0
    assert (gaps[:256] == base).all()
    assert (gaps[256:512] == 2 * base).all()
    assert (gaps[512:768] == 4 * base).all()
    step, walked = 0, [0]
    while len(walked) < len(due):
        step = experiment.next_evaluation(step)
        walked.append(step)
    assert walked == due
    far = experiment.next_evaluation(100_000_000)
    assert experiment.evaluation_due(far)
    assert experiment.next_evaluation(far - 1) == far


def test_evaluations_follow_the_schedule_and_not_the_clock() -> None:
    experiment = PRESETS["rings"].experiment
    trainer = Trainer(experiment)
    for steps in (1, 100, 7, 500):
        trainer.run(steps)
    measured = trainer.evaluations.since(0)[:, 0]
    assert measured.tolist() == [step for step in range(609) if experiment.evaluation_due(step)]
    row = trainer.evaluations.since(608)[0]
    np.testing.assert_array_equal(row, trainer.evaluate())


def test_a_change_measures_anew_where_a_reading_was_due() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    trainer.run(4)
    before = trainer.evaluations.since(0)
    trainer.change({"data": {"name": "moons"}})
    after = trainer.evaluations.since(0)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert len(after) == 5
    assert after[4, 1] != before[4, 1]


@pytest.mark.parametrize("preset", PRESETS)
def test_an_evaluation_is_the_mean_over_all_examples(preset: str) -> None:
    trainer = Trainer(PRESETS[preset].experiment.changed({"batch_size": None}), np.float64)
    trainer.run(3)
    reading = trainer.evaluate()
    trace = trainer.trace()
    assert reading.step == 3
    np.testing.assert_allclose(reading.training_loss, trace.loss, rtol=1e-12)
    output, target = trace["a", len(trainer.experiment.layers)], trace["targets"]
    task = trainer.experiment.dataset.task
    if task == "regression":
        assert np.isnan(reading.training_accuracy)
    elif task == "binary":
        assert reading.training_accuracy == ((output > 0.5) == (target > 0.5)).mean()
    else:
        right = output.argmax(axis=1) == target.argmax(axis=1)
        assert reading.training_accuracy == right.mean()
    assert np.isnan(reading.test_loss) == (trainer.data.test_count == 0)


def test_the_test_set_is_measured_and_never_trained_on() -> None:
    trainer = Trainer(PRESETS["rings"].experiment, np.float64)
    trainer.run(100)
    swapped = Trainer(PRESETS["rings"].experiment, np.float64)
    swapped.data.inputs[200:] = 7  # the rows that are used were made before
    swapped._rows[200:, :2] = 7
    swapped.run(100)
    assert trainer.snapshot().parameters.tobytes() == swapped.snapshot().parameters.tobytes()
    assert trainer.evaluate().training_loss == swapped.evaluate().training_loss
    assert trainer.evaluate().test_loss != swapped.evaluate().test_loss


def test_measuring_leaves_the_tape_alone() -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(3)
    before = trainer.trace().tape.tobytes()
    trainer.evaluate()
    assert trainer.capture(batch=True, after=True).tobytes() == before


@pytest.mark.parametrize("name", PLANE)
@pytest.mark.parametrize(("cells", "output_cells"), [(24, 64), (30, 30), (5, 100)])
def test_maps_show_what_the_network_answers(name: str, cells: int, output_cells: int) -> None:
    experiment = Experiment.from_dict({"data": {"name": name}, "seed": 3})
    trainer = Trainer(experiment)
    trainer.run(20)
    trace = trainer.trace()
    extent = experiment.dataset.extent
    assert extent is not None
    ranges, maps = activation_maps(trainer, cells, output_cells)
    assert [picture.shape for picture in maps] == [(cells, cells)] * 4 + [(output_cells,) * 2]
    assert ranges.shape == (5, 2)
    assert ranges.dtype == np.float32
    rng = np.random.default_rng(0)
    for neuron, picture in enumerate(maps):
        side = len(picture)
        low, high = ranges[neuron]
        assert picture.dtype == np.uint8
        assert (picture.min(), picture.max()) == (0, 255)
        for row, column in [(0, 0), (side - 1, 0), *rng.integers(0, side, (10, 2))]:
            x = np.array([(column + 0.5), (row + 0.5)]) / side * 2 * extent - extent
            hidden = np.tanh(trace["weights", 1] @ x + trace["biases", 1])
            answer = hidden[neuron] if neuron < 4 else None
            if answer is None:
                z = (trace["weights", 2] @ hidden + trace["biases", 2])[0]
                linear = experiment.layers[-1].activation == "linear"
                answer = z if linear else 1 / (1 + np.exp(-z))
            shown = low + (high - low) * picture[row, column] / 255
            assert abs(shown - answer) <= (high - low) / 255 * 0.51 + 1e-5


def test_maps_without_hidden_layers_and_of_constant_neurons() -> None:
    layers = [{"units": 1, "activation": "sigmoid"}]
    trainer = Trainer(Experiment.from_dict({"layers": layers, "start": {"name": "zeros"}}))
    ranges, maps = activation_maps(trainer, 10, 20)
    assert [picture.shape for picture in maps] == [(20, 20)]
    assert ranges.tolist() == [[0.5, 0.5]]
    assert not maps[0].any()


def test_maps_of_broken_networks_say_so() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    snapshot = trainer.snapshot()
    trainer.restore(snapshot._replace(parameters=snapshot.parameters * np.nan))
    ranges, maps = activation_maps(trainer, 10, 10)
    assert np.isnan(ranges).all()
    assert not any(picture.any() for picture in maps)


def test_maps_exist_for_two_inputs_only() -> None:
    with pytest.raises(ValueError, match="two inputs"):
        activation_maps(Trainer(PRESETS["digits"].experiment), 10, 10)
