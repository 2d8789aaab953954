/** The settings that a person asks for: every rule of the catalog, each with the numbers that it can be given. */

import { formatSignificant } from "../lib/format.js";
import { evenScale, listScale, powersOfTen, SHARES } from "./scales.js";

/** @import { Catalog, Experiment } from "../types.d.ts" */
/** @import { Dataset, RuleEntry, Setting as Number_ } from "../protocol/messages.d.ts" */
/** @import { Scale } from "./scales.js" */
/** @import { Choice, Setting, Slider } from "./settings.js" */

/** @typedef {"optimizer" | "schedule" | "regularizer" | "start"} RuleField */

/** @type {{ field: RuleField, label: string, help: string }[]} */
const RULES = [
  { field: "optimizer", label: "Optimizer", help: "How a slope becomes a step." },
  { field: "schedule", label: "Schedule", help: "How the learning rate changes over the steps." },
  { field: "regularizer", label: "Regularizer", help: "What holds the weights small." },
  { field: "start", label: "Start values", help: "How the weights are drawn before step 0." },
];

/**
 * @param {Catalog} catalog @param {Experiment} experiment @param {Dataset | undefined} dataset
 * @returns {Setting[][]}
 */
export const ruleSettings = (catalog, experiment, dataset) => [
  [
    lossChoice(catalog, experiment, dataset),
    outputChoice(catalog, experiment, dataset),
    clipSlider(experiment),
    dropoutSlider(experiment),
  ],
  ...RULES.map((rule) => ruleGroup(rule, entriesOf(catalog, rule.field), experiment)),
];

/** @param {Catalog} catalog @param {RuleField} field @returns {RuleEntry[]} */
const entriesOf = (catalog, field) =>
  field === "start" ? catalog.initializers : catalog[`${field}s`];

/**
 * @param {{ field: RuleField, label: string, help: string }} rule
 * @param {RuleEntry[]} entries
 * @param {Experiment} experiment
 * @returns {Setting[]}
 */
function ruleGroup({ field, label, help }, entries, experiment) {
  const chosen = experiment[field];
  const entry = entries.find(({ name }) => name === chosen.name);
  const options = entries.map(({ name, title }) => ({ value: name, title }));
  if (!entry) options.push({ value: chosen.name, title: "given" });
  return [
    {
      kind: "choice",
      field,
      label,
      help: `${help} ${entry?.summary ?? ""}`.trim(),
      value: chosen.name,
      options,
      changes: (name) => ({ [field]: name === chosen.name ? chosen : { name } }),
    },
    ...(entry?.settings ?? []).map((number) => numberSlider(field, number, chosen)),
  ];
}

/**
 * @param {RuleField} field @param {Number_} number @param {Experiment[RuleField]} chosen
 * @returns {Slider}
 */
function numberSlider(field, number, chosen) {
  const value = Number(chosen[number.name] ?? number.default);
  return {
    kind: "slider",
    field: `${field}.${number.name}`,
    label: number.title,
    help: `${number.title}, from ${number.minimum} to ${number.maximum}.`,
    scale: scaleOf(number),
    value,
    text: formatSignificant(value, 4),
    changes: (wanted) => ({ [field]: { [number.name]: wanted } }),
  };
}

/** A scale on which the default can be told from its neighbours. @param {Number_} number @returns {Scale} */
export function scaleOf({ minimum, maximum, default: start, open_end, whole }) {
  if (open_end) return listScale(SHARES.filter((share) => share >= minimum && share < maximum));
  if (whole) return listScale(powersOfTen(minimum, Math.min(maximum, 1e6)));
  if (start > 0 && start < maximum / 50) {
    const least = minimum || start / 100;
    return listScale([...(minimum === 0 ? [0] : []), ...powersOfTen(least, maximum)]);
  }
  return evenScale(minimum, maximum, (maximum - minimum) / 200);
}

/**
 * A loss brings an output that fits it.
 * @param {Catalog} catalog @param {Experiment} experiment @param {Dataset | undefined} dataset
 * @returns {Choice}
 */
function lossChoice({ losses }, { loss, layers }, dataset) {
  const fitting = losses.filter(({ tasks }) => !dataset || tasks.includes(dataset.task));
  return {
    kind: "choice",
    field: "loss",
    label: "Loss",
    help: losses.find(({ name }) => name === loss)?.summary ?? "How wrong an output is.",
    value: loss,
    options: fitting.map(({ name, title }) => ({ value: name, title })),
    changes: (name) => {
      const fits = losses.find((entry) => entry.name === name)?.activations ?? [];
      const output = layers.at(-1);
      if (!output || fits.length === 0 || fits.includes(output.activation)) return { loss: name };
      const activation = fits[0] ?? output.activation;
      return { loss: name, layers: [...layers.slice(0, -1), { ...output, activation }] };
    },
  };
}

/**
 * The output's bend; one that the loss cannot take brings a loss that can.
 * @param {Catalog} catalog @param {Experiment} experiment @param {Dataset | undefined} dataset
 * @returns {Choice}
 */
function outputChoice({ losses, activations }, { loss, layers }, dataset) {
  const fitting = losses.filter(({ tasks }) => !dataset || tasks.includes(dataset.task));
  const output = layers.at(-1);
  const value = output?.activation ?? "";
  return {
    kind: "choice",
    field: `layers.${layers.length}.activation`,
    label: "Output",
    help: `${activations.find(({ name }) => name === value)?.summary ?? ""} How the output bends its sum.`.trim(),
    value,
    options: activations
      .filter(({ name }) => fitting.some((entry) => entry.activations.includes(name)))
      .map(({ name, title }) => ({ value: name, title })),
    pictures: "activations",
    changes: (activation) => {
      const changed = output ? { layers: [...layers.slice(0, -1), { ...output, activation }] } : {};
      const takes = (/** @type {typeof losses[number] | undefined} */ entry) =>
        entry?.activations.includes(activation);
      if (takes(losses.find(({ name }) => name === loss))) return changed;
      return { ...changed, loss: fitting.find(takes)?.name ?? loss };
    },
  };
}

const CLIPS = powersOfTen(0.01, 100);

/** @param {Experiment} experiment @returns {Slider} */
const clipSlider = ({ clip_norm }) => ({
  kind: "slider",
  field: "clip_norm",
  label: "Longest slope",
  help: "A gradient that is longer than this is shortened to it.",
  scale: listScale([...CLIPS, Infinity]),
  value: clip_norm ?? Infinity,
  text: clip_norm === null ? "any" : formatSignificant(clip_norm, 3),
  changes: (wanted) => ({ clip_norm: Number.isFinite(wanted) ? wanted : null }),
});

/** @param {Experiment} experiment @returns {Slider} */
const dropoutSlider = ({ dropout }) => ({
  kind: "slider",
  field: "dropout",
  label: "Dropout",
  help: "The share of hidden neurons that is left out in each step.",
  scale: evenScale(0, 0.9, 0.05),
  value: dropout,
  text: dropout === 0 ? "none" : formatSignificant(dropout, 2),
  changes: (wanted) => ({ dropout: wanted }),
});
