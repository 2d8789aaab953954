/** The screen reader's sentences, beside the same sentences written by hand with TINY's numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { spoken } from "../../static/js/lib/spoken.js";
import { borderOf } from "../../static/js/scene/border.js";
import { borderSentence } from "../../static/js/scene/border-sentence.js";
import { pickedSentence } from "../../static/js/scene/picked-sentence.js";
import {
  arrivalSentence,
  runningSentence,
  updateSentence,
} from "../../static/js/scene/sentences.js";
import { sceneOf, stageMarks } from "../../static/js/scene/stage.js";
import { captionOf } from "../../static/js/scene/words.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { stops } from "../../static/js/timeline/training-step.js";
import { find, stateOf, words } from "./scenes.js";

/** @import { State } from "../../static/js/types.d.ts" */

const BOX = { width: 866, height: 540 };

/** TINY before any step: weights lie by sending neuron. @type {Record<string, number[]>} */
const TENSORS = {
  "weights.1": [0.6, -0.2, -0.4, 0.8],
  "biases.1": [0.1, -0.3],
  "weights.2": [0.7, -0.5],
  "biases.2": [0.2],
  "weights_gradient.1": [-0.015884, 0.012039, -0.007942, 0.00602],
  "biases_gradient.1": [-0.015884, 0.012039],
  "weights_gradient.2": [-0.060103, -0.045867],
  "biases_gradient.2": [-0.096557],
  "weights_update.1": [0.007942, -0.00602, 0.003971, -0.00301],
  "biases_update.1": [0.007942, -0.00602],
  "weights_update.2": [0.030051, 0.022933],
  "biases_update.2": [0.048278],
  "example.inputs": [1, 0.5],
  "example.z.1": [0.5, -0.1],
  "example.a.1": [0.622459, 0.475021],
  "example.da.1": [-0.06759, 0.048278],
  "example.dz.1": [-0.015884, 0.012039],
  "example.z.2": [0.398211],
  "example.a.2": [0.598258],
  "example.loss": [0.080698],
  loss: [0.080698],
  loss_after: [0.07299],
};

/** @param {Parameters<typeof stateOf>[0]["tensors"]} [tensors] @param {Partial<Parameters<typeof stateOf>[0]>} [task] */
const tiny = (tensors = {}, task = {}) =>
  stateOf({
    entry: {},
    units: [2, 2, 1],
    targets: [1],
    tensors: { ...TENSORS, ...tensors },
    settings: {
      layers: [
        { units: 2, activation: "sigmoid" },
        { units: 1, activation: "sigmoid" },
      ],
    },
    ...task,
  });

/** @param {State} state @param {string} [id] of the phase at whose end the scene stands */
function sceneAt(state, id) {
  const stop = stops(stepSpans(state.frame)).find((candidate) => candidate.id === id) ?? null;
  const at = { ...state, player: { ...state.player, time: stop?.end ?? 0 } };
  const scene = sceneOf(at, BOX, false);
  assert.ok(scene);
  return { scene, stop };
}

/** @param {State} state @param {string} id */
function arrived(state, id) {
  const { scene, stop } = sceneAt(state, id);
  return arrivalSentence(scene, stop);
}

test("forward says the layer, its strongest neuron and how many are silent", () => {
  assert.equal(
    arrived(tiny(), "forward.1"),
    "Layer 1 of 2. 2 neurons. Strongest: neuron 1, 0.622. Silent: 0.",
  );
  assert.equal(arrived(tiny(), "forward.2"), "Layer 2 of 2. 1 neuron. The output is 0.598.");
});

test("a rectified neuron that answers 0 counts as silent", () => {
  const layers = [
    { units: 2, activation: "relu" },
    { units: 1, activation: "sigmoid" },
  ];
  const state = tiny({ "example.a.1": [0.5, 0] }, { settings: { layers } });
  assert.equal(
    arrived(state, "forward.1"),
    "Layer 1 of 2. 2 neurons. Strongest: neuron 1, 0.5. Silent: 1.",
  );
});

