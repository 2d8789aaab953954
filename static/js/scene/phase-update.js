/**
 * The update: every connection goes to its new width at once. What it gained lies outside it as a band in the gradient's
 * hue; what it lost stays as an outline of the old width. True moves are small: the band is magnified, and the
 * caption prints by how much.
 */

import { tensorOf } from "../protocol/tensors.js";
import { connectionCurve } from "./connection-curves.js";
import { weightNow } from "./connections.js";
import { drawnConnections } from "./drawn-connections.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** A move overshoots a little and settles: a damped spring, ζ = 0.6. @param {number} t */
const settle = (t) =>
  t >= 1 ? 1 : 1 - Math.exp(-6 * t) * (Math.cos(8 * t) + 0.75 * Math.sin(8 * t));

/** @param {Scene} scene @returns {Mark[]} */
export function updateMarks(scene) {
  const { moment, layout, scales, units, frame } = scene;
  /** @type {Mark[]} */
  const marks = [];
  for (let layer = 1; layer < units.length; layer++) {
    const done = moment.update[layer] ?? 0;
    if (done <= 0) continue;
    const moves = tensorOf(frame, "weights_update", layer);
    const before = tensorOf(frame, "weights", layer);
    for (const { to, from } of drawnConnections(scene, layer)) {
      const move = moves.at(to, from);
      const grows = Math.abs(before.at(to, from) + move) >= Math.abs(before.at(to, from));
      const now = scales.width(weightNow(scene, "weights", layer, to, from));
      const band = scales.move(move) * settle(done);
      if (band < 0.25) continue;
      marks.push({
        kind: "ribbon",
        of: `weights_update.${layer}.${to + 1}.${from + 1}`,
        value: move,
        curve: connectionCurve(layout, layer, to, from),
        width: now + band,
        ink: "gradient",
        opacity: grows ? 0.8 : 0.7,
        ...(grows ? {} : { hollow: true }),
      });
    }
  }
  return marks;
}
