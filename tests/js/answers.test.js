/** Answers of the engine, and the steps that went by: what the state keeps, and what it drops. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo } from "../../static/js/state/answers.js";
import { MOST_RECENT, pastOf } from "../../static/js/state/recent.js";
import { reduce } from "../../static/js/state/reduce.js";
import { initialState } from "../../static/js/state/state.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { ServerEvent, State } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1], { batch: 2 });
const parameter = { layer: 1, row: 2, column: 1 };

/** @param {State} state @param {number} step @param {number} [command] @param {number} [value] of all floats */
const withFrame = (state, step, command = 0, value = 0) =>
  reduce(state, {
    type: "frame",
    frame: frameOf({ layout, step, command, floats: new Float32Array(layout.size).fill(value) }),
  });

/** @param {"check" | "factors"} question @param {number} step */
const answered = (question, step) =>
  /** @type {ServerEvent} */ ({
    type: "answer",
    command: 1,
    question,
    step,
    parameter,
    layer: null,
    content: { blame: 1, steepness: 0.5, error: 0.5, input: 2, slope: 1 },
  });

/** @param {State} state @param {ServerEvent} event */
const hear = (state, event) => reduce(state, { type: "server", event });

test("an answer about the shown example is dropped with it, and asked for again", () => {
  const before = hear(withFrame(initialState(catalog), 4), answered("factors", 4));
  const after = withFrame(before, 4, 7);
  assert.equal(answerTo(after, "factors", { parameter }), null);
  assert.deepEqual(after.answers, {});
});

test("an answer is there for the step it is about, and for its parameter alone", () => {
  const state = hear(withFrame(initialState(catalog), 4), answered("factors", 4));
  assert.equal(answerTo(state, "factors", { parameter })?.steepness, 0.5);
  const other = { ...parameter, column: 0 };
  assert.equal(answerTo(state, "factors", { parameter: other }), null);
  assert.equal(answerTo(state, "factors", { parameter: { ...parameter, column: null } }), null);
});

test("an answer about another step is none", () => {
  const state = hear(withFrame(initialState(catalog), 4), answered("factors", 5));
  assert.equal(answerTo(state, "factors", { parameter }), null);
});

test("the next step drops the answers of the last one", () => {
  const state = hear(withFrame(initialState(catalog), 4), answered("check", 4));
  const later = withFrame(withFrame(state, 5), 6);
  assert.deepEqual(later.answers, {});
});

test("another shown example leaves the check, and drops the factors", () => {
  let state = withFrame(initialState(catalog), 4);
  state = hear(hear(state, answered("check", 4)), answered("factors", 4));
  const shown = withFrame(state, 4, 9);
  assert.notEqual(answerTo(shown, "check", { parameter }), null);
  assert.equal(answerTo(shown, "factors", { parameter }), null);
});

test("a changed experiment drops every answer", () => {
  const state = hear(withFrame(initialState(catalog), 4), answered("check", 4));
  const changed = hear(state, experimentEvent({ run: 0 }));
  assert.deepEqual(changed.answers, {});
});

test("the last steps' weights and slopes are kept, and no more", () => {
  let state = initialState(catalog);
  for (let step = 0; step < MOST_RECENT + 10; step++) state = withFrame(state, step, 0, step);
  assert.equal(state.recent.length, MOST_RECENT);
  const { steps, values } = pastOf(state.recent, parameter, "_gradient");
  assert.equal(steps.at(-1), MOST_RECENT + 9);
  assert.deepEqual(values, steps);
});

test("going back forgets the steps after it, for what follows may differ", () => {
  let state = initialState(catalog);
  for (const step of [0, 1, 2, 3]) state = withFrame(state, step, 0, step);
  state = withFrame(state, 1, 0, 7);
  const { steps, values } = pastOf(state.recent, parameter, "");
  assert.deepEqual(steps, [0, 1]);
  assert.deepEqual(values, [0, 7]);
});
