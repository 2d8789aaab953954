/** A ruler on which ŷ and y stand, with the gap opened between them. */

import { activationOf } from "./activation.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const HALF = 58;

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
 * @param {Scene} scene
 * @param {number} says
 * @param {number} truth
 * @param {number} opened
 * @param {number} y
 * @returns {Mark[]}
 */
export function rulerMarks(scene, says, truth, opened, y) {
  const { layout, dataset, threshold } = scene;
  const middle = layout.vertical ? layout.verdict.x + HALF : layout.verdict.x;
  const [low, high] = spanOf(scene);
  const at = (/** @type {number} */ value) =>
    middle + (Math.max(-0.08, Math.min(1.08, (value - low) / (high - low))) * 2 - 1) * HALF;
  const wanted = isMargin(scene) ? 2 * truth - 1 : truth;
  // With a margin nothing is wrong any more on the far side of the truth.
  const isFree = isMargin(scene) && wanted * says >= 1;
  /** @type {Mark[]} */
  const marks = [
    { kind: "line", points: [middle - HALF, y, middle + HALF, y], ink: "line", width: 2 },
  ];
  if (dataset.task !== "regression")
    marks.push({
      kind: "line",
      of: "threshold",
      value: threshold,
      points: [at(threshold), y - 7, at(threshold), y + 7],
      ink: "ink3",
      width: 1.2,
    });
  if (Number.isFinite(says) && !isFree)
    marks.push({
      kind: "line",
      of: "gap",
      value: says - wanted,
      points: [at(wanted), y, at(wanted) + (at(says) - at(wanted)) * opened, y],
      ink: "gradient",
      width: 5,
    });
  if (Number.isFinite(says)) marks.push({ kind: "disc", x: at(says), y, size: 9, fill: "ink" });
  marks.push({ kind: "disc", x: at(wanted), y, size: 10, fill: "light", stroke: "ink", width: 2 });
  return marks;
}
