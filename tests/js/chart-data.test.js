import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accuracyColumns,
  axisEnd,
  epochMarks,
  factsAt,
  isLossShown,
  joined,
  lossColumns,
  lossOfGuessing,
  playheadOf,
} from "../../static/js/panels/chart-data.js";
import { endOfWords } from "../../static/js/panels/chart-words.js";
import { reduce } from "../../static/js/state/reduce.js";
import { initialState } from "../../static/js/state/state.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { StateEvent } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1]);
const floats = new Float32Array(layout.size);
floats[layout.tensors.get("loss")?.offset ?? 0] = 0.5;

/** Three applied steps, the fourth pending. @param {...StateEvent} events */
const state = (...events) =>
  /** @type {StateEvent[]} */ ([
    { type: "server", event: experimentEvent() },
    {
      type: "frame",
      frame: frameOf({
        layout,
        floats,
        step: 3,
        losses: [4, 3, 2],
        evaluations: [
          [0, 4, 5, 0.25, 0.5],
          [2, 2, 3, 0.75, NaN],
        ],
      }),
    },
    ...events,
  ]).reduce(reduce, initialState(catalog));

/** @type {StateEvent} */
const atEnd = { type: "player", player: { time: 99 } };

test("the pending step's loss is on the chart once it is computed", () => {
  assert.equal(isLossShown(state()), false);
  assert.deepEqual(lossColumns(state()).mean, [4, 3, 2]);
  assert.deepEqual(playheadOf(state()), { step: 2, value: 2 });
  assert.equal(factsAt(state(), null).loss, null);
  assert.equal(isLossShown(state(atEnd)), true);
  assert.deepEqual(lossColumns(state(atEnd)).mean, [4, 3, 2, 0.5]);
  assert.deepEqual(playheadOf(state(atEnd)), { step: 3, value: 0.5 });
  assert.equal(factsAt(state(atEnd), null).loss?.mean, 0.5);
});

test("where the run has been before, its loss is told when the stage has come to it again", () => {
  const before = state();
  assert.ok(before.frame);
  const back = { ...before, frame: { ...before.frame, step: 1 } };
  assert.equal(factsAt(back, null).loss, null);
  assert.equal(factsAt(back, 2).loss?.mean, 2, "another step is pointed at");
});

test("while running every loss is computed", () => {
  const running = state({
    type: "frame",
    frame: frameOf({ layout, step: 4, running: true, losses: [1] }),
  });
  assert.equal(isLossShown(running), true);
});

test("a loss that is not finite breaks the curve", () => {
  const broken = state({
    type: "frame",
    frame: frameOf({ layout, step: 5, losses: [NaN, Infinity] }),
  });
  assert.deepEqual(lossColumns(broken).mean, [4, 3, 2, null, null]);
});

test("evaluations lie at their own steps and do not break the curve of losses", () => {
  const { step, mean, training, test: onTest } = lossColumns(state());
  assert.deepEqual(step, [0, 1, 2]);
  assert.deepEqual(mean, [4, 3, 2]);
  assert.deepEqual(training, [4, undefined, 2]);
  assert.deepEqual(onTest, [5, undefined, 3]);
  assert.deepEqual(accuracyColumns(state()), {
    step: [0, 2],
    training: [0.25, 0.75],
    test: [0.5, null],
  });
});

test("what was evaluated last before a step is told with its own step", () => {
  const facts = factsAt(state(), 1);
  assert.equal(facts.loss?.mean, 3);
  assert.equal(facts.reading?.step, 0);
});

test("tables are joined by their first column", () => {
  assert.deepEqual(
    joined(
      [
        [0, 2],
        [1, 3],
      ],
      [
        [1, 2, 5],
        [7, 8, 9],
      ],
    ),
    [
      [0, 1, 2, 5],
      [1, undefined, 3, undefined],
      [undefined, 7, 8, 9],
    ],
  );
});

test("the axis ends beyond the newest step, in jumps of less than twice", () => {
  for (let steps = 0; steps < 1e6; steps = Math.ceil(steps * 1.1 + 1)) {
    const end = axisEnd(steps);
    assert.ok(end > steps && end <= Math.max(20, 2 * steps), `${steps}: ${end}`);
  }
});

test("epochs are marked where they began, since the batches last changed", () => {
  const mini = (/** @type {object} */ fields) => ({ ...state(), steps_per_epoch: 10, ...fields });
  const frame = { ...frameOf({ layout, step: 43 }), epoch: 4, batch: 3 };
  assert.deepEqual(
    epochMarks(mini({ frame }), 60, 10).map(({ step, epoch }) => [step, epoch]),
    [0, 1, 2, 3, 4, 5, 6].map((epoch) => [10 * epoch, epoch]),
  );
  const journal = [{ step: 15, changes: { batch_size: 20 } }];
  assert.equal(epochMarks(mini({ frame, journal }), 60, 10)[0]?.step, 20);
  assert.ok(epochMarks(mini({ frame }), 60_000, 5).length <= 6);
  assert.deepEqual(epochMarks(mini({ frame, steps_per_epoch: 1 }), 60, 10), []);
});

test("guessing has a loss where classes are told apart by cross-entropy", () => {
  assert.equal(lossOfGuessing(state()), Math.LN2);
  assert.equal(lossOfGuessing(initialState(catalog)), null);
});

test("words at the right of the plot make way for the playhead", () => {
  const end = (/** @type {number} */ playhead, width = 80) =>
    endOfWords({ left: 20, right: 320, width, playhead, gap: 10 });
  assert.equal(end(100), 320);
  assert.equal(end(300), 290);
  assert.equal(end(320), 310);
  assert.equal(end(300, 280), 320, "where there is no room before it they stay");
});

test("the reading of the frame on the stage counts where a change at its step was taken back", () => {
  const unknown = { training_accuracy: NaN, test_accuracy: NaN };
  const taken = { ...unknown, step: 2, training_loss: 6, test_loss: 7 };
  const back = state({
    type: "frame",
    frame: { ...frameOf({ layout, floats, step: 2 }), reading: taken },
  });
  assert.equal(
    lossColumns(back).training.findLast((value) => value !== undefined),
    6,
  );
});
