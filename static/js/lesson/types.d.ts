/** What the modules of the lesson share: what expressions are made of, and what is kept of a learner's way. */
import type { State } from "../types.d.ts";

/** An expression of a document as a tree, as the server has read and checked it. */
export type Tree = number | [string, ...(Tree | string)[]];

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
  pixels: number;
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
