/** Asks the engine a question once a step, and only while the run rests: an answer belongs to one step. */

import { answerTo, commandKey, questionKey } from "../state/answers.js";
import { newestFrame } from "../state/selectors.js";

/** @import { About, Answers, Frame, Send, Store } from "../types.d.ts" */

/** @param {Store} store @param {Send} send */
export function createAsking(store, send) {
  /** @type {WeakMap<Frame, Set<string>>} */
  const asked = new WeakMap();
  /** @type {Map<string, number>} by question, the command that asked it last */
  const commands = new Map();

  /**
   * The answer about the step on the stage; null while there is none, which has it asked for.
   * @template {keyof Answers} Q
   * @param {Q} question
   * @param {About} about
   * @returns {Answers[Q] | null}
   */
  return function ask(question, about) {
    const { state } = store;
    const newest = newestFrame(state);
    const key = questionKey(question, about);
    if (newest && !newest.running && !state.player.running && state.connection.status === "open") {
      // What is known of the step on the stage is not given up for the one that waits to be shown.
      const known = [newest.step, state.frame?.step].includes(answerOf(key)?.step);
      const before = asked.get(newest) ?? new Set();
      if (!known && !before.has(key)) {
        asked.set(newest, before.add(key));
        commands.set(key, send({ type: "ask", question, ...about }));
      }
    }
    const answer = answerOf(key);
    return answer && answer.step === state.frame?.step
      ? /** @type {Answers[Q]} */ (answer.content)
      : answerTo(state, question, about);
  };

  /** @param {string} key */
  function answerOf(key) {
    const { answers } = store.state;
    const command = commands.get(key);
    return answers[key] ?? (command === undefined ? undefined : answers[commandKey(command)]);
  }
}
