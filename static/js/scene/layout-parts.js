/** What the compositions share. */

/** @import { Column } from "./stage-layout.js" */

/** @param {number} low @param {number} value @param {number} high */
export const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

/**
 * Lenses spread evenly across the flow about a middle.
 * @param {number} count
 * @param {number} pitch
 * @param {number} middle
 */
export const spread = (count, pitch, middle) =>
  Array.from({ length: count }, (_, i) => middle + (i - (count - 1) / 2) * pitch);

/** The inputs have no lenses. @type {Column} */
export const EMPTY = { neurons: [], size: 0, roomy: false, tracks: 0 };
