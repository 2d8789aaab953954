/** Sets one weight or bias of the run by hand, at most some fifteen times a second while a hand moves, and the last place always. */

/** @import { Parameter, Send } from "../../types.d.ts" */

const INTERVAL_MS = 66;
const SAME = 1e-6;

/** @param {Send} send @param {Parameter} parameter */
export function createEditing(send, parameter) {
  let sent_ms = -INTERVAL_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  /** @type {number | null} what was asked for and has not come back */
  let wanted = null;

  /** @param {number} value */
  function tell(value) {
    sent_ms = performance.now();
    send({ type: "change", changes: { edits: [{ ...parameter, value }] } });
  }

  return {
    /** What the next move begins at. @param {number} value that the run has */
    present(value) {
      if (wanted !== null && Math.abs(wanted - value) < SAME) wanted = null;
      return wanted ?? value;
    },
    /** @param {number} value @param {boolean} now */
    set(value, now) {
      clearTimeout(later);
      if (!Number.isFinite(value)) return;
      wanted = value;
      const wait = sent_ms + INTERVAL_MS - performance.now();
      if (now || wait <= 0) tell(value);
      else later = setTimeout(() => tell(value), wait);
    },
  };
}
