/**
 * Numbers of one decimal to reckon with by hand, drawn from a seed: weights, biases and inputs between 0.2 and 1 in size, and
 * a target of 0 or 1. The run is then made of them, as of numbers that somebody typed.
 */

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
 * The changes that give a network of these sizes such numbers, and one example to learn from.
 * @param {number} seed @param {number[]} units inputs first
 */
export function drawnNumbers(seed, units) {
  const next = chance(seed);
  const tenths = () => {
    const size = LEAST + Math.floor(next() * (MOST - LEAST + 1));
    return (next() < 0.5 ? -size : size) / 10;
  };
  const list = (/** @type {number} */ length) => Array.from({ length }, tenths);
  const layers = units.slice(1).map((count, i) => ({
    weights: Array.from({ length: count }, () => list(units[i] ?? 0)),
    biases: list(count),
  }));
  const inputs = list(units[0] ?? 0);
  const targets = Array.from({ length: units.at(-1) ?? 0 }, () => Number(next() < 0.5));
  // A table has two rows at least: one to learn from, one for the test.
  const table = { inputs: [inputs, inputs], targets: [targets, targets], task: "regression" };
  return { seed, data: { name: "table", table }, start: { name: "given", layers } };
}
