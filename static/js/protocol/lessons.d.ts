/**
 * What `/lessons.json` holds (docs/lessons.md).
 *
 * Made from app/lessons/documents.py by `python -m app.protocol_types`: change that.
 */

/** An expression: a number, or a list that begins with what it is. */
export type Tree = number | string | Tree[];

/** A live number; `digits` after the point. It is there only where `when` is true. */
export interface Value {
  kind: "value";
  of: Tree;
  digits: number;
  form: "number" | "signed" | "change" | "percent" | "whole" | "word";
  mark: string | null;
  when: Tree | null;
}

/** A symbol in a sentence, as LaTeX. */
export interface InlineSymbol {
  kind: "symbol";
  tex: string;
}

/** Words joined to a mark of the stage. */
export interface Mark {
  kind: "mark";
  on: string;
  content: Inline[];
}

/** Words that stand out, or a line of their own in a paragraph. */
export interface Markup {
  kind: "b" | "i";
  content: Inline[];
}

/** What is open on the stage; `neuron` is null for a layer, `source` only for a connection. */
export interface Selection {
  kind: "layer" | "neuron" | "bias" | "connection";
  layer: number;
  neuron: number | null;
  source: number | null;
}

/** The fields of a `show` command: an example of a set, or inputs with or without targets. */
export interface ShownExample {
  set?: "training" | "test";
  index?: number;
  inputs?: number[];
  targets?: number[];
}

/** How the stage is to stand: nothing is open, looked into, lit or dimmed but what is named. */
export interface Stage {
  preset: string;
  changes: Record<string, unknown> | null;
  at: string | null;
  select: Selection | null;
  zoom: Selection | null;
  lit: string[];
  dim: string[];
  show: ShownExample | null;
  pace: "phase" | "step" | "fast" | null;
  run: "keep" | "fresh";
  numbers: "drawn" | null;
  steps: number;
  panels: string[];
}

/** A line of a note, with the stage it is joined to. */
export interface Point {
  kind: "point";
  stage: Stage;
  mark: string | null;
  content: Inline[];
}

/** A paragraph, there only where `when` is true. */
export interface Paragraph {
  kind: "p";
  when: Tree | null;
  content: Inline[];
}

/** A symbol of an equation, with its live number under it and its mark on the stage. */
export interface Term {
  kind: "term";
  tex: string;
  value: Tree | null;
  digits: number;
  form: "number" | "signed" | "change" | "percent" | "whole" | "word";
  mark: string | null;
  when: Tree | null;
}

/** What stands between the terms of an equation. */
export interface Operator {
  kind: "op";
  tex: string;
}

