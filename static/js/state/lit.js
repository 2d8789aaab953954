/**
 * What is pointed at, by the name of its mark. A formula's term and a mark on the stage light each other through this one
 * name: "weights.2.1.3" is a connection with all that is drawn on it, "weights_gradient.2.1.3" its slope alone.
 */

/** @import { Selection } from "../types.d.ts" */

/** Where a mark of each tensor is drawn. @type {[RegExp, string][]} */
const PLACES = [
  [/^(?:(?:example\.)?weights\w*|contribution|blame)\.(\d+\.\d+\.\d+)$/, "weights."],
  [/^(?:example\.)?biases\w*\.(\d+\.\d+)$/, "biases."],
  [/^(?:example\.inputs|label\.inputs|neuron\.0|example\.a\.0)\.(\d+)$/, "example.inputs."],
  [/^(?:example\.(?:a|z|da|dz)|neuron|wish|bar)\.(\d+\.\d+)$/, "neuron."],
  [/^example\.targets(?:\.\d+)?()$/, "verdict"],
];

/**
 * The place that a mark stands for, together with others: the connection of a slope, the neuron of a sum.
 * @param {string} mark
 */
export function placeOfMark(mark) {
  for (const [names, place] of PLACES) {
    const found = names.exec(mark);
    if (found) return place + (found[1] ?? "");
  }
  return mark;
}

/** The place of what can be picked. @param {Selection} selection */
export function markOf(selection) {
  const { kind, layer } = selection;
  if (kind === "bias") return `biases.${layer}.${selection.to + 1}`;
  if (kind === "connection") return `weights.${layer}.${selection.to + 1}.${selection.from + 1}`;
  return placeOfMark(`neuron.${layer}.${selection.index + 1}`);
}

/**
 * Whether a mark is lit: by its own name, or with everything at its place.
 * @param {string | undefined} mark @param {string | null} lit
 */
export const isLitBy = (mark, lit) =>
  mark !== undefined && lit !== null && (mark === lit || placeOfMark(mark) === lit);
