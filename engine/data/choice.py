"""Which examples an experiment uses: read from plain data, merged, checked.

What does not fit raises ExperimentError.
"""

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from engine.checks import (
    ExperimentError,
    check_choice,
    check_integer,
    check_keys,
    check_list,
    check_mapping,
    check_number,
)
from engine.data.datasets import DATASETS, Dataset, Span
from engine.data.features import FEATURES, features_of
from engine.data.tables import Table

TABLE = "table"


@dataclass(frozen=True)
class Data:
    """Which examples: data set, how many, noise, the share that is trained on, and the inputs.

    The defaults are those of the rings; `Data.of` brings those of any data set. `label_noise` is
    the share of training labels that are wrong. `features` names what of a point
    in the plane is given to the network, in order; empty is the point itself. `table` holds the
    examples where the name is `table`.
    """

    name: str = "rings"
    samples: int = 400
    noise: float = 0.05
    training_share: float = 0.5
    label_noise: float = 0.0
    features: tuple[str, ...] = ()
    table: Table | None = None

    @classmethod
    def of(cls, name: str, **settings: Any) -> "Data":
        """A data set with its own defaults where nothing else is said. Raises ExperimentError."""
        dataset = DATASETS[check_choice("data.name", name, DATASETS)]
        return cls(**{**defaults(dataset), **settings})

    @classmethod
    def from_table(cls, table: Table) -> "Data":
        """All rows of a table, with the settings that a table starts with."""
        return cls(**defaults(table.dataset), table=table)

    @property
    def training_count(self) -> int:
        """How many examples are trained on: the share, rounded down, and at least one."""
        return max(1, int(self.training_share * self.samples + 1e-9))

    @property
    def dataset(self) -> Dataset:
        """The entry of the data set that is used, or the table as one."""
        if self.table is not None:
            return self.table.dataset
        return DATASETS[self.name]

    @property
    def inputs(self) -> int:
        """How many numbers the network is given of each example."""
        return len(self.features) or self.dataset.features

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the inputs are: features of a point by name, others by their number from 1."""
        if self.dataset.is_plane:
            return self.features or ("x1", "x2")
        return tuple(str(number) for number in range(1, self.inputs + 1))

    def transform(self, points: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What the network is given of examples (n, features) of the data set, (n, inputs)."""
        return features_of(points, self.features) if self.features else points

    def to_dict(self, rows: bool = True) -> dict[str, Any]:
        """Plain JSON data; `table` only where there is one, and perhaps without its rows."""
        plain = {**vars(self), "features": list(self.features)}
        table = plain.pop("table")
        return plain if table is None else {**plain, "table": table.to_dict(rows)}


def change_data(data: Data, changes: Any) -> Data:
    """Data with changes merged in; another name brings that data set's defaults.

    A table brings its name; what was set for the table before it stays where it fits.
    """
    check_mapping("data", changes)
    check_keys("data", changes, set(vars(data)))
    changes = dict(changes)
    if changes.get("table") is not None:
        changes["table"] = read_table(changes["table"])
        changes.setdefault("name", TABLE)
    if "features" in changes:
        changes["features"] = tuple(check_list("data.features", changes["features"]))
    name = check_choice("data.name", changes.get("name", data.name), [*DATASETS, TABLE])
    table = changes.get("table", data.table if name == TABLE else None)
    if (name == TABLE) != (table is not None):
        raise ExperimentError("data.table", "A table is needed for the data named table, and only.")
    settings = vars(data).copy()
    dataset = DATASETS[name] if table is None else table.dataset
    if name != data.name:
        settings = defaults(dataset)
    elif table is not None and table != data.table:
        settings["samples"] = len(table.inputs)
        settings["label_noise"] = min(data.label_noise, dataset.label_noise.maximum)
        settings["features"] = data.features if dataset.is_plane else ()
    return Data(**{**settings, "table": table, **changes})


def defaults(dataset: Dataset) -> dict[str, Any]:
    """The settings that a data set starts with."""
    return {
        "name": dataset.name,
        "samples": int(dataset.samples.default),
        "noise": dataset.noise.default,
        "training_share": dataset.training_share.default,
        "label_noise": dataset.label_noise.default,
    }


def read_table(value: Any) -> Table:
    """A table, or one from plain data."""
    return value if isinstance(value, Table) else Table.from_dict(value)


def check_data(data: Data) -> Data:
    """Check the settings of the data against the limits of the data set."""
    name = check_choice("data.name", data.name, [*DATASETS, TABLE])
    if (name == TABLE) != isinstance(data.table, Table):
        raise ExperimentError("data.table", "A table is needed for the data named table, and only.")
    dataset = data.dataset

    def within(key: str, limits: Span) -> float:
        field = f"data.{key}"
        return check_number(field, getattr(data, key), limits.minimum, limits.maximum)

    return Data(
        name=name,
        samples=check_integer(
            "data.samples", data.samples, int(dataset.samples.minimum), int(dataset.samples.maximum)
        ),
        noise=within("noise", dataset.noise),
        training_share=within("training_share", dataset.training_share),
        label_noise=within("label_noise", dataset.label_noise),
        features=check_features(data.features, dataset),
        table=data.table,
    )


def check_features(features: Any, dataset: Dataset) -> tuple[str, ...]:
    """Features that exist, each once, of points in the plane."""
    names = tuple(
        check_choice("data.features", name, FEATURES)
        for name in check_list("data.features", features)
    )
    if len(set(names)) != len(names):
        raise ExperimentError("data.features", "A feature can be given to the network only once.")
    if names and not dataset.is_plane:
        raise ExperimentError(
            "data.features",
            f"Features are made of points in the plane; {dataset.title} has other inputs.",
        )
    return names
