/** The ring round the mark that a formula, or the keyboard, points at: ink, and light beside it, on whatever it stands. */

import { unitsOf } from "../protocol/layout.js";
import { isLitBy, markOf, placeOfMark } from "../state/lit.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { isBundled } from "./drawn-connections.js";

/** @import { Curve, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** How far a ring stands off. */
const OFF = 7;
/** A letter's width by its size: near enough for a ring. */
const LETTER = 0.56;

/**
 * @param {Scene} scene
 * @param {Mark[]} drawn what is on the stage
 * @returns {Mark[]}
 */
export function litMarks(scene, drawn) {
  const { lit, hovered } = scene.state;
  if (lit === null || (hovered && markOf(hovered) === lit)) return [];
  const own = drawn.filter((mark) => mark.of === lit);
  const place = placeOfMark(lit);
  const there = own.length > 0 ? own : drawn.filter((mark) => mark.of === place);
  const found = there.length > 0 ? there : standIns(lit, scene, drawn);
  const rings = found.flatMap(ringOf);
  return (rings.length > 0 ? rings : undrawn(scene, place, drawn)).map((ring) => ({
    ...ring,
    of: `lit.${lit}`,
  }));
}

/** What stands for a mark that is none itself, or is not there yet; the first of a list that is drawn. @type {[RegExp, RegExp[]][]} */
const STAND_INS = [
  [/^inputs$/, [/^example\.inputs\.\d+$/, /^example\.inputs$/]],
  [/^(example\.)?loss$/, [/^loss\.after$/, /^loss$/, /^example\.loss$/, /^verdict/]],
  [/^example\.targets/, [/^example\.loss$/, /^verdict/]],
];

/** @param {string} lit @param {Scene} scene @param {Mark[]} drawn */
function standIns(lit, scene, drawn) {
  const layer =
    lit === "outputs" ? unitsOf(scene.frame.layout).length - 1 : /^layer\.(\d+)$/.exec(lit)?.[1];
  const names =
    layer === undefined
      ? (STAND_INS.find(([pattern]) => pattern.test(lit))?.[1] ?? [])
      : [new RegExp(`^neuron\\.${layer}\\.\\d+$`)];
  for (const name of names) {
    const found = drawn.filter(({ of }) => of !== undefined && name.test(of));
    if (found.length > 0) return found;
  }
  return [];
}

/** @param {Mark} mark @returns {Mark[]} */
function ringOf(mark) {
  switch (mark.kind) {
    case "ribbon":
      return along(mark.curve, mark.width);
    case "wedge":
      return along(mark.curve, Math.max(...mark.widths));
    case "lens":
    case "regions":
      return round("squircle", mark.x, mark.y, mark.size);
    case "disc":
    case "square":
    case "squircle":
      return round(mark.kind, mark.x, mark.y, mark.size);
    case "picture":
      return box(mark.x, mark.y, mark.size, mark.size);
    case "box":
      return box(mark.x, mark.y, mark.width, mark.height);
    case "arrow": {
      const [left, right] = [Math.min(mark.x, mark.toX) - 5, Math.max(mark.x, mark.toX) + 5];
      const [top, bottom] = [Math.min(mark.y, mark.toY), Math.max(mark.y, mark.toY)];
      return box(left, top, right - left, bottom - top);
    }
    case "text": {
      const { x, y, width, height } = boundsOf(mark);
      return box(x, y, width, height);
    }
    default:
      return [];
  }
}

/** The box that a line of words takes. @param {import("../render/marks.d.ts").Text} text */
export function boundsOf({ x, y, runs, size, align, pill }) {
  const pad = pill ? size * 0.6 : 0;
  const words = runs.reduce((sum, run) => sum + run.text.length * (run.size ?? size) * LETTER, 0);
  const high = Math.max(size, ...runs.map((run) => run.size ?? size)) * (pill ? 1.62 : 1.2);
  const left = align === "left" ? x : align === "right" ? x - words : x - words / 2;
  return { x: left - pad, y: y - high / 2, width: words + 2 * pad, height: high };
}

/** @param {Curve} curve @param {number} width @returns {Mark[]} */
const along = (curve, width) => [
  { kind: "ribbon", curve, width: width + OFF + 5, ink: "light", hollow: true, outline: 3 },
  { kind: "ribbon", curve, width: width + OFF, ink: "ink", hollow: true, outline: 2.2 },
];

/** @param {"disc" | "square" | "squircle"} kind @param {number} x @param {number} y @param {number} size @returns {Mark[]} */
const round = (kind, x, y, size) => [
  { kind, x, y, size: size + 2 * OFF + 5, stroke: "light", width: 3 },
  { kind, x, y, size: size + 2 * OFF, stroke: "ink", width: 3 },
];

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [off] @returns {Mark[]} */
const box = (x, y, width, height, off = 5) =>
  [2.5, 0].map((more) => ({
    kind: /** @type {const} */ ("box"),
    x: x - off - more,
    y: y - off - more,
    width: width + 2 * (off + more),
    height: height + 2 * (off + more),
    radius: Math.min(9, off + more + 3),
    stroke: more ? "light" : "ink",
    lineWidth: more ? 3 : 2.4,
  }));

/** What has no mark of its own: a connection that is not among the drawn ones, a pixel. @param {Scene} scene @param {string} place @param {Mark[]} drawn @returns {Mark[]} */
function undrawn(scene, place, drawn) {
  const [name = "", ...at] = place.split(".");
  const [layer = 0, to = 0, from = 0] = at.map((part) => Number(part));
  if (name === "biases") return along(biasCurve(scene.layout, layer, to - 1), 3);
  if (name === "weights") {
    if (!isBundled(scene, layer))
      return along(connectionCurve(scene.layout, layer, to - 1, from - 1), 3);
    const lens = drawn.find((mark) => mark.kind === "lens" && isLitBy(mark.of, `neuron.1.${to}`));
    if (lens?.kind !== "lens" || !lens.picture) return [];
    const corner = { x: lens.x - lens.size / 2, y: lens.y - lens.size / 2, size: lens.size };
    return cell(corner, lens.picture.columns, from - 1);
  }
  const picture = drawn.find((mark) => mark.kind === "picture");
  if (place.startsWith("example.inputs.") && picture?.kind === "picture")
    return cell(picture, picture.columns, Number(at[1]) - 1);
  return [];
}

/** @param {{ x: number, y: number, size: number }} square left, top @param {number} columns @param {number} i @returns {Mark[]} */
function cell({ x, y, size }, columns, i) {
  const side = size / columns;
  return box(x + (i % columns) * side, y + Math.floor(i / columns) * side, side, side, 2);
}
