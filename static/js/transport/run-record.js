/** What the page keeps of its run and its branches, so that a server which no longer knows them can rebuild them. */

/** @import { ServerEvent, ShownExample } from "../types.d.ts" */
/** @import { Checkpoint, KeptBranch, KeptBranches, RunRecord } from "../protocol/messages.d.ts" */

/** @typedef {Extract<ServerEvent, { type: "experiment" }>} Experiment */

const MOST_BYTES = 60_000; // a message may have 64 KiB

/** @param {object} message */
const bytesOf = (message) => new TextEncoder().encode(JSON.stringify(message)).length;

export function createRunRecord() {
  /** @type {Experiment | null} */
  let experiment = null;
  /** @type {Checkpoint | null} */
  let checkpoint = null;
  /** @type {Extract<ServerEvent, { type: "branches" }> | null} */
  let branches = null;
  /** @type {Map<number, KeptBranch>} */
  const kept = new Map();
  /** @type {ShownExample | null} */
  let shown = null;
  let end = 0; // the furthest step that the run has lived, as it was told last

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
      if (event.type === "time") end = event.end;
      if (event.type !== "experiment") return;
      if (event.run !== experiment?.run) end = 0;
      if (event.run !== experiment?.run || !isPast(checkpoint, experiment, event))
        checkpoint = null;
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
     * The record of the whole run, standing before this step; null where there is none, or where it is too long to be sent.
     * @param {number} step
     * @returns {RunRecord | null}
     */
    at(step) {
      if (!experiment) return null;
      const { initial, journal, future } = experiment;
      const all = [...journal, ...future];
      const changes = journal.filter((entry) => entry.step <= step).length; // the picture may be behind
      const lived = {
        experiment: initial,
        journal: all,
        step,
        changes,
        end: Math.max(step, end, all.at(-1)?.step ?? 0),
        shown,
      };
      const whole = checkpoint && checkpoint.step <= step ? { ...lived, checkpoint } : lived;
      return [whole, lived].find((record) => JSON.stringify(record).length < MOST_BYTES) ?? null;
    },
  };
}

/**
 * Whether a state still belongs to the run: the changes in it are those that the run knows now.
 * @param {Checkpoint | null} checkpoint @param {Experiment | null} before @param {Experiment} after
 */
function isPast(checkpoint, before, after) {
  if (!checkpoint || !before) return false;
  const [then, now] = [before, after].map(({ journal, future }) =>
    JSON.stringify([...journal, ...future].slice(0, checkpoint.changes)),
  );
  return then === now;
}
