import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA, decodeData, decodeFrame } from "../../static/js/protocol/frame.js";
import { sameStructure, unitsOf } from "../../static/js/protocol/layout.js";
import { scalarOf, tensorAt } from "../../static/js/protocol/tensors.js";
import { encodeFrame, frameOf, layoutOf } from "./frames.js";

const layout = layoutOf([2, 3, 1], { batch: 3 });
const layouts = new Map([[layout.id, layout]]);
const counting = Float32Array.from({ length: layout.size }, (_, i) => i);

test("a frame is decoded into views over the received bytes", () => {
  const buffer = encodeFrame({
    layout,
    step: 7,
    command: 12,
    floats: counting,
    losses: [0.5, 0.25],
    evaluations: [[6, 0.5, 0.75, 0.9, NaN]],
    maps: {
      hidden: 2,
      output: 3,
      ranges: [-1, 1, -1, 1, -0.5, 0.5, 0, 1],
      bytes: Array.from({ length: 3 * 4 + 9 }, (_, i) => i),
    },
  });
  const frame = decodeFrame(buffer, layouts);
  assert.equal(frame.step, 7);
  assert.equal(frame.command, 12);
  assert.equal(frame.running, false);
  assert.equal(frame.batch_included, true);
  assert.equal(frame.finite, true);
  assert.equal(frame.floats.buffer, buffer);
  assert.deepEqual([...frame.losses.values], [0.5, 0.25]);
  assert.equal(frame.losses.first_step, 5);
  assert.equal(frame.evaluations[0]?.test_loss, 0.75);
  assert.ok(Number.isNaN(frame.reading.test_accuracy));
  assert.deepEqual(
    frame.maps?.map(({ cells }) => cells),
    [2, 2, 2, 3],
  );
  assert.deepEqual([...(frame.maps?.[3]?.bytes ?? [])], [12, 13, 14, 15, 16, 17, 18, 19, 20]);
  assert.deepEqual([frame.maps?.[2]?.low, frame.maps?.[2]?.high], [-0.5, 0.5]);
});

test("maps over a line have one row", () => {
  const buffer = encodeFrame({
    layout: layoutOf([1, 2, 1]),
    maps: {
      hidden: 3,
      output: 4,
      line: true,
      ranges: [-1, 1, -1, 1, 0, 1],
      bytes: Array.from({ length: 2 * 3 + 4 }, (_, i) => i),
    },
  });
  const { maps } = decodeFrame(buffer, new Map([[1, layoutOf([1, 2, 1])]]));
  assert.deepEqual(
    maps?.map(({ cells, rows }) => [cells, rows]),
    [
      [3, 1],
      [3, 1],
      [4, 1],
    ],
  );
  assert.deepEqual([...(maps?.[2]?.bytes ?? [])], [6, 7, 8, 9]);
});

test("losses of many steps come as minimum, mean and maximum", () => {
  const { losses } = frameOf({
    layout,
    step: 12,
    lossSteps: 12,
    stepsPerPoint: 8,
    losses: [1, 2, 3, 4, 5, 6],
  });
  assert.deepEqual([losses.steps, losses.steps_per_point, losses.values.length], [12, 8, 6]);
});

test("bytes that are not a frame are refused with a sentence", () => {
  const whole = encodeFrame({ layout });
  const cases = [
    { buffer: new ArrayBuffer(2), says: /not a frame/ },
    { buffer: new ArrayBuffer(200), says: /not a frame/ },
    { buffer: whole.slice(0, 60), says: /within its header/ },
    { buffer: whole.slice(0, -4), says: /bytes where its header says/ },
    { buffer: encodeFrame({ layout: layoutOf([2, 1], { id: 9 }) }), says: /layout 9/ },
    { buffer: encodeFrame({ layout, floats: new Float32Array(5) }), says: /5 floats/ },
  ];
  for (const { buffer, says } of cases) assert.throws(() => decodeFrame(buffer, layouts), says);
});

test("row i of the weights is the receiving neuron, whatever the order in memory", () => {
  const frame = frameOf({ layout, floats: counting });
  const weights = tensorAt(frame, "weights", 1);
  assert.deepEqual(weights?.shape, [3, 2]);
  assert.equal(weights?.at(0, 0), 0);
  assert.equal(weights?.at(1, 0), 1);
  assert.equal(weights?.at(0, 1), 3);
  assert.equal(weights?.largest(), 5);
  assert.equal(tensorAt(frame, "biases", 1)?.at(2), 8);
});

test("what a frame does not hold is not a number", () => {
  const frame = frameOf({ layout, running: true });
  assert.ok(Number.isNaN(tensorAt(frame, "a", 1)?.at(0, 0)), "the batch section");
  assert.ok(Number.isNaN(tensorAt(frame, "weights", 1)?.at(3, 0)), "a row that is not there");
  assert.equal(tensorAt(frame, "weights", 3), null);
  assert.ok(Number.isNaN(scalarOf(frame, "no_such_tensor")));
});

test("a layout has the same structure whatever the width of its batch", () => {
  assert.deepEqual(unitsOf(layout), [2, 3, 1]);
  assert.ok(sameStructure(layout, layoutOf([2, 3, 1], { id: 2, batch: 8 })));
  assert.ok(!sameStructure(layout, layoutOf([2, 4, 1], { id: 2, batch: 3 })));
  assert.ok(!sameStructure(layoutOf([1, 2, 2, 1]), layoutOf([2, 2, 1, 1])));
});

test("a data message is decoded into views over the received bytes", () => {
  const buffer = new ArrayBuffer(32 + 4 * (3 * 2 + 3));
  const header = [DATA, 2, 1, 3, 2, 1, 0, 0];
  new Uint32Array(buffer, 0, 8).set(header);
  new Float32Array(buffer, 32).set([1, 2, 3, 4, 5, 6, 0, 1, 0]);
  const data = decodeData(buffer);
  assert.deepEqual(data.shown, { set: "test", index: 0 });
  assert.deepEqual([...data.inputs], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...data.targets], [0, 1, 0]);
  assert.equal(data.points, data.inputs, "the inputs are the points");
  assert.throws(() => decodeData(buffer.slice(0, -4)), /bytes where its header says/);
  assert.throws(() => decodeData(encodeFrame({ layout })), /not a data message/);
});

test("examples whose inputs are features say where they lie", () => {
  const buffer = new ArrayBuffer(32 + 4 * (3 + 3 + 6));
  new Uint32Array(buffer, 0, 8).set([DATA, 1, 1, 3, 3, 0, 0, 2]);
  new Float32Array(buffer, 32).set([1, 4, 9, 0, 1, 0, 1, -1, 2, -2, 3, -3]);
  const data = decodeData(buffer);
  assert.deepEqual([...data.inputs], [1, 4, 9]);
  assert.deepEqual([...data.points], [1, -1, 2, -2, 3, -3]);
  assert.equal(data.coordinates, 2);
});
