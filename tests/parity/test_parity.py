"""The engine against PyTorch's stored trajectories; PyTorch is not needed."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from engine import catalog
from tests.parity.configurations import OPTIMIZERS, REGULARIZERS, SCHEDULES, STEPS
from tests.parity.engine_side import Run, registered, trajectory
from tests.parity.steps import SMALLEST_SHARE, Step, distance, distances
from tests.parity.storage import KEPT, Reference, load, watched, weighted_sums

TOLERANCE = 1e-9
TOLERANCE32 = 1e-5
STORED_IN_FLOAT32 = 1e-7
REFERENCES, _ = load()
CONFIGURATIONS = [reference.configuration for reference in REFERENCES]

each_reference = pytest.mark.parametrize(
    "reference", REFERENCES, ids=lambda reference: str(reference.configuration).replace(" ", "-")
)


@pytest.fixture(scope="module", autouse=True)
def examples() -> Iterator[None]:
    with registered(CONFIGURATIONS):
        yield


def assert_sums_agree(step: Step, expected: np.ndarray, number: int) -> None:
    names = ["loss", *step.state, "gradient"]
    sizes = [abs(step.loss), *(np.max(np.abs(vector)) for vector in watched(step))]
    for name, found, wanted, size in zip(names, weighted_sums(step), expected, sizes, strict=True):
        assert abs(found - wanted) <= TOLERANCE * size, f"{name} differs in step {number}"


@each_reference
def test_engine_follows_pytorch_for_fifty_steps(reference: Reference) -> None:
    shapes = reference.configuration.shapes
    for number, step in enumerate(trajectory(reference.configuration)):
        assert_sums_agree(step, reference.sums[number], number)
        if number in reference.kept:
            for name, far in distances(step, reference.kept[number], shapes).items():
                limit = STORED_IN_FLOAT32 if name.endswith(" after") else TOLERANCE
                assert far <= limit, f"{name} differs in step {number} by {far:.1e}"


@each_reference
def test_a_step_in_float32_stays_beside_pytorch(reference: Reference) -> None:
    run = Run(reference.configuration, np.float32)
    for number, kept in reference.kept.items():
        run.go_to(number, kept.state)
        step = run.compute()
        shapes = reference.configuration.shapes
        for name, far in distances(step, kept, shapes, "float32").items():
            assert far <= TOLERANCE32, f"{name} differs in step {number} by {far:.1e}"


@each_reference
def test_the_tight_loop_ends_where_pytorch_ends(reference: Reference) -> None:
    run = Run(reference.configuration)
    run.go_on(STEPS)
    last = reference.kept[STEPS]
    for name, vector in run.state.items():
        shapes = reference.configuration.shapes
        assert distance(vector, last.state[name], shapes, SMALLEST_SHARE["float64"]) <= TOLERANCE
    losses = run.trainer.losses.since(0)[3]
    np.testing.assert_allclose(losses, reference.sums[:STEPS, 0], rtol=TOLERANCE)


def test_every_rule_of_the_engine_has_references() -> None:
    rules = catalog()
    used = {
        "activations": {name for one in CONFIGURATIONS for name in one.activations},
        "losses": {one.experiment["loss"] for one in CONFIGURATIONS},
        "optimizers": {one.rule("optimizer") for one in CONFIGURATIONS},
        "schedules": {one.rule("schedule") for one in CONFIGURATIONS},
        "regularizers": {one.rule("regularizer") for one in CONFIGURATIONS},
    }
    known = {kind: {rule["name"] for rule in rules.get(kind, [])} for kind in used}
    assert {kind: known[kind] - used[kind] for kind in used} == {kind: set() for kind in used}


def test_every_optimizer_meets_every_schedule_and_regularizer_with_and_without_clipping() -> None:
    met = {
        (
            one.rule("optimizer"),
            one.rule("schedule"),
            one.rule("regularizer"),
            "clip_norm" in one.experiment,
        )
        for one in CONFIGURATIONS
    }
    assert met == set(product(OPTIMIZERS, SCHEDULES, REGULARIZERS, (False, True)))


def test_no_single_wrong_entry_hides_in_the_weighted_sums() -> None:
    reference = REFERENCES[0]
    step = reference.kept[KEPT[-1]]
    for index in range(len(step.gradient)):
        wrong = step.gradient.copy()
        wrong[index] += 1e-6 * np.max(np.abs(wrong))
        with pytest.raises(AssertionError, match="gradient differs"):
            assert_sums_agree(step._replace(gradient=wrong), reference.sums[STEPS], STEPS)
