/** What the renderer draws. Positions and sizes are CSS pixels; values reached them through a scale, in scene/. */
import type { ActivationMap } from "../types.d.ts";

/** Names of colours, resolved from CSS custom properties. */
export type Ink =
  | "stage"
  | "light"
  | "ink"
  | "ink2"
  | "ink3"
  | "line"
  | "positive"
  | "negative"
  | "gradient"
  | "mapMid"
  | "mapPositive"
  | "mapNegative"
  | "pointOne"
  | "pointZero"
  | "halo"
  | ClassInk;

/** Three and more classes have a colour and a shape each. */
export type ClassInk = `class${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

/** A cubic curve: start, two control points, end. */
export type Curve = [number, number, number, number, number, number, number, number];

/** What a mark stands for, so that tests and pointing can ask. */
export interface Meaning {
  /** "weights.1.2.3": tensor, layer, row, column, counted from 1. */
  of?: string;
  /** The value drawn, when the mark draws one. */
  value?: number;
}

export interface Glow extends Meaning {
  kind: "glow";
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
  opacity: number;
}

export interface Ribbon extends Meaning {
  kind: "ribbon";
  curve: Curve;
  width: number;
  ink: Ink;
  dash?: number[];
  opacity?: number;
  /** The part of the curve that is drawn, from 0 to 1. */
  part?: [number, number];
  /** Drawn as an outline of the width rather than filled. */
  hollow?: boolean;
  /** How wide that outline is. */
  outline?: number;
  /** Not a number: a hatch along the curve. */
  hatch?: boolean;
}

export interface Wedge extends Meaning {
  kind: "wedge";
  curve: Curve;
  /** Width at the start and at the end of the curve. */
  widths: [number, number];
  ink: Ink;
  hollow?: boolean;
  opacity?: number;
  part?: [number, number];
}

export interface Lens extends Meaning {
  kind: "lens";
  x: number; // centre
  y: number;
  size: number;
  map?: ActivationMap | null;
  /** The value that is drawn as the middle of the palette, and the distance from it to the palette's ends. */
  centre?: number;
  reach?: number;
  zeroLine?: number; // opacity
  /** The value whose line is drawn; the middle unless it is said. */
  level?: number;
  /** Flat colours instead of shades: as many as 2 on the two sides of the level. */
  bands?: number;
  /** Values at the bottom and the top of a map over a line, instead of the palette's ends. */
  between?: [number, number];
  /** A picture of weights or slopes instead of a map: row by row from the top. */
  picture?: {
    columns: number;
    values: Float32Array;
    reach: number;
    palette: "sign" | "slope";
  } | null;
  /** One flat tint from −1 to 1, when there is neither. */
  tint?: number;
  strength: number; // 0: all middle … 1: full
  rim: "plain" | "selected" | "dotted" | "silent" | "hovered";
  /** Shut or flat: nothing, or nearly nothing, comes through on the way back. */
  state?: "dead" | "saturated";
  shadow?: boolean;
  hatch?: boolean;
  opacity?: number;
}

export interface Points extends Meaning {
  kind: "points";
  x: number; // left, top of the square plane
  y: number;
  size: number;
  radius: number;
  /** Columns of x₁, x₂, class or target. Identity is the cache key. */
  points: PointColumns;
  opacity?: number;
  faint?: boolean;
  /** Over a map in a lens: what lies beyond its outline is left out, where else it is held at the edge. */
  onMap?: boolean;
  hideTest?: boolean;
}

export interface PointColumns {
  x: Float32Array;
  y: Float32Array;
  target: Float32Array;
  /** The class of each, where there are three and more. */
  classes: Uint8Array | null;
  training_count: number;
  /** Continuous targets are tinted by sign and size; the reach of the palette. */
  reach: number | null;
  /** What the square shows: from left to right, from bottom to top. */
  across: [number, number];
  up: [number, number];
  /** Height says all: one colour for all. */
  plain: boolean;
}

/** One mark of a class: its own shape in its own colour. */
export interface ClassMark extends Meaning {
  kind: "class";
  x: number; // centre
  y: number;
  size: number; // across
  index: number; // of the class, from 0
  opacity?: number;
}

/** Where each output is the largest, in the colours of the classes, with a line between. */
export interface Regions extends Meaning {
  kind: "regions";
  x: number; // centre
  y: number;
  size: number;
  maps: ActivationMap[];
  strength: number;
  rim: "plain" | "dotted";
}

/** A map over a line as a curve in a square. */
export interface Plot extends Meaning {
  kind: "plot";
  x: number; // left, top
  y: number;
  size: number;
  map: ActivationMap;
  between: [number, number]; // values at the bottom and at the top
  ink: Ink;
  width: number;
  opacity?: number;
}

export interface Shape extends Meaning {
  kind: "disc" | "square" | "squircle";
  x: number; // centre
  y: number;
  size: number; // across
  fill?: Ink;
  stroke?: Ink;
  width?: number;
  dash?: number[];
  opacity?: number;
  shadow?: boolean;
}

export interface Arrow extends Meaning {
  kind: "arrow";
  x: number; // from
  y: number;
  toX: number;
  toY: number;
  width: number;
  ink: Ink;
  hollow?: boolean;
  opacity?: number;
}

export interface Line extends Meaning {
  kind: "line";
  points: number[];
  ink: Ink;
  width: number;
  dash?: number[];
  opacity?: number;
}

export interface Box extends Meaning {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
  fill?: Ink;
  stroke?: Ink;
  lineWidth?: number;
  opacity?: number;
  shadow?: boolean;
}

/** One run of text; `face` symbol is the mathematical italic. */
export interface TextRun {
  text: string;
  ink?: Ink;
  face?: "text" | "symbol";
  weight?: number;
  size?: number;
  /** Lowered or raised, as an index is. */
  shift?: number;
}

export interface Text extends Meaning {
  kind: "text";
  x: number;
  y: number; // middle of the line
  runs: TextRun[];
  size: number;
  align: "left" | "center" | "right";
  ink: Ink;
  weight?: number;
  halo?: boolean;
  opacity?: number;
  pill?: boolean;
  /** Belongs to an earlier step: dotted underneath. */
  stale?: boolean;
}

/** A grid of numbers as shades of ink, with the numbers written in the cells when there is room. */
export interface Picture extends Meaning {
  kind: "picture";
  x: number; // left, top
  y: number;
  size: number;
  columns: number;
  values: Float32Array;
  numbers: boolean;
  opacity?: number;
}

export type Mark =
  | Glow
  | Ribbon
  | Wedge
  | Lens
  | Points
  | Shape
  | Arrow
  | Line
  | Box
  | Text
  | ClassMark
  | Regions
  | Plot
  | Picture;
