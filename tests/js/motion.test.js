/** Motion that explains: quantities that add up, errors that set out from their gap, widths that keep a ghost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { tensorOf } from "../../static/js/protocol/tensors.js";
import { sceneOf, stageMarks } from "../../static/js/scene/stage.js";
import { ARRIVED, sumSoFar, termsOf, travel } from "../../static/js/scene/terms.js";
import { benchOf } from "../../static/js/scene/workings.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { stops } from "../../static/js/timeline/training-step.js";
import { find, stateOf } from "./scenes.js";

/** @import { State } from "../../static/js/types.d.ts" */

const BOX = { width: 866, height: 540 };
const rings = () => stateOf({ entry: {}, units: [2, 4, 1] });

/** @param {State} state @param {string} phase @param {number} share @param {boolean} [stills] */
function at(state, phase, share, stills = false) {
  const stop = stops(stepSpans(state.frame)).find(({ id }) => id === phase);
  assert.ok(stop);
  const time = stop.start + share * (stop.end - stop.start);
  const scene = sceneOf({ ...state, player: { ...state.player, time } }, BOX, stills);
  assert.ok(scene);
  return { scene, marks: stageMarks(scene) };
}

test("what a neuron adds up is each weight times its input, and the bias", () => {
  const { frame } = rings();
  assert.ok(frame);
  const weights = tensorOf(frame, "weights", 1);
  const inputs = tensorOf(frame, "example.inputs");
  const terms = termsOf(frame, 1).of[2] ?? new Float64Array();
  assert.deepEqual(
    [...terms],
    [
      weights.at(2, 0) * inputs.at(0),
      weights.at(2, 1) * inputs.at(1),
      tensorOf(frame, "biases", 1).at(2),
    ],
  );
});

test("quantities set out one after another, and all have arrived when the sum is read", () => {
  for (const count of [1, 2, 17]) {
    let before = Infinity;
    for (let term = 0; term < count; term++) {
      const { front, arrived } = travel(0.25, term, count);
      assert.ok(front <= before, "a later one is ahead");
      assert.ok(front >= 1 || arrived === 0, "it arrives before its front does");
      before = front;
      assert.equal(travel(ARRIVED, term, count).arrived, 1);
    }
  }
  const terms = Float64Array.of(0.5, -0.2, 0.1);
  assert.equal(sumSoFar(terms, 0), 0);
  assert.ok(Math.abs(sumSoFar(terms, ARRIVED) - 0.4) < 1e-12);
});

test("a quantity is as long on its way as in the sum that it joins", () => {
  const state = rings();
  const { scene, marks } = at(state, "forward.1", 0.22);
  const unit = benchOf(scene, 1)?.unit ?? 0;
  const mark = find(marks, "contribution.1.2.1");
  assert.ok(mark?.kind === "ribbon" && mark.part);
  const [c, [from, to]] = [mark.curve, mark.part];
  assert.ok(from > 0 && to < 1, "it is under way");
  const long = (to - from) * Math.hypot(c[6] - c[0], c[7] - c[1]);
  assert.ok(Math.abs(long - Math.max(3, Math.abs(mark.value ?? 0) * unit)) < 1e-6);
});

test("at speed nothing of the slow motion is drawn", () => {
  const state = rings();
  const scene = sceneOf({ ...state, player: { ...state.player, running: true } }, BOX, false);
  assert.ok(scene);
  for (const { of = "" } of stageMarks(scene))
    assert.doesNotMatch(of, /^(contribution|product|error|blame|weights_update|gap)/);
});

test("the way back begins in the gap between ŷ and y", () => {
  const state = rings();
  const { marks } = at(state, "backward.2", 0.1);
  const [gap, error] = [find(marks, "gap"), find(marks, "error.2.1")];
  assert.ok(gap?.kind === "line" && error?.kind === "disc");
  const [left = 0, y = 0, right = 0] = gap.points;
  assert.ok(Math.abs(error.x - (left + right) / 2) < 12 && error.y < y && error.y > y - 40);
});

test("what shrinks leaves its old width as an outline, what grows stands inside its gain", () => {
  const state = rings();
  const { frame } = state;
  assert.ok(frame);
  const before = at(state, "loss", 1).marks;
  const { scene, marks } = at(state, "update", 1);
  let seen = 0;
  for (const ghost of marks) {
    if (ghost.kind !== "ribbon" || !ghost.of?.startsWith("weights_update.")) continue;
    /** @type {number[]} */
    const [layer = 0, to = 0, from = 0] = ghost.of.split(".").slice(1).map(Number);
    const name = ghost.of.replace("_update", "");
    const [old, now] = [find(before, name), find(marks, name)];
    assert.ok(old?.kind === "ribbon" && now?.kind === "ribbon");
    /** @type {number} */
    const weight = tensorOf(frame, "weights", layer).at(to - 1, from - 1);
    const grows = Math.abs(weight + (ghost.value ?? 0)) >= Math.abs(weight);
    assert.equal(ghost.hollow ?? false, !grows);
    if (grows) assert.ok(ghost.width > now.width);
    else assert.ok(now.width <= old.width && ghost.width >= old.width);
    seen += 1;
  }
  assert.ok(seen > 6 && scene.scales.magnification >= 1);
});

test("with stills a phase is two pictures: what arrived, and what became of it", () => {
  const state = rings();
  const early = at(state, "forward.1", 0.1, true).marks;
  assert.ok(find(early, "example.z.1.1"));
  assert.equal(find(early, "example.a.1.1"), undefined);
  assert.deepEqual(at(state, "forward.1", 0.4, true).marks, early);
  const late = at(state, "forward.1", 0.6, true).marks;
  assert.ok(find(late, "example.a.1.1"));
  assert.deepEqual(at(state, "forward.1", 1, true).marks, late);
});

test("on its way back the blame never stands still in mid-phase", () => {
  const classes = { task: /** @type {const} */ ("classes"), classes: [..."0123456789"] };
  const picture = { ...classes, features: 64, extent: null, picture: [8, 8] };
  const layers = [8, 10].map((units) => ({ units, activation: "tanh" }));
  for (const task of [
    { entry: {}, units: [2, 4, 1] },
    { entry: classes, units: [2, 16, 16, 10] },
    { entry: picture, units: [64, 8, 10], maps: false, settings: { layers } },
    { entry: picture, units: [64, 64, 32, 10], maps: false },
  ]) {
    const state = stateOf(/** @type {import("./scenes.js").Task} */ (task));
    for (let layer = task.units.length - 1; layer >= 1; layer--) {
      const drawn = (/** @type {number} */ share) =>
        JSON.stringify(
          at(state, `backward.${layer}`, share).marks.filter(
            ({ of = "", ...mark }) =>
              /^(error|blame|wish|(example\.)?weights_gradient)\./.test(of) ||
              (mark.kind === "lens" && mark.picture?.palette === "slope"),
          ),
        );
      for (let share = 0.1; share < 0.95; share += 0.05)
        assert.notEqual(drawn(share), drawn(share + 0.05), `${task.units} ${layer} ${share}`);
    }
  }
});
