/** A place within a step by the name of its phase, which means the same whatever the phases' lengths are. */

import { stopAt, stops } from "./training-step.js";

/** @import { Span } from "./combinators.js" */

/** @typedef {{ phase: string, share: number }} Place share: how far through the phase, from 0 to 1 */

/**
 * Null before anything is computed.
 * @param {Span[]} spans @param {number} time in beats
 * @returns {Place | null}
 */
export function placeAt(spans, time) {
  const stop = stopAt(spans, time);
  if (!stop) return null;
  const share = Math.min(1, (time - stop.start) / (stop.end - stop.start));
  return { phase: stop.id, share: Math.round(share * 1000) / 1000 };
}

/** In beats; 0 for a phase that the step does not have. @param {Span[]} spans @param {Place | null} place */
export function timeOf(spans, place) {
  const stop = place && stops(spans).find(({ id }) => id === place.phase);
  return stop ? stop.start + place.share * (stop.end - stop.start) : 0;
}
