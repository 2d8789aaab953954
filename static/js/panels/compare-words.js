/** What is said of two branches side by side: numbers of each, and what of the step is the same. All of it is on the tapes. */

import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { unitsOf } from "../protocol/layout.js";
import { parting } from "../state/reduce-branches.js";
import { lossOf, usesWholeData } from "../state/selectors.js";
import { isLossShown } from "./chart-data.js";
import { NOT_YET } from "./chart-words.js";

/** @import { Frame, State } from "../types.d.ts" */

/** @typedef {{ name: string, value: string, isWaiting: boolean }} Figure */

/**
 * The numbers of a run at the shown step, in the order of their importance.
 * @param {State} state of the run, or as if it were on the stage
 * @returns {Figure[]}
 */
export function figuresOf(state) {
  const { frame, test_count } = state;
  if (!frame) return [];
  const { reading } = frame;
  const known = isLossShown(state);
  const figures = [
    figure(usesWholeData(state) ? "loss" : "batch loss", known ? lossOf(state) : NaN, !known),
  ];
  if (!usesWholeData(state)) figures.push(figure("training", reading.training_loss));
  if (test_count > 0) figures.push(figure("test", reading.test_loss));
  const right = test_count > 0 ? reading.test_accuracy : reading.training_accuracy;
  if (Number.isFinite(right))
    figures.push({
      name: test_count > 0 ? "right, test" : "right",
      value: formatPercent(right),
      isWaiting: false,
    });
  if (frame.running)
    figures.push({
      name: "evaluated at step",
      value: formatInteger(reading.step),
      isWaiting: false,
    });
  return figures;
}

/** @param {string} name @param {number} value @param {boolean} [isWaiting] @returns {Figure} */
const figure = (name, value, isWaiting = false) => ({
  name,
  value: isWaiting ? NOT_YET : formatNumber(value, 4),
  isWaiting,
});

/**
 * Where both stand, and what is the same there.
 * @param {State} state @param {State} other the same of the branch beside
 */
export function placeWords(state, other) {
  const { branches, comparison, frame } = state;
  if (!frame || !other.frame || !branches || !comparison) return "";
  const fork = parting(branches.list, branches.present, comparison.branch);
  const { step } = frame;
  if (frame.running && step > fork)
    // the step is read elsewhere, and this is read more slowly
    return `They parted at step ${formatInteger(fork)}: ${sameWords(frame, other.frame)}.`;
  const place =
    step === fork
      ? `Step ${formatInteger(step)}, where they part`
      : step < fork
        ? `Step ${formatInteger(step)}, ${formatInteger(fork - step)} before they part`
        : `Step ${formatInteger(step)}, ${formatInteger(step - fork)} after they parted`;
  return `${place}: ${sameWords(frame, other.frame)}.`;
}

/** @param {Frame} frame @param {Frame} other */
function sameWords(frame, other) {
  const batch = sameBatch(frame, other) ? ", the same batch" : "";
  if (unitsOf(frame.layout).join() !== unitsOf(other.layout).join())
    return `other networks${batch}`;
  const [count, all] = differing(frame, other);
  if (count === 0) return batch ? "the same weights, the same batch" : "the same weights";
  return `${formatInteger(count)} of ${formatInteger(all)} weights and biases differ${batch}`;
}

/**
 * How many parameters are not the same to the bit, and how many there are.
 * @param {Frame} frame @param {Frame} other with as many neurons in each layer
 * @returns {[number, number]}
 */
export function differing(frame, other) {
  const all = frame.layout.tensors.get("weights_gradient.1")?.offset ?? 0;
  let count = 0;
  for (let i = 0; i < all; i++) if (!Object.is(frame.floats[i], other.floats[i])) count++;
  return [count, all];
}

/** Whether both steps are made on the same examples; frames of a running network do not say. @param {Frame} frame @param {Frame} other */
function sameBatch(frame, other) {
  if (!frame.batch_included || !other.batch_included) return false;
  const [one, two] = [batchOf(frame), batchOf(other)];
  return one.length === two.length && one.every((value, i) => Object.is(value, two[i]));
}

/** @param {Frame} frame */
function batchOf({ layout, floats }) {
  const tensors = ["inputs", "targets"].map((name) => layout.tensors.get(name));
  return tensors.flatMap((tensor) => {
    if (!tensor) return [];
    const size = tensor.shape.reduce((product, n) => product * n, 1);
    return Array.from(floats.subarray(tensor.offset, tensor.offset + size));
  });
}
