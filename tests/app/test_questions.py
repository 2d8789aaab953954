"""Questions: each is answered by the engine's probes, about the state at that moment."""

import json
from typing import Any

import numpy as np
import pytest

from app.commands import Advance, Ask, Change, Load, Run, Seek, Show
from app.events import Answer, Rejected
from app.messages import NeuronPlace, ParameterPlace, RunRecord
from app.protocol import EVENTS, encode_event
from engine import Trainer
from engine.probes import (
    Parameter,
    chain_factors,
    check_slope,
    evaluate_pictures,
    example_losses,
    example_outputs,
    example_slopes,
    summarize,
    try_nudges,
)
from tests.app.tab import Tab
from tests.app.test_journeys import advance, floats, rest

PLACE = {"layer": 2, "row": 0, "column": 1}
QUESTIONS: dict[str, dict[str, Any]] = {
    "check": {"parameter": PLACE},
    "nudge": {"parameter": PLACE, "sizes": [0.05, -0.01, 0.0]},
    "factors": {"parameter": PLACE},
    "wishes": {"parameter": PLACE},
    "fall": {},
    "path": {"parameter": PLACE},
    "layer": {"layer": 1},
    "summary": {},
    "evaluate": {"set": "test", "muted": [{"layer": 1, "row": 0}]},
    "outcomes": {"set": "test", "first": 3},
    "activation": {"name": "tanh", "z": [0.5, -1.0]},
}


@pytest.fixture
def tab() -> Tab:
    """A tab whose run has lived through 300 steps."""
    tab = Tab().connect()
    advance(tab, 300)
    return tab


def ask(tab: Tab, question: str, **fields: Any) -> Answer:
    if "parameter" in fields:
        fields["parameter"] = ParameterPlace(**fields["parameter"])
    if "muted" in fields:
        fields["muted"] = [NeuronPlace(**place) for place in fields["muted"]]
    (event,) = tab.send(Ask, question=question, **fields)
    assert isinstance(event, Answer), event
    return event


def like(tab: Tab) -> Trainer:
    """A trainer of our own in the same state."""
    trainer = Trainer(tab.session.trainer.initial)
    trainer.show(*tab.session.trainer.shown)
    trainer.run(tab.session.trainer.step)
    return trainer


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_by_one_event_and_leaves_the_run_as_it_is(
    tab: Tab, question: str
) -> None:
    before, frames = floats(tab), len(tab.frames)
    answer = ask(tab, question, **QUESTIONS[question])
    assert (answer.command, answer.question, answer.step) == (tab.ids, question, 300)
    assert EVENTS.validate_json(encode_event(answer)) == answer
    tab.draw()
    assert len(tab.frames) == frames, "no frame is needed"
    tab.do(Show, set="training", index=0)
    assert floats(tab) == before


def test_a_check_holds_both_slopes(tab: Tab) -> None:
    expected = check_slope(like(tab), Parameter(2, 0, 1))._asdict()
    answer = ask(tab, "check", parameter=PLACE)
    assert answer.content == {**expected, "step_size": 1e-5}
    assert answer.parameter == ParameterPlace(**PLACE)
    assert answer.layer is None
    measured = (answer.content["loss_above"] - answer.content["loss_below"]) / 2e-5
    assert measured == answer.content["measured"]
    assert answer.content["difference"] < 1e-6


def test_nudges_hold_the_loss_at_each_place_and_the_slope(tab: Tab) -> None:
    sizes = [0.05, -0.01, 0.0]
    content = ask(tab, "nudge", parameter=PLACE, sizes=sizes).content
    expected = try_nudges(like(tab), Parameter(2, 0, 1), sizes)
    assert content["losses"] == expected.losses.tolist()
    assert content["losses"][2] == content["loss"] == expected.loss
    assert content["measured"][2] is None
    assert content["measured"][0] == (content["losses"][0] - content["loss"]) / 0.05
    assert content["computed"] == check_slope(like(tab), Parameter(2, 0, 1)).computed


