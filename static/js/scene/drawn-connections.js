/**
 * Which connections of a layer are drawn. All of them while they can be told apart; in a dense layer the strongest, and
 * all of the neuron that is looked at. What is left out is said in the column's heading.
 */

import { tensorOf } from "../protocol/tensors.js";

/** @import { Scene } from "./stage.js" */

/** As many connections in one layer can still be told apart. */
const MOST = 260;
/** Beside a picture, where lenses stand in front of one another, only the few that say most. */
const STRONGEST = 14;

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
  const { focus, units, layout } = scene;
  if (isBundled(scene, layer)) return [];
  const fanIn = units[layer - 1] ?? 0;
  const fanOut = units[layer] ?? 0;
  /** @type {{ to: number, from: number }[]} */
  const every = [];
  for (let to = 0; to < fanOut; to++)
    for (let from = 0; from < fanIn; from++) every.push({ to, from });
  const isLast = layer === units.length - 1;
  if (layout.vertical && layout.bars && isLast)
    return every.filter((connection) => touches(focus, layer, connection));
  const most = layout.data.kind === "picture" ? STRONGEST : MOST;
  if (every.length <= most) return every;
  const strongest = new Set(byStrength(scene, layer, every).slice(0, most));
  return every.filter(
    (connection) => strongest.has(connection) || touches(focus, layer, connection),
  );
}

/**
 * Connections in order of what they say: weight times input once that is known, the weight alone before.
 * @param {Scene} scene
 * @param {number} layer
 * @param {{ to: number, from: number }[]} connections
 */
function byStrength({ frame, moment }, layer, connections) {
  const weights = tensorOf(frame, "weights", layer);
  const isKnown = !moment.running && (moment.forward[layer - 1] ?? 0) >= 1;
  const inputs = isKnown && layer > 1 ? tensorOf(frame, "example.a", layer - 1) : null;
  const size = (/** @type {{ to: number, from: number }} */ { to, from }) =>
    Math.abs(weights.at(to, from) * (inputs ? inputs.at(from) : 1));
  return connections.toSorted((a, b) => size(b) - size(a));
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
