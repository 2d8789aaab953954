/** What is picked, in a sentence of live numbers. */

import { tensorOf } from "../protocol/tensors.js";
import { stateOf } from "./neuron-states.js";
import { counted, largest, placeOf, said, shortName } from "./saying.js";
import { slopesOf } from "./whose.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {string} text */
const capital = (text) =>
  /^[a-z]{2}/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/**
 * A neuron taken apart: its sum, its output, and what the largest part of the sum is made of.
 * @param {Scene} scene @param {number} layer @param {number} index
 */
export function neuronParts(scene, layer, index) {
  const { frame, units, moment } = scene;
  const name = capital(shortName(scene, layer, index));
  if (layer === 0) return `${name} is ${said(tensorOf(frame, "example.inputs").at(index))}.`;
  const head = layer === units.length - 1 ? `${name}.` : `${name}, layer ${layer}.`;
  const fanIn = units[layer - 1] ?? 0;
  const bias = said(tensorOf(frame, "biases", layer).at(index));
  if ((moment.forward[layer] ?? 0) < 0.55)
    return `${head} ${counted(fanIn, "input")} and bias ${bias}. Its sum is not computed yet.`;
  const weights = tensorOf(frame, "weights", layer);
  const from =
    layer === 1 ? tensorOf(frame, "example.inputs") : tensorOf(frame, "example.a", layer - 1);
  const [z, a] = ["z", "a"].map((of) => tensorOf(frame, `example.${of}`, layer).at(index));
  const sum = `Sum ${said(z ?? NaN)} from ${counted(fanIn, "input")} and bias ${bias}. Output ${said(a ?? NaN)}.`;
  const state = layer < units.length - 1 ? stateOf(scene, layer, index) : null;
  const word = state ? ` It is ${state}.` : "";
  const j = largest(fanIn, (i) => weights.at(index, i) * from.at(i));
  if (j < 0) return `${head} ${sum}${word}`;
  const [w, x] = [weights.at(index, j), from.at(j)];
  const part = `Largest part: ${layer === 1 ? "input " : ""}${shortName(scene, layer - 1, j)}, weight ${said(w)} times ${said(x)} is ${said(w * x)}.`;
  return `${head} ${sum}${word} ${part}`;
}

/**
 * A weight or a bias: where it lies, its value, and its slope once that is computed.
 * @param {Scene} scene @param {Exclude<Selection, { kind: "neuron" }>} selection
 */
export function parameterSentence(scene, selection) {
  const { frame, moment } = scene;
  const { layer, to } = selection;
  const name = selection.kind === "bias" ? "biases" : "weights";
  const from = selection.kind === "bias" ? 0 : selection.from;
  const value = tensorOf(frame, name, layer).at(to, from);
  const move = (moment.update[layer] ?? 0) > 0.35;
  const moved = move ? value + tensorOf(frame, `${name}_update`, layer).at(to, from) : value;
  const slope = slopesOf(scene, name, layer).at(to, from);
  const known = (moment.backward[layer] ?? 0) > 0.6;
  return `${placeOf(scene, selection)}: ${move ? `from ${said(value)} to ${said(moved)}` : said(moved)}. ${known ? `Slope ${said(slope)}.` : "Its slope is not computed yet."}`;
}

/** What is picked, in a sentence; empty for a layer, which the inspector shows. @param {Scene} scene */
export function pickedSentence(scene) {
  const { selected } = scene.state;
  if (selected === null || selected.kind === "layer") return "";
  return selected.kind === "neuron"
    ? neuronParts(scene, selected.layer, selected.index)
    : parameterSentence(scene, selected);
}
