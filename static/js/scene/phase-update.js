/**
 * The update: every connection goes from its old width to its new one, all at once. What it gains lies outside the old width as a
 * band in the gradient's hue; what it loses leaves the old width behind as an outline. True moves are small: they are magnified, and the
 * caption prints by how much.
 */

import { tensorOf } from "../protocol/tensors.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { DENSE_MOVES, hasBiasStubs, moveOf, WIDEST_BIAS, weightNow } from "./connections.js";
import { drawnConnections } from "./drawn-connections.js";
import { within } from "./moment.js";
import { MOVE_PIXELS } from "./scales.js";

/** @import { Curve, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** Between the old width and what it gained there is a line of the ground. */
const SEAM = 2.2;

/** @param {Scene} scene @returns {Mark[]} */
export function updateMarks(scene) {
  const { moment, layout, scales, units, frame, focus } = scene;
  /** @type {Mark[]} */
  const marks = [];
  for (let layer = 1; layer < units.length; layer++) {
    const done = moment.update[layer] ?? 0;
    if (done <= 0) continue;
    const shown = within(done, 0, 0.1);
    const dense = (units[layer] ?? 0) * (units[layer - 1] ?? 0) > DENSE_MOVES;
    for (const { to, from } of drawnConnections(scene, layer)) {
      const { before, move, grows, band } = moveOf(scene, layer, to, from);
      const now = scales.width(weightNow(scene, "weights", layer, to, from));
      const size = scales.move(move);
      if (size < 0.25) continue;
      const curve = connectionCurve(layout, layer, to, from);
      const looked = focus?.kind !== "connection" || isIt(focus, layer, to, from);
      marks.push(
        ...moved(
          { of: `weights_update.${layer}.${to + 1}.${from + 1}`, value: move, curve },
          grows ? now + band : Math.max(2.4, scales.width(before)),
          { now, grows, opacity: shown * (looked ? (dense ? prominence(size) : 0.92) : 0.4) },
        ),
      );
    }
    if (layout.data.kind === "picture" || !hasBiasStubs(scene, layer)) continue;
    const moves = tensorOf(frame, "biases_update", layer);
    for (let to = 0; to < (units[layer] ?? 0); to++) {
      const { before, move, grows, band } = moveOf(scene, layer, to, null);
      if (scales.move(moves.at(to)) < 0.25) continue;
      const now = Math.min(WIDEST_BIAS, scales.width(before));
      marks.push(
        ...moved(
          {
            of: `biases_update.${layer}.${to + 1}`,
            value: move,
            curve: biasCurve(layout, layer, to),
          },
          grows ? now + Math.min(band, WIDEST_BIAS - 4) : Math.max(2.4, now),
          { now, grows, opacity: shown * 0.8 },
        ),
      );
    }
  }
  return marks;
}

/** @param {Extract<import("../types.d.ts").Selection, { kind: "connection" }>} focus @param {number} layer @param {number} to @param {number} from */
const isIt = (focus, layer, to, from) =>
  focus.layer === layer && focus.to === to && focus.from === from;

/** The largest move stands out from hundreds. @param {number} size of a magnified move, in pixels */
const prominence = (size) => 0.2 + 0.72 * Math.min(1, size / MOVE_PIXELS) ** 1.5;

/**
 * The band outside the old width, with a seam between them; or the old width as an outline.
 * @param {{ of: string, value: number, curve: Curve }} what @param {number} width
 * @param {{ now: number, grows: boolean, opacity: number }} how
 * @returns {Mark[]}
 */
function moved(what, width, { now, grows, opacity }) {
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "ribbon",
      ...what,
      width,
      ink: "gradient",
      opacity,
      ...(grows ? {} : { hollow: true }),
    },
  ];
  if (grows && width > now + 2 * SEAM)
    marks.push({ kind: "ribbon", curve: what.curve, width: now + SEAM, ink: "stage", opacity });
  return marks;
}
