"""The project's own lessons keep the rules that make them lessons of one kind."""

from typing import Any

import pytest

from app.lessons.documents import ChapterDocument, StepDocument
from app.lessons.library import questions_of, read_lessons

CHAPTERS = read_lessons()["chapters"]
STEPS = [
    (chapter, lens, step)
    for chapter in CHAPTERS
    for lens, document in chapter["lenses"].items()
    for step in document["steps"]
]
WORDS_A_SECOND = 2.9
by_name = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter["name"])
by_id = pytest.mark.parametrize(
    ("chapter", "lens", "step"), STEPS, ids=[step["id"] for _, _, step in STEPS]
)


@by_id
def test_a_step_says_which_it_is_and_helps_three_times(
    chapter: ChapterDocument, lens: str, step: StepDocument
) -> None:
    number = step["id"].removeprefix(f"{chapter['number']}{lens[0].upper()}")
    assert number.isdigit()
    look, act, done = step["hints"]
    assert not look["do"]
    assert not act["do"]
    assert done["do"], "the third hint does it"
    assert step["why"]
    assert step["ideas"]
    kinds = [block["kind"] for block in step["content"]]
    assert "task" in kinds


@by_id
def test_a_prediction_is_a_goal_and_is_revealed(
    chapter: ChapterDocument, lens: str, step: StepDocument
) -> None:
    del chapter, lens
    goals = str([goal["when"] for goal in step["goals"]])
    for block in step["content"]:
        if block["kind"] == "predict":
            assert str(["call", "said", ["text", block["id"]]]) in goals
            assert block["reveals"]


@by_name
def test_a_chapter_ends_with_five_questions_the_last_one_open(chapter: ChapterDocument) -> None:
    assert [bool(question["choices"]) for question in chapter["closing"]] == [True] * 4 + [False]
    for question in questions_of(chapter):
        for choice in question["choices"]:
            assert choice["reveal"]
            assert not (choice["right"] and choice["idea"])


@by_name
def test_a_narration_takes_about_a_minute(chapter: ChapterDocument) -> None:
    for narration in chapter["narrations"]:
        parts = narration["parts"]
        assert parts[0]["seconds"] == 0
        assert parts[-1]["seconds"] < 60
        words = sum(len(part["text"].split()) for part in parts)
        assert words / WORDS_A_SECOND < 60
        assert parts[0]["stage"]["run"] == "fresh", "it tells of a network that has learned nothing"


@by_name
def test_no_sentence_is_stuck_to_the_next_or_has_two_spaces(chapter: ChapterDocument) -> None:
    for text in texts(chapter):
        assert "  " not in text
        assert "\n" not in text


def texts(document: Any) -> list[str]:
    """All texts in a document."""
    if isinstance(document, str):
        return [document]
    if isinstance(document, dict):
        document = list(document.values())
    return [text for part in document for text in texts(part)] if isinstance(document, list) else []
