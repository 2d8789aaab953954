import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tensorOf } from "../../static/js/protocol/tensors.js";
import { reduce } from "../../static/js/state/reduce.js";
import { held, panned, readZoom, scaledAt, showing, WHOLE } from "../../static/js/state/zoom.js";
import { experimentEvent } from "./catalog.js";
import { drawn, find, stateOf, words } from "./scenes.js";

/** @import { Mark } from "../../static/js/render/marks.d.ts" */
/** @import { Selected, Zoom } from "../../static/js/types.d.ts" */

const share = fc.double({ min: 0, max: 1, noNaN: true });
const zooms = fc
  .record({ scale: fc.double({ min: 1, max: 8, noNaN: true }), x: share, y: share })
  .map(held);

/** What of the drawing lies at a place of the window. @param {Zoom} zoom @param {{ x: number, y: number }} at */
const under = ({ scale, x, y }, at) => ({
  x: x + (at.x - 0.5) / scale,
  y: y + (at.y - 0.5) / scale,
});

test("going nearer leaves what lies under the pointer where it is", () => {
  fc.assert(
    fc.property(
      zooms,
      fc.double({ min: 1, max: 3, noNaN: true }),
      share,
      share,
      (zoom, factor, x, y) => {
        const before = under(zoom, { x, y });
        const after = under(scaledAt(zoom, factor, { x, y }), { x, y });
        assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
      },
    ),
  );
});

test("no zoom shows anything beyond the edge of the drawing", () => {
  fc.assert(
    fc.property(
      zooms,
      fc.double({ min: -3, max: 3, noNaN: true }),
      share,
      share,
      (zoom, way, x, y) => {
        for (const next of [
          panned(zoom, { x: way, y: -way }),
          scaledAt(zoom, Math.exp(way), { x, y }),
        ]) {
          const { x: left, y: top } = under(next, { x: 0, y: 0 });
          const { x: right, y: bottom } = under(next, { x: 1, y: 1 });
          assert.ok(Math.min(left, top) >= -1e-9 && Math.max(right, bottom) <= 1 + 1e-9);
        }
      },
    ),
  );
});

test("what is to be seen is seen, and what is seen already stays where it is", () => {
  fc.assert(
    fc.property(zooms, share, share, (zoom, x, y) => {
      const next = showing(zoom, { x, y }, { x: 0.1, y: 0.1 });
      const at = { x: (x - next.x) * next.scale + 0.5, y: (y - next.y) * next.scale + 0.5 };
      assert.ok(at.x > -1e-9 && at.x < 1 + 1e-9 && at.y > -1e-9 && at.y < 1 + 1e-9);
      assert.deepEqual(showing(next, { x, y }, { x: 0.1, y: 0.1 }), next);
    }),
  );
});

test("what a link says of the zoom is held within its bounds, or is the whole", () => {
  assert.deepEqual(readZoom([100, 0, 2]), { scale: 8, x: 1 / 16, y: 15 / 16 });
  for (const odd of [null, "2", [2], [2, 0.5, "0.5"], [Number.NaN, 0, 0]])
    assert.deepEqual(readZoom(odd), WHOLE);
});

const entry = { features: 2, task: /** @type {const} */ ("binary") };
const wide = () => stateOf({ entry, units: [2, 16, 16, 1] });

/** @param {Zoom} zoom @param {Selected | null} [selected] */
const near = (zoom, selected = null) =>
  drawn(
    [
      { type: /** @type {const} */ ("zoom"), zoom },
      { type: /** @type {const} */ ("select"), selection: selected },
    ].reduce(reduce, wide()),
    "loss",
  );

/** @param {Mark[]} marks @param {string} of */
function lens(marks, of) {
  const mark = find(marks, of);
  if (mark?.kind !== "lens") throw new Error(`no lens ${of}`);
  return mark;
}

test("nearer by, lenses and their places grow and words do not", () => {
  const whole = near(WHOLE);
  const zoomed = near({ scale: 3, x: 0.5, y: 0.5 });
  for (const of of ["neuron.1.1", "neuron.2.16", "neuron.3.1"]) {
    const [a, b] = [lens(whole.marks, of), lens(zoomed.marks, of)];
    assert.deepEqual([b.x, b.y], [3 * a.x, 3 * a.y]);
    assert.ok(b.size > 1.3 * a.size);
  }
  const size = (/** @type {Mark[]} */ marks) => {
    const heading = find(marks, "heading.layer 1");
    return heading?.kind === "text" ? heading.size : 0;
  };
  assert.equal(size(zoomed.marks), size(whole.marks));
});

test("numbers for which neurons stand too close are there from nearer by", () => {
  assert.equal(find(near(WHOLE).marks, "example.a.1.3"), undefined);
  assert.ok(find(near({ scale: 4, x: 0.5, y: 0.5 }).marks, "example.a.1.3"));
});

test("the headings stay at the upper edge of what is seen", () => {
  const { scene, marks } = near({ scale: 3, x: 0.5, y: 0.5 });
  const heading = find(marks, "heading.layer 1");
  assert.ok(heading?.kind === "text" && heading.pill);
  assert.equal(heading.y - scene.layout.window.y, 14);
});

test("a picked neuron's connections carry the weights of the tape", () => {
  const { scene, marks } = near(
    { scale: 3, x: 0.5, y: 0.5 },
    { kind: "neuron", layer: 2, index: 4 },
  );
  for (let from = 0; from < 16; from++) {
    const mark = find(marks, `number.2.5.${from + 1}`);
    const weight = tensorOf(scene.frame, "weights", 2).at(4, from);
    assert.equal(mark?.value, weight);
    assert.ok(Math.abs(Number(words(mark).replace("−", "-")) - weight) < 0.00501);
  }
});

test("another network is shown whole; the same one started again is looked at as before", () => {
  const state = reduce(wide(), { type: "zoom", zoom: { scale: 3, x: 0.4, y: 0.4 } });
  const { experiment } = state;
  if (!experiment) throw new Error("no experiment");
  /** @param {typeof experiment} next */
  const loaded = (next) =>
    reduce(state, {
      type: "server",
      event: experimentEvent({ run: state.run + 1, experiment: next }),
    }).zoom.scale;
  assert.equal(loaded({ ...experiment, seed: 99 }), 3);
  assert.equal(loaded({ ...experiment, layers: experiment.layers.slice(1) }), 1);
});
