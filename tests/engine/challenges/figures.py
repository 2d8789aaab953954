"""The figures of the lesson, and for which seeds they are looked at."""

import pytest

SEEDS = range(5)


def seeds(quick: int) -> pytest.MarkDecorator:
    """A test for seeds 0 to 4, of which the first `quick` are part of `make test`."""
    slow = [pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[quick:]]
    return pytest.mark.parametrize("seed", [*SEEDS[:quick], *slow])


def within(figure: str, value: float, low: float, high: float) -> None:
    """Assert that a figure lies in the lesson's range, widened by half its width on each side.

    Where the lesson's range is too narrow, a comment says so, and low and high are what more seeds
    gave in the engine; a NumPy program of its own agreed with it.
    """
    margin = (high - low) / 2
    assert low - margin <= value <= high + margin, (
        f"{figure} is {value:.6g}; the lesson has measured {low:g} to {high:g} "
        f"({low - margin:g} to {high + margin:g} is let pass)"
    )
