/** What a step of the lesson lights and dims on the stage. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, find, stateOf } from "./scenes.js";

const state = stateOf({ entry: {}, units: [2, 3, 1], targets: [1] });
/** @param {Partial<typeof state.look>} look */
const marks = (look) => drawn({ ...state, look: { ...state.look, ...look } }, "forward.2").marks;
/** @param {Partial<typeof state.look>} look @param {string} of */
function opacity(look, of) {
  const mark = find(marks(look), of);
  assert.ok(mark, of);
  return ("opacity" in mark ? mark.opacity : undefined) ?? 1;
}

test("a dimmed layer stands back with its neurons, and the others do not", () => {
  assert.ok(opacity({ dim: ["layer:1"] }, "neuron.1.2") < 0.5);
  assert.equal(opacity({ dim: ["layer:1"] }, "neuron.2.1"), opacity({}, "neuron.2.1"));
  assert.ok(opacity({ dim: ["output"] }, "neuron.2.1") < 0.5);
});

test("lit connections come forward, and one alone can be dimmed", () => {
  const before = opacity({}, "weights.1.1.1");
  assert.ok(opacity({ lit: ["connections:1"] }, "weights.1.1.1") > before);
  assert.ok(opacity({ dim: ["connection:1.1.1"] }, "weights.1.1.1") < before);
  assert.equal(
    opacity({ dim: ["connection:1.1.1"] }, "weights.1.2.1"),
    opacity({}, "weights.1.2.1"),
  );
});

test("with nothing lit or dimmed every mark is what it was", () => {
  const all = marks({});
  assert.deepEqual(marks({ lit: ["loss"] }).length, all.length);
});
