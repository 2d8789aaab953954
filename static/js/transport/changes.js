/** Changes of a dragged slider: the first goes at once, those that follow are merged and go 15 times a second. */

import { merged } from "../lib/merged.js";

/** @import { Changes } from "../lib/merged.js" */
/** @import { Clock } from "./clock.js" */

export const INTERVAL_MS = 1000 / 15;

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
