import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { decodeFrame } from "../../static/js/protocol/frame.js";
import { decodeLayout } from "../../static/js/protocol/layout.js";
import { tensorOf } from "../../static/js/protocol/tensors.js";

// A real frame of a 2–3–1 network with a batch of three, written by tests/app/test_codec.py.
const folder = new URL("../fixtures/", import.meta.url);
const known = JSON.parse(await readFile(new URL("frame.json", folder), "utf8"));
const bytes = await readFile(new URL("frame.bin", folder));
const layout = decodeLayout(known.layout);
const frame = decodeFrame(new Uint8Array(bytes).buffer, new Map([[layout.id, layout]]));

test("the browser reads the header that the server wrote", () => {
  assert.equal(frame.step, known.step);
  assert.equal(frame.epoch, known.epoch);
  assert.equal(frame.batch, known.batch);
  assert.equal(frame.command, known.answered);
  assert.equal(frame.running, known.running);
  assert.equal(frame.batch_included, known.batch_included);
  assert.equal(frame.evaluations.length, known.evaluations);
  assert.deepEqual(
    [frame.reading.step, frame.reading.training_loss, frame.reading.test_accuracy],
    [known.reading[0], known.reading[1], known.reading[4]],
  );
});

test("every tensor has in the browser the shape and the values that it has in the engine", () => {
  for (const [key, expected] of Object.entries(known.tensors)) {
    const [, name = "", layer = "0"] = key.match(/^(.*?)(?:\.(\d+))?$/) ?? [];
    const { at } = tensorOf(frame, name, Number(layer));
    const rows = Array.isArray(expected) ? expected : [expected];
    for (const [i, row] of rows.entries())
      for (const [j, value] of (Array.isArray(row) ? row : [row]).entries())
        assert.equal(at(i, j), Math.fround(value), `${key}[${i}][${j}]`);
  }
});

test("losses and maps arrive as they were sent", () => {
  assert.deepEqual([...frame.losses.values], known.losses);
  const maps = frame.maps ?? [];
  assert.deepEqual(
    maps.map(({ cells }) => cells),
    known.map_cells,
  );
  assert.deepEqual(
    maps.map(({ low, high }) => [low, high]),
    known.map_ranges,
  );
  assert.deepEqual(
    maps.map(({ cells, bytes: map }) => map[Math.floor(cells / 2) * (cells + 1)]),
    known.map_centres,
  );
});
