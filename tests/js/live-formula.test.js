/** Formulas taken apart, their values from the tape, and the marks that they are joined to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { texPieces } from "../../static/js/lib/tex-pieces.js";
import {
  bendEquation,
  blameEquation,
  lossEquation,
  moveEquation,
  sourceTex,
  sumEquation,
} from "../../static/js/panels/equations.js";
import { factsOf } from "../../static/js/panels/facts.js";
import { signed } from "../../static/js/panels/inspector-parts.js";
import { cut, withTerms } from "../../static/js/panels/live-formula.js";
import { tensorOf } from "../../static/js/protocol/tensors.js";
import { isLitBy, markOf, placeOfMark } from "../../static/js/state/lit.js";
import { reduce } from "../../static/js/state/reduce.js";
import { drawn, find, stateOf } from "./scenes.js";

/** @import { Piece, Term } from "../../static/js/panels/live-formula.js" */

const ADAM = String.raw`m \leftarrow \beta_1 m + (1 - \beta_1)\,g,\quad \theta \leftarrow \theta - \eta\,\frac{m}{\sqrt{v} + \varepsilon}`;

/** All terms, those of fractions and roots too. @param {Piece[]} pieces @returns {Term[]} */
const termsOf = (pieces) =>
  pieces.flatMap((piece) => {
    if ("tex" in piece) return [piece];
    if ("above" in piece) return [...termsOf(piece.above), ...termsOf(piece.below)];
    return "root" in piece ? termsOf(piece.root) : [];
  });

/** @param {string} stop @param {Partial<import("./scenes.js").Task>} [task] */
function present(stop, task = {}) {
  const { scene, marks } = drawn(stateOf({ entry: {}, units: [2, 3, 1], ...task }), stop);
  return { scene, facts: factsOf(scene), marks };
}

test("a formula is taken apart into symbols, operators, fractions, roots and lines", () => {
  assert.deepEqual(texPieces(ADAM), [
    { symbol: "m" },
    { op: "\\leftarrow" },
    { symbol: "\\beta_1" },
    { symbol: "m" },
    { op: "+ ( 1 -" },
    { symbol: "\\beta_1" },
    { op: ")" },
    { symbol: "g" },
    { op: "," },
    { line: true },
    { symbol: "\\theta" },
    { op: "\\leftarrow" },
    { symbol: "\\theta" },
    { op: "-" },
    { symbol: "\\eta" },
    {
      above: [{ symbol: "m" }],
      below: [{ root: [{ symbol: "v" }] }, { op: "+" }, { symbol: "\\varepsilon" }],
    },
  ]);
  assert.deepEqual(texPieces(String.raw`(\hat y_i - y_i)^2 \text{ if } z > 0`), [
    { op: "(" },
    { symbol: "\\hat y_i" },
    { op: "-" },
    { symbol: "y_i" },
    { op: ")^2 \\text{ if }" },
    { symbol: "z" },
    { op: "> 0" },
  ]);
});

test("symbols without a value stay as they are, and a term knows on which side it stands", () => {
  /** @type {string[]} */
  const asked = [];
  const pieces = withTerms(ADAM, (symbol, line, isLeft) => {
    asked.push(`${symbol} ${line} ${isLeft}`);
    return symbol === "m" ? { tex: "m", value: "+1" } : null;
  });
  assert.equal(termsOf(pieces).length, 3);
  assert.deepEqual(
    asked.filter((what) => what.startsWith("m")),
    ["m 0 true", "m 0 false", "m 1 false"],
  );
});

test("a long formula is cut before an operator, and never before what closes", () => {
  const pieces = withTerms("a = (b + c)^2 - d", (symbol) => ({ tex: symbol }));
  const groups = cut(pieces).map((group) =>
    group.map((piece) => ("tex" in piece ? piece.tex : "op" in piece ? piece.op : "")).join(" "),
  );
  assert.deepEqual(groups, ["a", "= ( b", "+ c )^2", "- d"]);
});

test("what is drawn on a connection, or for a neuron, has one place", () => {
  for (const mark of ["weights_gradient.2.1.3", "contribution.2.1.3", "weights_velocity.2.1.3"])
    assert.equal(placeOfMark(mark), "weights.2.1.3");
  for (const mark of ["example.a.1.2", "example.dz.1.2", "wish.1.2"])
    assert.equal(placeOfMark(mark), "neuron.1.2");
  assert.equal(placeOfMark("biases_update.1.2"), "biases.1.2");
  assert.equal(markOf({ kind: "neuron", layer: 0, index: 1 }), "example.inputs.2");
  assert.equal(markOf({ kind: "connection", layer: 2, to: 0, from: 2 }), "weights.2.1.3");
});

test("a place lights all of its terms, a finer mark itself alone", () => {
  assert.ok(isLitBy("example.z.1.2", "neuron.1.2"));
  assert.ok(isLitBy("weights_gradient.1.2.1", "weights.1.2.1"));
  assert.ok(!isLitBy("example.a.1.2", "example.z.1.2"));
  assert.ok(!isLitBy("example.z.1.2", null));
});

