import assert from "node:assert/strict";
import { test } from "node:test";
import { merged } from "../../static/js/lib/merged.js";
import { scaleOf } from "../../static/js/panels/rules.js";
import { batchSizes, evenScale, LEARNING_RATES, listScale } from "../../static/js/panels/scales.js";
import { moreSettingsOf, settingsOf } from "../../static/js/panels/settings.js";
import { catalog, experiment } from "./catalog.js";

/** @import { Experiment } from "../../static/js/types.d.ts" */
/** @import { Setting } from "../../static/js/panels/settings.js" */

/** @param {Experiment} from */
const all = (from, spare = from.layers.slice(0, -1)) =>
  [
    ...settingsOf(catalog, from, 200, spare),
    ...moreSettingsOf(catalog, from, {
      test: true,
      discrete: false,
      whose: /** @type {const} */ ("mean"),
      own: null,
      lit: [],
      dim: [],
    }),
  ].flat();

/** @param {string} field @param {Experiment} [from] */
function setting(field, from = experiment, spare = from.layers.slice(0, -1)) {
  const found = all(from, spare).find((candidate) => candidate.field === field);
  assert.ok(found, field);
  return found;
}

/** What a setting asks for. @param {Setting} from @param {string | number | boolean | string[]} value */
function ask(from, value) {
  if (from.kind === "toggle") return {};
  if (from.kind === "chips") return from.changes(/** @type {string[]} */ (value));
  return from.kind === "choice" ? from.changes(String(value)) : from.changes(Number(value));
}

const withChips = {
  ...experiment,
  data: { ...experiment.data, label_noise: 0, features: [] },
};

test("every setting has a name, a sentence, and a change that leads to what it shows", () => {
  for (const one of all(withChips)) {
    assert.ok(one.label.length > 2, one.field);
    assert.match(one.help, /^[A-Z].+\.$/s);
    const changed = merged({ ...withChips }, ask(one, one.value));
    assert.deepEqual(changed, withChips, `${one.field} at its own value changes nothing`);
  }
});

test("learning rates go evenly from 0.0001 to 30 on a logarithmic scale", () => {
  const scale = listScale(LEARNING_RATES);
  assert.equal(scale.valueAt(scale.minimum), 0.0001);
  assert.equal(scale.valueAt(scale.maximum), 30);
  for (let i = 1; i <= scale.maximum; i++) {
    const ratio = scale.valueAt(i) / scale.valueAt(i - 1);
    assert.ok(ratio > 1.15 && ratio < 1.4, `${scale.valueAt(i - 1)} to ${scale.valueAt(i)}`);
  }
});

test("a scale finds the position of each of its values, and the nearest for others", () => {
  const scale = listScale(batchSizes(200));
  for (let i = scale.minimum; i <= scale.maximum; i++)
    assert.equal(scale.positionOf(scale.valueAt(i)), i);
  assert.equal(scale.valueAt(scale.positionOf(7.2)), 8);
  assert.equal(scale.positionOf(1e9), scale.maximum);
  assert.equal(scale.positionOf(0), 0);
  assert.equal(evenScale(0, 6).positionOf(3), 3);
});

test("batch sizes begin with one, grow, and end with all", () => {
  for (const count of [1, 2, 9, 10, 200, 1437]) {
    const sizes = batchSizes(count);
    assert.equal(sizes[0], 1);
    assert.equal(sizes.at(-1), count);
    assert.deepEqual(
      sizes,
      [...new Set(sizes)].toSorted((a, b) => a - b),
    );
    assert.ok(sizes.every(Number.isInteger));
  }
});

test("the last batch size means all examples, whatever their number", () => {
  const batch = setting("batch_size");
  assert.equal(batch.kind === "slider" && batch.text, "all 200");
  assert.deepEqual(ask(batch, 200), { batch_size: null });
  assert.deepEqual(ask(batch, 32), { batch_size: 32 });
});

test("a setting without a range is not shown", () => {
  const digits = {
    ...experiment,
    data: { name: "digits", samples: 1797, noise: 0, training_share: 0.8 },
  };
  const fields = all(digits).map(({ field }) => field);
  assert.ok(!fields.includes("data.noise"));
  assert.ok(fields.includes("data.samples"));
  assert.equal(setting("batch_size", digits).label, "Pictures per step");
});

test("layers that were taken away come back as they were", () => {
  const { layers } = experiment;
  const one = {
    ...experiment,
    layers: [layers[0], layers[2]].filter((layer) => layer !== undefined),
  };
  const spare = layers.slice(0, -1);
  assert.deepEqual(ask(setting("layers", one, spare), 2), { layers });
  assert.deepEqual(ask(setting("layers"), 0), { layers: layers.slice(-1) });
  const four = ask(setting("layers"), 4).layers;
  assert.deepEqual(Array.isArray(four) && four.length, 5);
});

