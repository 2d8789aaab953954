import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compact, DamagedText, expand } from "../../static/js/lib/compact.js";
import { crc32 } from "../../static/js/lib/crc32.js";
import {
  digestOf,
  fragmentOf,
  momentOf,
  readFragment,
  viewFragment,
  whyNoLink,
} from "../../static/js/state/link.js";
import { reduce } from "../../static/js/state/reduce.js";
import { initialState } from "../../static/js/state/state.js";
import { changesSettings, HIDEABLE } from "../../static/js/state/view.js";
import { held, WHOLE } from "../../static/js/state/zoom.js";
import { placeAt, timeOf } from "../../static/js/timeline/place.js";
import { endOf, stops, trainingStep } from "../../static/js/timeline/training-step.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { Moment } from "../../static/js/state/link.js" */
/** @import { Selection, StateEvent, View } from "../../static/js/types.d.ts" */

const { experiment } = experimentEvent();
const step = fc.nat({ max: 2 ** 40 });

/** @type {fc.Arbitrary<Selection>} */
const selections = fc.oneof(
  fc.record({
    kind: fc.constant(/** @type {const} */ ("neuron")),
    layer: fc.nat(),
    index: fc.nat(),
  }),
  fc.record({ kind: fc.constant(/** @type {const} */ ("bias")), layer: fc.nat(), to: fc.nat() }),
  fc.record({
    kind: fc.constant(/** @type {const} */ ("connection")),
    layer: fc.nat(),
    to: fc.nat(),
    from: fc.nat(),
  }),
);

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 64 });
const examples = fc.oneof(
  fc.record({ set: fc.constantFrom(/** @type {const} */ ("training"), "test"), index: fc.nat() }),
  fc.record({ inputs: numbers }),
  fc.record({ inputs: numbers, targets: numbers }),
);

