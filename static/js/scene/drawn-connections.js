/**
 * Which connections of a layer are drawn. All of them while they can be told apart; in a dense layer the strongest, and
 * all of the neuron that is looked at. What is left out is said in the column's heading.
 */

import { tensorOf } from "../protocol/tensors.js";

/** @import { Scene } from "./stage.js" */

/** As many connections in one layer can still be told apart. */
const MOST = 260;
const STRONGEST = 44;

/** @param {Scene} scene @param {number} layer */
export function isBundled({ layout }, layer) {
  return layer === 1 && layout.data.kind === "picture";
}

/**
 * @param {Scene} scene
 * @param {number} layer
 * @returns {{ to: number, from: number }[]}
 */
export function drawnConnections(scene, layer) {
  const { frame, focus, units, layout } = scene;
  if (isBundled(scene, layer)) return [];
  const fanIn = units[layer - 1] ?? 0;
  const fanOut = units[layer] ?? 0;
  /** @type {{ to: number, from: number }[]} */
  const every = [];
  for (let to = 0; to < fanOut; to++)
    for (let from = 0; from < fanIn; from++) every.push({ to, from });
  if (every.length <= (layout.data.kind === "picture" ? STRONGEST : MOST)) return every;
  const weights = tensorOf(frame, "weights", layer);
  const size = (/** @type {{ to: number, from: number }} */ { to, from }) =>
    Math.abs(weights.at(to, from));
  const strongest = new Set(every.toSorted((a, b) => size(b) - size(a)).slice(0, STRONGEST));
  return every.filter(
    (connection) => strongest.has(connection) || touches(focus, layer, connection),
  );
}

/**
 * Whether a connection belongs to what is looked at.
 * @param {Scene["focus"]} focus
 * @param {number} layer
 * @param {{ to: number, from: number }} connection
 */
export function touches(focus, layer, { to, from }) {
  if (!focus) return false;
  if (focus.kind === "connection")
    return focus.layer === layer && focus.to === to && focus.from === from;
  if (focus.kind === "bias") return false;
  return (
    (focus.layer === layer && focus.index === to) ||
    (focus.layer === layer - 1 && focus.index === from)
  );
}
