/**
 * Backward through a layer. First the blame travels along the connections ahead, against their direction; then each
 * connection into the layer learns its slope: a wedge, broad where the blame arrives, solid for +, hollow for −.
 */

import { tensorOf } from "../protocol/tensors.js";
import { pointOn } from "../render/curves.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { signInk } from "./connections.js";
import { drawnConnections, touches } from "./drawn-connections.js";
import { errorMarks } from "./error.js";
import { within } from "./moment.js";
import { SLOPES_GROW, showsWish } from "./neurons.js";
import { inputOf } from "./phase-forward.js";
import { slopesOf } from "./whose.js";

/** @import { Ink, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** By then blame has arrived, and wishes are there when slopes begin to grow; where none are drawn, it is as long on its way. */
const ARRIVE = 0.45;
const ARRIVE_WITHOUT_WISH = 0.66;
/** More slopes in a layer are drawn fainter, and stand back when one is looked at. */
const DENSE = 64;
/** So many lie over one another, and become a ground again. */
const VERY_DENSE = 128;

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
    if (!updating) {
      marks.push(...slopes(scene, layer, within(done, SLOPES_GROW, 1)));
      marks.push(...meeting(scene, layer, done));
    }
    const arrive = showsWish(scene, layer) ? ARRIVE : ARRIVE_WITHOUT_WISH;
    if (done < arrive) marks.push(...blame(scene, layer, within(done, 0, arrive)));
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
  if (arrived <= 0 || arrived >= 1) return [];
  if (ahead >= units.length) return errorMarks(scene, arrived);
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
  const widths = connections.map(({ to, from }) => scales.slope(gradient.at(to, from), layer));
  const widest = Math.max(1, ...widths);
  // Of hundreds, the larger ones stand out.
  const resting = (/** @type {number} */ width) =>
    connections.length > VERY_DENSE
      ? 0.1 + 0.6 * (width / widest) ** 2
      : connections.length > DENSE
        ? 0.62
        : 0.92;
  const aside = connections.length > VERY_DENSE ? 0.05 : connections.length > DENSE ? 0.14 : 0.38;
  /** @type {Mark[]} */
  const marks = connections.flatMap(({ to, from }, i) => {
    const value = gradient.at(to, from);
    const width = widths[i] ?? 0;
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
      opacity: touched ? 0.92 : looking ? aside : resting(width),
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

/** Error signal and input go to meet each other on the connection that is looked at; their product is its slope. */
export const MEET = { from: 0.5, to: 0.68 };

/**
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} done
 * @returns {Mark[]}
 */
function meeting(scene, layer, done) {
  const { focus, frame, layout } = scene;
  const way = within(done, MEET.from, MEET.to);
  if (way <= 0 || way >= 1 || focus?.kind !== "connection" || focus.layer !== layer) return [];
  const curve = connectionCurve(layout, layer, focus.to, focus.from);
  const error = tensorOf(frame, "example.dz", layer).at(focus.to);
  const input = inputOf(scene, layer, focus.from);
  const token = (/** @type {number} */ t, /** @type {Ink} */ ink, /** @type {number} */ value) => {
    /** @type {Mark} */
    const mark = { kind: "disc", ...pointOn(curve, t), size: 15, fill: ink, value };
    return value < 0
      ? { ...mark, fill: /** @type {Ink} */ ("light"), stroke: ink, width: 3 }
      : mark;
  };
  return [token(1 - way / 2, "gradient", error), token(way / 2, signInk(input), input)];
}
