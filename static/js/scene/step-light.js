/** What a step of the lesson lights and dims: purely a view of the marks that are there, by the parts that they belong to. */

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const DIM = 0.26;
const LIT = 0.8;

/**
 * @param {Scene} scene
 * @param {Mark[]} marks
 * @returns {Mark[]}
 */
export function stepLight({ state: { look }, units }, marks) {
  if (look.lit.length === 0 && look.dim.length === 0) return marks;
  return marks.map((mark) => {
    const parts = partsOf(mark, units.length - 1);
    if (look.dim.some((part) => parts.includes(part))) return withOpacity(mark, (now) => now * DIM);
    if (!look.lit.some((part) => parts.includes(part))) return mark;
    return mark.kind === "ribbon" ? withOpacity(mark, (now) => Math.max(now, LIT)) : mark;
  });
}

/** @param {Mark} mark @param {(opacity: number) => number} change @returns {Mark} */
const withOpacity = (mark, change) =>
  /** @type {Mark} */ ({
    ...mark,
    opacity: change(("opacity" in mark ? mark.opacity : undefined) ?? 1),
  });

/**
 * The parts of the stage that a mark belongs to, as lesson documents name them: "layer:1", "neuron:1.2", "connections:2".
 * @param {Mark} mark @param {number} last the output's layer
 * @returns {string[]}
 */
export function partsOf({ kind, of = "" }, last) {
  const numbers = of.split(".").filter((part) => /^\d+$/.test(part));
  const [layer = "0"] = numbers;
  const isOutput = Number(layer) === last;
  if (/^(?:example\.)?(?:weights|contribution|blame|number)/.test(of) && numbers.length === 3)
    return [`connections:${layer}`, `connection:${numbers.join(".")}`];
  if (/^(?:example\.)?biases/.test(of) || of.startsWith("bundle.")) return [`connections:${layer}`];
  if (kind === "points" || /^(?:example\.inputs|label\.inputs|thumbnail|curve)/.test(of))
    return ["input", "plane"];
  if (/^(?:neuron|wish|mix|error|bar|example\.(?:a|z|da|dz))\./.test(of))
    return [
      `layer:${layer}`,
      `neuron:${numbers.slice(0, 2).join(".")}`,
      ...(isOutput ? ["output"] : []),
    ];
  if (/^(?:verdict|winner|threshold)/.test(of)) return ["output"];
  return /^(?:loss|example\.loss|gap)/.test(of) ? ["output", "loss"] : [];
}
