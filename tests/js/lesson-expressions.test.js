/** Expressions of lesson documents: what they come to, over numbers of their own and over a real state. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, evaluate, isTrue } from "../../static/js/lesson/evaluate.js";
import { heard, noEvents, opened, seen } from "../../static/js/lesson/events.js";
import { callPlain } from "../../static/js/lesson/functions.js";
import { EVENT_WORDS, STATE_WORDS, wordsOf } from "../../static/js/lesson/words.js";
import { tensorOf } from "../../static/js/protocol/tensors.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { stops } from "../../static/js/timeline/training-step.js";
import { frameOf, layoutOf } from "./frames.js";
import { stateOf } from "./scenes.js";

/** @import { Tree, Value } from "../../static/js/lesson/types.d.ts" */

/** @param {Record<string, Value>} [words] */
const scope = (words = {}) => ({
  word: (/** @type {string} */ name) => words[name],
  call: callPlain,
});
/** @param {Tree} tree @param {Record<string, Value>} [words] */
const value = (tree, words) => evaluate(tree, scope(words));

test("comparisons chain, and what is missing makes each of them false", () => {
  assert.equal(value(["compare", 1, "<", 2, "<=", 2]), true);
  assert.equal(value(["compare", 1, "<", 2, "<", 2]), false);
  for (const operator of ["<", "<=", ">", ">=", "==", "!=", "in", "not in"])
    assert.equal(value(["compare", ["word", "missing"], operator, 1]), false, operator);
  assert.equal(value(["+", ["word", "missing"], 1]), undefined);
});

test("a set is within another, and equal to it whatever the order", () => {
  const walked = { walked: new Set([2, 1, 3]) };
  assert.equal(value(["compare", ["set", 1, 2], "<=", ["word", "walked"]], walked), true);
  assert.equal(value(["compare", ["word", "walked"], ">=", ["set", 1, 4]], walked), false);
  assert.equal(value(["compare", ["word", "walked"], "==", ["set", 1, 2, 3]], walked), true);
  assert.equal(value(["compare", ["text", "b"], "in", ["set", ["text", "a"]]]), false);
});

test("layers are counted from 1, examples from 0, and a vector of one number is that number", () => {
  const words = { W: counted(2, (i) => counted(2, (j) => 10 * i + j)), Li: [5, 6], yhat: 0.5 };
  assert.equal(value(["at", ["word", "W"], 2, 1], words), 10);
  assert.equal(value(["at", ["word", "W"], 0, 1], words), undefined);
  assert.equal(value(["at", ["word", "Li"], 0], words), 5);
  assert.equal(value(["at", ["word", "yhat"], 1], words), 0.5);
});

test("lists are added entry by entry, and functions go over them", () => {
  assert.deepEqual(value(["-", ["list", 3, 4], 1]), [2, 3]);
  assert.equal(value(["call", "max", ["call", "abs", ["list", 3, -4]]]), 4);
  assert.equal(value(["call", "percentile", ["list", 0, 10, 20], 75]), 15);
  assert.equal(value(["call", "near", 1, ["word", "missing"], 5]), false);
  assert.equal(value(["call", "angle", ["list", 1, 0], ["list", 0, 2]]), 90);
  assert.equal(value(["-", ["call", "length", ["list", 3, 4]]]), -5);
});

test("what is not finite is larger than any number", () => {
  assert.equal(value(["compare", ["word", "L"], ">", 1e9], { L: Infinity }), true);
  assert.equal(isTrue(NaN), false);
});

const units = [2, 3, 1];
const start = stateOf({ entry: {}, units, targets: [1] });
/** @param {typeof start} state @param {string | null} stop */
function at(state, stop) {
  const end = stops(stepSpans(state.frame)).find(({ id }) => id === stop)?.end ?? 0;
  return { ...state, player: { ...state.player, time: end } };
}
/** @param {typeof start} state @param {typeof start | null} [opening] */
const words = (state, opening = null) => wordsOf({ state, opening, events: noEvents() });

test("a number of the tape has its word, from where layers are counted from 1", () => {
  const frame = start.frame;
  assert.ok(frame);
  const weight = evaluate(["at", ["word", "W"], 1, 3, 2], {
    word: words(start),
    call: () => undefined,
  });
  assert.equal(weight, tensorOf(frame, "weights", 1).at(2, 1));
});

