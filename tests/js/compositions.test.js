import assert from "node:assert/strict";
import { test } from "node:test";
import { tensorOf } from "../../static/js/protocol/tensors.js";
import { pointOn } from "../../static/js/render/curves.js";
import { boundsOf } from "../../static/js/scene/lit.js";
import { captionOf, isRight } from "../../static/js/scene/words.js";
import { drawn, find, stateOf, words } from "./scenes.js";

/** @import { Task } from "./scenes.js" */

const NUMBERS = { task: /** @type {const} */ ("regression"), classes: [] };
const CLASSES = { task: /** @type {const} */ ("classes"), classes: ["A", "B", "C"] };
const softmax = (/** @type {number} */ units) => ({
  loss: "cross_entropy",
  layers: [
    { units: 4, activation: "tanh" },
    { units, activation: "softmax" },
  ],
});

/** @type {Record<string, Task>} */
const TASKS = {
  "two classes in the plane": { entry: {}, units: [2, 4, 1] },
  "three classes in the plane": {
    entry: CLASSES,
    units: [2, 4, 3],
    settings: softmax(3),
    targets: [0, 1, 0],
    tensors: { "example.a.2": [0.2, 0.7, 0.1] },
  },
  "numbers over the plane": { entry: NUMBERS, units: [2, 4, 1] },
  "a curve": { entry: { ...NUMBERS, features: 1 }, units: [1, 4, 1] },
  "a row of four": {
    entry: { ...CLASSES, features: 4, extent: null },
    units: [4, 4, 3],
    maps: false,
  },
  "a row of 128": {
    entry: { ...NUMBERS, features: 128, extent: null },
    units: [128, 4, 1],
    maps: false,
  },
  "pictures of two classes": {
    entry: { features: 64, extent: null, picture: [8, 8] },
    units: [64, 4, 1],
    maps: false,
  },
};
const BOXES = [
  { width: 866, height: 540 },
  { width: 684, height: 400 },
  { width: 390, height: 340 },
];

for (const [name, task] of Object.entries(TASKS)) {
  for (const box of BOXES) {
    test(`${name}: every neuron is drawn with its own number on ${box.width} × ${box.height}`, () => {
      const state = stateOf(task);
      const { scene, marks } = drawn(state, "loss", box);
      for (let layer = 1; layer < task.units.length; layer++) {
        const activations = tensorOf(scene.frame, "example.a", layer);
        for (let k = 0; k < (task.units[layer] ?? 0); k++)
          assert.equal(find(marks, `neuron.${layer}.${k + 1}`)?.value, activations.at(k));
      }
      assert.equal(find(marks, "example.loss")?.value, tensorOf(scene.frame, "example.loss").at());
      for (const mark of marks) {
        if (!("x" in mark)) continue;
        assert.ok(Number.isFinite(mark.x) && Number.isFinite(mark.y), `${mark.kind} ${mark.of}`);
      }
    });
  }
}

test("each input stands at its port with its name and its value", () => {
  const features = ["x1_squared", "sin_x2"];
  const state = stateOf({
    entry: {},
    units: [2, 3, 1],
    settings: { data: { name: "own", samples: 12, noise: 0, training_share: 0.7, features } },
  });
  const { scene, marks } = drawn(state, "loss");
  assert.deepEqual(scene.names, ["x₁²", "sin(πx₂)"]);
  assert.equal(
    find(marks, "example.inputs.2")?.value,
    tensorOf(scene.frame, "example.inputs").at(1),
  );
  assert.match(words(find(marks, "label.inputs.1")), /^x12/);
});

test("one switch says whose slopes and loss are shown, and every mark obeys it", () => {
  const state = stateOf({ entry: {}, units: [2, 3, 1], batch: 4 });
  const seen = (/** @type {"example" | "mean"} */ whose) =>
    drawn({ ...state, look: { ...state.look, whose } }, "backward.1");
  const mean = seen("mean");
  assert.ok(find(mean.marks, "weights_gradient.1.2.1"));
  assert.ok(find(mean.marks, "loss"));
  const { scene, marks } = seen("example");
  assert.equal(find(marks, "weights_gradient.1.2.1"), undefined);
  assert.equal(find(marks, "loss"), undefined);
  const slope = find(marks, "example.weights_gradient.1.2.1");
  const signal = tensorOf(scene.frame, "example.dz", 1).at(1);
  assert.equal(slope?.value, signal * tensorOf(scene.frame, "example.inputs").at(0));
  assert.equal(find(marks, "example.biases_gradient.1.2")?.value, signal);
});

test("an example without a truth has no slopes: the mean's are shown", () => {
  const state = stateOf({ entry: {}, units: [2, 3, 1], batch: 4, targets: [NaN] });
  const whose = /** @type {const} */ ("example");
  const { marks } = drawn({ ...state, look: { ...state.look, whose } }, "backward.1");
  assert.ok(find(marks, "weights_gradient.1.2.1"));
});

