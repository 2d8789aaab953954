/** What documents name on the stage, as the stage has it. */

/** @import { Selected } from "../types.d.ts" */
/** @import { Selection as SelectionDocument } from "../protocol/lessons.d.ts" */

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
