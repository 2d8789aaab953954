/** Forward through a layer: each connection carries weight × input as a light whose width and colour are that product's. */

import { tensorOf } from "../protocol/tensors.js";
import { connectionCurve } from "./connection-curves.js";
import { signInk } from "./connections.js";
import { drawnConnections, isBundled } from "./drawn-connections.js";
import { within } from "./moment.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** The part of the phase in which the light is on its way. */
const CARRY = [0, 0.6];
const LENGTH = 0.34;

/** What a neuron of a layer receives from one source. @param {Scene} scene @param {number} layer @param {number} from */
export const inputOf = ({ frame }, layer, from) =>
  layer === 1
    ? tensorOf(frame, "example.inputs", 0).at(from, 0)
    : tensorOf(frame, "example.a", layer - 1).at(from, 0);

/** @param {Scene} scene @returns {Mark[]} */
export function forwardMarks(scene) {
  const { moment, layout, scales, frame } = scene;
  if (moment.running || moment.stop?.kind !== "forward") return [];
  const { layer } = moment.stop;
  const carried = within(moment.forward[layer] ?? 0, CARRY[0] ?? 0, CARRY[1] ?? 1);
  if (carried <= 0 || carried >= 1) return [];
  const head = carried * (1 + LENGTH);
  /** @type {[number, number]} */
  const part = [Math.max(0, head - LENGTH), Math.min(1, head)];
  if (isBundled(scene, layer)) {
    return (layout.layers[1]?.neurons ?? []).map((_, to) => ({
      kind: "ribbon",
      curve: connectionCurve(layout, 1, to, 0),
      width: 2.6,
      ink: "ink2",
      opacity: 0.8,
      part,
    }));
  }
  const weights = tensorOf(frame, "weights", layer);
  return drawnConnections(scene, layer).map(({ to, from }) => {
    const value = weights.at(to, from) * inputOf(scene, layer, from);
    return {
      kind: "ribbon",
      of: `contribution.${layer}.${to + 1}.${from + 1}`,
      value,
      curve: connectionCurve(layout, layer, to, from),
      width: scales.contribution(value, layer) + 1.4,
      ink: signInk(value),
      opacity: 0.95,
      part,
    };
  });
}
