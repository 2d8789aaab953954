/** The columns of the chart, and what it says about a step: plain data from the state, at constant cost. */

import { lossOf } from "../state/selectors.js";
import { stepSpans } from "../timeline/player.js";

/** @import { JournalEntry, Reading, State } from "../types.d.ts" */

const MOST_POINTS = 800; // about one for each pixel of width
const FEWEST_STEPS = 20;

/** @typedef {(number | null | undefined)[]} Column null breaks a line, undefined does not */

/**
 * Whether the shown step's loss has been computed before a person's eyes; while running all is computed.
 * @param {State} state
 */
export function isLossShown({ frame, player }) {
  if (!frame || frame.running || player.running) return frame !== null;
  const span = stepSpans(frame).find(({ kind }) => kind === "loss");
  return span !== undefined && player.time >= span.start + span.duration - 1e-6;
}

/**
 * Losses: of each batch (least, mean and largest of a column), and as evaluated on all training and all test data.
 * @param {State} state
 * @returns {{ step: number[], low: Column, mean: Column, high: Column, training: Column, test: Column }}
 */
export function lossColumns(state) {
  const { losses, frame } = state;
  const { step, low, mean, high } = losses.columns(MOST_POINTS);
  const batch = [step, low, mean, high].map((column) => Array.from(column));
  if (frame && frame.step === losses.steps && isLossShown(state))
    for (const [i, column] of batch.entries()) column.push(i === 0 ? frame.step : lossOf(state));
  const readings = allReadings(state);
  const [steps = [], least = [], middle = [], most = [], training = [], test = []] = joined(
    /** @type {number[][]} */ (batch),
    [
      readings.map((reading) => reading.step),
      readings.map((reading) => reading.training_loss),
      readings.map((reading) => reading.test_loss),
    ],
  );
  return {
    step: /** @type {number[]} */ (steps),
    low: least,
    mean: middle,
    high: most,
    training,
    test,
  };
}

/**
 * Accuracies as evaluated, from 0 to 1.
 * @param {State} state
 * @returns {{ step: number[], training: Column, test: Column }}
 */
export function accuracyColumns(state) {
  const readings = allReadings(state);
  return {
    step: readings.map(({ step }) => step),
    training: readings.map(({ training_accuracy }) => orGap(training_accuracy)),
    test: readings.map(({ test_accuracy }) => orGap(test_accuracy)),
  };
}

/** Readings on schedule, and the one of the frame on the stage. @param {State} state */
function allReadings({ readings, frame }) {
  const newest = frame?.reading;
  return newest && newest.step > (readings.at(-1)?.step ?? -1) ? [...readings, newest] : readings;
}

/**
 * Two tables by growing x as one; where a table has no row for an x it has undefined.
 * @param {number[][]} a columns, x first @param {number[][]} b
 * @returns {Column[]} x, the columns of a, the columns of b
 */
export function joined([xa = [], ...as], [xb = [], ...bs]) {
  /** @type {number[]} */
  const x = [];
  /** @type {[number[], number[]]} rows of a and of b, −1 for none */
  const [rowsA, rowsB] = [[], []];
  for (let i = 0, j = 0; i < xa.length || j < xb.length; ) {
    const next = Math.min(xa[i] ?? Infinity, xb[j] ?? Infinity);
    x.push(next);
    rowsA.push(xa[i] === next ? i++ : -1);
    rowsB.push(xb[j] === next ? j++ : -1);
  }
  /** @param {number[]} rows @returns {(column: number[]) => Column} */
  const spread = (rows) => (column) =>
    rows.map((row) => (row < 0 ? undefined : orGap(column[row])));
  return [x, ...as.map(spread(rowsA)), ...bs.map(spread(rowsB))];
}

/** @param {number | undefined} value */
const orGap = (value) => (value !== undefined && Number.isFinite(value) ? value : null);

/** The right end of the axis: it moves in jumps, so that the curve does not shrink all the time. @param {number} steps */
export function axisEnd(steps) {
  let ten = FEWEST_STEPS / 2;
  for (;;) {
    for (const digits of [1, 1.5, 2, 3, 4, 6, 8])
      if (digits * ten >= Math.max(FEWEST_STEPS, 1.03 * steps)) return digits * ten;
    ten *= 10;
  }
}

/**
 * Steps at which an epoch began or will begin, at most `most` of them, with the number of the epoch.
 * Epochs from before the batches last changed had another length and are left out.
 * @param {State} state @param {number} end of the axis @param {number} most
 * @returns {{ step: number, epoch: number }[]} empty where every step is an epoch
 */
export function epochMarks({ frame, steps_per_epoch, journal }, end, most) {
  if (!frame || steps_per_epoch <= 1) return [];
  const began = frame.step - frame.batch;
  const since = journal.findLast(changesBatches)?.step ?? 0;
  const first = Math.max(0, frame.epoch - Math.floor((began - since) / steps_per_epoch));
  const last = frame.epoch + Math.floor((end - began) / steps_per_epoch);
  const every = roundUp((last - first + 1) / most);
  const marks = [];
  for (let epoch = Math.ceil(first / every) * every; epoch <= last; epoch += every)
    marks.push({ step: began + (epoch - frame.epoch) * steps_per_epoch, epoch });
  return marks;
}

/** @param {JournalEntry} entry */
const changesBatches = ({ changes }) => "batch_size" in changes || "data" in changes;

/** The next of 1, 2, 5, 10, 20, … @param {number} value */
function roundUp(value) {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((digits) => digits * ten >= value) ?? 10) * ten;
}

/**
 * What is known about a step: the shown one where `step` is null. A loss that is not computed yet is null.
 * @param {State} state @param {number | null} step
 * @returns {{ step: number, loss: { low: number, mean: number, high: number } | null, reading: Reading | null }}
 */
export function factsAt(state, step) {
  const { frame, losses } = state;
  const at = step ?? frame?.step ?? 0;
  if (at === frame?.step) {
    const loss = lossOf(state);
    const known = isLossShown(state) ? { low: loss, mean: loss, high: loss } : null;
    const reading = Number.isNaN(frame.reading.step) ? null : frame.reading;
    return { step: at, loss: known, reading };
  }
  const reading = allReadings(state).findLast((candidate) => candidate.step <= at) ?? null;
  return { step: at, loss: losses.at(at), reading };
}

/**
 * The end of the curve: the shown step's loss, or until that is computed the step before.
 * @param {State} state
 * @returns {{ step: number, value: number } | null}
 */
export function endOfCurve(state) {
  const { frame, losses } = state;
  if (!frame) return null;
  if (isLossShown(state)) return { step: frame.step, value: lossOf(state) };
  const before = losses.at(frame.step - 1);
  return before && { step: frame.step - 1, value: before.mean };
}

/**
 * The loss of a network that always says how frequent each class is, for classes of equal size; null for other losses.
 * @param {State} state
 */
export function lossOfGuessing({ catalog, experiment }) {
  const dataset = catalog.datasets.find(({ name }) => name === experiment?.data.name);
  if (!experiment || !dataset || dataset.classes.length < 2) return null;
  return experiment.loss.endsWith("cross_entropy") ? Math.log(dataset.classes.length) : null;
}
