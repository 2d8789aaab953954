/** Parameters and slopes of the last frames that went by: what a weight's history is drawn from. */

import { sameStructure, tensorKey } from "../protocol/layout.js";

/** @import { Frame, Parameter, PastStep } from "../types.d.ts" */

export const MOST_RECENT = 64;

/**
 * The last steps with a new one. A frame of a step that was there already, or of an earlier one, takes its place: what came
 * after it is another future. Past frames of another network are forgotten.
 * @param {PastStep[]} recent oldest first
 * @param {Frame} frame
 * @returns {PastStep[]}
 */
export function withRecent(recent, { layout, step, floats }) {
  const past = recent.filter((one) => one.step < step && sameStructure(one.layout, layout));
  const kept = floats.slice(0, endOfSlopes(layout.tensors.values()));
  return [...past.slice(1 - MOST_RECENT), { step, layout, floats: kept }];
}

/** @param {Iterable<import("../types.d.ts").Tensor>} tensors */
function endOfSlopes(tensors) {
  let end = 0;
  for (const { name, offset, shape } of tensors)
    if (/^(weights|biases)(_gradient)?$/.test(name))
      end = Math.max(end, offset + shape.reduce((product, n) => product * n, 1));
  return end;
}

/**
 * A parameter's values, or its slopes, over the last steps.
 * @param {PastStep[]} recent
 * @param {Parameter} parameter
 * @param {"" | "_gradient"} suffix
 * @returns {{ steps: number[], values: number[] }}
 */
export function pastOf(recent, { layer, row, column }, suffix) {
  const name = `${column === null ? "biases" : "weights"}${suffix}`;
  const values = recent.map(({ layout, floats }) => {
    const tensor = layout.tensors.get(tensorKey(name, layer));
    if (!tensor) return NaN;
    const [rowStride = 0, columnStride = 0] = tensor.strides;
    return floats[tensor.offset + row * rowStride + (column ?? 0) * columnStride] ?? NaN;
  });
  return { steps: recent.map(({ step }) => step), values };
}
