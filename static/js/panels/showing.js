/** Sends free examples to the stage, at most some twenty a second while a hand moves, and the last one always. */

/** @import { Send } from "../types.d.ts" */

const INTERVAL_MS = 45;

/** @param {Send} send */
export function createShowing(send) {
  let sent_ms = -INTERVAL_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** @param {number[]} inputs @param {boolean} [now] @param {{ targets?: number[] }} [truth] of an example that has one */
  return function show(inputs, now = false, truth = {}) {
    clearTimeout(later);
    const wait = sent_ms + INTERVAL_MS - performance.now();
    if (now || wait <= 0) {
      sent_ms = performance.now();
      send({ type: "show", inputs, ...truth });
    } else later = setTimeout(() => show(inputs, true, truth), wait);
  };
}
