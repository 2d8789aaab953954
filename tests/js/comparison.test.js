import assert from "node:assert/strict";
import { test } from "node:test";
import { differing, figuresOf, placeWords } from "../../static/js/panels/compare-words.js";
import { scalesOf } from "../../static/js/scene/scales.js";
import { layOut } from "../../static/js/scene/stage-layout.js";
import { reduce } from "../../static/js/state/reduce.js";
import { besideOf } from "../../static/js/state/reduce-comparison.js";
import { initialState } from "../../static/js/state/state.js";
import { beside, sameMoment } from "../../static/js/timeline/beside.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { endOf, stops } from "../../static/js/timeline/training-step.js";
import { catalog, experiment, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { FrameContent } from "./frames.js" */
/** @import { Data, ServerEvent, State, StateEvent } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1]);
const deeper = layoutOf([2, 3, 3, 1], { id: 2 });
const FORK = 4;

/** @param {State} state @param {...StateEvent} events */
const after = (state, ...events) => events.reduce(reduce, state);
/** @param {ServerEvent} event @returns {StateEvent} */
const server = (event) => ({ type: "server", event });
/** @param {number} value */
const filled = (value) => new Float32Array(layout.size).fill(value);
/**
 * A frame of the run on the stage, with one of the branch beside it.
 * @param {Partial<FrameContent>} content @param {Partial<FrameContent>} [other] @returns {StateEvent}
 */
const pair = (content, other = {}) => ({
  type: "frame",
  frame: frameOf({ layout, ...content }),
  compared: frameOf({
    layout,
    ...content,
    command: 0,
    floats: filled(1),
    ...other,
    compared: true,
  }),
});
/** @type {Data} */
const data = {
  features: 2,
  outputs: 1,
  count: 1,
  training_count: 1,
  compared: false,
  shown: { set: "training", index: 0 },
  inputs: Float32Array.of(0, 0),
  targets: Float32Array.of(0),
  coordinates: 2,
  points: Float32Array.of(0, 0),
};
const { initial: _, run: __, journal: ___, type: ____, ...run } = experimentEvent();
/** @param {Partial<Extract<ServerEvent, { type: "comparison" }>>} [fields] */
const comparison = (fields) =>
  server({
    type: "comparison",
    branch: 1,
    run: { ...run, experiment: { ...experiment, learning_rate: 9 } },
    differences: [{ title: "Learning rate", present: "0.1", other: "9" }],
    ...fields,
  });
const entry = { step: 6, end: 6, loss: null, sentence: "" };

const compared = after(
  initialState(catalog),
  server(experimentEvent()),
  server({
    type: "branches",
    present: 2,
    branches: [
      { ...entry, id: 1, name: "First run", parent: null, from_step: 0 },
      { ...entry, id: 2, name: "Slow", parent: 1, from_step: FORK },
    ],
  }),
  { type: "data", data },
  comparison(),
  { type: "data", data: { ...data, compared: true, training_count: 0 } },
  pair({ step: FORK, losses: [4, 3, 2, 1] }, { losses: [4, 3, 2, 1] }),
);

test("the branch beside has what is its own, and shares the moment", () => {
  const other = besideOf(compared);
  assert.equal(other?.frame?.floats[0], 1);
  assert.equal(other?.frame?.compared, true);
  assert.equal(other?.experiment?.learning_rate, 9);
  assert.equal(other?.data?.training_count, 0);
  assert.equal(other?.player, compared.player);
  assert.equal(other?.comparison?.frame, compared.frame, "from there, the other stands beside");
  assert.equal(compared.experiment?.learning_rate, experiment.learning_rate);
  assert.equal(compared.data?.compared, false);
});

test("both frames of a pair wait for the update to be shown, and are shown together", () => {
  const moving = after(compared, { type: "player", player: { time: 3 } }, pair({ step: FORK + 1 }));
  assert.deepEqual([moving.frame?.step, moving.upcoming?.step], [FORK, FORK + 1]);
  assert.deepEqual(
    [moving.comparison?.frame?.step, moving.comparison?.upcoming?.step],
    [FORK, FORK + 1],
  );
  const moved = after(moving, { type: "commit" });
  assert.deepEqual([moved.frame?.step, moved.comparison?.frame?.step], [FORK + 1, FORK + 1]);
  assert.equal(moved.comparison?.upcoming, null);
  assert.equal(moved.comparison?.previous?.step, FORK);
});

test("what the branch lives through goes on in its own curve", () => {
  const on = after(compared, pair({ step: 7, losses: [9, 9, 9] }, { losses: [0.3, 0.2, 0.1] }));
  assert.equal(on.losses.at(6)?.mean, 9);
  const other = on.branches?.curves.get(1);
  assert.ok(Math.abs((other?.losses.at(6)?.mean ?? 0) - 0.1) < 1e-6);
  assert.equal(other?.losses.steps, 7);
  assert.equal(besideOf(on)?.losses, other?.losses);
});

test("other settings keep the picture, another branch begins anew, none ends it", () => {
  const changed = after(compared, comparison({ differences: [] }));
  assert.equal(changed.comparison?.frame, compared.comparison?.frame);
  assert.equal(after(compared, comparison({ branch: 3 })).comparison?.frame, null);
  assert.equal(after(compared, comparison({ branch: null, run: null })).comparison, null);
});

test("where they stand is said in numbers of their tapes", () => {
  const other = /** @type {State} */ (beside(compared));
  assert.equal(
    placeWords(compared, other),
    "Step 4, where they part: 13 of 13 weights and biases differ.",
  );
  const same = after(compared, pair({ step: FORK }, { floats: filled(0) }));
  assert.equal(
    placeWords(same, /** @type {State} */ (beside(same))),
    "Step 4, where they part: the same weights, the same batch.",
  );
  const later = after(compared, pair({ step: 9, floats: filled(NaN) }, { floats: filled(NaN) }));
  assert.ok(
    placeWords(later, /** @type {State} */ (beside(later))).includes("5 after they parted"),
  );
  if (later.frame && later.comparison?.frame)
    assert.deepEqual(differing(later.frame, later.comparison.frame), [0, 13]);
});

test("a loss is told once it has been computed before a person's eyes", () => {
  const other = /** @type {State} */ (beside(compared));
  assert.equal(figuresOf(other)[0]?.value, "not yet");
  const end = endOf(stepSpans(compared.frame));
  const done = after(compared, { type: "player", player: { time: end } });
  const figure = figuresOf(/** @type {State} */ (beside(done)))[0];
  assert.deepEqual([figure?.name, figure?.value], ["loss", "1.0000"]);
});

test("a network with other layers is shown at the corresponding moment", () => {
  const [here, there] = [stepSpans(frameOf({ layout })), stepSpans(frameOf({ layout: deeper }))];
  for (const kind of ["loss", "update"]) {
    const [one, other] = [here, there].map((spans) =>
      stops(spans).find((stop) => stop.kind === kind),
    );
    for (const edge of /** @type {const} */ (["start", "end"]))
      assert.equal(sameMoment(one?.[edge] ?? NaN, here, there), other?.[edge]);
  }
  assert.equal(sameMoment(0, here, there), 0);
  assert.ok(sameMoment(0.1, here, there) > 0);
  const floats = new Float32Array(deeper.size);
  const other = after(
    compared,
    { type: "player", player: { time: endOf(here) } },
    pair({ step: FORK }, { layout: deeper, floats }),
  );
  assert.equal(beside(other)?.player.time, endOf(there));
});

test("two frames side by side are drawn to one scale", () => {
  const stage = layOut({ units: [2, 3, 1], kind: "plane" }, { width: 866, height: 540 });
  const [small, large] = [0.001, 0.01].map((move) => {
    const floats = new Float32Array(layout.size);
    floats[layout.tensors.get("weights_update.1")?.offset ?? 0] = move;
    return frameOf({ layout, floats });
  });
  assert.ok(small && large);
  const [one, other] = [
    scalesOf(small, stage, "mean", [large]),
    scalesOf(large, stage, "mean", [small]),
  ];
  assert.equal(one.magnification, other.magnification);
  assert.ok(scalesOf(small, stage).magnification > one.magnification);
});
