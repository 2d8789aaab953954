/**
 * Neurons through which no blame comes back: flat for this example (saturated), or flat for every example of the batch (dead).
 * The slope of the bend is the ratio of two numbers on the tape: ∂L/∂z over ∂L/∂a.
 */

import { tensorAt, tensorOf } from "../protocol/tensors.js";
import { activationOf } from "./activation.js";

/** @import { Frame } from "../types.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @typedef {"dead" | "saturated" | "silent"} NeuronState silent: shut for this example, and open for others */

/** @type {WeakMap<Frame, Map<number, (boolean | null)[]>>} */
const dead = new WeakMap();

/**
 * @param {Scene} scene
 * @param {number} layer a hidden one, computed already
 * @param {number} index
 * @returns {NeuronState | null}
 */
export function stateOf(scene, layer, index) {
  const { frame } = scene;
  const activation = activationOf(scene, layer);
  if (!activation) return null;
  const a = tensorOf(frame, "example.a", layer).at(index);
  const da = tensorOf(frame, "example.da", layer).at(index);
  const dz = tensorOf(frame, "example.dz", layer).at(index);
  if (!Number.isFinite(a) || !Number.isFinite(da)) return null;
  const isShut = isRectifier(activation) ? a === 0 : da !== 0 && dz === 0;
  if (isShut && isDead(frame, layer, index, isRectifier(activation))) return "dead";
  if (isRectifier(activation)) return isShut ? "silent" : null;
  return da !== 0 && Math.abs(dz / da) < (activation.flat ?? 0) ? "saturated" : null;
}

/** Shut at exactly zero, where a itself says that nothing comes back. @param {NonNullable<ReturnType<typeof activationOf>>} activation */
const isRectifier = ({ range, centre }) => range[0] === 0 && range[1] === null && centre === 0;

/**
 * Whether the bend is flat for all examples of the batch; not known where the frame came without them.
 * @param {Frame} frame @param {number} layer @param {number} index @param {boolean} rectifier
 */
function isDead(frame, layer, index, rectifier) {
  if (!frame.batch_included) return false;
  let layers = dead.get(frame);
  if (!layers) {
    layers = new Map();
    dead.set(frame, layers);
  }
  let known = layers.get(layer);
  if (!known) {
    known = [];
    layers.set(layer, known);
  }
  known[index] ??= everyExampleFlat(frame, layer, index, rectifier);
  return known[index] ?? false;
}

/** @param {Frame} frame @param {number} layer @param {number} index @param {boolean} rectifier */
function everyExampleFlat(frame, layer, index, rectifier) {
  const a = tensorAt(frame, "a", layer);
  const da = tensorAt(frame, "da", layer);
  const dz = tensorAt(frame, "dz", layer);
  const count = a?.shape[0] ?? 0;
  if (!a || count === 0) return false;
  for (let i = 0; i < count; i++) {
    if (rectifier) {
      if (a.at(i, index) !== 0) return false;
    } else if (!da || !dz || da.at(i, index) === 0 || dz.at(i, index) !== 0) return false;
  }
  return true;
}
