/** What all sentences about a scene are made of: numbers, names, and what is largest. */

import { formatInteger, formatSignificant } from "../lib/format.js";
import { namesOf, neuronName } from "./words.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {number} value @param {number} [digits] significant ones */
export const said = (value, digits = 3) => formatSignificant(value, digits);

/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${formatInteger(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Where the layer has been said. @param {Pick<Scene, "units" | "names" | "dataset">} scene @param {number} layer @param {number} index */
export const shortName = (scene, layer, index) =>
  layer === 0 || layer === scene.units.length - 1
    ? neuronName(scene.units, layer, index, namesOf(scene))
    : `neuron ${index + 1}`;

/** The index of the largest magnitude; −1 where none is finite. @param {number} count @param {(i: number) => number} at */
export function largest(count, at) {
  let best = -1;
  for (let i = 0; i < count; i++)
    if (Number.isFinite(at(i)) && (best < 0 || Math.abs(at(i)) > Math.abs(at(best)))) best = i;
  return best;
}

/** @param {Pick<Scene, "units" | "names" | "dataset">} scene @param {Exclude<Selection, { kind: "neuron" }>} selection */
export function placeOf(scene, selection) {
  const { units } = scene;
  const to = neuronName(units, selection.layer, selection.to, namesOf(scene));
  if (selection.kind === "bias") return `Bias of ${to}`;
  return `Weight from ${shortName(scene, selection.layer - 1, selection.from)} to ${to}`;
}