def test_factors_are_those_of_the_shown_example(tab: Tab) -> None:
    trainer = like(tab)
    for shown in (("training", 3), ("test", 5)):
        tab.do(Show, set=shown[0], index=shown[1])
        trainer.show(*shown)
        expected = chain_factors(trainer, Parameter(1, 1, None))._asdict()
        assert ask(tab, "factors", parameter={"layer": 1, "row": 1}).content == expected
    tab.do(Show, inputs=[0.5, 0.5])
    content = ask(tab, "factors", parameter=PLACE).content
    assert content["slope"] is content["blame"] is content["error"] is None
    assert content["input"] is not None


def test_wishes_are_those_of_the_batch(tab: Tab) -> None:
    tab.do(Change, changes={"batch_size": 7})
    answer = ask(tab, "wishes", parameter=PLACE)
    expected = example_slopes(tab.session.trainer, Parameter(2, 0, 1))
    assert answer.content["slopes"] == expected.slopes.tolist()
    assert answer.content["count"] == 7
    assert answer.content["mean"] == expected.mean
    assert answer.content["agreeing"] == expected.agreeing
    assert answer.content["deviation"] == pytest.approx(np.std(expected.slopes))


def test_a_layer_is_described_by_its_distributions(tab: Tab) -> None:
    answer = ask(tab, "layer", layer=1)
    content = answer.content
    assert answer.layer == 1
    assert list(content["tensors"]) == ["z", "a", "dz", "weights", "gradient", "update"]
    weights = tab.tensor("weights", 1).astype(np.float64)
    spread = content["tensors"]["weights"]
    assert spread["minimum"] == weights.min()
    assert spread["quartiles"][1] == pytest.approx(np.median(weights))
    assert sum(spread["counts"]) == weights.size
    assert len(spread["edges"]) == len(spread["counts"]) + 1
    assert len(content["dead"]) == len(weights)
    assert content["dead_share"] == 0


def test_softmax_is_neither_dead_nor_saturated(tab: Tab) -> None:
    tab.do(Load, preset="digits")
    content = ask(tab, "layer", layer=2).content
    assert content["dead"] == []
    assert content["dead_share"] is content["saturated_share"] is None


def test_a_summary_is_that_of_the_engine(tab: Tab) -> None:
    assert ask(tab, "summary").content == summarize(like(tab)).to_dict()


def test_a_muted_neuron_is_one_whose_outgoing_weights_are_zero(tab: Tab) -> None:
    muted = ask(tab, "evaluate", set="test", muted=[{"layer": 1, "row": 2}]).content
    whole = ask(tab, "evaluate", set="test").content
    assert whole["accuracy"] == like(tab).evaluate().test_accuracy
    edits = [{"layer": 2, "row": row, "column": 2, "value": 0.0} for row in range(4)]
    tab.do(Change, changes={"edits": edits})
    assert ask(tab, "evaluate", set="test").content == muted
    assert muted["loss"] != whole["loss"]
    assert sum(muted["right"]) / muted["count"] == muted["accuracy"]


def test_pictures_are_evaluated_moved_and_inverted(tab: Tab) -> None:
    tab.do(Load, preset="digits")
    advance(tab, 200)
    trainer = like(tab)
    for shift, inverted in (([0, 1], False), ([-2, 0], True), ([0, 0], True)):
        content = ask(tab, "evaluate", set="test", shift=shift, inverted=inverted).content
        expected = evaluate_pictures(trainer, (shift[0], shift[1]), invert=inverted)
        assert (content["loss"], content["accuracy"]) == expected
        assert len(content["right"]) == content["count"] == 360


def test_outcomes_are_those_of_each_example(tab: Tab) -> None:
    tab.do(Load, preset="digits")
    advance(tab, 100)
    trainer = like(tab)
    content = ask(tab, "outcomes").content
    outputs, losses = example_outputs(trainer), example_losses(trainer)
    truths = np.array(content["truths"])
    assert (truths == trainer.data.targets[: trainer.data.training_count].argmax(axis=1)).all()
    assert content["answers"] == outputs.argmax(axis=1).tolist()
    assert (np.float32(content["losses"]) == losses).all()
    given = outputs[np.arange(len(outputs)), truths]
    assert (np.float32(content["probabilities"]) == given).all()
    assert content["scores"] == []
    page = ask(tab, "outcomes", first=1400).content
    assert page["losses"] == pytest.approx(content["losses"][1400:], rel=1e-5, abs=1e-6)
    assert ask(tab, "outcomes", first=5000).content["losses"] == []


