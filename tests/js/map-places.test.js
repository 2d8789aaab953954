/** Whatever stands on a map stands on the cell that it belongs to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawPoints } from "../../static/js/render/sprites.js";
import { drawn, find, stateOf } from "./scenes.js";

/** @import { Mark, PointColumns } from "../../static/js/render/marks.d.ts" */
/** @import { Palette } from "../../static/js/render/palette.js" */
/** @import { Task } from "./scenes.js" */

const NUMBERS = { task: /** @type {const} */ ("regression"), classes: [] };
const CLASSES = { task: /** @type {const} */ ("classes"), classes: ["A", "B", "C"] };
const CELLS = 6;
const EXTENT = 1.5;

/** @type {Record<string, [task: Task, of: string]>} with the mark that holds the map */
const TASKS = {
  "two classes": [{ entry: {}, units: [2, 4, 1] }, "neuron.2.1"],
  "three classes": [{ entry: CLASSES, units: [2, 4, 3], targets: [0, 1, 0] }, "winner"],
  "numbers over the plane": [{ entry: NUMBERS, units: [2, 4, 1] }, "neuron.2.1"],
  "a curve": [{ entry: { ...NUMBERS, features: 1 }, units: [1, 4, 1] }, "neuron.2.1"],
};
const BOXES = [
  { width: 866, height: 540 },
  { width: 390, height: 340 },
];

/** Where a map is drawn, from its left and its bottom. @param {Mark[]} marks @param {string} of */
function mapOf(marks, of) {
  const mark = find(marks, of);
  assert.ok(mark?.kind === "lens" || mark?.kind === "regions");
  const { x, y, size } = mark;
  return {
    /** @param {Mark} at */
    holds: (at) =>
      "y" in at && Math.abs(at.x - x) <= size / 2 + 1e-6 && Math.abs(at.y - y) <= size / 2 + 1e-6,
    size,
    left: x - size / 2,
    top: y - size / 2,
  };
}

/** The ring round the shown example that stands on a map. @param {Mark[]} marks @param {string} of */
function ringOn(marks, of) {
  const { holds, left, top, size } = mapOf(marks, of);
  const ring = marks.find((mark) => mark.kind === "disc" && mark.width === 2.5 && holds(mark));
  if (!ring || !("y" in ring)) return null;
  return { across: (ring.x - left) / size, up: 1 - (ring.y - top) / size };
}

for (const [name, [task, of]] of Object.entries(TASKS))
  for (const box of BOXES) {
    test(`${name}: the shown example stands on its own cell of the map on ${box.width} × ${box.height}`, () => {
      const isLine = task.units[0] === 1;
      for (let row = 0; row < (isLine ? 1 : CELLS); row++)
        for (let column = 0; column < CELLS; column++) {
          // As near to the edge of the cell as that only its own place will do.
          const inputs = [column + 0.04, row + 0.96].map(
            (cell) => EXTENT * ((2 * cell) / CELLS - 1),
          );
          const tensors = { "example.inputs": inputs.slice(0, task.units[0]) };
          const { scene, marks } = drawn(stateOf({ ...task, tensors }), "loss", box);
          assert.equal(scene.dataset.extent, EXTENT);
          const at = ringOn(marks, of);
          assert.ok(at);
          assert.equal(Math.floor(at.across * CELLS), column);
          if (!isLine) assert.equal(Math.floor(at.up * CELLS), row);
        }
    });

    test(`${name}: the examples lie over the whole of the map on ${box.width} × ${box.height}`, () => {
      const { scene, marks } = drawn(stateOf(task), "loss", box);
      const { left, top, size, holds } = mapOf(marks, of);
      const points = marks.find((mark) => mark.kind === "points" && holds(mark));
      assert.ok(points?.kind === "points");
      assert.deepEqual([points.x, points.y, points.size], [left, top, size]);
      assert.deepEqual(points.points.across, [-EXTENT, EXTENT]);
      if (task.units[0] === 1) {
        const lens = find(marks, of);
        assert.deepEqual(lens?.kind === "lens" && lens.between, scene.points?.up);
      }
    });
  }

test("an example beyond the map is not drawn on it, and is held at the edge of the data", () => {
  const tensors = { "example.inputs": [1.6, 0] };
  const { scene, marks } = drawn(stateOf({ entry: {}, units: [2, 4, 1], tensors }), "loss");
  assert.equal(ringOn(marks, "neuron.2.1"), null);
  const rings = marks.filter((mark) => mark.kind === "disc" && mark.width === 2.5);
  const { x, size } = scene.layout.data;
  assert.ok(rings.some((ring) => "x" in ring && Math.abs(ring.x - (x + 0.95 * size)) < 1e-6));
});

/** Where discs are drawn, in shares of the square. @param {number[][]} places @param {boolean} onMap */
function discs(places, onMap) {
  /** @type {number[][]} */
  const found = [];
  const context = /** @type {CanvasRenderingContext2D} */ (
    /** @type {unknown} */ ({
      beginPath: () => undefined,
      fill: () => undefined,
      arc: (/** @type {number} */ x, /** @type {number} */ y) => found.push([x / 100, y / 100]),
    })
  );
  /** @type {PointColumns} */
  const points = {
    x: Float32Array.from(places, ([x]) => x ?? 0),
    y: Float32Array.from(places, ([, y]) => y ?? 0),
    target: new Float32Array(places.length).fill(1),
    classes: null,
    training_count: places.length,
    reach: null,
    across: [-1, 1],
    up: [-1, 1],
    plain: false,
  };
  const palette = /** @type {Palette} */ (/** @type {unknown} */ ({ ink: {} }));
  drawPoints(context, { kind: "points", x: 0, y: 0, size: 100, radius: 2, points, onMap }, palette);
  return found.reverse();
}

test("points are drawn at their places, over a map only those within the lens", () => {
  const places = [
    [0, 0.5], // within
    [0.99, 0], // at the edge
    [0.95, -0.95], // where the corner is cut off
    [1.5, 0], // beyond
  ];
  const close = (/** @type {number[][]} */ found, /** @type {number[][]} */ wanted) =>
    assert.deepEqual(
      found.map((place) => place.map((part) => Math.round(part * 1000) / 1000)),
      wanted,
    );
  const within = [
    [0.5, 0.25],
    [0.995, 0.5],
  ];
  close(discs(places, true), within);
  close(discs(places, false), [...within, [0.975, 0.975], [1, 0.5]]);
});
