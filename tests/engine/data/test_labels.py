"""Label noise: how many training labels are wrong, which, and that nothing else changes."""

import numpy as np
import pytest

from engine import DATASETS, PRESETS, ExperimentError
from engine.data.choice import Data, defaults
from engine.data.examples import Examples, make_examples

LABELLED = [name for name, entry in DATASETS.items() if entry.label_noise.maximum > 0]


def make(name: str, share: float, **settings: float) -> Examples:
    data = Data(**{**defaults(DATASETS[name]), "label_noise": share, **settings})
    return make_examples(data, 4)


@pytest.mark.parametrize("name", LABELLED)
def test_exactly_that_share_of_the_training_labels_is_wrong(name: str) -> None:
    clean, noisy = make(name, 0), make(name, 0.2)
    differs = (clean.targets != noisy.targets).any(axis=1)
    np.testing.assert_array_equal(differs, noisy.mislabelled)
    assert differs.sum() == np.floor(0.2 * clean.training_count + 0.5)
    assert not differs[clean.training_count :].any()
    np.testing.assert_array_equal(clean.inputs, noisy.inputs)
    if clean.targets.shape[1] > 1:
        assert (noisy.targets.sum(axis=1) == 1).all()
    assert np.isin(noisy.targets, (0, 1)).all()


@pytest.mark.parametrize("name", LABELLED)
def test_a_larger_share_only_adds_wrong_labels(name: str) -> None:
    few, many = make(name, 0.1), make(name, 0.4)
    assert few.mislabelled.any()
    assert (many.mislabelled >= few.mislabelled).all()
    np.testing.assert_array_equal(many.targets[few.mislabelled], few.targets[few.mislabelled])


def test_the_share_of_a_maximum_leaves_no_more_than_chance() -> None:
    assert DATASETS["rings"].label_noise.maximum == 0.5
    assert DATASETS["three_blobs"].label_noise.maximum == 0.65
    assert DATASETS["digits"].label_noise.maximum == 0.9


def test_all_wrong_classes_occur() -> None:
    clean, noisy = make("digits", 0), make("digits", 0.9)
    wrong = noisy.mislabelled
    away = (noisy.targets[wrong].argmax(axis=1) - clean.targets[wrong].argmax(axis=1)) % 10
    counts = np.bincount(away, minlength=10)
    assert counts[0] == 0
    assert counts[1:].min() > 0.7 * counts[1:].mean()


def test_another_seed_mislabels_others() -> None:
    data = Data(label_noise=0.2)
    assert (make_examples(data, 0).mislabelled != make_examples(data, 1).mislabelled).any()


def test_numbers_have_no_labels_to_be_wrong() -> None:
    with pytest.raises(ExperimentError, match="label_noise"):
        PRESETS["plane"].experiment.changed({"data": {"label_noise": 0.1}})
