/** What the set-up offers: one description per control, made from the catalog, with the change that it asks for. */

import { formatInteger, formatPercent, formatSignificant } from "../lib/format.js";
import { ruleSettings } from "./rules.js";
import { batchSizes, evenScale, LEARNING_RATES, listScale } from "./scales.js";

/** @import { Catalog, Experiment } from "../types.d.ts" */
/** @import { Changes } from "../lib/merged.js" */
/** @import { Dataset, Layer, SettingRange } from "../protocol/messages.d.ts" */
/** @import { Scale } from "./scales.js" */

/**
 * @typedef {object} Named
 * @property {string} field as the server names it
 * @property {string} label
 * @property {string} help a sentence
 */
/** @typedef {Named & { kind: "slider", scale: Scale, value: number, text: string, isPart?: boolean, changes: (value: number) => Changes }} Slider */
/** @typedef {Named & { kind: "choice", value: string, options: { value: string, title: string }[], changes: (value: string) => Changes }} Choice */
/** @typedef {Named & { kind: "number", value: number, minimum: number, maximum: number, changes: (value: number) => Changes }} WholeNumber */
/** @typedef {Slider | Choice | WholeNumber} Setting */

const LARGEST_SEED = 2 ** 32 - 1;
const FIRST_LAYER = { units: 4, activation: "tanh" };

/**
 * The few settings that are there first, in groups, from the data to the learning.
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} trainingCount
 * @param {Layer[]} spareLayers hidden layers as they were when there were most of them
 * @returns {Setting[][]}
 */
export function settingsOf(catalog, experiment, trainingCount, spareLayers) {
  const dataset = catalog.datasets.find(({ name }) => name === experiment.data.name);
  return [
    [dataChoice(catalog, experiment), ...(dataset ? dataSliders(dataset, experiment) : [])],
    [...layerSliders(catalog, experiment, spareLayers), ...bendChoice(catalog, experiment)],
    [
      learningRate(experiment),
      batchSize(experiment, trainingCount, wordOf(dataset)),
      seed(experiment),
    ],
  ];
}

/**
 * The settings that come on request, in groups.
 * @param {Catalog} catalog @param {Experiment} experiment
 * @returns {Setting[][]}
 */
export const moreSettingsOf = (catalog, experiment) =>
  ruleSettings(
    catalog,
    experiment,
    catalog.datasets.find(({ name }) => name === experiment.data.name),
  );

/** What an example is. @param {Dataset | undefined} dataset */
const wordOf = (dataset) => (dataset?.picture ? "Pictures" : "Points");

/** @param {Catalog} catalog @param {Experiment} experiment @returns {Choice} */
const dataChoice = (catalog, { data }) => ({
  kind: "choice",
  field: "data.name",
  label: "Data",
  help:
    catalog.datasets.find(({ name }) => name === data.name)?.summary ??
    "The examples to learn from.",
  value: data.name,
  options: catalog.datasets.map(({ name, title }) => ({ value: name, title })),
  changes: (name) => ({ data: { name } }),
});

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
 * @param {"noise" | "training_share" | "samples"} key
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
 * @param {Catalog} catalog @param {Experiment} experiment @param {Layer[]} spareLayers
 * @returns {Slider[]}
 */
function layerSliders({ limits }, { layers }, spareLayers) {
  const hidden = layers.slice(0, -1);
  const output = layers.slice(-1);
  const most = Math.max(limits.slider_hidden_layers, hidden.length);
  return [
    {
      kind: "slider",
      field: "layers",
      label: "Hidden layers",
      help: "Layers of neurons between the inputs and the output. Weights that still have a place are kept.",
      scale: evenScale(0, most),
      value: hidden.length,
      text: hidden.length === 0 ? "none" : String(hidden.length),
      changes: (count) => ({
        layers: [
          ...Array.from(
            { length: count },
            (_, i) => hidden[i] ?? spareLayers[i] ?? hidden.at(-1) ?? FIRST_LAYER,
          ),
          ...output,
        ],
      }),
    },
    ...hidden.map(({ units }, i) => ({
      kind: /** @type {const} */ ("slider"),
      field: `layers.${i + 1}.units`,
      label: `layer ${i + 1}`,
      help: `Neurons in layer ${i + 1}.`,
      isPart: true,
      scale: evenScale(1, Math.max(limits.slider_units, units)),
      value: units,
      text: String(units),
      changes: (/** @type {number} */ wanted) => ({
        layers: layers.map((layer, j) => (j === i ? { ...layer, units: wanted } : layer)),
      }),
    })),
  ];
}

/** @param {Catalog} catalog @param {Experiment} experiment @returns {Choice[]} */
function bendChoice({ activations }, { layers }) {
  const hidden = layers.slice(0, -1);
  const [first] = hidden;
  if (!first) return [];
  const isMixed = hidden.some(({ activation }) => activation !== first.activation);
  const options = activations
    .filter((activation) => activation.hidden)
    .map(({ name, title }) => ({ value: name, title }));
  return [
    {
      kind: "choice",
      field: "layers.activation",
      label: "Bend",
      help: `${activations.find(({ name }) => name === first.activation)?.summary ?? ""} The activation of each hidden neuron.`,
      value: isMixed ? "" : first.activation,
      options: isMixed ? [{ value: "", title: "various" }, ...options] : options,
      changes: (activation) => ({
        layers: layers.map((layer, i) => (i < hidden.length ? { ...layer, activation } : layer)),
      }),
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