/** @type {fc.Arbitrary<Moment>} */
const moments = fc.record({
  run: fc
    .record({
      experiment: fc
        .record({ seed: fc.nat(), learning_rate: fc.double({ min: 0, max: 9, noNaN: true }) })
        .map((changes) => ({ ...experiment, ...changes })),
      journal: fc.array(
        fc.record(
          { step, changes: fc.dictionary(fc.string(), fc.jsonValue()) },
          { noNullPrototype: true },
        ),
        { maxLength: 5 },
      ),
      step,
      digest: fc.stringMatching(/^[0-9a-f]{8}$/),
      shown: fc.option(examples, { nil: undefined }),
    })
    .map(({ shown, ...run }) => (shown ? { ...run, shown } : run)),
  at: fc.option(
    fc.record({ phase: fc.string(), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  ),
  selected: fc.option(selections),
  pace: fc.double({ min: 0, max: 1, noNaN: true }),
  zoom: fc
    .record({
      scale: fc.double({ min: 1, max: 9, noNaN: true }),
      x: fc.double({ min: 0, max: 1, noNaN: true }),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(held),
});

/** @type {fc.Arbitrary<View>} */
const views = fc.record({
  hidden: fc.subarray(HIDEABLE.map(([name]) => /** @type {string} */ (name))),
  locked: fc.boolean(),
});

/** As JSON has it: no −0, no lost keys. @param {unknown} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

test("a moment and a view come back from a link as they were", async () => {
  await fc.assert(
    fc.asyncProperty(moments, views, async (moment, view) => {
      const read = await readFragment(`#${await fragmentOf(moment, view)}`);
      assert.deepEqual(plain(read.moment), plain(moment));
      assert.deepEqual(plain(read.view), plain(view));
      assert.equal(read.sentence, null);
    }),
  );
});

test("a link has only characters that stay as they are in an address", async () => {
  await fc.assert(
    fc.asyncProperty(moments, views, async (moment, view) => {
      assert.match(await fragmentOf(moment, view), /^[\w=&,-]+$/);
    }),
    { numRuns: 30 },
  );
});

test("a link that was cut or changed says so, and never throws", async () => {
  await fc.assert(
    fc.asyncProperty(moments, fc.nat(), fc.string({ maxLength: 3 }), async (moment, at, put) => {
      const whole = await fragmentOf(moment, { hidden: [], locked: false });
      const place = 4 + (at % (whole.length - 4));
      const read = await readFragment(`${whole.slice(0, place)}${encodeURIComponent(put)}`);
      assert.ok(read.moment === null ? read.sentence?.startsWith("This link is damaged: ") : true);
    }),
  );
  for (const damaged of ["", "d", "x123", "dAAAA", "p", "pe30", "p%%%", "pW10"]) {
    const { moment, sentence } = await readFragment(`#run=${damaged}`);
    assert.equal(moment, null);
    assert.match(sentence ?? "", /^This link is damaged: .+\.$/);
  }
});

test("a few characters that stand for very many are refused", async () => {
  const bomb = await compact("0".repeat(5_000_000));
  assert.ok(bomb.length < 10_000);
  await assert.rejects(expand(bomb, 100_000), DamagedText);
});

test("a browser that cannot deflate makes plain links, which any browser reads", async () => {
  const { CompressionStream } = globalThis;
  try {
    Reflect.deleteProperty(globalThis, "CompressionStream");
    const short = await compact("ŷ = σ(z)");
    assert.equal(short[0], "p");
    assert.equal(await expand(short, 100), "ŷ = σ(z)");
  } finally {
    globalThis.CompressionStream = CompressionStream;
  }
});

test("an address without a run asks for a view at most, and unknown names in it are passed over", async () => {
  const { moment, view, sentence } = await readFragment("#hide=pace,body,pace&lock");
  assert.deepEqual([moment, sentence], [null, null]);
  assert.deepEqual(view, { hidden: ["pace"], locked: true });
  assert.equal(viewFragment(view), "hide=pace&lock=1");
  assert.equal(viewFragment({ hidden: [], locked: false }), "");
});

test("the moment on the stage is the run up to the shown step, and its digest that of the parameters", () => {
  const layout = layoutOf([2, 3, 1]);
  const frame = frameOf({ layout, step: 5, losses: [1] });
  const journal = [
    { step: 3, changes: { learning_rate: 1 } },
    { step: 6, changes: { learning_rate: 2 } },
  ];
  const state = /** @type {StateEvent[]} */ ([
    { type: "server", event: experimentEvent({ journal }) },
    { type: "frame", frame },
  ]).reduce(reduce, initialState(catalog));
  const moment = momentOf(state, null);
  assert.deepEqual(moment?.run.journal, journal.slice(0, 1));
  assert.equal(moment?.run.step, 5);
  assert.equal(moment?.run.digest, crc32(new Uint8Array(4 * 13)));
  assert.equal(digestOf(frame), moment?.run.digest);
  assert.equal(momentOf(initialState(catalog), null), null);
  assert.equal(whyNoLink(/** @type {Moment} */ (moment)), null);
  const rows = Array.from({ length: 9000 }, () => [0.5, 0.5]);
  const large = {
    ...experiment,
    data: {
      ...experiment.data,
      table: { inputs: rows, targets: [], task: /** @type {const} */ ("binary") },
    },
  };
  assert.match(
    whyNoLink({ .../** @type {Moment} */ (moment), run: { experiment: large, step: 0 } }) ?? "",
    /file/,
  );
  // So many rows are left out of what the server tells: without them there is no run.
  const data = { table: { inputs: [], targets: [], task: "binary" } };
  const run = { experiment, journal: [{ step: 0, changes: { data } }], step: 0 };
  assert.match(whyNoLink({ .../** @type {Moment} */ (moment), run }) ?? "", /file/);
});

test("an example of one's own comes along as it was told, and nothing that is none", async () => {
  const frame = frameOf({ layout: layoutOf([2, 3, 1]), step: 0 });
  /** @param {object} example */
  const told = (example) =>
    momentOf(
      /** @type {StateEvent[]} */ ([
        { type: "server", event: experimentEvent() },
        { type: "server", event: { type: "shown", example } },
        { type: "frame", frame },
      ]).reduce(reduce, initialState(catalog)),
      null,
    );
  const drawn = { inputs: Array.from({ length: 64 }, (_, i) => (i % 17) / 16) };
  const none = { set: null, index: null, targets: null };
  const moment = told({ ...none, ...drawn });
  assert.deepEqual(moment?.run.shown, drawn);
  const view = { hidden: [], locked: false };
  const read = await readFragment(await fragmentOf(/** @type {Moment} */ (moment), view));
  assert.deepEqual(read.moment?.run.shown, drawn);
  assert.deepEqual(told({ ...none, inputs: null, set: "test", index: 3 })?.run.shown, {
    set: "test",
    index: 3,
  });
  for (const shown of [
    7,
    {},
    { inputs: ["a"] },
    { set: "all", index: 1 },
    { inputs: Array(1025).fill(0) },
  ]) {
    const text = JSON.stringify({ v: 1, run: { experiment, step: 0, shown }, pace: 0 });
    const { moment } = await readFragment(`run=${await compact(text)}`);
    assert.equal(moment?.run.shown, undefined);
  }
});

test("a run that no server would live again has no link", () => {
  const run = { experiment, step: 5_000_001 };
  const moment = { run, at: null, selected: null, pace: 0, zoom: WHOLE };
  assert.match(whyNoLink(moment) ?? "", /save it to a file/);
  assert.equal(whyNoLink({ ...moment, run: { ...run, step: 5_000_000 } }), null);
});

test("check sums are those of zip files", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), "cbf43926");
  assert.equal(crc32(new Uint8Array()), "00000000");
});

test("a place within a step is found again by the name of its phase", () => {
  const spans = trainingStep([2, 4, 4, 1]);
  assert.equal(placeAt(spans, 0), null);
  assert.equal(timeOf(spans, null), 0);
  assert.equal(timeOf(spans, { phase: "backward.9", share: 1 }), 0);
  for (const { id, start, end } of stops(spans)) {
    assert.deepEqual(placeAt(spans, end), { phase: id, share: 1 });
    const middle = (start + end) / 2;
    assert.ok(Math.abs(timeOf(spans, placeAt(spans, middle)) - middle) < 0.01);
  }
  assert.equal(timeOf(spans, placeAt(spans, endOf(spans))), endOf(spans));
});

test("a locked page refuses what would change its settings, and nothing else", () => {
  const refused = /** @type {const} */ ([
    { type: "change", changes: {} },
    { type: "undo" },
    { type: "redo" },
    { type: "load", preset: "rings" },
    { type: "branch", changes: { learning_rate: 1 } },
  ]);
  const done = /** @type {const} */ ([
    { type: "seek" },
    { type: "advance" },
    { type: "run" },
    { type: "branch" },
    { type: "restart" },
    { type: "load" },
    { type: "show" },
  ]);
  for (const command of refused) assert.equal(changesSettings(command), true);
  for (const command of done) assert.equal(changesSettings(command), false);
});
