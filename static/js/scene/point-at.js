/** Which example of the data lies at a place of the stage, for whoever points at it. */

import { inner } from "./data-side.js";

/** @import { Scene } from "./stage.js" */

/**
 * @param {Scene} scene
 * @param {{ x: number, y: number }} place
 * @param {number} reach as near as this
 * @returns {{ set: "training" | "test", index: number } | null}
 */
export function pointAt({ layout, points, state }, place, reach) {
  if (!points) return null;
  const square = inner(layout.data);
  const share = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
    Math.max(0, Math.min(1, (value - low) / (high - low)));
  const count = state.look.test ? points.x.length : points.training_count;
  let best = -1;
  let nearest = reach;
  for (let i = 0; i < count; i++) {
    const x = square.x + share(points.x[i] ?? 0, points.across) * square.size;
    const y = square.y + (1 - share(points.y[i] ?? 0, points.up)) * square.size;
    const distance = Math.hypot(x - place.x, y - place.y);
    if (distance >= nearest) continue;
    best = i;
    nearest = distance;
  }
  if (best < 0) return null;
  return best < points.training_count
    ? { set: "training", index: best }
    : { set: "test", index: best - points.training_count };
}
