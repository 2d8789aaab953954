/** What the modules of the lesson share: what expressions are made of, and what is kept of a learner's way. */

import type { Step, Tree } from "../protocol/lessons.d.ts";
import type { PlayerControls } from "../timeline/player.js";
import type { About, Answers, PanelContext, State } from "../types.d.ts";

/** What an expression can be. `undefined`: not computed yet, or not there. */
export type Value =
  | undefined
  | number
  | boolean
  | string
  | Set<unknown>
  | readonly Value[]
  | Counted;

/** A list whose entries are counted from 1, as layers and neurons are. */
export interface Counted {
  readonly counted: true;
  readonly length: number;
  at(number: number): Value;
  list(): Value[];
}

/** Where the words and functions of an expression come from. */
export interface Scope {
  word(name: string): Value;
  call(name: string, parameters: Value[]): Value;
}

/** What the learner did since a step of the lesson opened. */
export interface Events {
  places: [number, number][]; // where the probe was put
  farthest: number; // the largest distance between two of them
  phases: { forward: Set<number>; loss: Set<number>; backward: Set<number>; update: Set<number> };
  focused: Set<string>; // neurons that were opened, "layer.number"
  edges: Set<string>; // connections that were opened, "layer.to.from"
  picked: number | undefined; // training example picked last
  pixels: Set<number>; // those that were changed
  edits: number;
  edit_size: number | undefined;
  updates: number;
  evaluated: Set<string>;
  on: number | undefined; // the example that the present step is made on
  step_on: number | undefined; // the single example that a step was made on
  restarts: number;
  listened: number;
}

/** What words are about: the state now, when the step opened, and what was done in between. */
export interface Situation {
  state: State;
  opening: State | null;
  events: Events;
}

export type Lens = "intuition" | "math" | "example";

/** Where in the lesson a learner is: in a step, or at a chapter's beginning or end. */
export interface Place {
  chapter: number;
  lens: Lens;
  page: "start" | "step" | "end" | "listen";
  step: string; // the step, or the one that was left for the page
}

/** What a prediction's reveal said at the moment when it came: which one, and its values. */
export interface Came {
  reveal: number;
  values: (string | null)[];
}

/** What a learner did in one step. */
export interface Done {
  passed: boolean;
  skipped: boolean;
  said: Record<string, string>; // by prediction, the choice
  answers: Record<string, { value: number; right: boolean; misses: number }>;
  ticked: string[]; // goals, once they were true
  hints: number; // how many were asked for
  came: Record<string, Came>; // by prediction
  kept: Record<string, string>; // by figure, what it shall find again
}

export interface Course {
  place: Place | null;
  steps: Record<string, Done>;
  closing: Record<string, string>; // by closing question, the choice or the text
  seed: number; // of the numbers that are drawn for this learner; 0 before there are any
}

export type CourseEvent =
  | { type: "go"; place: Place }
  | { type: "wipe" }
  | { type: "seed"; seed: number }
  | { type: "close"; question: string; choice: string }
  | { type: "say"; step: string; prediction: string; choice: string }
  | { type: "type"; step: string; answer: string; value: number; right: boolean }
  | { type: "tick"; step: string; goal: string }
  | { type: "pass"; step: string }
  | { type: "skip"; step: string }
  | { type: "hint"; step: string; number: number }
  | { type: "reveal"; step: string; prediction: string; came: Came }
  | { type: "keep"; step: string; figure: string; text: string }
  | { type: "again"; step: string };

/** What a part of the column needs to be drawn. */
export interface Telling {
  state: State;
  step: Step | null;
  key: string; // names this place in the page: a formula cannot stand in two
  value(tree: Tree): Value;
  isTrue(tree: Tree | null): boolean; // null: always
  ahead(): Telling; // of what the stage shows: with all that the step computes
  light(mark: string | null): void;
}

/** What a figure gets. */
export interface FigureContext extends PanelContext {
  player: PlayerControls;
  attributes: Record<string, string>;
  ask<Q extends keyof Answers>(question: Q, about: About): Answers[Q] | null;
  events(): Events;
  /** What it has kept in this step: with the learner's progress, and gone with it; empty before there is anything. */
  memory: { read(): string; write(text: string): void };
  /** How the stage stood when the step opened: the same object until the step is done again. */
  start(): object | null;
  /** Has the page drawn again, for what did not come from the store. */
  redraw(): void;
}

/** What a figure gives: drawn with each scene, asked for its words, and told to act by the third hint. */
export interface Figure {
  update(scene: import("../scene/stage.js").Scene): void;
  word?(name: string): Value;
  act?(id: string): void;
  unmount(): void;
}

export type MountFigure = (root: HTMLElement, context: FigureContext) => Figure;

export type { Tree };
