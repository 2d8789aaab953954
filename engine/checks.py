"""Checks of single settings: each returns the value, or raises ExperimentError, which says what is
wrong with it."""

import math
from collections.abc import Collection, Mapping, Sequence
from numbers import Integral, Real
from typing import Any


class ExperimentError(ValueError):
    """A setting that cannot be: `field` names it, `sentence` says what to do about it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}" if field else sentence)
        self.field = field
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["ExperimentError"], tuple[str, str]]:
        return type(self), (self.field, self.sentence)


def check_kind(field: str, value: Any, kind: type, example: str) -> None:
    """A value of this kind, of which an example is shown to whoever has given another."""
    if not isinstance(value, kind):
        raise ExperimentError(
            field,
            f"Expected a value such as {example}, got {shown(value)}; Experiment.from_dict takes "
            "plain data.",
        )


def check_mapping(field: str, value: Any) -> None:
    """A description with names."""
    if not isinstance(value, Mapping):
        raise ExperimentError(field, f"Expected names with values, got {shown(value)}.")


def check_keys(
    field: str, value: Mapping[str, Any], known: Collection[str], needed: Collection[str] = ()
) -> None:
    """Only known names, and all that are needed."""
    for key in value:
        if key not in known:
            raise ExperimentError(
                field or shown(key), f"{shown(key)} is not known here; known: {listed(known)}."
            )
    for key in sorted(needed):
        if key not in value:
            raise ExperimentError(field, f"{key} is missing.")


def check_list(field: str, value: Any) -> Sequence[Any]:
    """A list."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise ExperimentError(field, f"Expected a list, got {shown(value)}.")
    return value


def check_choice(field: str, value: Any, choices: Collection[str]) -> str:
    """One of the names of a registry."""
    if not isinstance(value, str) or value not in choices:
        raise ExperimentError(field, f"{shown(value)} does not exist; choose {listed(choices)}.")
    return value


def check_integer(field: str, value: Any, minimum: int, maximum: int) -> int:
    """A whole number from minimum to maximum."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise ExperimentError(field, f"Expected a whole number, got {shown(value)}.")
    number = int(value)
    if not minimum <= number <= maximum:
        raise ExperimentError(
            field, f"Choose a whole number from {minimum} to {maximum}, not {shown(number)}."
        )
    return number


def check_number(
    field: str, value: Any, minimum: float, maximum: float, *, below: bool = False
) -> float:
    """A finite number from minimum to maximum; with `below`, less than the maximum."""
    number = finite(field, value)
    if not minimum <= number <= maximum or (below and number == maximum):
        upper = f"to below {maximum:g}" if below else f"to {maximum:g}"
        raise ExperimentError(field, f"Choose a number from {minimum:g} {upper}, not {number:g}.")
    return number


def check_numbers(field: str, value: Any) -> tuple[float, ...]:
    """A list of finite numbers."""
    return tuple(finite(field, number) for number in check_list(field, value))


def finite(field: str, value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ExperimentError(field, f"Expected a number, got {shown(value)}.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ExperimentError(field, "Expected a finite number.")
    return number


def listed(names: Collection[str]) -> str:
    """Names in a sentence; of very many, the first."""
    text = ", ".join(sorted(names) if isinstance(names, (set, frozenset)) else names)
    return text if len(text) <= 200 else f"{text[:200].rpartition(', ')[0]} and others"


def shown(value: Any) -> str:
    """A value in a sentence, shortened."""
    try:
        text = repr(value)
    except ValueError:  # an integer too long to be written in decimal
        return "that"
    return text if len(text) <= 40 else f"{text[:37]}…"
