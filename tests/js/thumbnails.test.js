/** Thumbnails: the bytes become the numbers that the engine had, and these marks of the stage's own kinds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesOf,
  columnsOf,
  datasetMarks,
  featureMarks,
} from "../../static/js/scene/thumbnail-marks.js";
import { dataset } from "./catalog.js";

const base64 = (/** @type {number[]} */ ...bytes) => Buffer.from(bytes).toString("base64");
/** @type {import("../../static/js/protocol/messages.d.ts").DatasetThumbnail} */
const points = {
  kind: "points",
  count: 2,
  bytes: base64(0, 255, 255, 0, 1, 0),
  low: null,
  high: null,
  reach: null,
};

test("bytes of points are places from edge to edge, and classes", () => {
  const { x, y, target, classes } = columnsOf(bytesOf(points.bytes), points, dataset("own"));
  assert.deepEqual([...x], [-1.5, 1.5]);
  assert.deepEqual([...y], [1.5, -1.5]);
  assert.deepEqual([...target], [1, 0]);
  assert.equal(classes, null);
  const three = dataset("own", { task: "classes", outputs: 3 });
  assert.deepEqual([...(columnsOf(bytesOf(points.bytes), points, three).classes ?? [])], [1, 0]);
});

test("targets that are numbers have their sign and size", () => {
  const entry = dataset("own", { task: "regression" });
  const thumbnail = { ...points, bytes: base64(0, 255, 255, 0, 0, 255), reach: 2 };
  const { target, reach } = columnsOf(bytesOf(thumbnail.bytes), thumbnail, entry);
  assert.deepEqual([...target], [-2, 2]);
  assert.equal(reach, 2);
});

test("a curve lies between its lowest and highest target, with room", () => {
  const entry = dataset("own", { task: "regression", features: 1 });
  const thumbnail = {
    ...points,
    kind: /** @type {const} */ ("curve"),
    bytes: base64(0, 255, 0, 255),
    low: -1,
    high: 3,
  };
  const { y, up, plain } = columnsOf(bytesOf(thumbnail.bytes), thumbnail, entry);
  assert.deepEqual([...y], [-1, 3]);
  assert.ok(plain && up[0] < -1 && up[1] > 3);
});

test("pictures stand on a wall, each pixel at its place", () => {
  const entry = dataset("own", { picture: [2, 2], features: 4 });
  const thumbnail = {
    ...points,
    kind: /** @type {const} */ ("pictures"),
    count: 4,
    bytes: base64(...Array.from({ length: 16 }, (_, i) => (i === 6 ? 255 : 0))),
  };
  const wall = datasetMarks(thumbnail, entry, 40).find(({ kind }) => kind === "picture");
  assert.ok(wall?.kind === "picture");
  assert.equal(wall.columns, 7); // blank, 2, blank, 2, blank would be 7 with the outer edges
  assert.equal(wall.values.indexOf(1), 2 * 7 + 4); // the second picture's lower left
});

test("a feature is drawn as a neuron's map is", () => {
  const thumbnail = { cells: 2, bytes: base64(0, 255, 0, 255), low: -1, high: 1 };
  const [lens] = featureMarks("x1", thumbnail, 24);
  assert.ok(lens?.kind === "lens" && lens.map);
  assert.deepEqual([...lens.map.bytes], [0, 255, 0, 255]);
  assert.equal(lens.reach, 1);
});
