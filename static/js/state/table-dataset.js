/**
 * A table of one's own as a data set: what the catalog says of the others. The rows of a large one do not come with it, so how many
 * there are is the data's affair, and how far they reach is said by the server.
 */

/** @import { Dataset, Table } from "../protocol/messages.d.ts" */

const LARGEST_SHARE = 0.95;

/** @type {WeakMap<Table, Dataset>} */
const known = new WeakMap();

/** @param {Table} table @param {number} count of its rows @returns {Dataset} */
export function tableDataset(table, count) {
  let dataset = known.get(table);
  if (!dataset) {
    dataset = describe(table, count);
    known.set(table, dataset);
  }
  return dataset;
}

/** @param {Table} table @param {number} count @returns {Dataset} */
function describe(table, count) {
  const { task } = table;
  const features = table.columns?.length ?? table.inputs[0]?.length ?? 0;
  const classes = classesOf(table);
  const outputs =
    task === "classes"
      ? classes.length
      : (table.target_scale?.mean.length ?? table.targets[0]?.length ?? 1);
  const fixed = { default: 0, minimum: 0, maximum: 0, step: 0.05 };
  const wrong = Math.floor((1 - 1 / Math.max(1, classes.length)) / 0.05 + 1e-9) * 0.05;
  return {
    name: "table",
    title: "Your data",
    summary: "Your own examples.",
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
    extent: null,
    picture: null,
  };
}

/** @param {Table} table */
function classesOf({ task, classes, targets }) {
  if (task === "regression") return [];
  if (classes) return classes;
  const count = task === "binary" ? 2 : (targets[0]?.length ?? 0);
  return Array.from({ length: count }, (_, k) => String(k));
}
