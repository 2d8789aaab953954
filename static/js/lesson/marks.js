/** Marks of the stage as documents name them, such as weights.2.1.3, and what can be picked or lit for them. */

/** @import { Selected, Selection } from "../types.d.ts" */
/** @import { Selection as SelectionDocument } from "../protocol/lessons.d.ts" */

/**
 * What a mark stands for; null where nothing on the stage can be picked for it.
 * @param {string | null} mark
 * @returns {Selection | null}
 */
export function selectionOf(mark) {
  if (!mark) return null;
  const parts = mark.split(".");
  const numbers = parts.filter((part) => /^\d+$/.test(part)).map(Number);
  const name = parts.filter((part) => !/^\d+$/.test(part)).join(".");
  const [layer = 0, to = 1, from = 1] = numbers;
  if (name.startsWith("weights")) return { kind: "connection", layer, to: to - 1, from: from - 1 };
  if (name.startsWith("biases")) return { kind: "bias", layer, to: to - 1 };
  if (name === "example.inputs") return { kind: "neuron", layer: 0, index: layer - 1 };
  if (name === "neuron" || /^example\.(z|a|da|dz)$/.test(name))
    return { kind: "neuron", layer, index: to - 1 };
  return null;
}

/**
 * What a step opens on the stage; documents count from 1.
 * @param {SelectionDocument} selection
 * @returns {Selected}
 */
export function selectedOf({ kind, layer, neuron, source }) {
  const index = (neuron ?? 1) - 1;
  if (kind === "layer") return { kind, layer };
  if (kind === "neuron") return { kind, layer, index };
  if (kind === "bias") return { kind, layer, to: index };
  return { kind, layer, to: index, from: (source ?? 1) - 1 };
}
