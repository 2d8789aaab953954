/** The moment in words: for the caption, for the screen reader, for the names of things. Every number is the frame's. */

import { formatInteger, formatNumber } from "../lib/format.js";
import { scalarOf, tensorOf } from "../protocol/tensors.js";

import { movesOf } from "./moves.js";
import { stateOf } from "./neuron-states.js";

/** @import { Frame, Selection } from "../types.d.ts" */
/** @import { Scene } from "./stage.js" */

/** "layer 2", "output", "input". @param {number[]} units @param {number} layer */
export const layerWord = (units, layer) =>
  layer === 0 ? "input" : layer === units.length - 1 ? "output" : `layer ${layer}`;

/** What inputs and outputs are called. @typedef {{ inputs?: string[], outputs?: string[] }} Names */

/** @param {Pick<Scene, "names" | "dataset">} scene @returns {Names} */
export const namesOf = ({ names, dataset }) => ({ inputs: names, outputs: dataset.classes });

/**
 * What a neuron is called: "neuron 2 of layer 1", "x₁", "output".
 * @param {number[]} units
 * @param {number} layer
 * @param {number} index from 0
 * @param {Names} [names]
 */
export function neuronName(units, layer, index, names = {}) {
  if (layer === 0)
    return (
      names.inputs?.[index] ??
      (units[0] === 2
        ? `x${"₁₂"[index] ?? ""}`
        : units[0] === 64
          ? `pixel ${index + 1}`
          : `x${index + 1}`)
    );
  if (layer < units.length - 1) return `neuron ${index + 1} of layer ${layer}`;
  return (units.at(-1) ?? 1) > 1 ? `output ${names.outputs?.[index] ?? index}` : "the output";
}

/** @param {number[]} units @param {Selection} selection @param {Names} [names] */
export function selectionName(units, selection, names) {
  if (selection.kind === "neuron")
    return neuronName(units, selection.layer, selection.index, names);
  const to = neuronName(units, selection.layer, selection.to, names);
  if (selection.kind === "bias") return `bias of ${to}`;
  return `${neuronName(units, selection.layer - 1, selection.from, names)} → ${to}`;
}

/**
 * Whether the answer to the shown example is the true one; null where a number is wanted, or there is none.
 * @param {Pick<Scene, "frame" | "dataset" | "units" | "threshold">} scene
 */
export function isRight({ frame, dataset, units, threshold }) {
  const says = tensorOf(frame, "example.a", units.length - 1);
  const targets = tensorOf(frame, "example.targets");
  if (dataset.task === "regression" || !Number.isFinite(says.at(0) + targets.at(0))) return null;
  if (dataset.task === "binary") return says.at(0) > threshold === targets.at(0) > 0.5;
  return largestOf(says) === largestOf(targets);
}

/**
 * What a class is called beside a number: a name that is itself a number, other than the class's own, says what it names.
 * @param {Pick<Scene, "dataset">["dataset"]} dataset
 * @param {number} k
 */
export function className({ classes, picture }, k) {
  const name = classes[k] ?? String(k);
  const isNumber = name.trim() !== "" && Number.isFinite(Number(name));
  if (!isNumber || classes.every((each, i) => each === String(i))) return name;
  return `${picture ? "digit" : "class"} ${name}`;
}

/** @param {import("../protocol/tensors.js").TensorView} tensor */
function largestOf({ shape, at }) {
  let best = 0;
  for (let k = 1; k < (shape[0] ?? 0); k++) if (at(k) > at(best)) best = k;
  return best;
}

/** How many examples the batch of a frame has. @param {Frame} frame */
export const batchSize = (frame) => frame.layout.tensors.get("losses")?.shape[0] ?? 1;

const EXAMPLES = { plane: "point", curve: "point", table: "row", picture: "picture" };

/** "point", "row" or "picture": this … @param {Pick<Scene, "layout">} scene */
export const exampleWord = ({ layout }) => EXAMPLES[layout.data.kind];

/** @param {Frame} frame */
export function meanWord(frame) {
  const size = batchSize(frame);
  return size === 1 ? "this example" : `mean of ${size}`;
}

/**
 * @typedef {object} Caption
 * @property {"ready" | "forward" | "loss" | "backward" | "update" | "running"} kind
 * @property {string} heading
 * @property {string} sentence
 * @property {string} fact the quiet half of the line
 */

/** @param {Scene} scene @returns {Caption} */
export function captionOf(scene) {
  const { moment, frame, units, state } = scene;
  if (moment.running) return runningCaption(scene);
  const knobs = state.parameter_count;
  const still = `Weights moved: 0 of ${knobs}.`;
  const { stop } = moment;
  if (!stop)
    return {
      kind: "ready",
      heading: `Step ${formatInteger(frame.step)}, ready`,
      sentence: `The ${exampleWord(scene)} waits at the input; nothing of this step is computed yet.`,
      fact: still,
    };
  if (stop.kind === "forward") return { ...forwardCaption(scene, stop.layer), fact: still };
  if (stop.kind === "loss") return { ...lossCaption(scene), fact: still };
  if (stop.kind === "backward") {
    const name = layerWord(units, stop.layer);
    const arriving =
      stop.layer === units.length - 1 ? "The error becomes blame." : "Blame arrives from ahead.";
    return {
      kind: "backward",
      heading: `Backward, ${name}`,
      sentence: `${arriving} Each weight into ${name === "output" ? "the output" : name} learns its slope: which way would raise the loss.`,
      fact: still,
    };
  }
  return updateCaption(scene);
}

