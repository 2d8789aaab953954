/** The columns of the chart, and what it says about a step: plain data from the state, at constant cost. */

import { lifeEnd, lossOf } from "../state/selectors.js";
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
 * Losses up to the playhead: of each batch (least, mean and largest of a column), and as evaluated on all training and all
 * test data. `most` is the largest of the whole run, so that the scale rests while the playhead moves.
 * @param {State} state
 * @returns {{ step: number[], low: Column, mean: Column, high: Column, training: Column, test: Column, most: number }}
 */
export function lossColumns(state) {
  const { losses, frame } = state;
  const all = losses.columns(MOST_POINTS);
  const playhead = frame?.step ?? 0;
  const count = countUpTo(all.step, Math.min(playhead, lifeEnd(state)));
  const batch = [all.step, all.low, all.mean, all.high].map((column) =>
    Array.from(column.subarray(0, count)),
  );
  if (frame && frame.step === losses.steps && isLossShown(state))
    for (const [i, column] of batch.entries()) column.push(i === 0 ? frame.step : lossOf(state));
  const readings = readingsUntil(state, playhead);
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
    most: largest(all.high),
  };
}

/**
 * Accuracies as evaluated, from 0 to 1, up to the playhead.
 * @param {State} state
 * @returns {{ step: number[], training: Column, test: Column }}
 */
export function accuracyColumns(state) {
  const readings = readingsUntil(state, state.frame?.step ?? 0);
  return {
    step: readings.map(({ step }) => step),
    training: readings.map(({ training_accuracy }) => orGap(training_accuracy)),
    test: readings.map(({ test_accuracy }) => orGap(test_accuracy)),
  };
}

/** How many of these growing steps are not beyond one. @param {Float64Array} steps @param {number} last */
export function countUpTo(steps, last) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? Infinity) <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The largest finite number, or 0. @param {Float64Array} values */
function largest(values) {
  let most = 0;
  for (const value of values) if (value > most && value < Infinity) most = value;
  return most;
}

/** @param {State} state @param {number} step */
const readingsUntil = (state, step) => allReadings(state).filter((reading) => reading.step <= step);

/**
 * Readings on schedule, and the one of the frame on the stage, in order. That one counts where both are of one step: it was
 * read with the changes that are in force there.
 * @param {State} state
 */
export function allReadings({ readings, frame }) {
  const newest = frame?.reading;
  if (!newest || Number.isNaN(newest.step)) return readings;
  const before = readings.findLastIndex(({ step }) => step <= newest.step);
  const isThere = readings[before]?.step === newest.step;
  return isThere ? readings.with(before, newest) : readings.toSpliced(before + 1, 0, newest);
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
export const orGap = (value) => (value !== undefined && Number.isFinite(value) ? value : null);

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
 * What is known about a step: the shown one where `step` is null. A loss that was never computed yet is null.
 * @param {State} state @param {number | null} step
 * @returns {{ step: number, loss: { low: number, mean: number, high: number } | null, reading: Reading | null }}
 */
export function factsAt(state, step) {
  const { frame, losses } = state;
  const at = step ?? frame?.step ?? 0;
  if (at === frame?.step) {
    const loss = lossOf(state);
    // Where the run has been before its loss is known, but the stage has not come to it yet.
    const known = isLossShown(state) ? { low: loss, mean: loss, high: loss } : null;
    const reading = Number.isNaN(frame.reading.step) ? null : frame.reading;
    return { step: at, loss: known, reading };
  }
  const reading = allReadings(state).findLast((candidate) => candidate.step <= at) ?? null;
  return { step: at, loss: losses.at(at), reading };
}

/**
 * The point of the curve that the playhead is at: the shown step's loss, where it is computed or was lived before; else
 * that of the step before.
 * @param {State} state
 * @returns {{ step: number, value: number } | null}
 */
export function playheadOf(state) {
  const { frame, losses } = state;
  if (!frame) return null;
  if (isLossShown(state)) return { step: frame.step, value: lossOf(state) };
  const lived = losses.at(frame.step);
  if (lived) return { step: frame.step, value: lived.mean };
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
