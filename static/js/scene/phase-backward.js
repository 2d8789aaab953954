/**
 * Backward through a layer. First the blame travels along the connections ahead, against their direction; then each
 * connection into the layer learns its slope: a wedge, broad where the blame arrives, solid for +, hollow for −.
 */

import { tensorOf } from "../protocol/tensors.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { drawnConnections, touches } from "./drawn-connections.js";
import { within } from "./moment.js";
import { slopesOf } from "./whose.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const ARRIVE = 0.5;
/** More slopes in a layer are drawn fainter, and stand back when one is looked at. */
const DENSE = 64;

/** @param {Scene} scene @returns {Mark[]} */
export function backwardMarks(scene) {
  const { moment, units } = scene;
  if (moment.running) return [];
  /** @type {Mark[]} */
  const marks = [];
  const updating = Math.max(...moment.update) > 0;
  for (let layer = units.length - 1; layer >= 1; layer--) {
    const done = moment.backward[layer] ?? 0;
    if (done <= 0) break;
    if (!updating) marks.push(...slopes(scene, layer, within(done, ARRIVE, 1)));
    if (done < ARRIVE + 0.1) marks.push(...blame(scene, layer, within(done, 0, ARRIVE)));
  }
  return marks;
}

/**
 * The blame on its way to a layer: w · ∂L/∂z of the connection it travels on.
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} arrived
 * @returns {Mark[]}
 */
function blame(scene, layer, arrived) {
  const { frame, layout, units } = scene;
  const ahead = layer + 1;
  if (ahead >= units.length || arrived <= 0 || arrived >= 1) return [];
  const weights = tensorOf(frame, "weights", ahead);
  const signals = tensorOf(frame, "example.dz", ahead);
  const parts = drawnConnections(scene, ahead).map(({ to, from }) => ({
    to,
    from,
    value: weights.at(to, from) * signals.at(to, 0),
  }));
  const most = Math.max(1e-12, ...parts.map(({ value }) => Math.abs(value)));
  const head = 1 - arrived * 1.3;
  return parts.map(({ to, from, value }) => ({
    kind: "ribbon",
    of: `blame.${ahead}.${to + 1}.${from + 1}`,
    value,
    curve: connectionCurve(layout, ahead, to, from),
    width: 1 + 5 * Math.sqrt(Math.abs(value) / most),
    ink: "gradient",
    ...(value < 0 ? { hollow: true } : {}),
    opacity: 0.9,
    part: [Math.max(0, head), Math.min(1, Math.max(0, head) + 0.3)],
  }));
}

/**
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} grown
 * @returns {Mark[]}
 */
function slopes(scene, layer, grown) {
  const { layout, scales, focus } = scene;
  if (grown <= 0) return [];
  const gradient = slopesOf(scene, "weights", layer);
  const looking = focus !== null;
  const connections = drawnConnections(scene, layer);
  const resting = connections.length > DENSE ? 0.62 : 0.92;
  const aside = connections.length > DENSE ? 0.14 : 0.38;
  /** @type {Mark[]} */
  const marks = connections.flatMap(({ to, from }) => {
    const value = gradient.at(to, from);
    const width = scales.slope(value, layer);
    if (width === 0) return [];
    const touched = touches(focus, layer, { to, from });
    return {
      kind: "wedge",
      of: `${gradient.of}.${layer}.${to + 1}.${from + 1}`,
      value,
      curve: connectionCurve(layout, layer, to, from),
      widths: [0.6, width],
      ink: "gradient",
      hollow: value < 0,
      opacity: touched ? 0.92 : looking ? aside : resting,
      part: [1 - grown, 1],
    };
  });
  const column = layout.layers[layer];
  const bars = layout.data.kind === "picture";
  if (!column || column.size < 34 || bars || (layout.vertical && column.size < 60)) return marks;
  const biases = slopesOf(scene, "biases", layer);
  for (let to = 0; to < column.neurons.length; to++) {
    const value = biases.at(to);
    marks.push({
      kind: "wedge",
      of: `${biases.of}.${layer}.${to + 1}`,
      value,
      curve: biasCurve(layout, layer, to),
      widths: [0.6, Math.min(5, scales.slope(value, layer))],
      ink: "gradient",
      hollow: value < 0,
      opacity: looking ? 0.5 : 0.92,
      part: [1 - grown, 1],
    });
  }
  return marks;
}