test("the shown point stays at its place in the plane when its features are the inputs", () => {
  const data = {
    name: "own",
    samples: 12,
    noise: 0,
    training_share: 0.7,
    features: ["x1_squared"],
  };
  const state = stateOf({ entry: {}, units: [1, 3, 1], settings: { data } });
  const { scene, marks } = drawn(state, "loss");
  assert.equal(scene.layout.data.kind, "plane");
  const ring = marks.find((mark) => mark.kind === "disc" && mark.width === 2.5);
  assert.ok(ring && "x" in ring);
  const extent = scene.dataset.extent ?? 1;
  const { x, size } = scene.layout.data;
  const share = ((state.data?.points[0] ?? 0) / extent + 1) / 2;
  assert.ok(Math.abs(ring.x - (x + 0.05 * size + share * 0.9 * size)) < 1e-6);
});

test("of several answers each has a bar as long as its share, and the loss is that of the truth", () => {
  const { scene, marks } = drawn(
    stateOf(/** @type {Task} */ (TASKS["three classes in the plane"])),
    "loss",
  );
  const bars = [1, 2, 3].map((k) => find(marks, `bar.2.${k}`));
  const widths = bars.map((bar) => (bar?.kind === "box" ? bar.width : 0));
  assert.ok(Math.abs((widths[1] ?? 0) / (widths[0] ?? 1) - 3.5) < 1e-4);
  assert.ok(find(marks, "winner")?.kind === "regions");
  assert.match(words(find(marks, "example.loss")), /^L = −ln 0.7000 = /);
  assert.match(captionOf(scene).sentence, /^It says B, and that is true\./);
});

test("the loss of answers that are not shares is not called a logarithm", () => {
  const task = /** @type {Task} */ (TASKS["three classes in the plane"]);
  const settings = { ...softmax(3), loss: "hinge" };
  const { marks, scene } = drawn(stateOf({ ...task, settings }), "loss");
  assert.ok(!words(find(marks, "example.loss")).includes("ln"));
  assert.ok(!captionOf(scene).sentence.includes("Only the bar"));
});

test("an answer counts from the threshold of the loss on, and the map's line stands there", () => {
  const layers = [
    { units: 4, activation: "tanh" },
    { units: 1, activation: "linear" },
  ];
  for (const [loss, right] of /** @type {const} */ ([
    ["hinge", true],
    ["half_square", false],
  ])) {
    const state = stateOf({
      entry: {},
      units: [2, 4, 1],
      settings: { loss, layers },
      targets: [1],
      tensors: { "example.a.2": [0.2] },
    });
    const { scene, marks } = drawn(state, "loss");
    assert.equal(isRight(scene), right, loss);
    const lens = find(marks, "neuron.2.1");
    assert.equal(lens?.kind === "lens" ? lens.level : null, loss === "hinge" ? 0 : 0.5);
  }
});

test("the curve of a network is drawn between the same values as its examples", () => {
  const { scene, marks } = drawn(stateOf(/** @type {Task} */ (TASKS["a curve"])), "loss");
  const curve = find(marks, "curve");
  assert.ok(curve?.kind === "plot");
  assert.deepEqual(curve.between, scene.points?.up);
  assert.equal(curve.map.rows, 1);
});

test("a discrete view cuts the output's map into flat colours", () => {
  const state = stateOf(/** @type {Task} */ (TASKS["two classes in the plane"]));
  const discrete = {
    ...state,
    look: { ...state.look, test: false, discrete: true },
  };
  const { marks } = drawn(discrete, "loss");
  const lens = find(marks, "neuron.2.1");
  assert.equal(lens?.kind === "lens" ? lens.bands : null, 2);
  assert.ok(marks.every((mark) => mark.kind !== "points" || mark.hideTest));
});

test("what is not a number is hatched and said, and leaves no empty place", () => {
  const tensors = { "weights.1": [NaN], "example.a.1": [NaN], "example.loss": [NaN] };
  const { marks } = drawn(stateOf({ entry: {}, units: [2, 2, 1], tensors }), "loss");
  const lens = find(marks, "neuron.1.1");
  assert.ok(lens?.kind === "lens" && lens.hatch);
  const weight = find(marks, "weights.1.1.1");
  assert.ok(weight?.kind === "ribbon" && weight.hatch && Number.isFinite(weight.width));
  assert.match(words(find(marks, "example.a.1.1")), /not a number/);
  assert.match(words(find(marks, "example.loss")), /not a number/);
});