test("loss says output, target, loss, and its change where there was a step before", () => {
  const state = tiny();
  assert.equal(arrived(state, "loss"), "Output 0.598, target 1. Loss 0.0807.");
  const before = tiny({ loss: [0.0883] }).frame;
  assert.equal(
    arrived({ ...state, previous: before }, "loss"),
    "Output 0.598, target 1. Loss 0.0807, down 0.0076 since the last step.",
  );
  const equal = tiny().frame;
  assert.equal(
    arrived({ ...state, previous: equal }, "loss"),
    "Output 0.598, target 1. Loss 0.0807, the same as in the last step.",
  );
});

test("an example without truth has no target", () => {
  const state = tiny({ "example.targets": [NaN] });
  assert.equal(arrived(state, "loss"), "Output 0.598. This point has no target. Loss 0.0807.");
});

test("a class named by a number is never taken for the target", () => {
  const pictures = { entry: { classes: ["1", "8"], picture: [8, 8] }, units: [64, 2, 1] };
  const state = stateOf({
    ...pictures,
    targets: [0],
    tensors: { "example.a.2": [0.24], "example.loss": [0.03] },
  });
  const { scene } = sceneAt(state, "loss");
  assert.match(
    captionOf(scene).sentence,
    /^It says 0.24, which counts as digit 1, and that is right/,
  );
  assert.equal(words(find(stageMarks(scene), "verdict")), "says 0.24, truth 0, digit 1  ✓");
  const wrong = stateOf({ ...pictures, targets: [1], tensors: { "example.a.2": [0.24] } });
  assert.match(
    captionOf(sceneAt(wrong, "loss").scene).sentence,
    /counts as digit 1; the truth is digit 8/,
  );
});

test("backward says the largest slope and what growing its weight would do", () => {
  assert.equal(
    arrived(tiny(), "backward.2"),
    "Blame reaches the output. Largest slope: weight from neuron 1 to the output, −0.0601; growing it would make the loss fall. No weight has moved.",
  );
  const rising = tiny({ "weights_gradient.1": [0.001, 0.012039, -0.007942, 0.00602] });
  assert.equal(
    arrived(rising, "backward.1"),
    "Blame reaches layer 1. Largest slope: weight from x₁ to neuron 2, 0.012; growing it would make the loss rise. No weight has moved.",
  );
});

test("update says how many moved, the largest move, and both losses", () => {
  assert.equal(
    arrived(tiny(), "update"),
    "Step 0. All 9 weights and biases moved. Largest move: bias of the output, from 0.2 to 0.248. Loss 0.0807 to 0.073.",
  );
  const still = tiny({ "weights_update.1": [0, -0.06, 0, -0.00301] });
  const { scene } = sceneAt(still);
  assert.equal(
    updateSentence(scene, scene.frame),
    "Step 0. 7 of 9 weights and biases moved. Largest move: weight from x₁ to neuron 2 of layer 1, from −0.2 to −0.26. Loss 0.0807 to 0.073.",
  );
});

test("the caption counts the moves as the sentence does", () => {
  const still = tiny({ "weights_update.1": [0, -0.06, 0, -0.00301] });
  const { scene } = sceneAt({ ...still, parameter_count: 9 }, "update");
  const { sentence, fact } = captionOf(scene);
  assert.match(sentence, /^7 of 9 move at once/);
  assert.match(fact, /^Weights moved: 7 of 9\./);
});

test("a neuron is said with its sum, its output, and its largest part", () => {
  const { scene } = sceneAt(tiny(), "loss");
  const picked = (/** @type {State["selected"]} */ selected) =>
    pickedSentence({ ...scene, state: { ...scene.state, selected } });
  assert.equal(
    picked({ kind: "neuron", layer: 1, index: 1 }),
    "Neuron 2, layer 1. Sum −0.1 from 2 inputs and bias −0.3. Output 0.475. Largest part: input x₂, weight 0.8 times 0.5 is 0.4.",
  );
  assert.equal(
    picked({ kind: "neuron", layer: 2, index: 0 }),
    "The output. Sum 0.398 from 2 inputs and bias 0.2. Output 0.598. Largest part: neuron 1, weight 0.7 times 0.622 is 0.436.",
  );
  assert.equal(
    picked({ kind: "connection", layer: 1, to: 0, from: 1 }),
    "Weight from x₂ to neuron 1 of layer 1: −0.4. Its slope is not computed yet.",
  );
  assert.equal(picked({ kind: "layer", layer: 1 }), "");
});

