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

/** What is drawn of a scene, by layer: several painters ask. @type {WeakMap<Scene, Connection[][]>} */
const known = new WeakMap();

/** @typedef {{ to: number, from: number }} Connection */

/**
 * @param {Scene} scene
 * @param {number} layer
 * @returns {Connection[]}
 */
export function drawnConnections(scene, layer) {
  let layers = known.get(scene);
  if (!layers) {
    layers = [];
    known.set(scene, layers);
  }
  layers[layer] ??= chosen(scene, layer);
  return layers[layer] ?? [];
}

/** @param {Scene} scene @param {number} layer @returns {Connection[]} */
function chosen(scene, layer) {
  const { focus, units, layout } = scene;
  if (isBundled(scene, layer)) return [];
  const fanIn = units[layer - 1] ?? 0;
  const fanOut = units[layer] ?? 0;
  const isLast = layer === units.length - 1;
  const onlyTouched = layout.vertical && layout.output === "bars" && isLast;
  const most = layout.data.kind === "picture" ? STRONGEST : MOST;
  const isEvery = !onlyTouched && fanIn * fanOut <= most;
  const isStrong = isEvery || onlyTouched ? () => isEvery : strongest(scene, layer, most);
  /** @type {Connection[]} */
  const drawn = [];
  for (let to = 0; to < fanOut; to++)
    for (let from = 0; from < fanIn; from++)
      if (isStrong(to, from) || touches(focus, layer, { to, from })) drawn.push({ to, from });
  return drawn;
}

/**
 * Whether a connection is among those that say most: weight times input once that is known, the weight alone before.
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} most
 * @returns {(to: number, from: number) => boolean}
 */
function strongest({ frame, moment, units }, layer, most) {
  const weights = tensorOf(frame, "weights", layer);
  const isKnown = !moment.running && (moment.forward[layer - 1] ?? 0) >= 1;
  const inputs = isKnown && layer > 1 ? tensorOf(frame, "example.a", layer - 1) : null;
  const fanIn = units[layer - 1] ?? 0;
  const sizes = new Float32Array(fanIn * (units[layer] ?? 0));
  for (let from = 0; from < fanIn; from++) {
    const input = inputs ? inputs.at(from) : 1;
    for (let i = from, to = 0; i < sizes.length; i += fanIn, to++)
      sizes[i] = Math.abs(weights.at(to, from) * input);
  }
  const cut = sizes.slice().sort()[sizes.length - most] ?? 0;
  let left = most;
  return (to, from) => (sizes[to * fanIn + from] ?? 0) >= cut && left-- > 0;
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
