/** One's own points: read from what is on the stage, and written as the table that the engine learns from. */

import { datasetOf } from "../state/selectors.js";

/** @import { Table } from "../protocol/messages.d.ts" */
/** @import { State } from "../types.d.ts" */

/** @typedef {{ points: [number, number][], labels: number[], classes: number }} Own points of the plane as it is drawn, and the class of each */

/** As many points can be set by hand, and sent at once. */
export const MOST_POINTS = 600;
export const MOST_CLASSES = 6;
/** The plane reaches a tenth beyond its farthest point: within this it stays as it is. */
const PLANE = 1.3;
const ROOM = 1.1;

/** Two to begin with: there is nothing to learn from one. @type {Own} */
const BEGINNING = {
  points: [
    [-0.5, -0.3],
    [0.5, 0.3],
  ],
  labels: [0, 1],
  classes: 2,
};

/**
 * The points on the stage as one's own; a beginning where there are none that can be.
 * @param {State} state
 * @returns {Own}
 */
export function pointsOf(state) {
  const { experiment, data } = state;
  const dataset = datasetOf(state);
  if (!experiment || !data || !dataset) return BEGINNING;
  const isPlane = dataset.features === 2 && !dataset.picture && dataset.task !== "regression";
  if (!isPlane || data.count > MOST_POINTS) return BEGINNING;
  return ofTable(experiment.data.table) ?? ofData(data);
}

/** @param {Table | undefined} table @returns {Own | null} */
function ofTable(table) {
  if (!table || table.inputs.length === 0) return null;
  const { mean, deviation } = table.input_scale ?? { mean: [0, 0], deviation: [1, 1] };
  const onPlane = (/** @type {number[]} */ row, /** @type {number} */ i) =>
    tidy(((row[i] ?? 0) - (mean[i] ?? 0)) / (deviation[i] ?? 1));
  return {
    points: table.inputs.map((row) => [onPlane(row, 0), onPlane(row, 1)]),
    labels: table.targets.map(labelOf),
    classes: table.task === "binary" ? 2 : (table.targets[0]?.length ?? 2),
  };
}

/** @param {NonNullable<State["data"]>} data @returns {Own} */
function ofData({ count, outputs, coordinates, points, targets }) {
  const rows = Array.from({ length: count }, (_, i) => i);
  return {
    points: rows.map((i) => [
      tidy(points[i * coordinates] ?? 0),
      tidy(points[i * coordinates + 1] ?? 0),
    ]),
    labels: rows.map((i) => labelOf([...targets.subarray(i * outputs, (i + 1) * outputs)])),
    classes: Math.max(2, outputs),
  };
}

/** @param {number[]} target */
const labelOf = (target) =>
  target.length === 1 ? Number((target[0] ?? 0) > 0.5) : target.indexOf(Math.max(...target));

/** Thousandths are finer than a hand. @param {number} value */
const tidy = (value) => Math.round(value * 1000) / 1000;

/** Names of classes as those of the other data sets. @param {number} count */
export const classNames = (count) =>
  count === 2 ? ["0", "1"] : Array.from({ length: count }, (_, k) => "ABCDEFGH"[k] ?? String(k));

/** @param {Own} own @returns {Table} */
export function tableOf({ points, labels, classes }) {
  const isBinary = classes === 2;
  return {
    inputs: points.map((point) => [...point]),
    targets: labels.map((label) =>
      isBinary ? [label] : Array.from({ length: classes }, (_, k) => Number(k === label)),
    ),
    task: isBinary ? "binary" : "classes",
    classes: classNames(classes),
    columns: ["x₁", "x₂"],
    target_column: "class",
    input_scale: null,
    target_scale: null,
  };
}

/**
 * What stands in one's own table for an input of the network, to six digits; null where that is the same, or there is no table.
 * @param {State} state @param {number} i which input @param {number} value as the network has it
 */
export function inTable({ experiment }, i, value) {
  const { table, features } = experiment?.data ?? {};
  const scale = features?.length ? null : table?.input_scale;
  if (!scale) return null;
  const found = value * (scale.deviation[i] ?? 1) + (scale.mean[i] ?? 0);
  return Number(found.toPrecision(6));
}

/** How far from the middle a point may be set. @param {number} extent of the plane */
export const reachOf = (extent) => tidy(Math.max(PLANE, extent) / ROOM - 0.002);

/**
 * The point at a place, or −1.
 * @param {Own} own @param {[number, number]} place @param {number} reach
 */
export function pointAt({ points }, [x, y], reach) {
  let best = -1;
  let nearest = reach;
  for (const [i, [px, py]] of points.entries()) {
    const distance = Math.hypot(px - x, py - y);
    if (distance <= nearest) [best, nearest] = [i, distance];
  }
  return best;
}

/** @param {Own} own @param {[number, number]} place @param {number} label @returns {Own} */
export const withPoint = (own, [x, y], label) => ({
  ...own,
  points: [...own.points, [tidy(x), tidy(y)]],
  labels: [...own.labels, label],
});

/** @param {Own} own @param {number} i @param {[number, number]} place @returns {Own} */
export const moved = (own, i, [x, y]) => ({
  ...own,
  points: own.points.map((point, j) => (j === i ? [tidy(x), tidy(y)] : point)),
});

/** @param {Own} own @param {number} i @returns {Own} */
export const without = (own, i) => ({
  ...own,
  points: own.points.filter((_, j) => j !== i),
  labels: own.labels.filter((_, j) => j !== i),
});
