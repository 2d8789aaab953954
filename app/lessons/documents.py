"""What `/lessons.json` holds, as types: the browser's declarations are made from these.

Layers, neurons and connections count from 1, examples from 0. `Tree` is an expression as read by
`app.lessons.expression`: a number, or a list that begins with what it is.
"""

from typing import Any, Literal, NotRequired, TypedDict

from app.lessons.expression import Tree

LensName = Literal["intuition", "math", "example"]


class ShownExampleDocument(TypedDict):
    """The fields of a `show` command: an example of a set, or inputs with or without targets."""

    set: NotRequired[Literal["training", "test"]]
    index: NotRequired[int]
    inputs: NotRequired[list[float]]
    targets: NotRequired[list[float]]


class SelectionDocument(TypedDict):
    """What is open on the stage; `neuron` is null for a layer, `source` only for a connection."""

    kind: Literal["layer", "neuron", "bias", "connection"]
    layer: int
    neuron: int | None
    source: int | None


class StageDocument(TypedDict):
    """How the stage is to stand: nothing is open, looked into, lit or dimmed but what is named.

    Where `at`, `show` or `pace` are null, that stays as it is. `changes` is made after the preset
    is loaded, `at` is the stop to stand at (`ready`, `forward.1`, `loss`, `backward.1`, `update`),
    and so many `steps` are trained before. `numbers` are drawn from the learner's seed.
    """

    preset: str
    changes: dict[str, Any] | None
    at: str | None
    select: SelectionDocument | None
    zoom: SelectionDocument | None
    lit: list[str]
    dim: list[str]
    show: ShownExampleDocument | None
    pace: Literal["phase", "step", "fast"] | None
    run: Literal["keep", "fresh"]
    numbers: Literal["drawn"] | None
    steps: int
    panels: list[str]


class MarkupDocument(TypedDict):
    """Words that stand out, or a line of their own in a paragraph."""

    kind: Literal["b", "i"]
    content: "list[Inline]"


class ValueDocument(TypedDict):
    """A live number; `digits` after the point. It is there only where `when` is true."""

    kind: Literal["value"]
    of: Tree
    digits: int
    form: Literal["number", "signed", "change", "percent", "whole", "word"]
    mark: str | None
    when: Tree | None


class InlineSymbolDocument(TypedDict):
    """A symbol in a sentence, as LaTeX."""

    kind: Literal["symbol"]
    tex: str


class MarkDocument(TypedDict):
    """Words joined to a mark of the stage."""

    kind: Literal["mark"]
    on: str
    content: "list[Inline]"


Inline = str | MarkupDocument | ValueDocument | InlineSymbolDocument | MarkDocument


class ParagraphDocument(TypedDict):
    """A paragraph, there only where `when` is true."""

    kind: Literal["p"]
    when: Tree | None
    content: list[Inline]


class ListDocument(TypedDict):
    """A list of points."""

    kind: Literal["list"]
    items: list[list[Inline]]


class ChoiceDocument(TypedDict):
    """One of the choices of a prediction."""

    id: str
    content: list[Inline]


class RevealDocument(TypedDict):
    """What is said beside a prediction once `when` is true, or (null) once all goals are ticked."""

    when: Tree | None
    content: list[Inline]


class PredictionDocument(TypedDict):
    """A question asked before the picture moves."""

    kind: Literal["predict"]
    when: Tree | None
    id: str
    ask: str
    choices: list[ChoiceDocument]
    reveals: list[RevealDocument]


class TaskDocument(TypedDict):
    """What is to be done."""

    kind: Literal["task"]
    content: list[Inline]


class TypedAnswerDocument(TypedDict):
    """A number that the learner types; `tex` where it stands in an equation."""

    kind: Literal["answer"]
    id: str
    ask: str
    tex: str | None
    expect: Tree
    tolerance: float
    digits: int
    mark: str | None
    when: Tree | None


class FigureDocument(TypedDict):
    """A figure of `static/js/lesson/figures/`, with its own attributes."""

    kind: Literal["figure"]
    name: str
    place: Literal["column", "stage"]
    attributes: dict[str, str]
    when: Tree | None


class TermDocument(TypedDict):
    """A symbol of an equation, with its live number under it and its mark on the stage."""

    kind: Literal["term"]
    tex: str
    value: Tree | None
    digits: int
    form: Literal["number", "signed", "change", "percent", "whole", "word"]
    mark: str | None
    when: Tree | None


class OperatorDocument(TypedDict):
    """What stands between the terms of an equation."""

    kind: Literal["op"]
    tex: str


class EquationDocument(TypedDict):
    """One line of an equation; `when` says when it is there at all."""

    kind: Literal["equation"]
    title: str | None
    when: Tree | None
    parts: list[TermDocument | OperatorDocument | TypedAnswerDocument]


class CaseDocument(TypedDict):
    """A case of a math step: worked out, with blanks, or all the learner's own."""

    kind: Literal["worked", "blank", "alone"]
    when: Tree | None
    title: str | None
    content: "list[Block]"