test("the slider of a layer changes that layer alone", () => {
  const [first, second, output] = experiment.layers;
  assert.deepEqual(ask(setting("layers.2.units"), 16), {
    layers: [first, { ...second, units: 16 }, output],
  });
});

test("the bend is that of all hidden layers, and is not offered where there are none", () => {
  const bend = setting("layers.activation");
  const bends = catalog.activations.filter(({ hidden }) => hidden).map(({ name }) => name);
  assert.deepEqual(bend.kind === "choice" && bend.options.map(({ value }) => value), [
    ...bends,
    "each",
  ]);
  const { layers } = /** @type {{ layers: Experiment["layers"] }} */ (ask(bend, "relu"));
  assert.deepEqual(
    layers.map(({ activation }) => activation),
    ["relu", "relu", "sigmoid"],
  );
  const flat = { ...experiment, layers: experiment.layers.slice(-1) };
  assert.ok(!all(flat).some(({ field }) => field === "layers.activation"));
});

test("every rule of the catalog can be chosen, and its numbers are sliders", () => {
  assert.deepEqual(ask(setting("optimizer"), "momentum"), { optimizer: { name: "momentum" } });
  const heavy = { ...experiment, optimizer: { name: "momentum", momentum: 0.9 } };
  const beta = setting("optimizer.momentum", heavy);
  assert.equal(beta.kind === "slider" && beta.text, "0.9");
  assert.deepEqual(ask(beta, 0.5), { optimizer: { momentum: 0.5 } });
  assert.equal(setting("clip_norm").kind === "slider" && setting("clip_norm").value, Infinity);
  assert.deepEqual(ask(setting("clip_norm"), Infinity), { clip_norm: null });
});

test("a loss brings an output that fits it", () => {
  const hinge = ask(setting("loss"), "hinge");
  assert.equal(hinge.loss, "hinge");
  const layers = /** @type {Experiment["layers"]} */ (hinge.layers);
  assert.equal(layers.at(-1)?.activation, "linear");
  assert.deepEqual(layers.slice(0, -1), experiment.layers.slice(0, -1));
  assert.deepEqual(ask(setting("loss"), "half_square"), { loss: "half_square" });
});

test("the scale of a number reaches its default, whatever its limits", () => {
  for (const { settings } of [...catalog.optimizers, ...catalog.schedules, ...catalog.regularizers])
    for (const number of settings) {
      const scale = scaleOf(number);
      const reached = scale.valueAt(scale.positionOf(number.default));
      assert.ok(Math.abs(reached - number.default) < 1e-12, number.name);
    }
});

test("the data menu offers every data set", () => {
  const menu = setting("data.name");
  assert.ok(menu.kind === "choice");
  assert.deepEqual(
    menu.options.map(({ value }) => value),
    [...catalog.datasets.map(({ name }) => name), "own-points", "own-table"],
  );
});

test("each layer has its own bend on request, and where the bends differ already", () => {
  const fields = (/** @type {Experiment} */ from, each = false) =>
    settingsOf(catalog, from, 200, [], each)
      .flat()
      .map(({ field }) => field);
  assert.ok(!fields(experiment).includes("layers.1.activation"));
  assert.ok(fields(experiment, true).includes("layers.2.activation"));
  const [first, ...rest] = experiment.layers;
  assert.ok(first);
  const mixed = { ...experiment, layers: [{ ...first, activation: "relu" }, ...rest] };
  const one = setting("layers.2.activation", mixed);
  const { layers } = /** @type {{ layers: Experiment["layers"] }} */ (ask(one, "linear"));
  assert.deepEqual(
    layers.map(({ activation }) => activation),
    ["relu", "linear", "sigmoid"],
  );
});

test("an output that the loss cannot take brings a loss that can", () => {
  const output = setting("layers.3.activation");
  assert.ok(output.kind === "choice");
  assert.deepEqual(output.options.map(({ value }) => value).toSorted(), [
    "linear",
    "sigmoid",
    "tanh",
  ]);
  assert.equal(ask(output, "tanh").loss, "half_square");
  assert.equal(
    ask(setting("layers.3.activation", { ...experiment, loss: "hinge" }), "tanh").loss,
    undefined,
  );
});

test("chosen inputs keep their order, and the point itself is no choice", () => {
  const chips = setting("data.features");
  assert.deepEqual(chips.value, ["x1", "x2"]);
  assert.deepEqual(ask(chips, ["x1_squared", "x1"]), { data: { features: ["x1", "x1_squared"] } });
  assert.deepEqual(ask(chips, ["x2", "x1"]), { data: { features: [] } });
  const digits = { ...experiment, data: { ...experiment.data, name: "digits" } };
  assert.ok(!all(digits).some(({ field }) => field === "data.features"));
});

test("the data menu is sorted by what the examples are", () => {
  const menu = setting("data.name");
  assert.ok(menu.kind === "choice");
  assert.deepEqual(
    menu.options.map(({ group }) => group),
    ["Two classes in the plane", "Pictures", "Your own", "Your own"],
  );
});
