import assert from "node:assert/strict";
import { test } from "node:test";
import { cubicBezier, easeOut, spring } from "../../static/js/lib/easing.js";

const near = (/** @type {number} */ a, /** @type {number} */ b, tolerance = 1e-5) =>
  assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("every easing begins at 0 and ends at 1, also beyond its ends", () => {
  for (const easing of [
    cubicBezier(0.3, 0, 0.2, 1),
    cubicBezier(0.4, 0, 0.2, 1),
    easeOut,
    spring(0.6),
  ]) {
    assert.deepEqual([easing(-1), easing(0), easing(1), easing(2)], [0, 0, 1, 1]);
    assert.ok(easing(0.5) > 0.5);
  }
});

test("a cubic Bézier is the timing curve of CSS", () => {
  // Values of cubic-bezier(.25, .1, .25, 1), "ease", as the CSS specification's implementations give them.
  const ease = cubicBezier(0.25, 0.1, 0.25, 1);
  near(ease(0.25), 0.408511, 1e-4);
  near(ease(0.5), 0.802403, 1e-4);
  near(ease(0.75), 0.960459, 1e-4);
  const linear = cubicBezier(1 / 3, 1 / 3, 2 / 3, 2 / 3);
  for (let t = 0; t <= 1; t += 0.05) near(linear(t), t);
});

test("a spring overshoots by its damping and then settles", () => {
  const overshoot = Math.exp((-Math.PI * 0.6) / Math.sqrt(1 - 0.36));
  const course = Array.from({ length: 1001 }, (_, i) => spring(0.6)(i / 1000));
  near(Math.max(...course), 1 + overshoot, 1e-3);
  near(course[999] ?? 0, 1, 0.01);
});
