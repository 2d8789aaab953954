/** The inspector's arithmetic: sums that add up on the page, digits side by side, the pad's ink, windows and histories. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { reachOf } from "../../static/js/panels/batch-wishes.js";
import { sideBySide } from "../../static/js/panels/digits.js";
import { isPlainDescent } from "../../static/js/panels/move-line.js";
import { blank, blocks, moved, offCentre, SIDE, stroke } from "../../static/js/panels/pad-cells.js";
import { history } from "../../static/js/panels/small-chart.js";
import { windowOf } from "../../static/js/scene/activation.js";
import { endToEnd, largest, widthScale } from "../../static/js/scene/sums.js";
import { experiment } from "./catalog.js";

test("bars laid end to end begin where the last one ended, and end at the sum", () => {
  const steps = endToEnd([0.5, -0.75, 1]);
  assert.deepEqual(steps, [
    { from: 0, to: 0.5 },
    { from: 0.5, to: -0.25 },
    { from: -0.25, to: 0.75 },
  ]);
});

test("a term that is not a number does not move the bars after it", () => {
  assert.equal(endToEnd([1, NaN, 2]).at(-1)?.to, 3);
});

test("the scale holds every bar and zero within its width", () => {
  const scale = widthScale(endToEnd([3, 1]));
  assert.equal(scale(0), 0);
  assert.equal(scale(4), 100);
  const both = widthScale(endToEnd([-1, 3]));
  assert.equal(both(-1), 0);
  assert.equal(both(2), 100);
});

test("of many terms the largest few are shown in their own order, and the others add up", () => {
  const terms = [1, -9, 0.5, 4, -0.25, 2].map((value, key) => ({ value, key }));
  const { shown, others, rest } = largest(terms, 4);
  assert.deepEqual(
    shown.map(({ key }) => key),
    [1, 3, 5],
  );
  assert.equal(others, 3);
  assert.equal(rest, 1 + 0.5 - 0.25);
  const all = [...shown.map(({ value }) => value), rest].reduce((sum, value) => sum + value, 0);
  assert.equal(
    all,
    terms.reduce((sum, { value }) => sum + value, 0),
  );
});

test("few terms are all shown", () => {
  const terms = [1, 2].map((value, key) => ({ value, key }));
  assert.deepEqual(largest(terms, 2), { shown: terms, others: 0, rest: 0 });
});

test("two slopes are written to the same place, and their common digits counted", () => {
  const { texts, same, digits } = sideBySide(0.0380465612, 0.0380465598);
  assert.deepEqual(texts, ["+0.0380465612", "+0.0380465598"]);
  assert.equal(texts[0]?.slice(0, same), "+0.03804655".slice(0, same));
  assert.equal(same, "+0.03804656".length - 1);
  assert.equal(digits, 6);
});

test("slopes of different sign agree in nothing", () => {
  assert.equal(sideBySide(0.5, -0.5).digits, 0);
  assert.equal(sideBySide(NaN, 1).texts[0], "not a number");
});

test("a block of the pad is the share of its sixteen cells that have ink", () => {
  const cells = blank();
  assert.deepEqual(blocks(cells), Array(64).fill(0));
  for (let x = 0; x < 4; x++) cells[x] = 1;
  cells[SIDE + 3] = 1;
  assert.equal(blocks(cells)[0], 5 / 16);
  cells.fill(1);
  assert.deepEqual(blocks(cells), Array(64).fill(1));
});

test("a stroke inks what lies under it and nothing else, also at the edge", () => {
  const cells = blank();
  stroke(cells, { x: 0, y: 16 }, { x: 31, y: 16 });
  assert.equal(cells[16 * SIDE], 1);
  assert.equal(cells[16 * SIDE + 31], 1);
  assert.equal(cells[8 * SIDE + 16], 0);
});

test("a drawing can be put into the middle", () => {
  const cells = blank();
  stroke(cells, { x: 5, y: 4 }, { x: 5, y: 10 });
  const { right, down } = offCentre(cells);
  const next = moved(cells, right, down);
  assert.deepEqual(offCentre(next), { right: 0, down: 0 });
  const ink = (/** @type {Uint8Array} */ pad) => pad.reduce((sum, cell) => sum + cell, 0);
  assert.equal(ink(next), ink(cells));
  assert.deepEqual(offCentre(blank()), { right: 0, down: 0 });
});

test("the curve's window widens until the operating point is in it", () => {
  const curve = {
    reach: 8,
    values: Array.from({ length: 129 }, (_, i) => Math.tanh(-8 + i / 8)),
  };
  assert.equal(windowOf(curve, 0.3).half, 4);
  assert.equal(windowOf(curve, 5.2).half, 6);
  assert.equal(windowOf(curve, 40).half, 8);
  assert.equal(windowOf(curve, NaN).half, 4);
  assert.ok(windowOf(curve, 0).points.every(({ z, a }) => a === Math.tanh(z)));
});

test("a history is made of snapshots, and of all steps where they are still known", () => {
  const recent = { steps: [10, 11], values: [1, 2] };
  const older = { steps: [0, 8, 10, 11], values: [5, 4, 9, 9] };
  assert.deepEqual(
    history(recent, older, 11).map(({ step, value }) => `${step}:${value}`),
    ["0:5", "8:4", "10:1", "11:2"],
  );
  assert.deepEqual(
    history(recent, null, 10).map(({ step }) => step),
    [10],
  );
});

test("w − η g is said only where it is the whole move", () => {
  assert.ok(isPlainDescent(experiment));
  assert.ok(!isPlainDescent({ ...experiment, optimizer: { name: "momentum" } }));
  assert.ok(!isPlainDescent({ ...experiment, regularizer: { name: "l2", strength: 0.1 } }));
  assert.ok(!isPlainDescent({ ...experiment, clip_norm: 1 }));
  assert.ok(!isPlainDescent({ ...experiment, schedule: { name: "cosine" } }));
});

test("the row of wishes holds the largest", () => {
  assert.equal(reachOf([0.5, null, -2]), 2);
  assert.ok(reachOf([]) > 0);
});
