/** The equations of a step with the tape's numbers: what each symbol is worth now, and the mark where that stands on the stage. */

import { formatNumber, formatSignificant } from "../lib/format.js";
import { scalarOf, tensorAt, tensorOf } from "../protocol/tensors.js";
import { activationOf } from "../scene/activation.js";
import { shownClass } from "../scene/shown-point.js";
import { signed, sourceOf } from "./inspector-parts.js";
import { withTerms } from "./live-formula.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { Parameter } from "../types.d.ts" */
/** @import { Piece, Term } from "./live-formula.js" */

/** @typedef {{ scene: Scene, facts: ReturnType<typeof import("./facts.js").factsOf> }} Present */

/** A sum of more terms is written with a Σ. */
const MOST_WRITTEN = 4;

/** The letter of each thing that an optimizer remembers, in the formulas of the catalog. @type {Record<string, string>} */
const SLOTS = {
  velocity: "v",
  first_moment: "m",
  second_moment: "v",
  sum_of_squares: "s",
  mean_square: "s",
};

/** A value where it exists already, and else null. @param {boolean} known @param {number} value @param {number} [digits] */
const when = (known, value, digits = 3) => (known ? signed(value, digits) : null);

/** The symbol of an input or of a neuron's answer. @param {Scene} scene @param {number} layer @param {number} index */
export function sourceTex({ names, units }, layer, index) {
  if (layer > 0) return layer === units.length - 1 ? outputTex(units, index) : `a_{${index + 1}}`;
  const name = names[index] ?? "";
  if (!/^(sin\()?π?x/.test(name)) return `x_{${index + 1}}`;
  return name
    .replace(/[₀-₉]+/g, (digits) => `_{${plainDigits(digits)}}`)
    .replace(/[⁰¹²³⁴-⁹]+/g, (digits) => `^{${plainDigits(digits)}}`)
    .replace(/^x(\d+)$/, "x_{$1}")
    .replace("sin", "\\sin")
    .replace("π", "\\pi ");
}

const SMALL = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {string} text */
const plainDigits = (text) => text.replace(/./g, (digit) => String(SMALL.indexOf(digit) % 10));

/** @param {number[]} units @param {number} index */
const outputTex = (units, index) =>
  (units.at(-1) ?? 1) > 1 ? `\\hat y_{${index + 1}}` : "\\hat y";

/** @param {number} layer @param {number} index */
const sourceMark = (layer, index) =>
  layer === 0 ? `example.inputs.${index + 1}` : `example.a.${layer}.${index + 1}`;

/** z = w₁x₁ + w₂x₂ + b. @param {Present} present @param {number} layer @param {number} index @returns {Piece[]} */
export function sumEquation({ scene, facts }, layer, index) {
  const { frame, units } = scene;
  const known = facts.forward(layer);
  const cameIn = facts.forward(layer - 1);
  const sources = units[layer - 1] ?? 0;
  const weights = tensorOf(frame, "weights", layer);
  const came = sourceOf(scene, layer);
  const here = `${layer}.${index + 1}`;
  /** @type {Piece[]} */
  const products =
    sources > MOST_WRITTEN
      ? [{ op: `\\sum_{j=1}^{${sources}} w_j \\, ${layer === 1 ? "x" : "a"}_j` }]
      : Array.from({ length: sources }, (_, j) => [
          ...(j > 0 ? [{ op: "+" }] : []),
          {
            tex: `w_{${j + 1}}`,
            value: signed(weights.at(index, j), 3),
            mark: `weights.${here}.${j + 1}`,
          },
          { op: "\\cdot" },
          {
            tex: sourceTex(scene, layer - 1, j),
            value: when(cameIn, came(j)),
            mark: sourceMark(layer - 1, j),
          },
        ]).flat();
  const z = tensorOf(frame, "example.z", layer).at(index);
  return [
    { tex: "z", value: when(known, z, 4), mark: `example.z.${here}` },
    { op: "=" },
    ...products,
    { op: "+" },
    {
      tex: "b",
      value: signed(tensorOf(frame, "biases", layer).at(index), 3),
      mark: `biases.${here}`,
    },
  ];
}

/** a = σ(z), by the rule's own formula where z stands in it as it is. @param {Present} present @param {number} layer @param {number} index @returns {Piece[]} */
export function bendEquation({ scene, facts }, layer, index) {
  const { frame, units } = scene;
  const known = facts.forward(layer);
  const here = `${layer}.${index + 1}`;
  const at = (/** @type {string} */ name) => tensorOf(frame, `example.${name}`, layer).at(index);
  /** @type {Term} */
  const z = { tex: "z", value: when(known, at("z"), 4), mark: `example.z.${here}` };
  /** @type {Term} */
  const a = {
    tex: layer === units.length - 1 ? outputTex(units, index) : "a",
    value: when(known, at("a"), 4),
    mark: `example.a.${here}`,
  };
  const rule = activationOf(scene, layer)?.formula ?? "";
  const pieces = withTerms(rule, (symbol, _, isLeft) =>
    symbol === "z" ? z : symbol === "a" && isLeft ? a : null,
  );
  if (pieces.includes(a) && pieces.includes(z)) return pieces;
  return activationOf(scene, layer)?.flat === null
    ? [a, { op: "=" }, { op: "\\sigma(" }, z, { op: ", \\ldots)" }]
    : [a, { op: "= \\sigma(" }, z, { op: ")" }];
}

/**
 * δ = ∂L/∂a · σ′(z): what a neuron is blamed for.
 * @param {Present} present @param {number} layer @param {number} index @param {number | null} steepness
 * @returns {Piece[]}
 */
export function blameEquation({ scene, facts }, layer, index, steepness) {
  const known = facts.backward(layer);
  const here = `${layer}.${index + 1}`;
  const at = (/** @type {string} */ name) =>
    tensorOf(scene.frame, `example.${name}`, layer).at(index);
  return [
    {
      tex: "\\delta",
      value: when(known, at("dz"), 4),
      mark: `example.dz.${here}`,
      hue: "gradient",
      words: "error signal",
    },
    { op: "=" },
    {
      tex: "\\frac{\\partial L}{\\partial a}",
      value: when(known, at("da"), 4),
      mark: `wish.${here}`,
      hue: "gradient",
      words: "blame that arrives",
    },
    { op: "\\times" },
    steepnessTerm(facts.forward(layer), steepness, `example.z.${here}`),
  ];
}

/** @param {boolean} known @param {number | null} steepness @param {string} mark @returns {Term} */
const steepnessTerm = (known, steepness, mark) => ({
  tex: "\\sigma'(z)",
  value: !known ? null : steepness === null ? "…" : formatNumber(steepness, 4),
  mark,
  hue: "ink",
  words: "steepness",
});

/**
 * The shown example's slope of a parameter: blame · steepness · what came in.
 * @param {Present} present @param {Parameter} parameter @param {"w" | "b"} letter @param {number | null} steepness
 * @returns {Piece[]}
 */
export function slopeEquation({ scene, facts }, parameter, letter, steepness) {
  const { frame } = scene;
  const { layer, row: to, column } = parameter;
  const known = facts.backward(layer);
  const here = `${layer}.${to + 1}`;
  const at = (/** @type {string} */ of) => tensorOf(frame, `example.${of}`, layer).at(to);
  const came = column === null ? 1 : sourceOf(scene, layer)(column);
  /** @type {Piece[]} */
  const blame =
    activationOf(scene, layer)?.flat === null
      ? [
          {
            tex: "\\delta",
            value: when(known, at("dz"), 4),
            mark: `example.dz.${here}`,
            hue: "gradient",
            words: "error signal",
          },
        ]
      : [
          {
            tex: "\\frac{\\partial L}{\\partial a}",
            value: when(known, at("da"), 4),
            mark: `wish.${here}`,
            hue: "gradient",
            words: "blame",
          },
          { op: "\\times" },
          steepnessTerm(facts.forward(layer), steepness, `example.z.${here}`),
        ];
  return [
    {
      tex: `\\frac{\\partial L}{\\partial ${letter}}`,
      value: when(known, came * at("dz"), 5),
      mark: markOfParameter(parameter, ""),
      hue: "gradient",
    },
    { op: "=" },
    ...blame,
    { op: "\\times" },
    column === null
      ? { tex: "1", value: "1", words: "the constant" }
      : {
          tex: sourceTex(scene, layer - 1, column),
          value: when(facts.forward(layer - 1), came, 4),
          mark: sourceMark(layer - 1, column),
          words: "came in",
        },
  ];
}

/** The mark of a parameter, or of its slope or its move. @param {Parameter} parameter @param {string} suffix such as "_gradient" */
export const markOfParameter = ({ layer, row, column }, suffix) =>
  column === null
    ? `biases${suffix}.${layer}.${row + 1}`
    : `weights${suffix}.${layer}.${row + 1}.${column + 1}`;

/**
 * How a slope becomes a move: the optimizer's own equation, with what it remembers of this parameter.
 * @param {Scene} scene @param {Parameter} parameter @param {"w" | "b"} letter
 * @returns {Piece[]}
 */
export function moveEquation(scene, parameter, letter) {
  const { frame, state } = scene;
  const { experiment, catalog, journal } = state;
  const rule = catalog.optimizers.find(({ name }) => name === experiment?.optimizer.name);
  if (!rule || !experiment) return [];
  const { layer, row: to, column } = parameter;
  const name = column === null ? "biases" : "weights";
  const inFrame = (/** @type {string} */ suffix, of = frame) =>
    tensorAt(of, `${name}${suffix}`, layer)?.at(to, column ?? 0) ?? NaN;
  const [value, move] = [inFrame(""), inFrame("_update")];
  const total = inFrame("_total_gradient");
  const slope = Number.isNaN(total) ? inFrame("_gradient") : total;
  const wasChanged = journal.some(({ step }) => step === frame.step);
  const before = wasChanged || state.previous?.step !== frame.step - 1 ? null : state.previous;
  /** @type {Map<number, string>} */
  const defined = new Map();

  /** A slot on the right of its own equation is what it was in the step before. @param {string} slot @param {boolean} isOld */
  const slotValue = (slot, isOld) => {
    if (!isOld) return inFrame(`_${slot}`);
    if (frame.step === 0) return 0;
    return before ? inFrame(`_${slot}`, before) : NaN;
  };

  return withTerms(rule.formula, (symbol, line, isLeft) => {
    if (isLeft) defined.set(line, symbol);
    if (symbol === "\\theta" || symbol === "w")
      return {
        tex: letter,
        value: signed(isLeft ? value + move : value, 4),
        mark: markOfParameter(parameter, ""),
      };
    if (symbol === "g")
      return {
        tex: "g",
        value: signed(slope, 4),
        mark: markOfParameter(parameter, "_gradient"),
        hue: "gradient",
      };
    if (symbol === "\\eta")
      return { tex: symbol, value: formatSignificant(scalarOf(frame, "learning_rate"), 3) };
    const slot = rule.slots.find((entry) => SLOTS[entry] === symbol);
    if (slot) {
      const found = slotValue(slot, !isLeft && defined.get(line) === symbol);
      return {
        tex: symbol,
        ...(Number.isNaN(found) ? {} : { value: signed(found, 4) }),
        mark: markOfParameter(parameter, `_${slot}`),
        hue: "gradient",
      };
    }
    const setting = rule.settings.find((entry) => entry.symbol === symbol);
    if (!setting) return null;
    // Decay is for weights alone: the engine multiplies it by 0 for a bias.
    const isSpared = setting.name === "weight_decay" && column === null;
    const given = isSpared ? 0 : Number(experiment.optimizer[setting.name] ?? setting.default);
    return { tex: symbol, value: formatSignificant(given, 4) };
  });
}

/** w′ = w + Δw. @param {Scene} scene @param {Parameter} parameter @param {"w" | "b"} letter @returns {Piece[]} */
export function stepEquation({ frame }, parameter, letter) {
  const { layer, row: to, column } = parameter;
  const name = column === null ? "biases" : "weights";
  const at = (/** @type {string} */ suffix) =>
    tensorOf(frame, `${name}${suffix}`, layer).at(to, column ?? 0);
  const [value, move] = [at(""), at("_update")];
  const mark = markOfParameter(parameter, "");
  return [
    { tex: `${letter}'`, value: signed(value + move, 4), mark },
    { op: "=" },
    { tex: letter, value: signed(value, 4), mark },
    { op: "+" },
    {
      tex: `\\Delta ${letter}`,
      value: signed(move, 4),
      mark: markOfParameter(parameter, "_update"),
      hue: "gradient",
    },
  ];
}

/** The shown example's loss, by the rule's own formula; of several classes only the true one's output counts. @param {Present} present @returns {Piece[]} */
export function lossEquation({ scene, facts }) {
  const { frame, state, units } = scene;
  const { catalog, experiment } = state;
  const rule = catalog.losses.find(({ name }) => name === experiment?.loss);
  if (!rule) return [];
  const layer = units.length - 1;
  const outputs = units[layer] ?? 1;
  const says = tensorOf(frame, "example.a", layer);
  const answered = facts.forward(layer);
  /** @type {Term} */
  const loss = {
    tex: "L",
    value: when(facts.loss, scalarOf(frame, "example.loss"), 4)?.replace("+", "") ?? null,
    mark: "example.loss",
    hue: "gradient",
  };
  /** @param {number} k @param {string} tex @returns {Term} */
  const answer = (k, tex) => ({
    tex,
    value: when(answered, says.at(k), 4),
    mark: `example.a.${layer}.${k + 1}`,
  });
  if (outputs > 1 && rule.name === "cross_entropy") {
    const truth = shownClass(scene);
    const name = scene.dataset.classes[truth] ?? "";
    const index = name.length > 0 && name.length < 4 ? name : String(truth + 1);
    return [loss, { op: "= -\\ln" }, answer(truth, `\\hat y_{\\text{${index}}}`)];
  }
  return withTerms(rule.formula, (symbol, _, isLeft) => {
    if (symbol === "L" && isLeft) return loss;
    if (outputs > 1) return null;
    if (/^\\hat y/.test(symbol)) return answer(0, symbol);
    if (/^y(?:_i)?$/.test(symbol))
      return {
        tex: symbol,
        value: formatSignificant(tensorOf(frame, "example.targets").at(0), 4),
        mark: "example.targets",
      };
    return null;
  });
}