test("pointing at a mark on the stage and at a term are one field of the state", () => {
  const state = stateOf({ entry: {}, units: [2, 3, 1] });
  const hovered = reduce(state, {
    type: "hover",
    selection: { kind: "neuron", layer: 1, index: 1 },
  });
  assert.equal(hovered.lit, "neuron.1.2");
  assert.equal(reduce(hovered, { type: "hover", selection: null }).lit, null);
  const lit = reduce(state, { type: "light", mark: "wish.1.2" });
  assert.equal(lit.lit, "wish.1.2");
  assert.equal(lit.hovered, null);
});

test("a lit mark has a ring: its own mark where it is drawn, and else that of its place", () => {
  const state = stateOf({ entry: {}, units: [2, 3, 1] });
  const rings = (/** @type {string} */ lit, stop = "backward.1") => {
    const { marks } = drawn({ ...state, lit }, stop);
    return marks.filter(({ of }) => of === `lit.${lit}`);
  };
  const kinds = (/** @type {string} */ lit) => [...new Set(rings(lit).map(({ kind }) => kind))];
  assert.deepEqual(kinds("weights.1.2.1"), ["ribbon"]);
  assert.deepEqual(kinds("neuron.1.2"), ["squircle"]);
  assert.deepEqual(kinds("example.dz.1.2"), ["squircle"]);
  assert.deepEqual(kinds("example.inputs.1"), ["disc"]);
  assert.deepEqual(kinds("wish.1.2"), ["box"]);
  assert.deepEqual(kinds("example.loss"), ["box"]);
  assert.deepEqual(rings("nothing.at.all"), []);
});

test("a pixel and a weight of a picture are ringed in their cells", () => {
  const task = {
    entry: { picture: [8, 8], task: /** @type {const} */ ("classes"), features: 64, outputs: 3 },
    units: [64, 4, 3],
    maps: false,
  };
  const state = stateOf(task);
  for (const lit of ["example.inputs.12", "weights.1.2.12"]) {
    const { marks } = drawn({ ...state, lit }, "loss");
    assert.equal(marks.filter(({ of }) => of === `lit.${lit}`).length, 2);
  }
});

test("z = w₁x₁ + w₂x₂ + b has the tape's numbers under its symbols", () => {
  const { scene, facts } = present("forward.1");
  const terms = termsOf(sumEquation({ scene, facts }, 1, 1));
  assert.deepEqual(
    terms.map(({ tex, mark }) => `${tex} ${mark}`),
    [
      "z example.z.1.2",
      "w_{1} weights.1.2.1",
      "x_{1} example.inputs.1",
      "w_{2} weights.1.2.2",
      "x_{2} example.inputs.2",
      "b biases.1.2",
    ],
  );
  const at = (/** @type {string} */ name, i = 0, j = 0) => tensorOf(scene.frame, name, 1).at(i, j);
  assert.equal(terms[0]?.value, signed(at("example.z", 1), 4));
  assert.equal(terms[3]?.value, signed(at("weights", 1, 1), 3));
});

test("what a step has not computed yet has no value", () => {
  const { scene, facts } = present("forward.1");
  const [z, w] = termsOf(sumEquation({ scene, facts }, 2, 0));
  assert.equal(z?.value, null);
  assert.notEqual(w?.value, null);
  const [delta, blame] = termsOf(blameEquation({ scene, facts }, 1, 0, 0.5));
  assert.deepEqual([delta?.value, blame?.value], [null, null]);
  assert.equal(termsOf(bendEquation({ scene, facts }, 2, 0))[0]?.value, null);
});

test("every mark that a formula names is on the stage, or its place is", () => {
  const { scene, facts, marks } = present("backward.1");
  const state = { ...scene.state };
  const pieces = [
    ...sumEquation({ scene, facts }, 1, 0),
    ...bendEquation({ scene, facts }, 1, 0),
    ...blameEquation({ scene, facts }, 1, 0, 0.5),
    ...moveEquation(scene, { layer: 1, row: 0, column: 1 }, "w"),
    ...moveEquation(scene, { layer: 1, row: 0, column: null }, "b"),
    ...lossEquation({ scene, facts }),
  ];
  for (const { mark } of termsOf(pieces)) {
    if (mark === undefined) continue;
    const { marks: lit } = drawn({ ...state, lit: mark }, "backward.1");
    assert.ok(find(marks, mark) || find(lit, `lit.${mark}`), mark);
  }
});

test("inputs are called as they are in the set-up", () => {
  const { scene } = present("loss");
  const named = (/** @type {string[]} */ names) => ({ ...scene, names });
  assert.equal(sourceTex(named(["x₁²"]), 0, 0), "x_{1}^{2}");
  assert.equal(sourceTex(named(["x₁x₂"]), 0, 0), "x_{1}x_{2}");
  assert.equal(sourceTex(named(["sin(πx₂)"]), 0, 0), "\\sin(\\pi x_{2})");
  assert.equal(sourceTex(named(["height"]), 0, 0), "x_{1}");
});
