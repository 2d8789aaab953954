"""Which examples an experiment uses: read from plain data, merged, checked."""

from dataclasses import dataclass
from typing import Any

from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_mapping,
    check_number,
)
from engine.data.datasets import DATASETS, Dataset, training_count


@dataclass(frozen=True)
class Data:
    """Which examples: data set, how many, noise, and the share that is trained on."""

    name: str = "rings"
    samples: int = 400
    noise: float = 0.05
    training_share: float = 0.5

    @property
    def training_count(self) -> int:
        """How many examples are trained on."""
        return training_count(self.samples, self.training_share)

    @property
    def dataset(self) -> Dataset:
        """The entry of the data set that is used."""
        return DATASETS[self.name]

    @property
    def inputs(self) -> int:
        """How many numbers the network is given of each example."""
        return self.dataset.features


def change_data(data: Data, changes: Any) -> Data:
    """Data with changes merged in; another name brings that data set's defaults."""
    check_mapping("data", changes)
    check_keys("data", changes, set(vars(data)))
    name = check_choice("data.name", changes.get("name", data.name), DATASETS)
    settings = vars(data).copy()
    if name != data.name:
        dataset = DATASETS[name]
        settings = {
            "samples": int(dataset.samples.default),
            "noise": dataset.noise.default,
            "training_share": dataset.training_share.default,
        }
    return Data(**{**settings, **changes})


def check_data(data: Data) -> Data:
    """Check the settings of the data against the limits of the data set."""
    dataset = DATASETS[check_choice("data.name", data.name, DATASETS)]
    checked = Data(
        name=data.name,
        samples=check_integer(
            "data.samples", data.samples, int(dataset.samples.minimum), int(dataset.samples.maximum)
        ),
        noise=check_number("data.noise", data.noise, dataset.noise.minimum, dataset.noise.maximum),
        training_share=check_number(
            "data.training_share",
            data.training_share,
            dataset.training_share.minimum,
            dataset.training_share.maximum,
        ),
    )
    if checked.training_count < 1:
        raise ExperimentError(
            "data.training_share", "Nothing is left to train on; choose a larger share."
        )
    return checked
