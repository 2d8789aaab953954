"""A rule of a registry chosen by name, with its settings: read from plain data, merged, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.checks import check_choice, check_integer, check_keys, check_mapping, check_number


@dataclass(frozen=True)
class Setting:
    """A number that a rule can be given, from `minimum` to `maximum`.

    `symbol` stands for it in the rule's formula (LaTeX). With `open_end` the maximum itself is
    excluded; with `whole` only whole numbers count.
    """

    name: str
    title: str
    symbol: str
    minimum: float
    maximum: float
    default: float
    open_end: bool = False
    whole: bool = False

    def check(self, field: str, value: Any) -> float:
        """The value as a plain number; raises ExperimentError where it does not fit."""
        if self.whole:
            return check_integer(field, value, int(self.minimum), int(self.maximum))
        return check_number(field, value, self.minimum, self.maximum, below=self.open_end)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return vars(self).copy()


class Rule(Protocol):
    """What every entry of a registry of rules has, as far as choosing it goes."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The numbers that it can be given."""


@dataclass(frozen=True)
class Choice:
    """The name of a rule and the numbers it is given; what is missing has the rule's default.

    >>> Choice("momentum", {"momentum": 0.5})["momentum"]
    0.5
    """

    name: str
    settings: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __getitem__(self, setting: str) -> float:
        return self.settings[setting]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data: the name and each setting by its own name."""
        return {"name": self.name, **self.settings}

    def __str__(self) -> str:
        return " ".join(
            [self.name, *(f"{name} {value:g}" for name, value in self.settings.items())]
        )


def check_rule(place: str, choice: Choice, registry: Mapping[str, Rule]) -> Choice:
    """A choice with every setting of its rule, checked and in order. Raises ExperimentError."""
    settings = registry[check_choice(f"{place}.name", choice.name, registry)].settings
    check_keys(place, choice.settings, [setting.name for setting in settings])
    return Choice(
        choice.name,
        {
            setting.name: setting.check(
                f"{place}.{setting.name}", choice.settings.get(setting.name, setting.default)
            )
            for setting in settings
        },
    )


def change_rule(place: str, choice: Choice, changes: Any) -> Choice:
    """A choice with plain data merged in; another name brings that rule's defaults."""
    check_mapping(place, changes)
    name = changes.get("name", choice.name)
    kept = choice.settings if name == choice.name else {}
    return Choice(name, {**kept, **{key: changes[key] for key in changes if key != "name"}})


def changed_settings(place: str, one: Choice, other: Choice) -> set[str]:
    """The fields in which two choices differ: `place.name`, or `place.setting` each."""
    if one.name != other.name:
        return {f"{place}.name"}
    return {f"{place}.{key}" for key, value in one.settings.items() if value != other[key]}
