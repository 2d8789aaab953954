import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyLossHistory, withLosses } from "../../static/js/state/loss-history.js";

/** @import { LossHistory } from "../../static/js/types.d.ts" */

/** @param {LossHistory} history @param {number[]} losses one per step */
const append = (history, losses, first_step = history.steps) =>
  withLosses(history, {
    first_step,
    steps: losses.length,
    steps_per_point: 1,
    values: Float32Array.from(losses),
  });

test("short histories hold every loss as it came", () => {
  const history = append(append(emptyLossHistory(), [4, 3]), [2.5]);
  assert.equal(history.steps, 3);
  const { step, low, mean, high } = history.columns(10);
  assert.deepEqual([...step], [0, 1, 2]);
  for (const column of [low, mean, high]) assert.deepEqual([...column], [4, 3, 2.5]);
  assert.deepEqual(history.at(1), { low: 3, mean: 3, high: 3 });
  assert.equal(history.at(3), null);
  assert.equal(history.at(-1), null);
});

test("the version grows with each change and only then", () => {
  const one = append(emptyLossHistory(), [1]);
  assert.equal(append(one, []), one);
  assert.ok(append(one, [2]).version > one.version);
});

test("a hundred thousand steps stay bounded, and no extreme is lost", () => {
  let history = emptyLossHistory();
  const steps = 100_000;
  for (let at = 0; at < steps; at += 1000)
    history = append(
      history,
      Array.from({ length: 1000 }, (_, i) => (at + i === 77_777 ? 99 : at + i === 5 ? -1 : 1)),
    );
  const { step, low, mean, high } = history.columns(500);
  assert.ok(step.length <= 500 && step.length > 200);
  assert.equal(Math.max(...high), 99);
  assert.equal(Math.min(...low), -1);
  assert.equal(history.at(77_777)?.high, 99);
  assert.ok((step.at(-1) ?? 0) < steps && (step.at(-1) ?? 0) > steps * 0.99);
  const total = mean.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(total / mean.length - 1) < 0.01);
});

test("any cut of the same losses into frames gives the same columns", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.float({ min: 0, max: 8, noNaN: true }), { maxLength: 40 }), {
        maxLength: 12,
      }),
      fc.integer({ min: 1, max: 60 }),
      (pieces, points) => {
        let cut = emptyLossHistory();
        for (const piece of pieces) cut = append(cut, piece);
        const whole = append(emptyLossHistory(), pieces.flat());
        assert.deepEqual(cut.columns(points), whole.columns(points));
      },
    ),
    { numRuns: 50 },
  );
});

test("points that stand for several steps keep their minimum, mean and maximum", () => {
  const history = withLosses(emptyLossHistory(), {
    first_step: 0,
    steps: 6,
    steps_per_point: 4,
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  assert.equal(history.steps, 6);
  assert.deepEqual(history.at(3), { low: 1, mean: 2, high: 3 });
  assert.deepEqual(history.at(5), { low: 4, mean: 5, high: 6 });
});

test("losses that begin earlier replace what was there, and missing ones are not a number", () => {
  let history = append(emptyLossHistory(), [5, 4, 3, 2]);
  history = append(history, [9], 2);
  assert.equal(history.steps, 3);
  assert.deepEqual([...history.columns(10).mean], [5, 4, 9]);
  history = append(history, [1], 5);
  assert.deepEqual([...history.columns(10).mean], [5, 4, 9, NaN, NaN, 1]);
});

test("a run that goes on after steps that nobody remembers has a gap before it", () => {
  const none = { steps: 0, steps_per_point: 1, values: new Float32Array() };
  const history = withLosses(emptyLossHistory(), { ...none, first_step: 3 });
  assert.equal(history.steps, 3);
  assert.deepEqual([...history.columns(10).mean], [NaN, NaN, NaN]);
});
