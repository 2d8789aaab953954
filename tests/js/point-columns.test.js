import assert from "node:assert/strict";
import { test } from "node:test";
import { countBeyond } from "../../static/js/scene/point-columns.js";

/** @import { PointColumns } from "../../static/js/render/marks.d.ts" */

test("points beyond the square are counted, in either direction, each once", () => {
  const columns = /** @type {PointColumns} */ ({
    x: Float32Array.of(0, 1, 1.5, -2, 0),
    y: Float32Array.of(0, -1, 1.5, 0, 4),
    across: [-1, 1],
    up: [-1, 3],
  });
  assert.equal(countBeyond(columns), 3);
});
