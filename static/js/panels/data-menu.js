/** The menu of data sets, sorted by what the examples are. */

/** @import { Catalog, Experiment } from "../types.d.ts" */
/** @import { Dataset } from "../protocol/messages.d.ts" */
/** @import { Choice, Option } from "./settings.js" */

/** The name of the data set that is a table of one's own. */
export const TABLE = "table";
/** Ways to data of one's own: not data sets, but what opens. */
export const OWN_POINTS = "own-points";
export const OWN_TABLE = "own-table";

/** @param {Dataset} dataset */
function groupOf({ features, outputs, picture, task, samples }) {
  if (picture) return "Pictures";
  if (samples.minimum === samples.maximum) return "Exact, to follow by hand";
  if (features === 1) return "Curves";
  if (task === "regression") return "Numbers over the plane";
  return outputs > 1 ? "Several classes in the plane" : "Two classes in the plane";
}

/**
 * @param {Catalog} catalog @param {Experiment} experiment
 * @returns {Choice}
 */
export function dataChoice({ datasets }, { data }) {
  /** @type {Option[]} */
  const options = datasets.map((dataset) => ({
    value: dataset.name,
    title: dataset.title,
    group: groupOf(dataset),
  }));
  const group = "Your own";
  if (data.table) options.push({ value: TABLE, title: "Your data", group });
  options.push(
    { value: OWN_POINTS, title: "Points set by hand…", group },
    { value: OWN_TABLE, title: "A table (CSV)…", group },
  );
  return {
    kind: "choice",
    field: "data.name",
    label: "Data",
    help: datasets.find(({ name }) => name === data.name)?.summary ?? "The examples to learn from.",
    value: data.name,
    options,
    pictures: "datasets",
    changes: (name) => (name === TABLE ? { data: { table: data.table } } : { data: { name } }),
  };
}
