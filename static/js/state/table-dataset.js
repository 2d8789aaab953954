/** A table of one's own as a data set: what the catalog says of the others. */

/** @import { Dataset, Table } from "../protocol/messages.d.ts" */

/** As the plane of the other data sets; farther where the examples are. */
const EXTENT = 1.3;
const ROOM = 1.1;
const LARGEST_SHARE = 0.95;

/** @type {WeakMap<Table, Dataset>} */
const known = new WeakMap();

/** @param {Table} table @returns {Dataset} */
export function tableDataset(table) {
  let dataset = known.get(table);
  if (!dataset) {
    dataset = describe(table);
    known.set(table, dataset);
  }
  return dataset;
}

/** @param {Table} table @returns {Dataset} */
function describe(table) {
  const { inputs, targets, task } = table;
  const count = inputs.length;
  const features = inputs[0]?.length ?? 0;
  const outputs = targets[0]?.length ?? 1;
  const classes = classesOf(table, outputs);
  const fixed = { default: 0, minimum: 0, maximum: 0, step: 0.05 };
  const wrong = Math.floor((1 - 1 / Math.max(1, classes.length)) / 0.05 + 1e-9) * 0.05;
  return {
    name: "table",
    title: "Your data",
    summary: `Your own ${count} examples.`,
    task,
    features,
    outputs,
    classes,
    samples: { default: count, minimum: count, maximum: count, step: 1 },
    noise: { default: 0, minimum: 0, maximum: 0.5, step: 0.01 },
    noise_on: "inputs",
    training_share: { default: 0.8, minimum: 0.05, maximum: 1, step: 0.05 },
    label_noise: classes.length
      ? { ...fixed, maximum: Math.min(LARGEST_SHARE, Number(wrong.toFixed(2))) }
      : fixed,
    extent: features <= 2 ? extentOf(table) : null,
    picture: null,
  };
}

/** @param {Table} table @param {number} outputs */
function classesOf({ task, classes }, outputs) {
  if (task === "regression") return [];
  if (classes) return classes;
  return Array.from({ length: task === "binary" ? 2 : outputs }, (_, k) => String(k));
}

/** Half the side of its plane: the farthest standardised coordinate, and some room. @param {Table} table */
function extentOf({ inputs, input_scale }) {
  let farthest = 0;
  for (const row of inputs)
    for (const [i, value] of row.entries()) {
      const { mean, deviation } = input_scale ?? { mean: [], deviation: [] };
      farthest = Math.max(farthest, Math.abs((value - (mean[i] ?? 0)) / (deviation[i] ?? 1)));
    }
  return Math.max(EXTENT, ROOM * farthest);
}
