import assert from "node:assert/strict";
import { test } from "node:test";
import {
  inTable,
  moved,
  pointAt,
  pointsOf,
  reachOf,
  tableOf,
  without,
  withPoint,
} from "../../static/js/panels/own-table.js";
import { catalog, experiment } from "./catalog.js";
import { stateOf } from "./scenes.js";

/** @type {import("../../static/js/panels/own-table.js").Own} */
const own = {
  points: [
    [0, 0],
    [1, 0.5],
  ],
  labels: [0, 1],
  classes: 2,
};

test("points of the plane become one's own with their classes", () => {
  const state = stateOf({ entry: {}, units: [2, 3, 1] });
  const taken = pointsOf(state);
  assert.equal(taken.points.length, 12);
  assert.ok(Math.abs((taken.points[3]?.[1] ?? 0) - (state.data?.points[7] ?? 0)) < 1e-3);
  assert.deepEqual(
    taken.labels,
    [...(state.data?.targets ?? [])].map((target) => Number(target > 0.5)),
  );
});

test("where there are no points to take, two are there to begin with", () => {
  const state = stateOf({ entry: { picture: [8, 8] }, units: [64, 3, 1], maps: false });
  assert.deepEqual(pointsOf(state).labels, [0, 1]);
});

test("a table of points comes back as the same points, standardised or not", () => {
  const table = tableOf(withPoint({ ...own, classes: 3 }, [0.25, -0.75], 2));
  assert.deepEqual(table.targets, [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  const state = {
    ...stateOf({ entry: {}, units: [2, 3, 1] }),
    experiment: { ...experiment, data: { ...experiment.data, name: "table", table } },
    catalog,
  };
  assert.deepEqual(pointsOf(state).points.at(-1), [0.25, -0.75]);
  assert.deepEqual(pointsOf(state).labels, [0, 1, 2]);
  const scale = { mean: [1, 0], deviation: [2, 0.5] };
  const scaled = { ...table, input_scale: scale };
  const data = { ...experiment.data, name: "table", table: scaled };
  const standardised = { ...state, experiment: { ...experiment, data } };
  assert.deepEqual(pointsOf(standardised).points[1], [0, 1]);
  assert.equal(inTable(standardised, 0, 0.75), 2.5);
  assert.equal(inTable(state, 0, 0.75), null);
});

test("a point is added, moved and removed, and the others stay", () => {
  assert.deepEqual(withPoint(own, [0.12345, 0], 1).points[2], [0.123, 0]);
  assert.deepEqual(moved(own, 0, [0.5, 0.5]).points, [
    [0.5, 0.5],
    [1, 0.5],
  ]);
  assert.deepEqual(without(own, 0), { points: [[1, 0.5]], labels: [1], classes: 2 });
  assert.deepEqual(tableOf(own).targets, [[0], [1]]);
});

test("the nearest point within reach is hit", () => {
  assert.equal(pointAt(own, [0.9, 0.5], 0.2), 1);
  assert.equal(pointAt(own, [0.5, 0.9], 0.2), -1);
});

test("points are held where the plane does not grow with them", () => {
  for (const extent of [1.3, 4]) assert.ok(1.1 * reachOf(extent) < extent);
});
