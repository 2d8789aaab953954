/** Runs as they were left: of each step of the lesson, and the learner's own from before it. A reload of the tab finds them again. */

import { noEvents } from "./events.js";

/** @import { Moment } from "../state/link.js" */
/** @import { State } from "../types.d.ts" */
/** @import { Events } from "./types.d.ts" */

/**
 * @typedef {object} Kept a run as it was left
 * @property {Moment} moment
 * @property {Moment | null} opening the run when the step opened
 * @property {State | null} old the state when the step opened
 * @property {Events} events
 */

/** @typedef {{ kept: Kept, file: Blob | null }} Left with the whole of its past and future as a file */

/** A table of one's own travels without its rows: only a file has all of it. @param {Kept} left */
export const hasTable = ({ moment }) => moment.run.experiment.data.table !== undefined;

/** @param {string | null} session */
const address = (session) => new URL(`runs/${session}`, document.baseURI).href;

/** The whole run as the server saves it; null where that cannot be had. @param {string | null} session */
export async function fileOf(session) {
  try {
    const answer = await fetch(`${address(session)}.npz`);
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null;
  }
}

/** @param {string | null} session @param {Blob} body */
export async function isUploaded(session, body) {
  try {
    return (await fetch(address(session), { method: "POST", body })).ok;
  } catch {
    return false;
  }
}

const KEY = "learning-loop.lesson-runs";

/** @typedef {{ own: Kept | null, steps: Record<string, Kept> }} Runs what a reload of the tab shall find again */

/** @param {Pick<Storage, "getItem">} storage @returns {Runs} */
export function readRuns(storage) {
  try {
    const { own = null, steps = {} } = JSON.parse(storage.getItem(KEY) ?? "{}");
    const whole = Object.entries(steps).map(([key, left]) => [key, revived(left)]);
    return { own: own && revived(own), steps: Object.fromEntries(whole) };
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
    const text = JSON.stringify({ own: own && plain(own), steps: Object.fromEntries(entries) });
    storage.setItem(KEY, text);
  } catch {
    // No room, or a browser that keeps nothing: the runs last as long as the page.
  }
}
