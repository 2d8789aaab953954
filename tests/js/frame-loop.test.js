import assert from "node:assert/strict";
import { test } from "node:test";
import { createFrameLoop } from "../../static/js/lib/frame-loop.js";

/** A display whose frames come when the test says so. */
function handClock() {
  /** @type {((now_ms: number) => void)[]} */
  let waiting = [];
  return {
    request: (/** @type {(now_ms: number) => void} */ callback) => waiting.push(callback),
    cancel: () => {
      waiting = [];
    },
    show(/** @type {number} */ now_ms) {
      const due = waiting;
      waiting = [];
      for (const callback of due) callback(now_ms);
      return due.length;
    },
  };
}

test("the loop rests until somebody asks, and asking twice draws one frame", () => {
  const clock = handClock();
  let drawn = 0;
  const loop = createFrameLoop(() => {
    drawn++;
  }, clock);
  assert.equal(clock.show(0), 0);
  loop.ask();
  loop.ask();
  assert.equal(clock.show(16), 1);
  assert.equal(clock.show(32), 0);
  assert.equal(drawn, 1);
});

test("a frame that asks for another learns how much time has passed, never more than a tenth of a second", () => {
  const clock = handClock();
  /** @type {number[]} */
  const seconds = [];
  const loop = createFrameLoop((passed) => seconds.push(passed) < 4, clock);
  loop.ask();
  for (const now of [1000, 1016, 1032, 9000]) clock.show(now);
  assert.deepEqual(seconds, [0, 0.016, 0.016, 0.1]);
  loop.ask();
  clock.show(20_000);
  assert.equal(seconds.at(-1), 0, "after a rest time begins anew");
});

test("a stopped loop draws no more", () => {
  const clock = handClock();
  let drawn = 0;
  const loop = createFrameLoop(() => {
    drawn++;
  }, clock);
  loop.ask();
  loop.stop();
  clock.show(16);
  assert.equal(drawn, 0);
});
