/** Changes of a dragged slider: the first goes at once, those that follow are merged and go 15 times a second. */

/** @import { Clock } from "./clock.js" */

export const INTERVAL_MS = 1000 / 15;

/** @typedef {Record<string, unknown>} Changes */

/**
 * @param {(changes: Changes, id: number) => void} send
 * @param {Clock} clock
 */
export function createChanges(send, clock) {
  /** @type {{ changes: Changes, id: number } | null} */
  let held = null;
  /** @type {unknown} */
  let timer = null;

  function flush() {
    if (!held) return;
    const { changes, id } = held;
    held = null;
    send(changes, id);
  }

  function wait() {
    timer = clock.setTimeout(() => {
      timer = null;
      if (!held) return;
      flush();
      wait();
    }, INTERVAL_MS);
  }

  return {
    /** Sends a change now, or soon together with others. @param {Changes} changes @param {number} id */
    add(changes, id) {
      held = { changes: held ? merged(held.changes, changes) : changes, id };
      if (timer !== null) return;
      flush();
      wait();
    },
    /** Sends what is held back, so that it does not come after what follows. */
    flush,
  };
}

/**
 * Two partial experiments as one: the newer wins, what lies within objects is merged, lists are replaced.
 * @param {Changes} older @param {Changes} newer
 * @returns {Changes}
 */
export function merged(older, newer) {
  const result = { ...older };
  for (const [key, value] of Object.entries(newer)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

/** @param {unknown} value @returns {value is Changes} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
