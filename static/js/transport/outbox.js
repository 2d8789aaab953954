/**
 * Commands that no frame has answered yet. They wait here while there is no connection, and after a broken one they
 * are sent again: all but updates that the first frame shows to have been applied.
 */

import { merged } from "../lib/merged.js";

/** @import { Command } from "../types.d.ts" */

/** @typedef {Exclude<Command, { type: "hello" | "credit" }>} Numbered */

const MOST_WAITING = 60;

/** Weights set by hand are lists, which merging would replace. @param {...import("../protocol/messages.d.ts").Change} changes */
const isByHand = (...changes) => changes.some(({ changes: { edits } }) => edits !== undefined);

export function createOutbox() {
  /** @type {Numbered[]} */
  let waiting = [];
  let answeredUpTo = 0;

  /** @param {number} id */
  function answered(id) {
    answeredUpTo = Math.max(answeredUpTo, id);
    waiting = waiting.filter((command) => command.id > answeredUpTo);
  }

  return {
    /** @param {Numbered} command */
    add(command) {
      const last = waiting.at(-1);
      if (last?.type === "change" && command.type === "change" && !isByHand(last, command))
        waiting[waiting.length - 1] = {
          ...command,
          changes: merged(last.changes, command.changes),
        };
      else waiting.push(command);
      if (waiting.length > MOST_WAITING) waiting.shift();
    },

    answered,

    /** A rejection answers one command, and not those before it. @param {number} id */
    rejected(id) {
      waiting = waiting.filter((command) => command.id !== id);
      if (waiting.length === 0) answeredUpTo = Math.max(answeredUpTo, id);
    },

    /** Whether there is a command that no frame has answered. */
    get isWaiting() {
      return waiting.length > 0;
    },

    /** The highest number of a command that is known to be settled. */
    get answeredUpTo() {
      return answeredUpTo;
    },

    /**
     * What to send again after a broken connection.
     * @param {number} applied updates that the server has applied and the page had not seen
     * @returns {Numbered[]}
     */
    again(applied) {
      let left = applied;
      /** @type {Numbered[]} */
      const commands = [];
      for (const command of waiting) {
        if (command.type !== "advance") {
          commands.push(command);
          continue;
        }
        const steps = command.steps ?? 1;
        const done = Math.min(steps, left);
        left -= done;
        if (done < steps) commands.push({ ...command, steps: steps - done });
      }
      const last = waiting.at(-1);
      waiting = commands;
      if (last && commands.length === 0) answeredUpTo = last.id;
      return commands;
    },

    /** Forgets everything, for the run it was meant for is gone. */
    clear() {
      answeredUpTo = waiting.at(-1)?.id ?? answeredUpTo;
      waiting = [];
    },
  };
}
