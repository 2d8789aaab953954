/** What the chart says about a step, in words and numbers. */

import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { usesWholeData } from "../state/selectors.js";

/** @import { State } from "../types.d.ts" */
/** @import { factsAt } from "./chart-data.js" */

/** @typedef {{ name: string, value: string, key: string }} Words */

export const NOT_YET = "not yet";

/** @param {State} state @param {ReturnType<typeof factsAt>} facts @returns {Words[]} */
export function lossWords(state, { loss, reading }) {
  const isWhole = usesWholeData(state);
  const words = [
    {
      name: isWhole ? "loss" : "loss of the batch",
      value: loss ? formatNumber(loss.mean, 4) + spread(loss) : NOT_YET,
      key: isWhole ? "loss" : "batch",
    },
  ];
  if (!isWhole)
    words.push({
      name: "training",
      value: reading ? formatNumber(reading.training_loss, 4) : NOT_YET,
      key: "loss",
    });
  const test = reading ? formatNumber(reading.test_loss, 4) : NOT_YET;
  return [...words, testWords(state, test)];
}

/** @param {State} state @param {ReturnType<typeof factsAt>} facts @returns {Words[]} */
export function accuracyWords(state, { reading }) {
  const training = reading ? formatPercent(reading.training_accuracy) : NOT_YET;
  const test = reading ? formatPercent(reading.test_accuracy) : NOT_YET;
  return [{ name: "training", value: training, key: "accuracy" }, testWords(state, test)];
}

/** @param {State} state @param {string} value @returns {Words} */
const testWords = ({ test_count }, value) =>
  test_count === 0
    ? { name: "no test data", value: "", key: "" }
    : { name: "test", value, key: "test" };

/** Of the losses of several steps, where that can be seen. @param {{ low: number, high: number }} loss */
function spread({ low, high }) {
  const [least, most] = [formatNumber(low, 3), formatNumber(high, 3)];
  return least === most ? "" : ` (${least} to ${most})`;
}

/** Says so when the evaluations are not of the step that is asked about. @param {ReturnType<typeof factsAt>} facts */
export const ageOf = ({ step, reading }) =>
  reading && reading.step !== step ? `evaluated at step ${formatInteger(reading.step)}` : null;

/** Where the playhead is, for a screen reader. @param {number} step @param {number} end @param {number | null} epoch */
export const momentWords = (step, end, epoch) =>
  `step ${formatInteger(step)} of ${formatInteger(end)}` +
  (epoch === null ? "" : `, epoch ${formatInteger(epoch)}`);

/**
 * Where words at the right of the plot end: before the playhead, where that would stand on them.
 * @param {{ left: number, right: number, width: number, playhead: number, gap: number }} room
 */
export function endOfWords({ left, right, width, playhead, gap }) {
  const isFree = playhead < right - width - gap || playhead > right + gap;
  const before = playhead - gap;
  return isFree || before - width < left ? right : before;
}
