/** What /lessons.json holds (app/lessons/documents.py). */
import type { Tree } from "./types.d.ts";

export type LensName = "intuition" | "math" | "example";

/** The fields of a `show` command: an example of a set, or inputs with or without targets. */
export interface ShownExampleDocument {
  set?: "training" | "test";
  index?: number;
  inputs?: number[];
  targets?: number[];
}

/** What is open on the stage; `neuron` is null for a layer, `source` only for a connection. */
export interface SelectionDocument {
  kind: "layer" | "neuron" | "bias" | "connection";
  layer: number;
  neuron: number | null;
  source: number | null;
}

/** How the stage is to stand; null and empty lists leave it as it is. */
export interface StageDocument {
  preset: string;
  changes: Record<string, unknown> | null;
  at: string | null;
  select: SelectionDocument | null;
  zoom: SelectionDocument | null;
  lit: string[];
  dim: string[];
  show: ShownExampleDocument | null;
  pace: "phase" | "step" | "fast" | null;
  run: "keep" | "fresh";
  steps: number;
  panels: string[];
}

/** Words that stand out, or a line of their own in a paragraph. */
export interface MarkupDocument {
  kind: "b" | "i";
  content: Inline[];
}

/** A live number; `digits` after the point. It is there only where `when` is true. */
export interface ValueDocument {
  kind: "value";
  of: Tree;
  digits: number;
  form: "number" | "signed" | "percent" | "whole" | "word";
  mark: string | null;
  when: Tree | null;
}

/** A symbol in a sentence, as LaTeX. */
export interface SymbolDocument {
  kind: "symbol";
  tex: string;
}

/** Words joined to a mark of the stage. */
export interface MarkDocument {
  kind: "mark";
  on: string;
  content: Inline[];
}

export type Inline = string | MarkupDocument | ValueDocument | SymbolDocument | MarkDocument;

/** A paragraph, there only where `when` is true. */
export interface ParagraphDocument {
  kind: "p";
  when: Tree | null;
  content: Inline[];
}

/** A list of points. */
export interface ListDocument {
  kind: "list";
  items: Inline[][];
}

/** One of the choices of a prediction. */
export interface ChoiceDocument {
  id: string;
  content: Inline[];
}

/** What is said beside a prediction once `when` is true, or (null) once all goals are ticked. */
export interface RevealDocument {
  when: Tree | null;
  content: Inline[];
}

/** A question asked before the picture moves. */
export interface PredictionDocument {
  kind: "predict";
  id: string;
  ask: string;
  choices: ChoiceDocument[];
  reveals: RevealDocument[];
}

/** What is to be done. */
export interface TaskDocument {
  kind: "task";
  content: Inline[];
}

/** A number that the learner types; `tex` where it stands in an equation. */
export interface TypedAnswerDocument {
  kind: "answer";
  id: string;
  ask: string;
  tex: string | null;
  expect: Tree;
  tolerance: number;
  digits: number;
  mark: string | null;
  when: Tree | null;
}

/** A figure of `static/js/lesson/figures/`, with its own attributes. */
export interface FigureDocument {
  kind: "figure";
  name: string;
  place: "column" | "stage";
  attributes: Record<string, string>;
  when: Tree | null;
}

/** A symbol of an equation, with its live number under it and its mark on the stage. */
export interface TermDocument {
  kind: "term";
  tex: string;
  value: Tree | null;
  digits: number;
  form: "number" | "signed" | "percent" | "whole" | "word";
  mark: string | null;
  when: Tree | null;
}

/** What stands between the terms of an equation. */
export interface OperatorDocument {
  kind: "op";
  tex: string;
}

/** One line of an equation; `when` says when it is there at all. */
export interface EquationDocument {
  kind: "equation";
  title: string | null;
  when: Tree | null;
  parts: (TermDocument | OperatorDocument | TypedAnswerDocument)[];
}

/** A case of a math step: worked out, with blanks, or all the learner's own. */
export interface CaseDocument {
  kind: "worked" | "blank" | "alone";
  title: string | null;
  content: Block[];
}

/** A button that puts another set-up on the stage, with a run of its own. */
export interface SetupDocument {
  kind: "setup";
  id: string;
  title: string;
  stage: StageDocument;
}

