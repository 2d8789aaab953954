/**
 * The numbers of the connections into the neuron that is looked at, each at the beginning of its connection, where they stand
 * apart: its weight; from the backward phase on its slope; after the update the new weight. Where they would not be legible
 * there are none: the inspector has them all, and nearer by there is room.
 */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { pointOn } from "../render/curves.js";
import { connectionCurve } from "./connection-curves.js";
import { signInk } from "./connections.js";
import { isBundled } from "./drawn-connections.js";
import { ARRIVED } from "./terms.js";
import { slopesOf } from "./whose.js";

/** @import { Ink, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const SIZE = 13;
/** Pixels from number to number: one above the other, side by side, and what one needs along its connection. */
const ROWS = 15;
const COLUMNS = 52;
const LENGTH = 52;

/** @param {Scene} scene @returns {Mark[]} */
export function pickedNumbers(scene) {
  const { focus, layout, moment } = scene;
  if (focus?.kind !== "neuron" || focus.layer < 1 || moment.running) return [];
  const { layer, index: to } = focus;
  if (isBundled(scene, layer) || isArriving(scene, layer)) return [];
  const places = sourcesOf(scene, layer).map((_, from) => {
    const curve = connectionCurve(layout, layer, to, from);
    const length = layout.vertical ? curve[7] - curve[1] : curve[6] - curve[0];
    const along = layout.vertical ? 26 : LENGTH / 2 + 4; // beyond the number of the lens
    return { ...pointOn(curve, Math.min(0.5, along / Math.max(1, length))), length };
  });
  if (!fit(places, layout.vertical)) return [];
  return places.map(({ x, y }, from) => {
    const { value, ink } = numberOf(scene, layer, to, from);
    return {
      kind: "text",
      of: `number.${layer}.${to + 1}.${from + 1}`,
      value,
      x,
      y,
      runs: [{ text: formatNumber(value, ink === "gradient" ? 4 : 2, { sign: true }), ink }],
      size: SIZE,
      align: "center",
      ink: "ink",
      weight: 650,
      halo: true,
    };
  });
}

/** While quantities are on their way each carries its own number. @param {Scene} scene @param {number} layer */
function isArriving({ moment }, layer) {
  const forward = moment.forward[layer] ?? 0;
  return forward > 0 && forward < ARRIVED;
}

/** @param {Scene} scene @param {number} layer */
const sourcesOf = ({ layout }, layer) =>
  layer === 1 ? layout.inputs : (layout.layers[layer - 1]?.neurons ?? []);

/** Whether no number lies over another, nor over a lens. @param {{ x: number, y: number, length: number }[]} places @param {boolean} vertical */
function fit(places, vertical) {
  if (places.some(({ length }) => length < (vertical ? 48 : LENGTH + 12))) return false;
  return places.every((a, i) =>
    places.slice(i + 1).every((b) => Math.abs(a.x - b.x) >= COLUMNS || Math.abs(a.y - b.y) >= ROWS),
  );
}

/** @param {Scene} scene @param {number} layer @param {number} to @param {number} from @returns {{ value: number, ink: Ink }} */
function numberOf(scene, layer, to, from) {
  const { frame, moment } = scene;
  const at = (/** @type {string} */ name) => tensorOf(frame, name, layer).at(to, from);
  const signed = (/** @type {number} */ value) => ({ value, ink: signInk(value) });
  if ((moment.update[layer] ?? 0) > 0.3) return signed(at("weights") + at("weights_update"));
  if ((moment.backward[layer] ?? 0) > 0.6)
    return { value: slopesOf(scene, "weights", layer).at(to, from), ink: "gradient" };
  return signed(at("weights"));
}