test("a neuron that is shut for every example of the batch is dead, for this one alone silent", () => {
  const settings = {
    layers: [
      { units: 2, activation: "relu" },
      { units: 1, activation: "sigmoid" },
    ],
  };
  const tensors = { "example.a.1": [0, 0], "a.1": [0, 0, 0, 0.5, 0, 0] };
  const state = stateOf({ entry: {}, units: [2, 2, 1], settings, tensors, batch: 3 });
  const { marks } = drawn(state, "loss");
  const [dead, silent] = [1, 2].map((k) => find(marks, `neuron.1.${k}`));
  assert.deepEqual(
    [dead, silent].map((lens) => lens?.kind === "lens" && [lens.state, lens.rim]),
    [
      ["dead", "silent"],
      [undefined, "silent"],
    ],
  );
  assert.match(words(find(marks, "example.a.1.1")), /dead/);
  assert.match(words(find(marks, "example.a.1.2")), /silent/);
});

test("a neuron whose bend is flat for the shown example is saturated", () => {
  const tensors = {
    "example.da.1": [0.5, 0.5],
    "example.dz.1": [0.01, 0.2],
    "example.a.1": [0.99, 0.5],
  };
  const { marks } = drawn(stateOf({ entry: {}, units: [2, 2, 1], tensors }), "loss");
  const [flat, steep] = [1, 2].map((k) => find(marks, `neuron.1.${k}`));
  assert.equal(flat?.kind === "lens" ? flat.state : null, "saturated");
  assert.equal(steep?.kind === "lens" ? steep.state : null, undefined);
});

test("a slope that this step has not computed yet is the last one, and says of which step", () => {
  const state = stateOf({ entry: {}, units: [2, 2, 1] });
  const frame = state.frame;
  assert.ok(frame);
  const looked = {
    ...state,
    previous: { ...frame, step: 41 },
    selected: { kind: /** @type {const} */ ("connection"), layer: 2, to: 0, from: 1 },
  };
  const early = drawn(looked, "forward.1").marks;
  const stale = find(early, "picked.stale");
  assert.ok(stale?.kind === "text" && stale.stale);
  assert.match(words(stale), /^slope [+−]\d\.\d{4}, from step 41$/);
  assert.equal(find(drawn(looked, "backward.2").marks, "picked.stale"), undefined);
});

test("maps that came with an earlier frame say of which step they are", () => {
  const state = stateOf({ entry: {}, units: [2, 2, 1] });
  const { frame } = state;
  assert.ok(frame?.maps);
  const kept = { step: 3, maps: frame.maps };
  const later = { ...state, frame: { ...frame, step: 9, maps: null }, kept_maps: kept };
  assert.match(words(find(drawn(later, "loss").marks, "stale.maps")), /maps from step 3/);
  assert.equal(find(drawn(state, "loss").marks, "stale.maps"), undefined);
});

const EDGES = [-1.4, 0, 1.4].flatMap((x) => [-1.4, 0, 1.4].map((y) => [x, y]));

/** @type {[name: string, task: Task, features: string[], places: number[][], of: RegExp][]} */
const GUIDED = [
  ["two ports cross no words", { entry: {}, units: [2, 4, 1] }, [], EDGES, /./],
  [
    "two ports of three classes cross no words",
    /** @type {Task} */ (TASKS["three classes in the plane"]),
    [],
    EDGES,
    /./,
  ],
  [
    "seven ports cross none of their names",
    { entry: {}, units: [7, 4, 1] },
    ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"],
    EDGES.filter(([, y]) => y === 0),
    /^label\./,
  ],
];

for (const [name, task, features, places, of] of GUIDED)
  test(`on a narrow stage the guides to ${name}`, () => {
    const count = task.units[0] ?? 2;
    const data = { name: "own", samples: 12, noise: 0, training_share: 0.7, features };
    for (const place of places) {
      const inputs = Array.from({ length: count }, (_, i) => place[i] ?? 0.5);
      const tensors = { ...task.tensors, "example.inputs": inputs };
      const settings = { ...task.settings, ...(features.length > 0 ? { data } : {}) };
      const state = stateOf({ ...task, settings, tensors });
      for (const stop of ["loss", "update"]) {
        const { marks } = drawn(state, stop, { width: 390, height: 340 });
        const guides = marks.flatMap((mark) =>
          mark.kind === "ribbon" && mark.ink === "ink3" && mark.dash ? [mark.curve] : [],
        );
        assert.equal(guides.length, count);
        const dots = guides.flatMap((curve) =>
          Array.from({ length: 41 }, (_, i) => pointOn(curve, i / 40)),
        );
        for (const mark of marks) {
          if (mark.kind !== "text" || !of.test(mark.of ?? "words")) continue;
          const { x, y, width, height } = boundsOf(mark);
          const isCrossed = dots.some(
            (at) => at.x > x && at.x < x + width && at.y > y && at.y < y + height,
          );
          assert.ok(!isCrossed, `${place}: ${words(mark)}`);
        }
      }
    }
  });
