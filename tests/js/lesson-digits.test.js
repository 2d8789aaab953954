import assert from "node:assert/strict";
import test from "node:test";
import { changesOf } from "../../static/js/lesson/figures/disturbed-dots.js";
import { altered } from "../../static/js/lesson/figures/picture-canvas.js";

const PICTURE = [0, 0.25, 1, 0.5];

test("a picture that moves to the right loses its last column, and paper enters", () => {
  assert.deepEqual(altered(PICTURE, 2, { shift: [0, 1] }), [0, 0, 0, 1]);
  assert.deepEqual(altered(PICTURE, 2, { shift: [1, 0] }), [0, 0, 0, 0.25]);
});

test("what has entered is inverted with the rest", () => {
  assert.deepEqual(altered(PICTURE, 2, { inverted: true }), [1, 0.75, 0, 0.5]);
  assert.deepEqual(altered(PICTURE, 2, { shift: [0, 1], inverted: true }), [1, 1, 1, 0]);
});

test("what a step on one picture did is told apart by digit", () => {
  const told = changesOf({
    on: 0,
    before: [1, 1, 1, 1, 1],
    after: [0.5, 0.75, 1.25, 1.75, 0.5],
    truths: [3, 3, 1, 2, 1],
  });
  assert.equal(told.own, -0.5);
  assert.equal(told.same, -0.25);
  assert.equal(told.others, 0.5 / 3);
  assert.equal(told.harder, 2 / 3);
  assert.equal(told.sameHarder, 0);
  assert.deepEqual(told.harderBy.slice(1), [0.5, 1, 0]);
});

test("a loss that is not a number is a rise", () => {
  const told = changesOf({ on: 0, before: [1, 1], after: [0.5, null], truths: [0, 1] });
  assert.equal(told.harder, 1);
});
