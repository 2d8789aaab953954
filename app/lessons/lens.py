"""A lens: `intuition.html`, `math.html` or `example.html`, one way through a chapter."""

from typing import Final, get_args

from app.lessons.actions import read_actions
from app.lessons.content import BLOCKS, read_blocks, sentence
from app.lessons.documents import GoalDocument, HintDocument, LensDocument, LensName, StepDocument
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.figures import FIGURES
from app.lessons.markup import Element
from app.lessons.reader import Reader, check_attributes, check_children, check_id
from app.lessons.stage import ATTRIBUTES, read_stage, scene_of

LENSES: Final = get_args(LensName)
MOST_HINTS: Final = 3


def read_lens(root: Element, name: str) -> LensDocument:
    """A lens from its document. Raises LessonError, with a line."""
    if root.name != "lesson":
        raise LessonError(f"A lens is a <lesson>, not <{root.name}>.", root.line)
    check_attributes(root, ("lens", "title", "preset"), ("lens", "title"))
    check_children(root, ("step",))
    if root.attributes["lens"] != name:
        raise LessonError(
            f"The lens of this file is {quoted(name)}, not {quoted(root.attributes['lens'])}.",
            root.line,
        )
    if not root.children:
        raise LessonError("A lens has at least one <step>.", root.line)
    return {
        "title": root.attributes["title"],
        "steps": [read_step(step, root.attributes.get("preset")) for step in root.elements()],
    }


def read_step(element: Element, preset: str | None = None) -> StepDocument:
    """A step. Raises LessonError, with a line."""
    check_attributes(element, ("id", "title", "ideas", "hands", *ATTRIBUTES), ("id", "title"))
    check_id(element.attributes["id"], element)
    check_children(element, ("narration", "changes", "goal", "hint", "why", *BLOCKS))
    reader = Reader(scene_of(element, preset))
    # Set-ups first: what is said of neurons may be about theirs.
    for other in element.elements("setup"):
        reader.scenes.append(scene_of(other, reader.scene.preset))
    step: StepDocument = {
        "id": element.attributes["id"],
        "title": element.attributes["title"],
        "ideas": element.attributes.get("ideas", "").split(),
        "hands": element.attributes.get("hands"),
        "stage": read_stage(element, reader.scene),
        "narration": sentence(reader, _the_one(element, "narration")),
        "content": read_blocks(reader, element.elements(*BLOCKS)),
        "goals": read_goals(element, reader),
        "hints": read_hints(element, reader),
        "why": sentence(reader, _the_one(element, "why")) if element.elements("why") else [],
        "words": [],
    }
    named = [goal["id"] for goal in step["goals"] if goal["id"] is not None]
    if step["hands"] is not None and step["hands"] not in named:
        raise LessonError(unknown("goal", step["hands"], named, " in this step"), element.line)
    reader.finish({word for name in reader.figures for word in FIGURES[name].words})
    step["words"] = sorted(reader.words)
    return step


def _the_one(element: Element, name: str) -> Element:
    found = element.elements(name)
    if len(found) != 1:
        line = found[1].line if found else element.line
        raise LessonError(f"A step has one <{name}>, not {len(found)}.", line)
    check_attributes(found[0], ())
    return found[0]


def read_goals(element: Element, reader: Reader) -> list[GoalDocument]:
    """The goals of a step, in their order."""
    goals: list[GoalDocument] = []
    for goal in element.elements("goal"):
        attributes = reader.check(goal, ("id", "after", "when"), ("when",))
        before = [other["id"] for other in goals if other["id"] is not None]
        after = attributes.get("after")
        if after is not None and after not in before:
            raise LessonError(unknown("goal", after, before, " before this one"), goal.line)
        goals.append(
            {
                "id": reader.take_id(goal, "goal", attributes["id"])
                if "id" in attributes
                else None,
                "after": after,
                "when": reader.expression(goal, "when"),
                "content": sentence(reader, goal),
            }
        )
    if not goals:
        raise LessonError("A step has at least one <goal>.", element.line)
    return goals


def read_hints(element: Element, reader: Reader) -> list[HintDocument]:
    """The hints of a step: where to look, what to do, and (with `do`) the step does it."""
    hints: list[HintDocument] = []
    for hint in element.elements("hint"):
        reader.check(hint, ("do",))
        try:
            actions = read_actions(hint.attributes["do"], reader) if hint.attributes else []
        except LessonError as error:
            raise error.within("", hint.line) from None
        hints.append({"content": sentence(reader, hint), "do": actions})
    if len(hints) > MOST_HINTS:
        raise LessonError(f"A step has at most {MOST_HINTS} hints.", element.line)
    return hints
