/** Numbers to reckon with by hand: the same for the same seed, of one decimal, neither small nor large. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnNumbers } from "../../static/js/lesson/drawn.js";

const neuron = {
  layers: [{ units: 1, activation: "sigmoid" }],
  loss: "half_square",
  learning_rate: 0.5,
};

/** @param {number} seed */
const numbersOf = (seed) => {
  const { data, start } = drawnNumbers(seed, neuron, 2);
  return [
    ...start.layers.flatMap(({ weights, biases }) => [...weights.flat(), ...biases]),
    ...(data.table.inputs[0] ?? []),
  ];
};

test("drawn numbers have one decimal and a size between 0.2 and 1, of both signs", () => {
  const numbers = Array.from({ length: 200 }, (_, seed) => numbersOf(seed)).flat();
  assert.equal(numbers.length, 1000);
  for (const number of numbers) {
    assert.equal(Math.round(number * 10) / 10, number);
    assert.ok(Math.abs(number) >= 0.2 && Math.abs(number) <= 1);
  }
  const sizes = new Set(numbers.map((number) => Math.abs(number)));
  assert.equal(sizes.size, 9);
  assert.ok(numbers.some((number) => number < 0) && numbers.some((number) => number > 0));
});

test("a seed gives the same numbers again, and another seed gives others", () => {
  assert.deepEqual(drawnNumbers(7, neuron, 2), drawnNumbers(7, neuron, 2));
  assert.notDeepEqual(numbersOf(7), numbersOf(8));
});

test("a network with a hidden layer gets as many as it needs, and what else was set stays", () => {
  const layers = [
    { units: 3, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ];
  const { start, data, ...changes } = drawnNumbers(1, { ...neuron, layers }, 2);
  assert.deepEqual(changes, { ...neuron, layers, seed: 1 });
  assert.deepEqual(
    start.layers.map(({ weights, biases }) => [weights.length, weights[0]?.length, biases.length]),
    [
      [3, 2, 3],
      [1, 3, 1],
    ],
  );
  assert.deepEqual(data.table.targets.flat().toSorted(), [0, 1]);
});

test("a single neuron's target is on the other side, so that none of its slopes is nearly zero", () => {
  for (let seed = 0; seed < 2000; seed++) {
    const { data, start } = drawnNumbers(seed, neuron, 2);
    const { weights, biases } = start.layers[0] ?? { weights: [], biases: [] };
    const inputs = data.table.inputs[0] ?? [];
    const z = inputs.reduce((sum, x, i) => sum + x * (weights[0]?.[i] ?? 0), biases[0] ?? 0);
    const a = 1 / (1 + Math.exp(-z));
    const error = a - (data.table.targets[0]?.[0] ?? 0);
    assert.ok(Math.abs(error * a * (1 - a)) > 0.04, `seed ${seed}`);
  }
});
