/** What the engine has answered to questions: true for one step of one experiment, and dropped with it. */

import { newestFrame } from "./selectors.js";

/** @import { About, Answered, Answers, Frame, ServerEvent, State } from "../types.d.ts" */

/**
 * A question and what it is about, as one string.
 * @param {string} question
 * @param {About} about
 */
export function questionKey(question, { parameter, layer, set, first, ...more }) {
  if (Object.keys(more).length > 0)
    return `${question} ${JSON.stringify({ parameter, set, first, ...more })}`;
  if (parameter) {
    const { layer: of, row, column } = parameter;
    return `${question} ${of}.${row}.${column ?? "bias"}`;
  }
  if (set) return `${question} ${set}.${first ?? 0}`;
  return layer ? `${question} ${layer}` : question;
}

/**
 * @param {Record<string, Answered>} answers
 * @param {Extract<ServerEvent, { type: "answer" }>} event
 */
export function withAnswer(answers, { command, question, parameter, layer, step, content }) {
  const answer = { step, content };
  // These do not say all that their question did: who asked knows them by the command.
  if (["evaluate", "outcomes", "activation", "nudge"].includes(question))
    return { ...answers, [commandKey(command)]: answer };
  const place = parameter && { ...parameter, column: parameter.column ?? null };
  const about = place
    ? { parameter: place }
    : layer
      ? { layer }
      : "set" in content && "first" in content
        ? { set: content.set, first: content.first }
        : {};
  return { ...answers, [questionKey(question, about)]: answer };
}

/** The answer to one command. @param {number} command */
export const commandKey = (command) => `#${command}`;

/**
 * The answers that a new frame leaves true. One of the same step may show another example, which the factors are about.
 * @param {State} state before the frame
 * @param {Frame} frame
 */
export function stillTrue(state, frame) {
  const { answers } = state;
  const keys = Object.keys(answers);
  if (keys.length === 0) return answers;
  const isSame = newestFrame(state)?.step === frame.step;
  const kept = keys.filter((key) => {
    const step = answers[key]?.step;
    if (step !== frame.step && step !== state.frame?.step) return false;
    return !(isSame && key.startsWith("factors "));
  });
  return kept.length === keys.length
    ? answers
    : Object.fromEntries(kept.map((key) => [key, /** @type {Answered} */ (answers[key])]));
}

/**
 * The answer to a question about the step on the stage; null while there is none.
 * @template {keyof Answers} Q
 * @param {State} state
 * @param {Q} question
 * @param {About} about
 * @returns {Answers[Q] | null}
 */
export function answerTo({ answers, frame }, question, about) {
  const found = answers[questionKey(question, about)];
  if (!found || found.step !== frame?.step) return null;
  return /** @type {Answers[Q]} */ (found.content);
}
