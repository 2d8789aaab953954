/** A ruler on which ŷ and y stand, with the gap opened between them. */

import { activationOf } from "./activation.js";
import { within } from "./moment.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const HALF = 74;
const NARROW_HALF = 62;
/** Beside a narrow ruler stands the loss. */
const LOSS_ROOM = 116;
/** The ruler may end this far beyond the stage. */
const BLEED = 20;

/**
 * What the ruler spans: both classes and all that the output can say; for numbers what the targets span.
 * @param {Scene} scene
 * @returns {[number, number]}
 */
export function spanOf(scene) {
  const { dataset, points, units } = scene;
  if (dataset.task === "regression") {
    if (points?.plain) return points.up;
    const reach = (points?.reach ?? 1) * 1.2;
    return [-reach, reach];
  }
  const [low = null, high = null] = activationOf(scene, units.length - 1)?.range ?? [];
  const wanted = isMargin(scene) ? [-1.3, 1.3] : [0, 1];
  return [Math.min(wanted[0] ?? 0, low ?? -0.3), Math.max(wanted[1] ?? 1, high ?? 1.3)];
}

/** A loss that wants a margin: the truth stands at −1 or 1 rather than at 0 or 1. @param {Scene} scene */
export const isMargin = ({ threshold, dataset }) =>
  dataset.task !== "regression" && threshold === 0;

/**
 * ŷ comes down from the output, y up from below; they meet on the ruler, and the gap opens between them.
 * @param {Scene} scene
 * @param {number} says
 * @param {number} truth
 * @param {number} y
 * @returns {Mark[]}
 */
export function rulerMarks(scene, says, truth, y) {
  const { layout, dataset, threshold, moment } = scene;
  const { half, middle } = ruler(layout);
  const at = placesOn(scene, middle, half);
  const wanted = isMargin(scene) ? 2 * truth - 1 : truth;
  // With a margin nothing is wrong any more on the far side of the truth.
  const isFree = isMargin(scene) && wanted * says >= 1;
  const drawn = within(moment.loss, 0, 0.15);
  const [come, met] = [within(moment.loss, 0.05, 0.3), within(moment.loss, 0.15, 0.38)];
  const opened = within(moment.loss, 0.4, 0.68);
  const [sayX, wantX] = [at(says), at(wanted)];
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "line",
      points: [middle - half, y, middle + half, y],
      ink: "line",
      width: 2,
      opacity: drawn,
    },
  ];
  if (dataset.task !== "regression")
    marks.push({
      kind: "line",
      of: "threshold",
      value: threshold,
      points: [at(threshold), y - 7, at(threshold), y + 7],
      ink: "ink3",
      width: 1.2,
      opacity: drawn,
    });
  if (Number.isFinite(says) && !isFree)
    marks.push({
      kind: "line",
      of: "gap",
      value: says - wanted,
      points: [wantX, y, wantX + (sayX - wantX) * opened, y],
      ink: "gradient",
      width: 6,
      opacity: opened > 0 ? 1 : 0,
    });
  const apart = Math.max(0, 20 - Math.abs(sayX - wantX)) / 2;
  const side = sayX <= wantX ? -1 : 1;
  marks.push(
    {
      kind: "disc",
      x: wantX,
      y: y + 22 * (1 - met),
      size: 12,
      fill: "light",
      stroke: "ink",
      width: 2.2,
      opacity: met,
    },
    symbol("y", wantX - side * apart, y - 18, met),
  );
  if (Number.isFinite(says))
    marks.push(
      { kind: "disc", x: sayX, y: y - 52 * (1 - come), size: 10, fill: "ink", opacity: come },
      symbol("ŷ", sayX + side * apart, y - 18, come),
    );
  return marks;
}

/** @param {Scene["layout"]} layout */
function ruler({ vertical, verdict, width }) {
  const half = vertical
    ? Math.min(NARROW_HALF, (width - verdict.x - LOSS_ROOM) / 2)
    : Math.min(HALF, width + BLEED - verdict.x - 8);
  return { half, middle: vertical ? verdict.x + half + 4 : verdict.x };
}

/** @param {Scene["layout"]} layout */
export const rulerWidth = (layout) => 2 * ruler(layout).half;

/** The middle of the gap, where the error sets out. @param {Scene} scene @param {number} says @param {number} truth */
export function gapMiddle(scene, says, truth) {
  const { half, middle } = ruler(scene.layout);
  const at = placesOn(scene, middle, half);
  const wanted = isMargin(scene) ? 2 * truth - 1 : truth;
  return (at(says) + at(wanted)) / 2;
}

/** @param {Scene} scene @param {number} middle @param {number} half @returns {(value: number) => number} */
function placesOn(scene, middle, half) {
  const [low, high] = spanOf(scene);
  return (value) =>
    middle + (Math.max(-0.08, Math.min(1.08, (value - low) / (high - low))) * 2 - 1) * half;
}

/** @param {string} text @param {number} x @param {number} y @param {number} opacity @returns {Mark} */
const symbol = (text, x, y, opacity) => ({
  kind: "text",
  x,
  y,
  runs: [{ text, face: "symbol" }],
  size: 17,
  align: "center",
  ink: "ink",
  opacity,
});
