/** Questions of a figure, each answered once: also while the run goes on, when an answer is soon out of date. */

import { commandKey } from "../../state/answers.js";

/** @import { Answered, Send, Store } from "../../types.d.ts" */

/** @param {Store} store @param {Send} send */
export function createAsked(store, send) {
  /** @type {Map<number, (answer: Answered) => void>} by command */
  const waiting = new Map();
  const stop = store
    .derive(({ answers }) => answers)
    .subscribe((answers) => {
      for (const [command, then] of waiting) {
        const answer = answers[commandKey(command)];
        if (!answer) continue;
        waiting.delete(command);
        // Not within what is being told just now.
        queueMicrotask(() => then(answer));
      }
    });

  return {
    /** @param {Omit<Extract<Parameters<Send>[0], { type: "ask" }>, "type">} question @param {(answer: Answered) => void} then */
    ask(question, then) {
      waiting.set(send({ type: "ask", ...question }), then);
    },
    forget: () => waiting.clear(),
    stop,
  };
}