test("before its sum is made a neuron has no number but its bias", () => {
  const { scene } = sceneAt({ ...tiny(), selected: { kind: "neuron", layer: 1, index: 0 } });
  assert.equal(
    pickedSentence(scene),
    "Neuron 1, layer 1. 2 inputs and bias 0.1. Its sum is not computed yet.",
  );
});

/** @param {State} state @param {Partial<import("../../static/js/types.d.ts").Reading>} reading */
function withReading(state, reading) {
  assert.ok(state.frame);
  const all = {
    step: 0,
    training_loss: 0.5,
    test_loss: 0.6,
    training_accuracy: 0.75,
    test_accuracy: 0.5,
    ...reading,
  };
  return { ...state, frame: { ...state.frame, reading: all } };
}

test("while running, the loss and the newest evaluation, with its step where it is older", () => {
  const { scene } = sceneAt(withReading({ ...tiny(), test_count: 200 }, {}));
  assert.equal(
    spoken(runningSentence(scene)),
    "Step 0, epoch 0. Loss 0.0807, test accuracy 50.0%.",
  );
  const older = sceneAt(withReading({ ...tiny(), test_count: 0 }, { step: 12 })).scene;
  assert.equal(
    spoken(runningSentence(older)),
    "Step 0, epoch 0. Loss 0.0807, training accuracy 75.0% at step 12.",
  );
});

/** A map of 24 × 24 cells. @param {(x: number, y: number) => number} value from 0 to 255 */
const mapOf = (value) => ({
  cells: 24,
  rows: 24,
  low: 0,
  high: 1,
  bytes: Uint8Array.from({ length: 576 }, (_, i) =>
    Math.max(0, Math.min(255, value(i % 24, Math.floor(i / 24)))),
  ),
});

test("a border is straight, closed, open in pieces, or not there", () => {
  const of = (/** @type {(x: number, y: number) => number} */ value) => borderOf(mapOf(value), 0.5);
  assert.equal(of((x, y) => 128 + 20 * (x - 11) + 9 * (y - 11)).shape, "straight");
  assert.equal(of((x, y) => 300 - 4 * ((x - 12) ** 2 + (y - 12) ** 2)).shape, "closed");
  assert.equal(of((x, y) => 128 + 40 * (y - 12 - 5 * Math.sin(x / 4))).shape, "open");
  assert.deepEqual(
    of((x) => 255 - 60 * Math.abs(x - 12)),
    { shape: "open", parts: 3 },
  );
  assert.equal(of(() => 20).shape, "none");
});

test("the border is said with the points on its right side", () => {
  const state = withReading({ ...tiny(), training_count: 200, test_count: 200 }, {});
  const { scene } = sceneAt(state);
  const map = mapOf((x) => 128 + 20 * (x - 11));
  const seen = { ...scene, maps: [map], maps_step: 0 };
  assert.equal(
    borderSentence(seen),
    "The border is straight; 250 of 400 points on the right side.",
  );
  assert.equal(borderSentence({ ...seen, maps: null }), "250 of 400 points are answered rightly.");
});

test("numbers are spoken as they are meant", () => {
  assert.equal(spoken("−0.1 from 2 inputs"), "minus 0.1 from 2 inputs");
  assert.equal(spoken("loss < 0.01, > −0.01"), "loss less than 0.01, more than minus 0.01");
  assert.equal(spoken("1.20\u202f×\u202f10⁻⁵"), "1.20 times 10 to the minus 5");
  assert.equal(spoken("10⁻⁴ of x₁ → neuron 2"), "10 to the minus 4 of x 1 to neuron 2");
  assert.equal(spoken("12\u202f345 steps, 97.5\u202f%"), "12345 steps, 97.5%");
  assert.equal(spoken("−∞"), "minus infinity");
});