/** A number that the learner types; `tex` where it stands in an equation. */
export interface TypedAnswer {
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

/** One line of an equation; `when` says when it is there at all. */
export interface Equation {
  kind: "equation";
  title: string | null;
  when: Tree | null;
  parts: (Term | Operator | TypedAnswer)[];
}

/** A figure of `static/js/lesson/figures/`, with its own attributes. */
export interface Figure {
  kind: "figure";
  name: string;
  place: "column" | "stage";
  attributes: Record<string, string>;
  when: Tree | null;
}

/** A note of the talk. */
export interface Note {
  title: string;
  content: (Point | Paragraph | Equation | Figure)[];
}

/** A part of a narration: spoken text from `seconds` on, and what the stage does meanwhile. */
export interface Part {
  seconds: number;
  mark: string;
  stage: Stage;
  walk: "forward" | "loss" | "backward" | "update" | "loop" | null;
  text: string;
  aside: Inline[];
}

/** A choice of a question: right, or one that shows an idea, about which something is said. */
export interface QuestionChoice {
  right: boolean;
  idea: string | null;
  content: Inline[];
  reveal: Inline[];
}

/** A question answered from memory; without choices it is open, and `model` a good answer. */
export interface Question {
  id: string;
  ask: Inline[];
  choices: QuestionChoice[];
  model: Inline[];
  step: string | null;
}

/** A minute to listen to, and the question after it. */
export interface Narration {
  id: string;
  title: string;
  parts: Part[];
  question: Question;
}

/** A list of points. */
export interface List {
  kind: "list";
  items: Inline[][];
}

/** One of the choices of a prediction. */
export interface Choice {
  id: string;
  content: Inline[];
}

/** What is said beside a prediction once `when` is true, or (null) once all goals are ticked. */
export interface Reveal {
  when: Tree | null;
  content: Inline[];
}

/** A question asked before the picture moves. */
export interface Prediction {
  kind: "predict";
  when: Tree | null;
  id: string;
  ask: string;
  choices: Choice[];
  reveals: Reveal[];
}

/** What is to be done. */
export interface Task {
  kind: "task";
  content: Inline[];
}

/** A button that puts another set-up on the stage, with a run of its own. */
export interface Setup {
  kind: "setup";
  when: Tree | null;
  id: string;
  title: string;
  stage: Stage;
}

/** A case of a math step: worked out, with blanks, or all the learner's own. */
export interface Case {
  kind: "worked" | "blank" | "alone";
  when: Tree | null;
  title: string | null;
  content: Block[];
}

/** A condition that is ticked once it is true, and not before goal `after` is ticked. */
export interface Goal {
  id: string | null;
  after: string | null;
  when: Tree;
  content: Inline[];
}

/** Walks forward through the stops of a step to this one (`forward.2`). */
export interface WalkAction {
  action: "walk";
  to: string;
}

/** Makes so many updates. */
export interface StepAction {
  action: "step";
  steps: number;
}

/** Runs until a word of the vocabulary has reached a value (losses: is below it). */
export interface RunAction {
  action: "run";
  word: "t" | "epoch" | "L.train" | "L.test" | "acc.train" | "acc.test";
  value: number;
}

/** Opens something on the stage. */
export interface SelectAction {
  action: "select";
  select: Selection;
}

/** Shows an example. */
export interface ShowAction {
  action: "show";
  show: ShownExample;
}

/** Sets a weight (or, without `source`, a bias) to a value. */
export interface EditAction {
  action: "edit";
  layer: number;
  neuron: number;
  source: number | null;
  value: number;
}

/** Types the right answer, presses the button of a set-up, or asks a figure to act. */
export interface IdAction {
  action: "type" | "setup" | "figure";
  id: string;
}

/** Makes a prediction. */
export interface ChooseAction {
  action: "choose";
  id: string;
  choice: string;
}

/** A hint; one with actions does the step. */
export interface Hint {
  content: Inline[];
  do: Action[];
}

/** One step of a lens. `words` are those of the vocabulary that it uses, without `s0.`. */
export interface Step {
  id: string;
  title: string;
  ideas: string[];
  hands: string | null;
  stage: Stage;
  narration: Inline[];
  content: Block[];
  goals: Goal[];
  hints: Hint[];
  why: Inline[];
  words: string[];
}

/** A way through a chapter. */
export interface Lens {
  title: string;
  steps: Step[];
}

/** A chapter; `lenses` has those that are written. */
export interface Chapter {
  number: number;
  name: string;
  title: string;
  learn: Inline[][];
  notes: Note[];
  narrations: Narration[];
  closing: Question[];
  lenses: Record<string, Lens>;
  words: string[];
}

/** All chapters, by number. */
export interface Lessons {
  chapters: Chapter[];
}

export type Inline = string | Markup | Value | InlineSymbol | Mark;

export type Block =
  | Paragraph
  | List
  | Prediction
  | Task
  | TypedAnswer
  | Figure
  | Equation
  | Case
  | Setup;

export type Action =
  | WalkAction
  | StepAction
  | RunAction
  | SelectAction
  | ShowAction
  | EditAction
  | IdAction
  | ChooseAction;

export type StateWord =
  | "cfg.dataset"
  | "cfg.layers"
  | "cfg.parameters"
  | "cfg.act"
  | "cfg.output"
  | "cfg.loss"
  | "cfg.init"
  | "cfg.lr"
  | "cfg.momentum"
  | "cfg.l2"
  | "cfg.batch"
  | "cfg.seed"
  | "t"
  | "epoch"
  | "stepsPerEpoch"
  | "phase"
  | "phase.layer"
  | "running"
  | "ex.index"
  | "ex.set"
  | "ex.free"
  | "ex.x"
  | "ex.y"
  | "ex.yhat"
  | "ex.pTrue"
  | "ex.right"
  | "ex.predicted"
  | "x"
  | "W"
  | "b"
  | "z"
  | "a"
  | "delta"
  | "dW"
  | "db"
  | "move.W"
  | "move.b"
  | "moved"
  | "L.shown"
  | "L.batch"
  | "L.train"
  | "L.test"
  | "L.val"
  | "acc.train"
  | "acc.test"
  | "acc.val"
  | "Li"
  | "m.gradRms"
  | "m.gradNorm"
  | "m.deadFraction"
  | "m.spread"
  | "m.weightNorm";

export type EventWord =
  | "ev.probe.moves"
  | "ev.probe.maxDistance"
  | "ev.phaseSteps.forward"
  | "ev.phaseSteps.loss"
  | "ev.phaseSteps.backward"
  | "ev.phaseSteps.update"
  | "ev.focused"
  | "ev.edges"
  | "ev.edge.layer"
  | "ev.edge.to"
  | "ev.edge.from"
  | "ev.neuron.layer"
  | "ev.neuron.index"
  | "ev.picked"
  | "ev.pixelEdits"
  | "ev.edits"
  | "ev.run.edits"
  | "ev.edit.size"
  | "ev.updates"
  | "ev.evaluated"
  | "ev.stepOn"
  | "ev.restarts"
  | "ev.listened";

export type FunctionName =
  | "near"
  | "abs"
  | "sqrt"
  | "exp"
  | "log"
  | "log10"
  | "min"
  | "max"
  | "sum"
  | "mean"
  | "rms"
  | "count"
  | "any_nonzero"
  | "all_zero"
  | "percentile"
  | "length"
  | "dot"
  | "angle";

export type NamingFunction = "said" | "choice" | "answered" | "ans" | "figure";

export type FigureName =
  | "probe"
  | "loop"
  | "anatomy"
  | "compass"
  | "flip"
  | "bias"
  | "steepness"
  | "meters"
  | "twins"
  | "edge"
  | "descent"
  | "corners"
  | "bends"
  | "gate"
  | "costs"
  | "runs"
  | "parts"
  | "squash"
  | "distance"
  | "chain"
  | "nudge"
  | "promise"
  | "pixels"
  | "wall"
  | "browser"
  | "slopes"
  | "disturbed"
  | "draw"
  | "paint"
  | "paintings"
  | "products"
  | "heaps"
  | "committee";
