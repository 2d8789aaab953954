/** What the chart shows of other lives: the future that was lived already, other branches, and the changes on the axis. */

import { formatInteger } from "../lib/format.js";
import { parting } from "../state/reduce-branches.js";
import { lifeEnd, usesWholeData } from "../state/selectors.js";
import { allReadings, countUpTo, orGap } from "./chart-data.js";

/** @import { Curves, State } from "../types.d.ts" */
/** @import { Quantity } from "./chart-plot.js" */

const FUTURE_POINTS = 400;
const GHOST_POINTS = 300;
const MOST_GHOSTS = 6;
const MOST_AXIS = 8; // so many times the present run's length may another branch make the axis

/** @typedef {{ step: ArrayLike<number>, value: ArrayLike<number | null> }} Line */
/** @typedef {Line & { name: string, index: number }} Ghost index: of its dashes */

/**
 * The part of the run beyond the playhead that was lived already; null where there is none.
 * @param {State} state @param {Quantity} quantity
 * @returns {Line | null}
 */
export function futureOf(state, quantity) {
  const { frame } = state;
  const end = lifeEnd(state);
  if (!frame || end <= frame.step) return null;
  const readings = allReadings(state);
  const line = lineOf(
    { losses: state.losses, readings },
    quantity,
    usesWholeData(state),
    FUTURE_POINTS,
  );
  const future = between(line, frame.step, end);
  return future.step.length > 1 ? future : null;
}

/**
 * The curves of the other branches, each from where it parts from the present one.
 * @param {State} state @param {Quantity} quantity
 * @returns {Ghost[]}
 */
export function ghostsOf(state, quantity) {
  const { branches } = state;
  if (!branches) return [];
  const { list, present, curves } = branches;
  return list
    .flatMap(({ id, name, end }, index) => {
      const own = id === present ? undefined : curves.get(id);
      if (!own) return [];
      const line = keptLine(own, quantity, usesWholeData(state));
      const part = between(line, parting(list, present, id) - 1, Math.max(end, own.losses.steps));
      return part.step.length > 1 ? [{ ...part, name, index }] : [];
    })
    .slice(-MOST_GHOSTS);
}

/** The furthest step that the axis has to show. @param {State} state */
export function furthest(state) {
  const end = lifeEnd(state);
  const others = state.branches?.list ?? [];
  const limit = MOST_AXIS * Math.max(end, 10);
  return Math.max(end, ...others.map((branch) => Math.min(branch.end, limit)));
}

/** @type {WeakMap<Curves, Map<string, Line>>} */
const lines = new WeakMap();

/** The same as `lineOf`, made once: kept curves do not change. @param {Curves} curves @param {Quantity} quantity @param {boolean} whole */
function keptLine(curves, quantity, whole) {
  const made = lines.get(curves) ?? new Map();
  lines.set(curves, made);
  const key = `${quantity} ${whole}`;
  if (!made.has(key)) made.set(key, lineOf(curves, quantity, whole, GHOST_POINTS));
  return /** @type {Line} */ (made.get(key));
}

/**
 * The one line that stands for a life: the loss of the training data, or how often the network is right on it.
 * @param {Curves} curves @param {Quantity} quantity
 * @param {boolean} whole each step's loss is that of all training data
 * @param {number} points
 * @returns {Line}
 */
function lineOf({ losses, readings }, quantity, whole, points) {
  if (quantity === "loss" && (whole || readings.length < 2)) {
    const { step, mean } = losses.columns(points);
    return { step, value: Array.from(mean, orGap) };
  }
  const value = quantity === "loss" ? "training_loss" : "training_accuracy";
  return {
    step: readings.map(({ step }) => step),
    value: readings.map((reading) => orGap(reading[value])),
  };
}

/** @param {Line} line @param {number} from @param {number} to @returns {Line} */
function between({ step, value }, from, to) {
  const steps = Float64Array.from(step);
  const first = Math.max(0, countUpTo(steps, from) - 1);
  const last = countUpTo(steps, to);
  return { step: steps.subarray(first, last), value: Array.from(value).slice(first, last) };
}

/**
 * Changes as marks on the axis; those that would lie on each other are one mark.
 * @param {State} state
 * @param {(step: number) => number} positionOf in pixels
 * @param {number} apart the least distance of two marks, in pixels
 * @returns {{ at: number, step: number, number: number, sentence: string, in_force: boolean }[]}
 */
export function changeMarks({ time }, positionOf, apart) {
  /** @type {{ at: number, changes: NonNullable<State["time"]>["changes"] }[]} */
  const groups = [];
  for (const change of time?.changes ?? []) {
    const at = positionOf(change.step);
    const last = groups.at(-1);
    if (last && at - last.at < apart) last.changes.push(change);
    else groups.push({ at, changes: [change] });
  }
  return groups.flatMap(({ at, changes }) => {
    const [first, last] = [changes[0], changes.at(-1)];
    if (!first || !last) return [];
    const { step, number } = last;
    const words = changes.map(({ sentence }) => sentence);
    const shown = words.length > 3 ? ["…", ...words.slice(-3)] : words;
    const where =
      first.step === step
        ? `before step ${formatInteger(step)}`
        : `before steps ${formatInteger(first.step)} to ${formatInteger(step)}`;
    const count = changes.length > 1 ? `${changes.length} changes ` : "";
    const undone = last.in_force ? "" : " (not in force)";
    return [
      {
        at,
        step,
        number,
        in_force: last.in_force,
        sentence: `${count}${where}: ${shown.join("; ")}${undone}`,
      },
    ];
  });
}
