/** What the set-up offers: one description per control, made from the catalog, with the change that it asks for. */

import { formatInteger, formatPercent, formatSignificant } from "../lib/format.js";
import { datasetOf } from "../state/selectors.js";
import { architectureSettings } from "./architecture.js";
import { dataChoice } from "./data-menu.js";
import { ruleSettings } from "./rules.js";
import { batchSizes, evenScale, LEARNING_RATES, listScale } from "./scales.js";

/** @import { Catalog, Experiment, Look } from "../types.d.ts" */
/** @import { Changes } from "../lib/merged.js" */
/** @import { Dataset, Layer, SettingRange } from "../protocol/messages.d.ts" */
/** @import { Scale } from "./scales.js" */

/**
 * @typedef {object} Named
 * @property {string} field as the server names it
 * @property {string} label
 * @property {string} help a sentence
 */
/** @typedef {Named & { kind: "slider", scale: Scale, value: number, text: string, unit?: string, isPart?: boolean, changes: (value: number) => Changes }} Slider */
/** @typedef {{ value: string, title: string, group?: string }} Option */
/** @typedef {Named & { kind: "choice", value: string, options: Option[], pictures?: "datasets" | "activations", isPart?: boolean, changes: (value: string) => Changes }} Choice */
/** @typedef {Named & { kind: "number", value: number, minimum: number, maximum: number, changes: (value: number) => Changes }} WholeNumber */
/** @typedef {Named & { kind: "chips", value: string[], options: (Option & { help: string })[], changes: (value: string[]) => Changes }} Chips */
/** @typedef {Named & { kind: "toggle", value: boolean, look: (value: boolean) => Partial<Look> }} Toggle what is seen; nothing of it is sent */
/** @typedef {Slider | Choice | WholeNumber | Chips | Toggle} Setting */

const LARGEST_SEED = 2 ** 32 - 1;

/**
 * The few settings that are there first, in groups, from the data to the learning.
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} trainingCount
 * @param {Layer[]} spareLayers hidden layers as they were when there were most of them
 * @param {boolean} [each] whether each layer's bend is chosen for itself
 * @returns {Setting[][]}
 */
export function settingsOf(catalog, experiment, trainingCount, spareLayers, each = false) {
  const dataset = datasetOf({ catalog, experiment });
  return [
    [dataChoice(catalog, experiment), ...(dataset ? dataSliders(dataset, experiment) : [])],
    architectureSettings(catalog, experiment, spareLayers, each),
    [
      learningRate(experiment),
      batchSize(experiment, trainingCount, wordOf(dataset)),
      seed(experiment),
    ],
  ];
}

/**
 * The settings that come on request, in groups.
 * @param {Catalog} catalog @param {Experiment} experiment @param {Look} look
 * @returns {Setting[][]}
 */
export function moreSettingsOf(catalog, experiment, look) {
  const dataset = datasetOf({ catalog, experiment });
  return [
    [
      ...(dataset ? featureChips(catalog, experiment, dataset) : []),
      ...(dataset ? labelNoise(experiment, dataset) : []),
      ...lookToggles(look, dataset),
    ],
    ...ruleSettings(catalog, experiment, dataset ?? undefined),
  ];
}

/** What examples are. @param {Dataset | null} dataset */
function wordOf(dataset) {
  if (dataset?.picture) return "Pictures";
  return (dataset?.features ?? 2) <= 2 ? "Points" : "Rows";
}

/** @param {Dataset} dataset @param {Experiment} experiment @returns {Slider[]} */
function dataSliders(dataset, { data }) {
  const word = wordOf(dataset);
  /** @type {(Slider & { range: SettingRange })[]} */
  const sliders = [
    {
      ...dataSlider("noise", dataset.noise, data.noise, String(Number(data.noise.toFixed(3)))),
      label: "Noise",
      help: "How far the examples are pushed from their places, each in its own direction.",
    },
    {
      ...dataSlider(
        "training_share",
        dataset.training_share,
        data.training_share,
        formatPercent(data.training_share, 0),
      ),
      label: "To train on",
      help: "The share of the examples to learn from. The rest tests what has been learned.",
    },
    {
      ...dataSlider("samples", dataset.samples, data.samples, formatInteger(data.samples)),
      label: word,
      help: "How many examples there are, to train on and to test with.",
    },
  ];
  return sliders.filter(({ range }) => range.minimum < range.maximum);
}