/** @param {Scene} scene @param {number} layer */
function forwardCaption({ units, state }, layer) {
  const sources = units[layer - 1] ?? 0;
  const activation = state.experiment?.layers[layer - 1]?.activation ?? "";
  const title =
    state.catalog.activations.find(({ name }) => name === activation)?.title ?? activation;
  const output = layer === units.length - 1;
  const numbers = sources === 1 ? "one number" : `${sources} numbers`;
  const bend = activation === "linear" ? "leaves the sum as it is" : `bends the sum (${title})`;
  return {
    kind: /** @type {const} */ ("forward"),
    heading: `Forward, ${layerWord(units, layer)}`,
    sentence: output
      ? `The output weighs ${numbers}, adds its bias and ${activation === "linear" ? "gives the sum" : `squashes the sum (${title})`}.`
      : `Each neuron weighs ${numbers}, adds its bias and ${bend}.`,
  };
}

/** @param {Scene} scene */
function lossCaption(scene) {
  const { frame, dataset } = scene;
  const loss = scalarOf(frame, "loss");
  const own = tensorOf(frame, "example.loss").at();
  const size = batchSize(frame);
  const mean = size === 1 ? "" : ` Mean over the ${size}: ${formatNumber(loss, 4)}.`;
  const sentence = Number.isNaN(tensorOf(frame, "example.targets").at(0))
    ? `This ${exampleWord(scene)} has no truth: the network only answers.`
    : dataset.task === "classes"
      ? classesSentence(scene, own)
      : numberSentence(scene, own);
  return { kind: /** @type {const} */ ("loss"), heading: "Loss", sentence: sentence + mean };
}

/** @param {Scene} scene @param {number} own */
function classesSentence({ frame, units, dataset, state }, own) {
  const truth = largestOf(tensorOf(frame, "example.targets"));
  const guess = largestOf(tensorOf(frame, "example.a", units.length - 1));
  const word = (/** @type {number} */ k) => dataset.classes[k] ?? String(k);
  const verdict =
    truth === guess
      ? `It says ${word(guess)}, and that is true.`
      : `It says ${word(guess)}; the truth is ${word(truth)}.`;
  const counts =
    state.experiment?.loss === "cross_entropy"
      ? "Only the bar of the truth counts: loss"
      : "Each bar has its own gap to what it should be. Their loss:";
  return `${verdict} ${counts} ${formatNumber(own, 3)}.`;
}

/** @param {Scene} scene @param {number} own */
function numberSentence(scene, own) {
  const { frame, units, dataset, threshold } = scene;
  const says = tensorOf(frame, "example.a", units.length - 1);
  const targets = tensorOf(frame, "example.targets");
  if ((units.at(-1) ?? 1) > 1)
    return `It gives ${units.at(-1)} numbers, each with a gap to its truth. The loss is one number for all of them: ${formatNumber(own, 3)}.`;
  const truth = targets.at(0);
  if (dataset.task === "regression")
    return `It says ${formatNumber(says.at(0), 2)}; the truth is ${formatNumber(truth, 2)}. The loss puts a number on the gap: ${formatNumber(own, 3)}.`;
  const name = (/** @type {boolean} */ isOne) => className(dataset, Number(isOne));
  const answer = name(says.at(0) > threshold);
  const verdict = isRight(scene)
    ? `which counts as ${answer}, and that is right`
    : `which counts as ${answer}; the truth is ${name(truth > 0.5)}`;
  return `It says ${formatNumber(says.at(0), 2)}, ${verdict}. The loss puts a number on the gap: ${formatNumber(own, 3)}.`;
}

/** @param {Scene} scene @returns {Caption} */
function updateCaption({ frame, state, scales, moment }) {
  const before = scalarOf(frame, "loss");
  const after = scalarOf(frame, "loss_after");
  const larger =
    scales.magnification > 1 ? ` Moves drawn ${formatInteger(scales.magnification)} × larger.` : "";
  const moving = movesOf(frame).moved; // a move of exactly 0 is none
  const moved = moment.update.slice(1).some((done) => done > 0) ? moving : 0;
  const who =
    moving === state.parameter_count ? `All ${moving}` : `${moving} of ${state.parameter_count}`;
  const loss = Number.isNaN(after)
    ? ""
    : ` Loss ${formatNumber(before, 4)} → ${formatNumber(after, 4)}.`;
  return {
    kind: "update",
    heading: "Update",
    sentence: `${who} move at once, each against its own slope.${larger}`,
    fact: `Weights moved: ${moved} of ${state.parameter_count}.${loss}`,
  };
}

/** @param {Scene} scene @returns {Caption} */
function runningCaption({ read: frame, state }) {
  const speed = state.steps_per_second;
  return {
    kind: "running",
    heading: `Step ${formatInteger(frame.step)}`,
    sentence: `Forward, loss, backward, update: round and round. Epoch ${formatInteger(frame.epoch)}.`,
    fact: speed ? `${formatInteger(roughly(speed))} steps a second.` : "",
  };
}

/** To two digits, so that it can be read while it changes. @param {number} value */
function roughly(value) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / unit) * unit;
}

/**
 * A neuron in a sentence, for the screen reader.
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} index
 */
export function neuronSentence(scene, layer, index) {
  const { frame, moment, units } = scene;
  const name = neuronName(units, layer, index, namesOf(scene));
  if (layer === 0)
    return `${name}, ${formatNumber(tensorOf(frame, "example.inputs").at(index), 3)}`;
  if ((moment.forward[layer] ?? 0) < 0.55) return `${name}, not computed yet`;
  const z = tensorOf(frame, "example.z", layer).at(index);
  const a = tensorOf(frame, "example.a", layer).at(index);
  const state = layer < units.length - 1 ? stateOf(scene, layer, index) : null;
  const word = state ? `, ${state}` : "";
  return `${name}, sum ${formatNumber(z, 3)}, output ${formatNumber(a, 3)}${word}`;
}
