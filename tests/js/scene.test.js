import assert from "node:assert/strict";
import { test } from "node:test";
import { biasCurve, connectionCurve } from "../../static/js/scene/connection-curves.js";
import { roundDown, scalesOf } from "../../static/js/scene/scales.js";
import { layOut } from "../../static/js/scene/stage-layout.js";
import { frameOf, layoutOf } from "./frames.js";

/** Every network that the sliders offer at its extremes, at every size that is promised. */
const NETWORKS = [
  [2, 1],
  [2, 2, 1],
  [2, 4, 4, 1],
  [2, 16, 16, 1],
  [2, 16, 16, 16, 16, 16, 16, 1],
  [2, 1, 16, 1, 16, 1],
];
const PICTURES = [
  [64, 10],
  [64, 16, 10],
  [64, 16, 16, 16, 16, 16, 16, 10],
  [64, 64, 32, 10],
  [64, 64, 64, 32, 10],
  [64, 1],
  [64, 8, 1],
];
const MANY = [
  [2, 3],
  [2, 16, 16, 5],
  [2, 4, 4, 10],
  [7, 4, 1],
];
const CURVES = [
  [1, 1],
  [1, 16, 16, 1],
];
const ROWS = [
  [4, 6, 3],
  [13, 8, 4, 1],
  [128, 16, 12],
  [60, 16, 100],
];
const SIZES = [
  { width: 866, height: 540 },
  { width: 1340, height: 720 },
  { width: 684, height: 400 },
  { width: 390, height: 340 },
];

for (const { width, height } of SIZES) {
  for (const [kind, networks] of /** @type {const} */ ([
    ["plane", NETWORKS],
    ["plane", MANY],
    ["curve", CURVES],
    ["table", ROWS],
    ["picture", PICTURES],
  ])) {
    for (const units of networks) {
      test(`${units.join("–")} as a ${kind} fits on a stage of ${width} × ${height}, and no two lenses overlap`, () => {
        const layout = layOut({ units: [...units], kind }, { width, height });
        for (const [layer, { neurons, size }] of layout.layers.entries()) {
          if (layer === 0) continue;
          assert.equal(neurons.length, units[layer]);
          for (const [i, a] of neurons.entries()) {
            assert.ok(
              a.x >= 0 && a.x <= width && a.y >= 0 && a.y <= height,
              `${layer}.${i} is off`,
            );
            for (const b of neurons.slice(i + 1))
              assert.ok(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) >= size - 0.5);
          }
        }
      });
    }
  }
}

test("connections into a neuron arrive in the order of their sources", () => {
  const layout = layOut({ units: [2, 4, 1], kind: "plane" }, { width: 866, height: 540 });
  const ends = [0, 1, 2, 3].map((from) => connectionCurve(layout, 2, 0, from)[7]);
  assert.deepEqual(
    ends,
    ends.toSorted((a, b) => a - b),
  );
});

test("a bias ends at its own neuron", () => {
  const layout = layOut({ units: [2, 4, 1], kind: "plane" }, { width: 866, height: 540 });
  const place = layout.layers[1]?.neurons[2] ?? { x: 0, y: 0 };
  const [, , , , , , x, y] = biasCurve(layout, 1, 2);
  assert.ok(Math.abs(x - place.x) <= (layout.layers[1]?.size ?? 0) / 2);
  assert.ok(Math.abs(y - place.y) <= (layout.layers[1]?.size ?? 0) / 2);
});

test("a width is proportional to the weight until the largest has its room", () => {
  const tape = layoutOf([2, 3, 1]);
  const floats = new Float32Array(tape.size);
  floats[tape.tensors.get("weights.1")?.offset ?? 0] = 1;
  const layout = layOut({ units: [2, 3, 1], kind: "plane" }, { width: 866, height: 540 });
  const small = scalesOf(frameOf({ layout: tape, floats }), layout);
  assert.equal(small.width(0.5), small.width(-1) / 2);
  floats[tape.tensors.get("weights.1")?.offset ?? 0] = 400;
  const large = scalesOf(frameOf({ layout: tape, floats }), layout);
  assert.ok(large.width(400) <= 18);
});

test("a magnification is a round number that does not exaggerate", () => {
  assert.deepEqual([0.7, 3, 9.99, 20, 4999].map(roundDown), [0.5, 2, 5, 20, 2000]);
});
