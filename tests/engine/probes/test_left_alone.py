"""Whatever is asked, the run stays as it is."""

import gc
from collections.abc import Callable
from typing import Any
from weakref import ref

import numpy as np
import pytest

from engine import Phase, Trainer, probes
from engine.probes import Parameter
from tests.engine.probes.runs import digits_run, layers, run_of

BIAS = Parameter(2, 1)
QUESTIONS: dict[str, Callable[[Trainer], Any]] = {
    "activation_maps": lambda run: probes.activation_maps(run, 5, 7),
    "activation_rms": probes.activation_rms,
    "batch_surface": lambda run: probes.batch_surface(run).loss(run.network.parameters * 2),
    "chain_factors": lambda run: probes.chain_factors(run, BIAS),
    "check_slope": lambda run: probes.check_slope(run, BIAS),
    "confusion_matrix": probes.confusion_matrix,
    "dead_fraction": probes.dead_fraction,
    "dead_neurons": probes.dead_neurons,
    "decision_boundary": lambda run: probes.decision_boundary(run, 9),
    "evaluate_pictures": lambda run: probes.evaluate_pictures(run, (1, 2), invert=True),
    "example_losses": probes.example_losses,
    "example_outputs": lambda run: probes.example_outputs(run, "test"),
    "example_right": probes.example_right,
    "loss_fall": lambda run: probes.loss_fall(run),
    "example_slopes": lambda run: probes.example_slopes(run, BIAS),
    "gradient_noise": lambda run: probes.gradient_noise(run, 3, 5),
    "gradient_norm": probes.gradient_norm,
    "gradient_rms": probes.gradient_rms,
    "kept_path": probes.kept_path,
    "largest_curvature": probes.largest_curvature,
    "layer_statistics": lambda run: probes.layer_statistics(run, 1),
    "learning_rate_cliff": probes.learning_rate_cliff,
    "loss_slice": lambda run: probes.loss_slice(run, ("gradient", BIAS), points=5),
    "measure_curvature": probes.measure_curvature,
    "measuring_curvature": lambda run: list(probes.measuring_curvature(run)),
    "line_maps": lambda run: probes.line_maps(run, 6, 9),
    "neuron_maps": lambda run: probes.neuron_maps(run, 6),
    "saturated_share": probes.saturated_share,
    "slicing": lambda run: list(probes.slicing(run, ("random",), points=9)),
    "spread": probes.spread,
    "summarize": probes.summarize,
    "training_surface": lambda run: probes.training_surface(run).gradient(run.network.parameters),
    "try_nudges": lambda run: probes.try_nudges(run, BIAS, (0.3, -0.1)),
    "weight_norm": probes.weight_norm,
}
NO_RUN = {"distribution", "path_directions", "project_path"}
SETTINGS: dict[str, Any] = {
    "dropout": 0.4,
    "optimizer": {"name": "adam"},
    "learning_rate": 0.02,
    "regularizer": {"name": "l2", "strength": 0.01},
    "clip_norm": 0.5,
    "schedule": {"name": "cosine"},
}


def curve_run(dtype: Any, **changes: Any) -> Trainer:
    """A small run on a curve: one input, and a number."""
    outputs = {"layers": layers(5, 4, output="linear"), "loss": "half_square"}
    return run_of(dtype, **{"data": {"name": "sine", "samples": 60}, **outputs, **changes})


OTHER_DATA: dict[str, Callable[..., Trainer]] = {
    "evaluate_pictures": digits_run,
    "line_maps": curve_run,
}


def ready(run: Trainer) -> None:
    """Nothing is pending."""


def pending(run: Trainer) -> None:
    run.compute()


def half_computed(run: Trainer) -> None:
    """Numbers of a step before are still in the later parts of the tape."""
    run.run(1)
    run.compute_phase(Phase("forward", 1))


def on_chosen_examples(run: Trainer) -> None:
    run.chosen = (3, 1, 4)
    run.compute()


def everything(run: Trainer) -> dict[str, Any]:
    """All that a run consists of, as bytes and values."""
    plan = run._plan()
    return {
        "prefix": run.network.prefix.tobytes(),
        "batch": plan.batch.tobytes(),
        "plan": id(plan),
        "slots before": run._slots_before.tobytes(),
        "down": run.network.down.tobytes(),
        "pending": run._pending,
        "position": (run.step, run.epoch, run.offset, run.shown, run.chosen),
        "journal": list(run.journal),
        "kept": [(s.step, s.parameters.tobytes(), s.slots.tobytes()) for s in run.snapshots.kept],
        "losses": run.losses.since(0)[3].tobytes(),
        "evaluations": run.evaluations.since(0).tobytes(),
        "data": run._rows.tobytes(),
        "end": run.end,
    }


def test_every_public_question_is_asked_here() -> None:
    functions = {name for name in probes.__all__ if name.islower()}
    assert functions - NO_RUN == set(QUESTIONS)


@pytest.mark.parametrize("state", [ready, pending, half_computed, on_chosen_examples])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_leaves_the_run_as_it_is(
    question: str, state: Callable[[Trainer], None]
) -> None:
    make: Callable[..., Trainer] = OTHER_DATA.get(question, run_of)
    trainer, twin = make(np.float32, **SETTINGS), make(np.float32, **SETTINGS)
    for run in (trainer, twin):
        run.run(3)
        state(run)
    before = everything(trainer)
    QUESTIONS[question](trainer)
    assert everything(trainer) == before
    for run in (trainer, twin):
        run.apply()
        run.run(5)
    assert trainer.snapshot().parameters.tobytes() == twin.snapshot().parameters.tobytes()


def asked(run: Trainer, question: str, disturb: bool) -> Any:
    """The answer of a long question, with other things going on between its parts."""
    generator = getattr(probes, question)(run)
    while True:
        try:
            done, total = next(generator)
        except StopIteration as end:
            return end.value
        assert 0 < done < total
        if disturb:
            run.run(1)
            probes.gradient_norm(run)


@pytest.mark.parametrize("question", ["measuring_curvature", "slicing"])
def test_long_questions_are_about_the_moment_when_they_were_asked(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.probes.slices.SLICE_SECONDS", 0)
    run = run_of()
    left_alone, going_on = asked(run_of(), question, False), asked(run, question, True)
    assert run.step > 0
    for one, other in zip(fields_of(left_alone), fields_of(going_on), strict=True):
        np.testing.assert_array_equal(one, other)


def fields_of(answer: Any) -> list[Any]:
    """The parts of a named tuple or a dataclass."""
    return list(answer) if isinstance(answer, tuple) else list(vars(answer).values())


def test_what_is_kept_for_the_next_question_goes_with_the_network() -> None:
    trainer = run_of()
    for question in (probes.gradient_norm, QUESTIONS["neuron_maps"], QUESTIONS["loss_slice"]):
        question(trainer)
    kept = ref(trainer.network)
    trainer.restart()
    gc.collect()
    assert kept() is None