/**
 * @param {"noise" | "training_share" | "samples" | "label_noise"} key
 * @param {SettingRange} range @param {number} value @param {string} text
 */
const dataSlider = (key, range, value, text) => ({
  kind: /** @type {const} */ ("slider"),
  field: `data.${key}`,
  range,
  scale: evenScale(range.minimum, range.maximum, range.step ?? 1),
  value,
  text,
  changes: (/** @type {number} */ wanted) => ({ data: { [key]: wanted } }),
});

/**
 * What of a point the network is given; one at least.
 * @param {Catalog} catalog @param {Experiment} experiment @param {Dataset} dataset
 * @returns {Chips[]}
 */
function featureChips({ features }, { data }, dataset) {
  if (dataset.features !== 2 || dataset.picture) return [];
  const chosen = data.features?.length ? data.features : PLAIN_FEATURES;
  return [
    {
      kind: "chips",
      field: "data.features",
      label: "Inputs",
      help: "What the network is given of each point. Weights that still have a place are kept.",
      value: chosen,
      options: features.map(({ name, title, summary }) => ({ value: name, title, help: summary })),
      changes: (wanted) => {
        const sorted = features.map(({ name }) => name).filter((name) => wanted.includes(name));
        const isPlain = sorted.join() === PLAIN_FEATURES.join();
        return { data: { features: isPlain ? [] : sorted } };
      },
    },
  ];
}

/** The point itself. */
const PLAIN_FEATURES = ["x1", "x2"];

/** @param {Experiment} experiment @param {Dataset} dataset @returns {Slider[]} */
function labelNoise({ data }, { label_noise: range }) {
  if (range.minimum >= range.maximum) return [];
  const value = data.label_noise ?? 0;
  return [
    {
      ...dataSlider("label_noise", range, value, value === 0 ? "none" : formatPercent(value, 0)),
      label: "Wrong labels",
      help: "The share of the training examples that carry a wrong class on purpose.",
    },
  ];
}

/**
 * What is drawn of examples on a plane or a line, and of the map over a plane.
 * @param {Look} look @param {Dataset | null} dataset
 * @returns {Toggle[]}
 */
function lookToggles({ test, discrete }, dataset) {
  if (!dataset || dataset.picture || dataset.features > 2) return [];
  /** @type {Toggle} */
  const tests = {
    kind: "toggle",
    field: "look.test",
    label: "Test data",
    help: "Draw the examples that are kept for the test, fainter.",
    value: test,
    look: (value) => ({ test: value }),
  };
  if (dataset.features < 2) return [tests];
  return [
    tests,
    {
      kind: "toggle",
      field: "look.discrete",
      label: "Flat answers",
      help: "Draw the output's map in flat colours: its answer rather than its number.",
      value: discrete,
      look: (value) => ({ discrete: value }),
    },
  ];
}

/** @param {Experiment} experiment @returns {Slider} */
const learningRate = ({ learning_rate }) => ({
  kind: "slider",
  field: "learning_rate",
  label: "Learning rate",
  help: "How far each step moves the weights against their slopes. It counts from the pending step on.",
  scale: listScale(LEARNING_RATES),
  value: learning_rate,
  text: formatSignificant(learning_rate, 3),
  changes: (wanted) => ({ learning_rate: wanted }),
});

/**
 * @param {Experiment} experiment @param {number} all @param {string} word
 * @returns {Slider}
 */
function batchSize({ batch_size }, all, word) {
  const isAll = batch_size === null || batch_size >= all;
  return {
    kind: "slider",
    field: "batch_size",
    label: `${word} per step`,
    help: "How many training examples each step looks at before the weights move.",
    scale: listScale(batchSizes(all)),
    value: isAll ? all : batch_size,
    text: isAll ? `all ${formatInteger(all)}` : formatInteger(batch_size),
    changes: (size) => ({ batch_size: size >= all ? null : size }),
  };
}

/** @param {Experiment} experiment @returns {WholeNumber} */
const seed = (experiment) => ({
  kind: "number",
  field: "seed",
  label: "Seed",
  help: "The number that all chance is drawn from: the same seed gives the same data and the same run.",
  value: experiment.seed,
  minimum: 0,
  maximum: LARGEST_SEED,
  changes: (wanted) => ({ seed: wanted }),
});
