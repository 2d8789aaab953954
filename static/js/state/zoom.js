/**
 * How near the network is looked at. What a zoom holds are shares of the drawing, not pixels, so that a link shows the same
 * part on a screen of another size.
 */

/** @import { Zoom } from "../types.d.ts" */

/** The whole network. @type {Zoom} */
export const WHOLE = { scale: 1, x: 0.5, y: 0.5 };
const NEAREST = 8;

/** @param {Zoom} zoom */
export const isNear = ({ scale }) => scale > 1.001;

/** Kept within its bounds: never beyond the edge of the drawing. @param {Zoom} zoom @returns {Zoom} */
export function held({ scale, x, y }) {
  const near = Math.max(1, Math.min(NEAREST, scale));
  if (!isNear({ scale: near, x, y })) return WHOLE;
  const edge = 0.5 / near;
  const within = (/** @type {number} */ share) => Math.max(edge, Math.min(1 - edge, share));
  return { scale: near, x: within(x), y: within(y) };
}

/** @typedef {{ x: number, y: number }} Share a place in the window, or a way across it, as shares of its sides */

/**
 * Nearer or farther, where what lies at a place of the window stays there.
 * @param {Zoom} zoom @param {number} factor @param {Share} [at] the middle unless it is said
 */
export function scaledAt({ scale, x, y }, factor, at = { x: 0.5, y: 0.5 }) {
  const next = Math.max(1, Math.min(NEAREST, scale * factor));
  const gain = 1 / scale - 1 / next;
  return held({ scale: next, x: x + (at.x - 0.5) * gain, y: y + (at.y - 0.5) * gain });
}

/** The drawing taken along. @param {Zoom} zoom @param {Share} by */
export const panned = ({ scale, x, y }, by) =>
  held({ scale, x: x - by.x / scale, y: y - by.y / scale });

/**
 * Moved as little as it takes for a place of the drawing to be seen, with room round it.
 * @param {Zoom} zoom @param {Share} place as shares of the drawing @param {Share} room as shares of the window
 */
export function showing({ scale, x, y }, place, room) {
  const along = (
    /** @type {number} */ middle,
    /** @type {number} */ at,
    /** @type {number} */ by,
  ) => {
    const reach = Math.max(0, 0.5 - by) / scale;
    return Math.max(at - reach, Math.min(at + reach, middle));
  };
  return held({ scale, x: along(x, place.x, room.x), y: along(y, place.y, room.y) });
}

/** What a link says, or the whole network. @param {unknown} value @returns {Zoom} */
export function readZoom(value) {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(Number.isFinite)) return WHOLE;
  const [scale = 1, x = 0.5, y = 0.5] = value;
  return held({ scale, x, y });
}