def test_outcomes_of_a_single_output_have_its_sum_and_what_the_truth_is_given(tab: Tab) -> None:
    content = ask(tab, "outcomes", set="test").content
    for index in (0, 7):
        tab.do(Show, set="test", index=index)
        yes = float(tab.tensor("example.a", 3)[0])
        assert np.float32(content["scores"][index]) == pytest.approx(
            float(tab.tensor("example.z", 3)[0]), rel=1e-5
        )
        assert content["losses"][index] == pytest.approx(float(tab.tensor("example.loss")))
        given = yes if content["truths"][index] else 1 - yes
        assert content["probabilities"][index] == pytest.approx(given, rel=1e-5)
        assert content["answers"][index] == int(yes > 0.5)


def test_numbers_have_no_classes(tab: Tab) -> None:
    tab.do(Load, preset="plane")
    content = ask(tab, "outcomes").content
    assert content["truths"] == content["answers"] == content["probabilities"] == []
    assert len(content["losses"]) == len(content["scores"]) > 0
    content = ask(tab, "evaluate").content
    assert content["accuracy"] is None
    assert content["right"] == []


def test_an_activation_is_the_engines_with_its_slope(tab: Tab) -> None:
    content = ask(tab, "activation", name="sigmoid", z=[0.0, 40.0, -800.0]).content
    assert content["a"] == pytest.approx([0.5, 1, 0])
    assert content["slopes"] == pytest.approx([0.25, 0, 0])
    assert ask(tab, "activation", name="relu", z=[-0.1, 2]).content["slopes"] == [0, 1]


def test_a_path_goes_through_the_kept_states(tab: Tab) -> None:
    advance(tab, 400)
    content = ask(tab, "path", parameter=PLACE).content
    assert content["steps"] == [0, 256, 512, 700]
    for step, value in zip(content["steps"], content["values"], strict=True):
        tab.do(Seek, step=step)
        rest(tab)
        assert tab.tensor("weights", 2)[0, 1] == value
    tab.do(Seek, step=300)
    rest(tab)
    assert ask(tab, "path", parameter=PLACE).content["steps"] == [0, 256, 300, 512]


def test_a_path_begins_where_the_layers_were_others(tab: Tab) -> None:
    tab.do(Change, changes={"surgery": [{"add_neuron": {"layer": 1}}]})
    advance(tab, 300)
    assert ask(tab, "path", parameter=PLACE).content["steps"] == [512, 600]


def test_a_question_while_running_is_about_the_state_at_that_moment(tab: Tab) -> None:
    tab.do(Run, steps_per_second=1000)
    tab.clock.move(0.01)
    tab.session.work(tab.clock.now + 1)
    step = tab.session.trainer.step
    assert step > 300
    answer = ask(tab, "check", parameter=PLACE)
    assert answer.step == step
    assert answer.content["computed"] == check_slope(like(tab), Parameter(2, 0, 1)).computed
    assert tab.session.runs


def test_a_question_during_a_seek_is_about_the_state_on_the_stage(tab: Tab) -> None:
    tab.do(Load, preset="digits")
    advance(tab, 255)
    tab.send(Seek, step=200)
    assert ask(tab, "check", parameter=PLACE).step == 255


def test_a_question_during_a_replay_waits_for_it(tab: Tab) -> None:
    record = RunRecord(experiment=tab.experiment.initial, step=300)
    tab.send(Load, run=record)
    assert tab.send(Ask, question="summary") == []
    rest(tab)
    assert tab.last(Answer).step == 300