class SetupDocument(TypedDict):
    """A button that puts another set-up on the stage, with a run of its own."""

    kind: Literal["setup"]
    when: Tree | None
    id: str
    title: str
    stage: StageDocument


Block = (
    ParagraphDocument
    | ListDocument
    | PredictionDocument
    | TaskDocument
    | TypedAnswerDocument
    | FigureDocument
    | EquationDocument
    | CaseDocument
    | SetupDocument
)


class GoalDocument(TypedDict):
    """A condition that is ticked once it is true, and not before goal `after` is ticked."""

    id: str | None
    after: str | None
    when: Tree
    content: list[Inline]


class WalkActionDocument(TypedDict):
    """Walks forward through the stops of a step to this one (`forward.2`)."""

    action: Literal["walk"]
    to: str


class StepActionDocument(TypedDict):
    """Makes so many updates."""

    action: Literal["step"]
    steps: int


class RunActionDocument(TypedDict):
    """Runs until a word of the vocabulary has reached a value (losses: is below it)."""

    action: Literal["run"]
    word: Literal["t", "epoch", "L.train", "L.test", "acc.train", "acc.test"]
    value: float


class SelectActionDocument(TypedDict):
    """Opens something on the stage."""

    action: Literal["select"]
    select: SelectionDocument


class ShowActionDocument(TypedDict):
    """Shows an example."""

    action: Literal["show"]
    show: ShownExampleDocument


class EditActionDocument(TypedDict):
    """Sets a weight (or, without `source`, a bias) to a value."""

    action: Literal["edit"]
    layer: int
    neuron: int
    source: int | None
    value: float


class IdActionDocument(TypedDict):
    """Types the right answer, presses the button of a set-up, or asks a figure to act."""

    action: Literal["type", "setup", "figure"]
    id: str


class ChooseActionDocument(TypedDict):
    """Makes a prediction."""

    action: Literal["choose"]
    id: str
    choice: str


Action = (
    WalkActionDocument
    | StepActionDocument
    | RunActionDocument
    | SelectActionDocument
    | ShowActionDocument
    | EditActionDocument
    | IdActionDocument
    | ChooseActionDocument
)


class HintDocument(TypedDict):
    """A hint; one with actions does the step."""

    content: list[Inline]
    do: list[Action]


class StepDocument(TypedDict):
    """One step of a lens. `words` are those of the vocabulary that it uses, without `s0.`.

    `hands` is the id of a goal: until it is ticked the run does not train.
    """

    id: str
    title: str
    ideas: list[str]
    hands: str | None
    stage: StageDocument
    narration: list[Inline]
    content: list[Block]
    goals: list[GoalDocument]
    hints: list[HintDocument]
    why: list[Inline]
    words: list[str]


class LensDocument(TypedDict):
    """A way through a chapter."""

    title: str
    steps: list[StepDocument]


class PointDocument(TypedDict):
    """A line of a note, with the stage it is joined to."""

    kind: Literal["point"]
    stage: StageDocument
    mark: str | None
    content: list[Inline]


class NoteDocument(TypedDict):
    """A note of the talk."""

    title: str
    content: list[PointDocument | ParagraphDocument | EquationDocument | FigureDocument]


class PartDocument(TypedDict):
    """A part of a narration: spoken text from `seconds` on, and what the stage does meanwhile.

    `walk` lets the phases of a kind play, or (`loop`) the run go on at full speed; `aside` is shown
    and not spoken.
    """

    seconds: float
    mark: str
    stage: StageDocument
    walk: Literal["forward", "loss", "backward", "update", "loop"] | None
    text: str
    aside: list[Inline]


class NarrationDocument(TypedDict):
    """A minute to listen to, and the question after it."""

    id: str
    title: str
    parts: list[PartDocument]
    question: "QuestionDocument"


class QuestionChoiceDocument(TypedDict):
    """A choice of a question: right, or one that shows an idea, about which something is said."""

    right: bool
    idea: str | None
    content: list[Inline]
    reveal: list[Inline]


class QuestionDocument(TypedDict):
    """A question answered from memory; without choices it is open, and `model` a good answer.

    `step` is the step at which it can be looked at again.
    """

    id: str
    ask: list[Inline]
    choices: list[QuestionChoiceDocument]
    model: list[Inline]
    step: str | None


class ChapterDocument(TypedDict):
    """A chapter; `lenses` has those that are written.

    `words` are those of the vocabulary that all but its lenses use.
    """

    number: int
    name: str
    title: str
    learn: list[list[Inline]]
    notes: list[NoteDocument]
    narrations: list[NarrationDocument]
    closing: list[QuestionDocument]
    lenses: dict[LensName, LensDocument]
    words: list[str]


class LessonsDocument(TypedDict):
    """All chapters, by number."""

    chapters: list[ChapterDocument]
