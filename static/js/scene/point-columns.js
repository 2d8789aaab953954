/** The examples as columns for the renderer: where each stands, and what is true there. */

/** @import { PointColumns } from "../render/marks.d.ts" */
/** @import { Data } from "../types.d.ts" */
/** @import { Dataset } from "./stage.js" */

/** Above and below the targets of a curve there is this share of room. */
const ROOM = 0.16;

/** @type {WeakMap<Data["inputs"], PointColumns>} */
const known = new WeakMap();

/**
 * @param {Data} data
 * @param {Dataset} dataset
 * @param {"plane" | "curve"} kind
 * @returns {PointColumns}
 */
export function pointColumns(data, dataset, kind) {
  let columns = known.get(data.inputs);
  if (!columns) {
    columns = columnsOf(data, dataset, kind);
    known.set(data.inputs, columns);
  }
  return columns;
}

/** @param {Data} data @param {Dataset} dataset @param {"plane" | "curve"} kind @returns {PointColumns} */
function columnsOf(
  { count, outputs, coordinates, points, targets, training_count },
  dataset,
  kind,
) {
  const column = (
    /** @type {Float32Array} */ from,
    /** @type {number} */ width,
    /** @type {number} */ k,
  ) => Float32Array.from({ length: count }, (_, i) => from[i * width + k] ?? 0);
  const target = column(targets, outputs, 0);
  const isCurve = kind === "curve";
  const isNumber = dataset.task === "regression";
  return {
    x: column(points, coordinates, 0),
    y: isCurve ? target : column(points, coordinates, 1),
    target,
    classes: outputs > 1 && !isNumber ? classesOf(targets, count, outputs) : null,
    training_count,
    reach: isNumber && !isCurve ? largest(target) : null,
    across: [-(dataset.extent ?? 1), dataset.extent ?? 1],
    up: isCurve ? roomFor(target, isNumber) : [-(dataset.extent ?? 1), dataset.extent ?? 1],
    plain: isCurve && isNumber,
  };
}

/** How many examples lie beyond what the square shows: they are drawn at its edge. @param {PointColumns} points */
export function countBeyond({ x, y, across, up }) {
  const isBeyond = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
    value < low || value > high;
  return x.reduce(
    (sum, value, i) => sum + +(isBeyond(value, across) || isBeyond(y[i] ?? 0, up)),
    0,
  );
}

/** The class of each example: where its row of targets has its 1. @param {Float32Array} targets @param {number} count @param {number} outputs */
const classesOf = (targets, count, outputs) =>
  Uint8Array.from({ length: count }, (_, i) => {
    let best = 0;
    for (let k = 1; k < outputs; k++)
      if ((targets[i * outputs + k] ?? 0) > (targets[i * outputs + best] ?? 0)) best = k;
    return best;
  });

/** @param {Float32Array} values */
const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);

/** From the lowest to the highest target, with some room; from 0 to 1 at least where they are classes. @param {Float32Array} target @param {boolean} isNumber @returns {[number, number]} */
function roomFor(target, isNumber) {
  let [low, high] = isNumber ? [Infinity, -Infinity] : [0, 1];
  for (const value of target) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const room = Math.max(1e-3, (high - low) * ROOM);
  return [low - room, high + room];
}
