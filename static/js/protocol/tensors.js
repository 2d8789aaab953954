/** Named tensors of a frame. Strides settle the orientation: row i of `weights` is the receiving neuron. */

import { tensorKey } from "./layout.js";

/** @import { Frame } from "../types.d.ts" */

/**
 * @typedef {object} TensorView
 * @property {number[]} shape
 * @property {(i?: number, j?: number) => number} at NaN where the frame does not hold the element
 * @property {() => number} largest largest magnitude of all finite elements, 0 if there are none
 */

/**
 * A tensor by its name and layer, or null where the layout has none of that name.
 * @param {Frame} frame
 * @param {string} name such as "weights_gradient"
 * @param {number} [layer] from 1; 0 for tensors without a layer
 * @returns {TensorView | null}
 */
export function tensorAt(frame, name, layer = 0) {
  const tensor = frame.layout.tensors.get(tensorKey(name, layer));
  if (!tensor) return null;
  const { shape, offset, strides } = tensor;
  const { floats } = frame;
  const [rows = 1, columns = 1] = shape;
  const [rowStride = 0, columnStride = 0] = strides;

  /** @param {number} [i] @param {number} [j] */
  function at(i = 0, j = 0) {
    if (i < 0 || i >= rows || j < 0 || j >= columns) return NaN;
    return floats[offset + i * rowStride + j * columnStride] ?? NaN;
  }

  function largest() {
    let most = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const size = Math.abs(at(i, j));
        if (size > most && size < Infinity) most = size;
      }
    }
    return most;
  }

  return { shape, at, largest };
}

/** The value of a tensor with one element, such as "loss"; NaN where it is not computed. @param {Frame} frame @param {string} name */
export const scalarOf = (frame, name) => tensorAt(frame, name)?.at() ?? NaN;

/**
 * A tensor that every layout has, such as "weights" of a layer that exists.
 * @param {Frame} frame @param {string} name @param {number} [layer]
 * @returns {TensorView}
 */
export function tensorOf(frame, name, layer = 0) {
  const tensor = tensorAt(frame, name, layer);
  if (!tensor) throw new Error(`the layout has no tensor ${tensorKey(name, layer)}`);
  return tensor;
}
