import assert from "node:assert/strict";
import { test } from "node:test";
import { all, chain, progress, span } from "../../static/js/timeline/combinators.js";
import { beatsPerSecond, describePace, paceAt, positionOf } from "../../static/js/timeline/pace.js";
import { endOf, stopAt, stops, trainingStep } from "../../static/js/timeline/training-step.js";

const spans = trainingStep([2, 4, 3, 1]);

test("a step goes forward, compares, goes backward and updates every layer at once", () => {
  assert.deepEqual(
    spans.map(({ id }) => id),
    [
      "forward.1",
      "forward.2",
      "forward.3",
      "loss",
      "backward.3",
      "backward.2",
      "backward.1",
      "update.1",
      "update.2",
      "update.3",
    ],
  );
  const updates = spans.filter(({ kind }) => kind === "update");
  assert.equal(new Set(updates.map(({ start }) => start)).size, 1);
});

test("phases follow one another without a gap", () => {
  const sequence = stops(spans);
  for (const [i, stop] of sequence.entries())
    assert.ok(Math.abs(stop.start - (sequence[i - 1]?.end ?? 0)) < 1e-9);
  assert.ok(Math.abs((sequence.at(-1)?.end ?? 0) - endOf(spans)) < 1e-9);
});

test("more connections take a little longer, but never for ever", () => {
  const small = trainingStep([2, 2])[0]?.duration ?? 0;
  const large = trainingStep([2, 16])[0]?.duration ?? 0;
  const huge = trainingStep([64, 128])[0]?.duration ?? 0;
  assert.ok(small < large && large < huge && huge <= 3);
});

test("chain puts pieces one after another, all side by side", () => {
  const piece = chain(span("a", 0, 1), all(span("b", 1, 2), span("b", 2, 3)), span("c", 0, 1));
  assert.equal(piece.duration, 5);
  assert.deepEqual(
    piece.place(10).map(({ id, start }) => [id, start]),
    [
      ["a", 10],
      ["b.1", 11],
      ["b.2", 11],
      ["c", 14],
    ],
  );
});

test("progress runs from 0 before a span to 1 after it", () => {
  const one = { start: 2, duration: 4 };
  assert.deepEqual(
    [0, 2, 3, 6, 9].map((time) => progress(one, time)),
    [0, 0, 0.25, 1, 1],
  );
});

test("a moment at the end of a phase still belongs to that phase, and the start to none", () => {
  assert.equal(stopAt(spans, 0), null);
  for (const stop of stops(spans)) assert.equal(stopAt(spans, stop.end)?.id, stop.id);
});

test("the pace grows without a gap from one phase to as fast as the machine can", () => {
  assert.deepEqual(paceAt(0), { kind: "phase" });
  assert.deepEqual(paceAt(1), { kind: "run", steps: null });
  let last = 0;
  for (let position = 0.01; position < 1; position += 0.01) {
    const pace = paceAt(position);
    const steps = pace.kind === "phase" ? 0 : (pace.steps ?? Infinity);
    assert.ok(steps > last && steps < last * 1.2 + 0.06, `a jump at ${position}`);
    last = steps;
  }
  assert.equal(describePace(paceAt(positionOf(1))), "a step a second");
});

test("playback speed changes seconds per beat and nothing else", () => {
  const pace = paceAt(positionOf(0.5));
  assert.ok(Math.abs(endOf(spans) / beatsPerSecond(pace, endOf(spans)) - 2) < 1e-9);
});