def test_what_is_not_finite_is_null(tab: Tab) -> None:
    tab.do(Change, changes={"edits": [{"layer": 2, "row": 0, "column": 1, "value": 1e30}]})
    tab.do(Change, changes={"edits": [{"layer": 1, "row": 0, "column": 0, "value": -1e30}]})
    tab.do(Change, changes={"loss": "half_square"})
    tab.do(Advance, steps=3)
    for question, fields in QUESTIONS.items():
        text = encode_event(ask(tab, question, **fields))
        json.loads(text, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    ("question", "fields", "field", "sentence"),
    [
        ("check", {}, "parameter", "This question is about a parameter: name one."),
        ("nudge", {"parameter": PLACE}, "sizes", "This question is about moves of a parameter"),
        ("path", {"layer": 1}, "parameter", "This question is about a parameter: name one."),
        ("factors", {"parameter": {"layer": 9, "row": 0}}, "parameter", "There is no layer 9."),
        ("wishes", {"parameter": {**PLACE, "row": 5}}, "parameter", "Layer 2 has 4 × 4 weights."),
        ("check", {"parameter": {**PLACE, "column": 4}}, "parameter", "Layer 2 has 4 × 4 weights."),
        ("evaluate", {"muted": (3, 0)}, "muted", "There is no hidden layer 3."),
        ("evaluate", {"muted": (1, 4)}, "muted", "Layer 1 has 4 neurons."),
        (
            "evaluate",
            {"shift": [0, 1]},
            "shift",
            "Only pictures can be moved or inverted, and these inputs are none.",
        ),
        (
            "evaluate",
            {"inverted": True},
            "inverted",
            "Only pictures can be moved or inverted, and these inputs are none.",
        ),
        ("activation", {"name": "softmax"}, "name", "This question is about an activation: name "),
        ("activation", {}, "name", "This question is about an activation: name one of "),
        ("layer", {}, "layer", "This question is about a layer: name one."),
        ("layer", {"layer": 0}, "layer", "This network has layers 1 to 3."),
        ("layer", {"layer": 4}, "layer", "This network has layers 1 to 3."),
    ],
)
def test_a_question_about_nothing_gets_a_sentence(
    tab: Tab, question: str, fields: dict[str, Any], field: str, sentence: str
) -> None:
    if "parameter" in fields:
        fields = {**fields, "parameter": ParameterPlace(**fields["parameter"])}
    if "muted" in fields:
        layer, row = fields["muted"]
        fields = {**fields, "muted": [NeuronPlace(layer=layer, row=row)]}
    (rejected,) = tab.send(Ask, question=question, **fields)
    assert isinstance(rejected, Rejected)
    assert rejected.field == field
    assert rejected.sentence.startswith(sentence)


def test_a_free_example_takes_its_own_way_and_has_no_loss_without_targets(tab: Tab) -> None:
    tab.do(Show, inputs=[0.25, -0.75])
    np.testing.assert_array_equal(tab.tensor("example.inputs"), [0.25, -0.75])
    assert np.isfinite(tab.tensor("example.a", 2)).all()
    for name, layer in (("targets", 0), ("loss", 0), ("da", 1), ("dz", 1), ("da", 2), ("dz", 2)):
        assert np.isnan(tab.tensor(f"example.{name}", layer)).all()
    batch = tab.tensor("loss")
    tab.do(Show, inputs=[0.25, -0.75], targets=[1])
    assert np.isfinite(tab.tensor("example.loss"))
    assert tab.tensor("loss") == batch
    tab.do(Show, set="training", index=0)
    assert tab.tensor("example.inputs")[0] != 0.25


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "show"),
        ({"set": "training"}, "show"),
        ({"index": 2}, "show"),
        ({"targets": [1.0]}, "show"),
        ({"set": "training", "index": 0, "inputs": [0.0, 0.0]}, "show"),
        ({"set": "training", "index": 0, "targets": [1.0]}, "targets"),
        ({"set": "training", "index": 100_000}, "index"),
        ({"inputs": [0.0]}, "inputs"),
        ({"inputs": [0.0] * 64}, "inputs"),
        ({"inputs": [0.0, 1e31]}, "inputs"),
        ({"inputs": [0.0, 0.0], "targets": [1.0, 0.0]}, "targets"),
        ({"inputs": [0.0, 0.0], "targets": [0.5]}, "targets"),
    ],
)
def test_what_cannot_be_shown_gets_a_sentence(tab: Tab, fields: dict[str, Any], field: str) -> None:
    before = floats(tab)
    (rejected,) = tab.do(Show, **fields)
    assert isinstance(rejected, Rejected)
    assert rejected.field == field
    assert rejected.sentence.endswith(".")
    tab.do(Show, set="training", index=0)
    assert floats(tab) == before
