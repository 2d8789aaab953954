"""Asked about a page of examples, the server says which of them are answered rightly."""

import pytest

from app.commands import Ask
from app.questions import MOST_EXAMPLES, answer
from engine import PRESETS, Trainer
from engine.probes import example_right


@pytest.mark.parametrize("name", ["training", "test"])
@pytest.mark.parametrize("first", [0, 64, 320])
def test_a_page_of_examples_is_judged_as_the_whole_set_is(name: str, first: int) -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(20)
    command = Ask.model_validate({"id": 1, "question": "examples", "set": name, "first": first})
    found = answer(trainer, command).content
    expected = example_right(trainer, name)[first : first + MOST_EXAMPLES]  # type: ignore[arg-type]
    assert found["right"] == expected.tolist()
    assert (found["set"], found["first"]) == (name, first)


def test_a_page_beyond_the_end_is_empty() -> None:
    trainer = Trainer(PRESETS["rings"].experiment)
    command = Ask.model_validate({"id": 1, "question": "examples", "first": 10_000})
    assert answer(trainer, command).content["right"] == []