test("what the shown step has not come to is missing", () => {
  assert.equal(words(start)("ex.yhat"), undefined);
  assert.equal(words(at(start, "forward.1"))("ex.yhat"), undefined);
  assert.equal(typeof words(at(start, "forward.2"))("ex.yhat"), "number");
  assert.equal(words(at(start, "forward.2"))("L.shown"), undefined);
  assert.equal(typeof words(at(start, "loss"))("L.shown"), "number");
  assert.equal(words(at(start, "loss"))("phase"), "loss");
});

test("old values are those of the state that was kept when the step opened", () => {
  const frame = start.frame;
  assert.ok(frame);
  const floats = frame.floats.slice();
  floats[0] = 99;
  const later = { ...start, frame: frameOf({ layout: layoutOf(units), floats, step: 1 }) };
  const look = words(later, start);
  assert.equal(look("s0.t"), 0);
  assert.equal(look("t"), 1);
  assert.equal(look("moved"), 1);
});

test("once the update has been shown it has been made", () => {
  const upcoming = frameOf({ layout: layoutOf(units), step: 1 });
  const shown = { ...at(start, "update"), upcoming };
  assert.equal(words(shown)("t"), 1);
  assert.equal(words({ ...at(start, "backward.1"), upcoming })("t"), 0);
});

test("every word has a value or is missing, in every phase", () => {
  for (const stop of [null, "forward.1", "loss", "backward.2", "update"]) {
    const look = words(at(start, stop), start);
    for (const name of [...Object.keys(STATE_WORDS), ...Object.keys(EVENT_WORDS)])
      assert.doesNotThrow(() => look(name), name);
  }
});

test("the probe's places lie as far apart as the two farthest", () => {
  const places = [
    [0, 0],
    [0.3, 0.4],
    [-0.3, -0.4],
  ];
  const done = places.reduce(
    (events, inputs) => heard(events, { type: "show", inputs }, start),
    noEvents(),
  );
  assert.equal(done.places.length, 3);
  assert.equal(done.farthest, 1);
});

test("a phase counts when the playhead was seen to go through it, and not when it was put behind", () => {
  const playing = { ...start, player: { ...start.player, playing: true } };
  const end = stops(stepSpans(start.frame))[0]?.end ?? 0;
  const through = { ...playing, player: { ...playing.player, time: end } };
  assert.deepEqual([...seen(noEvents(), playing, through).phases.forward], [1]);
  const put = { ...start, player: { ...start.player, time: end } };
  assert.equal(seen(noEvents(), start, put).phases.forward.size, 0);
});

test("opening a neuron or a connection is remembered, and the same object comes back otherwise", () => {
  const once = opened(noEvents(), { kind: "neuron", layer: 1, index: 2 });
  assert.deepEqual([...once.focused], ["1.3"]);
  assert.equal(opened(once, { kind: "neuron", layer: 1, index: 2 }), once);
  assert.deepEqual(
    [...opened(once, { kind: "connection", layer: 2, to: 0, from: 2 }).edges],
    ["2.1.3"],
  );
  assert.equal(seen(once, start, start), once);
});

test("a weight set by hand is an edit with a size; a step on one example is known by its index", () => {
  const before = tensorOf(
    /** @type {NonNullable<typeof start.frame>} */ (start.frame),
    "weights",
    1,
  );
  const edits = [{ layer: 1, row: 0, column: 1, value: before.at(0, 1) + 0.5 }];
  const edited = heard(noEvents(), { type: "change", changes: { edits } }, start);
  assert.equal(edited.edits, 1);
  assert.ok(Math.abs((edited.edit_size ?? 0) - 0.5) < 1e-6);
  const chosen = heard(noEvents(), { type: "change", changes: { examples: [7] } }, start);
  assert.equal(chosen.step_on, undefined);
  const next = { ...start, upcoming: frameOf({ layout: layoutOf(units), step: 1 }) };
  const stepped = seen(chosen, start, next);
  assert.deepEqual([stepped.step_on, stepped.updates], [7, 1]);
});
