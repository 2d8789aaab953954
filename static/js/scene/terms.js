/** What the neurons of a layer add up: a product for each input, weight × what comes in, and the bias last. */

import { tensorOf } from "../protocol/tensors.js";
import { within } from "./moment.js";

/** @import { Frame } from "../types.d.ts" */

/**
 * @typedef {object} Terms
 * @property {Float64Array[]} of each neuron; the last is its bias
 * @property {[number, number]} path how far to both sides of zero the sums of the layer come on their way, term by term
 * @property {[number, number]} halves the same when all that is above zero comes first
 * @property {number} largest
 */

/** They are the same as long as a frame is shown. @type {WeakMap<Frame, Terms[]>} */
const known = new WeakMap();

/** The parts of a forward phase: quantities arrive one after another, their sum bends, the answer lights up. */
export const ARRIVED = 0.54;
/** A quantity is this long on its way, and the last sets out so much later than the first. */
const ON_ITS_WAY = 0.32;
const SPREAD = ARRIVED - ON_ITS_WAY;
/** This share of its way a quantity needs until its front arrives. */
const FRONT = 0.78;

/** @param {Frame} frame @param {number} layer @returns {Terms} */
export function termsOf(frame, layer) {
  const layers = known.get(frame) ?? [];
  known.set(frame, layers);
  const found = layers[layer] ?? computed(frame, layer);
  layers[layer] = found;
  return found;
}

/** @param {Frame} frame @param {number} layer @returns {Terms} */
function computed(frame, layer) {
  const weights = tensorOf(frame, "weights", layer);
  const biases = tensorOf(frame, "biases", layer);
  const inputs =
    layer === 1 ? tensorOf(frame, "example.inputs") : tensorOf(frame, "example.a", layer - 1);
  const [fanOut = 0, fanIn = 0] = weights.shape;
  /** @type {Terms} */
  const all = { of: [], path: [0, 0], halves: [0, 0], largest: 0 };
  for (let to = 0; to < fanOut; to++) {
    const terms = new Float64Array(fanIn + 1);
    for (let from = 0; from < fanIn; from++) terms[from] = weights.at(to, from) * inputs.at(from);
    terms[fanIn] = biases.at(to);
    let [at, plus] = [0, 0];
    for (const term of terms) {
      at += term;
      plus += Math.max(0, term);
      widen(all.path, at);
      all.largest = Math.max(all.largest, Math.abs(term));
    }
    widen(all.halves, plus);
    widen(all.halves, at);
    all.of.push(terms);
  }
  return all;
}

/** @param {[number, number]} range @param {number} value */
function widen(range, value) {
  if (value < range[0]) range[0] = value;
  else if (value > range[1]) range[1] = value;
}

/**
 * Where a quantity is: its front along the connection from 0 to 1, and how much of it has arrived.
 * @param {number} forward how far the phase is
 * @param {number} term
 * @param {number} count of terms
 */
export function travel(forward, term, count) {
  const start = SPREAD * (count > 1 ? term / (count - 1) : 0);
  const way = Math.max(0, Math.min(1, (forward - start) / ON_ITS_WAY));
  return { front: within(way, 0, FRONT), arrived: within(way, FRONT, 1) };
}

/** What has arrived so far. @param {Float64Array} terms @param {number} forward how far the phase is */
export const sumSoFar = (terms, forward) =>
  terms.reduce((sum, term, i) => sum + term * travel(forward, i, terms.length).arrived, 0);

/** All that is above zero, and all that is below. @param {Float64Array} terms */
export function halves(terms) {
  let [plus, minus] = [0, 0];
  for (const term of terms)
    if (term < 0) minus += term;
    else plus += term;
  return [plus, minus];
}
