/** The branch beside the run on the stage, at the same moment of its step, however many layers each has. */

import { sameStructure } from "../protocol/layout.js";
import { besideOf } from "../state/reduce-comparison.js";
import { stepSpans } from "./player.js";
import { endOf, stops } from "./training-step.js";

/** @import { State } from "../types.d.ts" */
/** @import { Span } from "./combinators.js" */

/**
 * The state as if that branch were on the stage; null where there is none.
 * @param {State} state
 * @returns {State | null}
 */
export function beside(state) {
  const other = besideOf(state);
  if (!other?.frame || !state.frame) return null;
  if (sameStructure(other.frame.layout, state.frame.layout)) return other;
  const time = sameMoment(state.player.time, stepSpans(state.frame), stepSpans(other.frame));
  return { ...other, player: { ...state.player, time, only_layer: null } };
}

/**
 * The moment of another step that corresponds to one of this: as far through its forward pass, loss, backward pass or update.
 * @param {number} time in beats @param {Span[]} spans @param {Span[]} others
 */
export function sameMoment(time, spans, others) {
  const [here, there] = [partsOf(spans), partsOf(others)];
  const part = here.findIndex((end) => time <= end);
  if (part <= 0) return part === 0 ? 0 : endOf(others);
  const [from = 0, to = 1] = here.slice(part - 1);
  const [start = 0, end = 1] = there.slice(part - 1);
  return start + ((time - from) / (to - from)) * (end - start);
}

/** Where the parts of a step begin and end. @param {Span[]} spans */
function partsOf(spans) {
  const all = stops(spans);
  const loss = all.find(({ kind }) => kind === "loss");
  const update = all.find(({ kind }) => kind === "update");
  return [0, loss?.start ?? 0, loss?.end ?? 0, update?.start ?? 0, update?.end ?? 0];
}