export type Block =
  | ParagraphDocument
  | ListDocument
  | PredictionDocument
  | TaskDocument
  | TypedAnswerDocument
  | FigureDocument
  | EquationDocument
  | CaseDocument
  | SetupDocument;

/** A condition that is ticked once it is true, and not before goal `after` is ticked. */
export interface GoalDocument {
  id: string | null;
  after: string | null;
  when: Tree;
  content: Inline[];
}

/** Walks forward through the stops of a step to this one (`forward.2`). */
export interface WalkActionDocument {
  action: "walk";
  to: string;
}

/** Makes so many updates. */
export interface StepActionDocument {
  action: "step";
  steps: number;
}

/** Runs until a word of the vocabulary has reached a value (losses: is below it). */
export interface RunActionDocument {
  action: "run";
  word: "t" | "epoch" | "L.train" | "L.test" | "acc.train" | "acc.test";
  value: number;
}

/** Opens something on the stage. */
export interface SelectActionDocument {
  action: "select";
  select: SelectionDocument;
}

/** Shows an example. */
export interface ShowActionDocument {
  action: "show";
  show: ShownExampleDocument;
}

/** Sets a weight (or, without `source`, a bias) to a value. */
export interface EditActionDocument {
  action: "edit";
  layer: number;
  neuron: number;
  source: number | null;
  value: number;
}

/** Types the right answer, presses the button of a set-up, or asks a figure to act. */
export interface IdActionDocument {
  action: "type" | "setup" | "figure";
  id: string;
}

/** Makes a prediction. */
export interface ChooseActionDocument {
  action: "choose";
  id: string;
  choice: string;
}

export type Action =
  | WalkActionDocument
  | StepActionDocument
  | RunActionDocument
  | SelectActionDocument
  | ShowActionDocument
  | EditActionDocument
  | IdActionDocument
  | ChooseActionDocument;

/** A hint; one with actions does the step. */
export interface HintDocument {
  content: Inline[];
  do: Action[];
}

/** One step of a lens. `words` are those of the vocabulary that it uses, without `s0.`. */
export interface StepDocument {
  id: string;
  title: string;
  ideas: string[];
  stage: StageDocument;
  narration: Inline[];
  content: Block[];
  goals: GoalDocument[];
  hints: HintDocument[];
  why: Inline[];
  words: string[];
}

/** A way through a chapter. */
export interface LensDocument {
  title: string;
  steps: StepDocument[];
}

/** A line of a note, with the stage it is joined to. */
export interface PointDocument {
  kind: "point";
  stage: StageDocument;
  mark: string | null;
  content: Inline[];
}

/** A note of the talk. */
export interface NoteDocument {
  title: string;
  content: (PointDocument | ParagraphDocument | EquationDocument | FigureDocument)[];
}

/** A part of a narration: spoken text from `seconds` on, and what the stage does meanwhile. */
export interface PartDocument {
  seconds: number;
  mark: string;
  stage: StageDocument;
  walk: "forward" | "loss" | "backward" | "update" | null;
  text: string;
  aside: Inline[];
}

/** A minute to listen to, and the question after it. */
export interface NarrationDocument {
  id: string;
  title: string;
  parts: PartDocument[];
  question: QuestionDocument;
}

/** A choice of a question: right, or one that shows an idea, about which something is said. */
export interface QuestionChoiceDocument {
  right: boolean;
  idea: string | null;
  content: Inline[];
  reveal: Inline[];
}

/** A question answered from memory; without choices it is open, and `model` a good answer. */
export interface QuestionDocument {
  id: string;
  ask: Inline[];
  choices: QuestionChoiceDocument[];
  model: Inline[];
  step: string | null;
}

/** A chapter; `lenses` has those that are written. */
export interface ChapterDocument {
  number: number;
  name: string;
  title: string;
  learn: Inline[][];
  notes: NoteDocument[];
  narrations: NarrationDocument[];
  closing: QuestionDocument[];
  lenses: Partial<Record<LensName, LensDocument>>;
}

/** All chapters, by number. */
export interface LessonsDocument {
  chapters: ChapterDocument[];
}
