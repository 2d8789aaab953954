/** What the figures about one neuron that looks at pictures read: its numbers at this moment, and pictures of the data. */

import { tensorOf } from "../../protocol/tensors.js";
import { stepSpans } from "../../timeline/player.js";
import { endOf } from "../../timeline/training-step.js";
import { pictureOf } from "./picture-canvas.js";

/** @import { Data, Frame, State } from "../../types.d.ts" */

/** The frame whose weights are those of this moment: the next one once the update has been shown. @param {State} state @returns {Frame | null} */
export function presentFrame({ frame, upcoming, player }) {
  if (!frame || !upcoming || player.running) return frame;
  return player.time >= endOf(stepSpans(frame)) - 1e-9 ? upcoming : frame;
}

/** Weights into a neuron of the first layer, or their slopes. @param {Frame} frame @param {number} [neuron] @param {string} [name] */
export function weightsOf(frame, neuron = 0, name = "weights") {
  const tensor = tensorOf(frame, name, 1);
  return Array.from({ length: tensor.shape[1] ?? 0 }, (_, j) => tensor.at(neuron, j));
}

/** @param {Frame} frame */
export const biasOf = (frame) => tensorOf(frame, "biases", 1).at(0);

/** @param {ArrayLike<number>} values */
export const largest = (values) =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** @type {WeakMap<Float32Array, number[][]>} */
const known = new WeakMap();

/** The mean picture of each of two classes of training examples, class 0 first. @param {Data} data */
export function averagesOf(data) {
  const before = known.get(data.inputs);
  if (before) return before;
  const sums = [0, 1].map(() => new Array(data.features).fill(0));
  const counts = [0, 0];
  for (let example = 0; example < data.training_count; example++) {
    const of = data.targets[example * data.outputs] === 1 ? 1 : 0;
    counts[of] = (counts[of] ?? 0) + 1;
    pictureOf(data, example).forEach((value, i) => {
      const sum = /** @type {number[]} */ (sums[of]);
      sum[i] = (sum[i] ?? 0) + value;
    });
  }
  const means = sums.map((sum, of) => sum.map((value) => value / Math.max(1, counts[of] ?? 0)));
  known.set(data.inputs, means);
  return means;
}
