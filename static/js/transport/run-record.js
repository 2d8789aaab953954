/** What the page keeps of its run and its branches, so that a server which no longer knows them can rebuild them. */

/** @import { ServerEvent, ShownExample } from "../types.d.ts" */
/** @import { KeptBranch, KeptBranches, RunRecord } from "../protocol/messages.d.ts" */

const MOST_BYTES = 60_000; // a message may have 64 KiB

/** @param {object} message */
const bytesOf = (message) => new TextEncoder().encode(JSON.stringify(message)).length;

export function createRunRecord() {
  /** @type {Extract<ServerEvent, { type: "experiment" }> | null} */
  let experiment = null;
  /** @type {Extract<ServerEvent, { type: "checkpoint" }> | null} */
  let checkpoint = null;
  /** @type {Extract<ServerEvent, { type: "branches" }> | null} */
  let branches = null;
  /** @type {Map<number, KeptBranch>} */
  const kept = new Map();
  /** @type {ShownExample | null} */
  let shown = null;

  return {
    /** @param {ServerEvent} event */
    hear(event) {
      if (event.type === "checkpoint") checkpoint = event;
      if (event.type === "welcome" && (event.resumed === "new" || event.resumed === "lost"))
        kept.clear(); // another life, in which numbers of branches begin anew
      if (event.type === "branches") {
        branches = event;
        const there = new Set(event.branches.map(({ id }) => id));
        for (const id of kept.keys()) if (!there.has(id)) kept.delete(id);
      }
      if (event.type === "kept") kept.set(event.branch, event);
      if (event.type === "shown") shown = event.example;
      if (event.type !== "experiment") return;
      if (event.run !== experiment?.run) checkpoint = null;
      experiment = event;
    },

    /**
     * What rebuilds the branches, as many as fit beside the record of the run; null where none is known.
     * @param {RunRecord | null} run
     * @returns {KeptBranches | null}
     */
    branches(run) {
      if (!branches || !run) return null;
      const { present, branches: list } = branches;
      /** @type {KeptBranches & { kept: KeptBranch[] }} */
      const handed = { present, branches: list, kept: [] };
      let bytes = bytesOf(run) + bytesOf(handed);
      for (const { id } of list.toReversed()) {
        const one = id === present ? undefined : kept.get(id);
        const more = one ? bytesOf(one) + 1 : 0;
        if (!one || bytes + more > MOST_BYTES) continue;
        handed.kept.push(one);
        bytes += more;
      }
      return handed;
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
