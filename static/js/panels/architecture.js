/** The settings of the network itself: how many layers, how many neurons, and how each layer bends. */

import { evenScale } from "./scales.js";

/** @import { Catalog, Experiment } from "../types.d.ts" */
/** @import { Layer } from "../protocol/messages.d.ts" */
/** @import { Choice, Setting, Slider } from "./settings.js" */

const FIRST_LAYER = { units: 4, activation: "tanh" };
/** The bend of a network whose layers have one each. */
export const EACH = "each";

/**
 * @param {Catalog} catalog @param {Experiment} experiment
 * @param {Layer[]} spareLayers hidden layers as they were when there were most of them
 * @param {boolean} each whether each layer's bend is chosen for itself
 * @returns {Setting[]}
 */
export const architectureSettings = (catalog, experiment, spareLayers, each) => [
  ...layerSliders(catalog, experiment, spareLayers),
  ...bendChoices(catalog, experiment, each),
];

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
      unit: units === 1 ? "neuron" : "neurons",
      changes: (/** @type {number} */ wanted) => ({ layers: resized(layers, i, wanted) }),
    })),
  ];
}

/** The layers with another number of neurons in one of them. @param {Layer[]} layers @param {number} i from 0 @param {number} units */
export const resized = (layers, i, units) =>
  layers.map((layer, j) => (j === i ? { ...layer, units } : layer));

/** @param {Catalog} catalog @param {Experiment} experiment @param {boolean} each @returns {Choice[]} */
function bendChoices({ activations }, { layers }, each) {
  const hidden = layers.slice(0, -1);
  const [first] = hidden;
  if (!first) return [];
  const isMixed = hidden.some(({ activation }) => activation !== first.activation);
  const bends = activations
    .filter((activation) => activation.hidden)
    .map(({ name, title }) => ({ value: name, title }));
  const summary = (/** @type {string} */ bend) =>
    activations.find(({ name }) => name === bend)?.summary ?? "";
  const isEach = hidden.length > 1 && (each || isMixed);
  /** @type {Choice} */
  const bend = {
    kind: "choice",
    field: "layers.activation",
    label: "Bend",
    help: `${isEach ? "" : summary(first.activation)} The activation of each hidden neuron.`.trim(),
    value: isEach ? EACH : first.activation,
    options: hidden.length > 1 ? [...bends, { value: EACH, title: "each layer its own" }] : bends,
    pictures: "activations",
    changes: (activation) =>
      activation === EACH
        ? {}
        : {
            layers: layers.map((layer, i) =>
              i < hidden.length ? { ...layer, activation } : layer,
            ),
          },
  };
  if (!isEach) return [bend];
  return [
    bend,
    ...hidden.map(({ activation }, i) => ({
      kind: /** @type {const} */ ("choice"),
      field: `layers.${i + 1}.activation`,
      label: `layer ${i + 1}`,
      help: `${summary(activation)} The activation of layer ${i + 1}.`,
      isPart: true,
      value: activation,
      options: bends,
      pictures: /** @type {const} */ ("activations"),
      changes: (/** @type {string} */ wanted) => ({
        layers: layers.map((layer, j) => (j === i ? { ...layer, activation: wanted } : layer)),
      }),
    })),
  ];
}
