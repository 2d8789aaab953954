/**
 * Numbers of one decimal to reckon with by hand, drawn from a seed: weights, biases and inputs between 0.2 and 1 in size, and
 * a target of 0 or 1. The run is then made of them, as of numbers that somebody typed. The target of a single neuron lies on
 * the other side of one half: what is to be found is then never so small that 0 would be near enough.
 */

/** @import { Experiment } from "../types.d.ts" */

const LEAST = 2;
const MOST = 10;
export const SEEDS = 10_000;

/** Numbers from 0 to 1, the same ones for the same seed: mulberry32. @param {number} seed */
function chance(seed) {
  let state = (seed + 0x6d2b79f5) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The changes that give a network such numbers, and one example to learn from. All else stays as it is.
 * @param {number} seed
 * @param {Pick<Experiment, "layers" | "loss" | "learning_rate">} experiment
 * @param {number} inputs how many there are
 */
export function drawnNumbers(seed, { layers, loss, learning_rate }, inputs) {
  const next = chance(seed);
  const tenths = () => {
    const size = LEAST + Math.floor(next() * (MOST - LEAST + 1));
    return (next() < 0.5 ? -size : size) / 10;
  };
  const list = (/** @type {number} */ length) => Array.from({ length }, tenths);
  const given = layers.map(({ units }, i) => ({
    weights: Array.from({ length: units }, () => list(layers[i - 1]?.units ?? inputs)),
    biases: list(units),
  }));
  const example = list(inputs);
  const target = [targetOf(given, example, next)];
  // A table has two rows at least, one for the test, whose loss must not tell that of the other.
  const table = {
    inputs: [example, example.map((value) => -value)],
    targets: [target, target.map((value) => 1 - value)],
    task: "binary",
  };
  const data = { name: "table", table };
  return { seed, data, layers, loss, learning_rate, start: { name: "given", layers: given } };
}

/**
 * Against what a single neuron says; any, where there are more.
 * @param {{ weights: number[][], biases: number[] }[]} layers
 * @param {number[]} inputs
 * @param {() => number} next
 */
function targetOf([first, ...others], inputs, next) {
  const [weights, ...rows] = first?.weights ?? [];
  if (!weights || rows.length > 0 || others.length > 0) return Number(next() < 0.5);
  const products = weights.map((weight, i) => weight * (inputs[i] ?? 0));
  return Number(products.reduce((sum, product) => sum + product, first?.biases[0] ?? 0) <= 0);
}
