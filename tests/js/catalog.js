/** A catalog with one entry of each kind of data set, and an experiment on it. */

/** @import { Catalog, Experiment, ServerEvent } from "../../static/js/types.d.ts" */

/** @param {string} name @param {Partial<Catalog["datasets"][number]>} [entry] */
export const dataset = (name, entry = {}) => ({
  name,
  title: `The ${name}`,
  summary: "Points on a plane.",
  task: /** @type {const} */ ("binary"),
  features: 2,
  outputs: 1,
  classes: ["outside", "inside"],
  samples: { default: 400, minimum: 20, maximum: 2000 },
  noise: { default: 0.05, minimum: 0, maximum: 0.5, step: 0.01 },
  noise_on: /** @type {const} */ ("inputs"),
  training_share: { default: 0.5, minimum: 0.1, maximum: 0.9 },
  label_noise: { default: 0, minimum: 0, maximum: 0.5, step: 0.05 },
  extent: 1.5,
  picture: null,
  ...entry,
});

/** @type {Experiment} */
export const experiment = {
  data: { name: "rings", samples: 400, noise: 0.05, training_share: 0.5 },
  layers: [
    { units: 4, activation: "tanh" },
    { units: 3, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ],
  loss: "binary_cross_entropy",
  start: { name: "xavier" },
  optimizer: { name: "sgd" },
  learning_rate: 1,
  schedule: { name: "constant" },
  regularizer: { name: "none" },
  dropout: 0,
  clip_norm: null,
  batch_size: null,
  seed: 0,
  draw: 0,
};

/** @param {string} name @param {boolean} hidden */
const activation = (name, hidden, entry = {}) => ({
  name,
  title: name,
  formula: name,
  derivative: name,
  range: [-1, 1],
  centre: 0,
  summary: `The ${name} bend.`,
  hidden,
  saturated: "Never.",
  dead: "Never.",
  curve: hidden
    ? { reach: 8, values: Array.from({ length: 129 }, (_, i) => Math.tanh(i / 8 - 8)) }
    : null,
  flat: hidden ? 0.05 : null,
  ...entry,
});

/** @param {string} name @param {number} minimum @param {number} maximum @param {number} start */
const number = (name, minimum, maximum, start, open_end = false) => ({
  name,
  title: name,
  symbol: name,
  minimum,
  maximum,
  default: start,
  open_end,
  whole: false,
});

/** @param {string} name @param {ReturnType<typeof number>[]} settings */
const rule = (name, ...settings) => ({
  name,
  title: name,
  formula: name,
  summary: `The rule ${name}.`,
  settings,
});

/** @param {string} name @param {string[]} tasks @param {string[]} activations */
const loss = (name, tasks, activations) => ({
  name,
  title: name,
  formula: name,
  summary: `The loss ${name}.`,
  tasks,
  activations,
  threshold: 0.5,
});

/** @type {Catalog} */
export const catalog = {
  activations: [
    activation("tanh", true),
    activation("relu", true, { range: [0, null] }),
    activation("linear", true, { range: [null, null] }),
    activation("sigmoid", true, { range: [0, 1], centre: 0.5 }),
    activation("softmax", false, { range: [0, 1] }),
  ],
  losses: [
    loss("half_square", ["binary", "classes", "regression"], ["linear", "sigmoid", "tanh"]),
    loss("binary_cross_entropy", ["binary", "classes"], ["sigmoid"]),
    { ...loss("hinge", ["binary", "classes"], ["linear", "tanh"]), threshold: 0 },
    loss("cross_entropy", ["classes"], ["softmax"]),
  ],
  optimizers: [
    { ...rule("sgd"), slots: [] },
    { ...rule("momentum", number("momentum", 0, 1, 0.9, true)), slots: ["velocity"] },
    { ...rule("adagrad", number("epsilon", 1e-12, 1, 1e-10)), slots: ["sum_of_squares"] },
  ],
  schedules: [rule("constant"), rule("cosine", number("floor", 0, 1, 0))],
  regularizers: [rule("none"), rule("l2", number("strength", 0, 1, 0.001))],
  initializers: [rule("xavier")],
  datasets: [
    dataset("rings"),
    dataset("digits", {
      task: "classes",
      features: 64,
      outputs: 10,
      classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
      samples: { default: 1797, minimum: 100, maximum: 1797 },
      noise: { default: 0, minimum: 0, maximum: 0 },
      extent: null,
      picture: [8, 8],
    }),
  ],
  features: [
    ["x1", "x₁"],
    ["x2", "x₂"],
    ["x1_squared", "x₁²"],
    ["sin_x2", "sin(πx₂)"],
  ].map(([name = "", title = ""]) => ({
    name,
    title,
    formula: name,
    summary: `The feature ${title}.`,
  })),
  presets: [],
  limits: { hidden_layers: 12, units: 128, slider_hidden_layers: 6, slider_units: 16 },
};

/** @param {Partial<Extract<ServerEvent, { type: "experiment" }>>} [fields] @returns {Extract<ServerEvent, { type: "experiment" }>} */
export const experimentEvent = (fields = {}) => ({
  type: "experiment",
  experiment,
  initial: experiment,
  run: 1,
  journal: [],
  future: [],
  phases: [],
  parameter_count: 31,
  steps_per_epoch: 1,
  extent: 1.5,
  training_count: 200,
  test_count: 200,
  ...fields,
});
