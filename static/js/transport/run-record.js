/** What the page keeps of its run, so that a server which no longer knows it can rebuild it. */

/** @import { ServerEvent, ShownExample } from "../types.d.ts" */
/** @import { RunRecord } from "../protocol/messages.d.ts" */

const MOST_BYTES = 60_000; // a message may have 64 KiB

export function createRunRecord() {
  /** @type {Extract<ServerEvent, { type: "experiment" }> | null} */
  let experiment = null;
  /** @type {Extract<ServerEvent, { type: "checkpoint" }> | null} */
  let checkpoint = null;
  /** @type {ShownExample | null} */
  let shown = null;

  return {
    /** @param {ServerEvent} event */
    hear(event) {
      if (event.type === "checkpoint") checkpoint = event;
      if (event.type === "shown") shown = event.example;
      if (event.type !== "experiment") return;
      if (event.run !== experiment?.run) checkpoint = null;
      experiment = event;
    },

    /**
     * The record of a run before this step; null where there is none, or where it is too long to be sent.
     * @param {number} step
     * @returns {RunRecord | null}
     */
    at(step) {
      if (!experiment) return null;
      const { initial, journal } = experiment;
      const replayed = { experiment: initial, journal, step, shown };
      const whole = checkpoint && checkpoint.step <= step ? { ...replayed, checkpoint } : replayed;
      return [whole, replayed].find((record) => JSON.stringify(record).length < MOST_BYTES) ?? null;
    },
  };
}
