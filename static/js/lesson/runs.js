/** Runs as they were left: of each step of the lesson, and the learner's own from before it. A reload of the tab finds them again. */

import { noEvents } from "./events.js";

/** @import { Moment } from "../state/link.js" */
/** @import { Held } from "../transport/keepsake.js" */
/** @import { State } from "../types.d.ts" */
/** @import { Events } from "./types.d.ts" */

/**
 * @typedef {object} Kept a run as it was left
 * @property {Moment} moment
 * @property {Moment | null} opening the run when the step opened
 * @property {State | null} old the state when the step opened
 * @property {Events} events
 */

/** @typedef {{ moment: Moment } & Held} Own the learner's own run, which waits on the server, and what brings it back where that knows it no more */

const KEY = "learning-loop.lesson-runs";

/** @typedef {{ own: Own | null, steps: Record<string, Kept> }} Runs what a reload of the tab shall find again */

/** @param {Pick<Storage, "getItem">} storage @returns {Runs} */
export function readRuns(storage) {
  try {
    const { own = null, steps = {} } = JSON.parse(storage.getItem(KEY) ?? "{}");
    const whole = Object.entries(steps).map(([key, left]) => [key, revived(left)]);
    return { own, steps: Object.fromEntries(whole) };
  } catch {
    return { own: null, steps: {} };
  }
}

/** @param {any} left @returns {Kept} */
const revived = ({ moment, opening }) => ({
  moment,
  opening,
  old: null,
  events: noEvents(),
});

/** @param {Pick<Storage, "setItem">} storage @param {Runs} runs */
export function keepRuns(storage, { own, steps }) {
  const plain = (/** @type {Kept} */ { moment, opening }) => ({ moment, opening });
  const entries = Object.entries(steps).map(([key, left]) => [key, plain(left)]);
  try {
    const text = JSON.stringify({ own, steps: Object.fromEntries(entries) });
    storage.setItem(KEY, text);
  } catch {
    // No room, or a browser that keeps nothing: the runs last as long as the page.
  }
}
