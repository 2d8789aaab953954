/**
 * Hears and sees what a learner does, gives the expressions of the open step their values, ticks its goals when they are true,
 * and lets predictions see what came.
 */

import { allBlocks } from "./blocks.js";
import { plainText, valuesIn } from "./content.js";
import { evaluate, isTrue } from "./evaluate.js";
import { heard, seen } from "./events.js";
import { callPlain } from "./functions.js";
import { isOver, newlyTrue } from "./goals.js";
import { reveal } from "./predict.js";
import { STRINGS } from "./strings.js";
import { wordsOf } from "./words.js";

/** @import { State, Store } from "../types.d.ts" */
/** @import { Scope, Telling } from "./types.d.ts" */

/**
 * @param {object} parts
 * @param {Store} parts.store
 * @param {(sentence: string) => void} parts.say to a screen reader
 * @param {import("./notebook.js").Notebook} parts.notebook
 * @param {import("./staging.js").Staging} parts.staging
 * @param {(word: string) => import("./types.d.ts").Value} parts.figureWord
 * @param {() => void} parts.stir something was done
 */
export function createJudging({ store, say, notebook, staging, figureWord, stir }) {
  /** @type {string | null} what has just come and shall be seen, as a selector */
  let sight = null;

  /** @type {Scope["call"]} */
  function call(name, parameters) {
    const { said, answers } = notebook.done;
    const id = String(parameters[0]);
    switch (name) {
      case "said":
        return said[id] !== undefined;
      case "choice":
        return said[id];
      case "answered":
        return answers[id]?.right ?? false;
      case "ans":
        return answers[id]?.value;
      case "figure":
        return figureWord(id);
      default:
        return callPlain(name, parameters);
    }
  }

  /**
   * @param {State} state
   * @param {boolean} [ahead] with all that the step computes, also where the stage has not come to it
   * @returns {Telling}
   */
  function tellingOf(state, ahead = false) {
    const { opening, events } = staging.now;
    const scope = { word: wordsOf({ state, opening, events }, ahead), call };
    const { step } = notebook;
    return {
      state,
      step,
      key: step?.id ?? "lesson",
      value: (tree) => evaluate(tree, scope),
      isTrue: (tree) => tree === null || isTrue(evaluate(tree, scope)),
      ahead: () => tellingOf(state, true),
      light: (mark) => store.dispatch({ type: "light", mark }),
    };
  }

  function judge() {
    const { step } = notebook;
    if (!step || staging.now.isBusy || !staging.now.opening) return;
    const telling = tellingOf(store.state);
    // A goal may wait for another that has become true just now.
    for (let changed = true; changed; ) {
      const reached = newlyTrue(step.goals, notebook.done, telling);
      changed = reached.length > 0;
      for (const { name, content } of reached) {
        notebook.tell({ type: "tick", step: step.id, goal: name });
        sight = `[data-goal="${name}"]`;
        say(STRINGS.announce(plainText(content, valuesIn(content, telling))));
      }
    }
    const { done } = notebook;
    const over = isOver(step.goals, done);
    for (const block of allBlocks(step.content)) {
      if (block.kind !== "predict") continue;
      const came = reveal(block, telling, { done, isOver: over });
      if (!came) continue;
      notebook.tell({ type: "reveal", step: step.id, prediction: block.id, came });
      sight = `[data-prediction="${block.id}"] .reveal`;
      say(plainText(block.reveals[came.reveal]?.content ?? [], [...came.values]));
    }
    if (over && !done.passed) {
      notebook.tell({ type: "pass", step: step.id });
      sight ??= ".why";
    }
  }

  /** @param {import("./types.d.ts").Events} events */
  function note(events) {
    if (events === staging.now.events) return;
    staging.now.events = events;
    stir();
    notebook.redraw();
  }

  let before = store.state;
  store
    .derive((state) => state)
    .subscribe((state) => {
      const was = before;
      before = state;
      if (!notebook.isOpen || staging.now.isBusy) return;
      note(seen(staging.now.events, was, state));
      keepAnswers(was, state);
      // Not within what is being told just now.
      queueMicrotask(judge);
    });

  /** An answer about the opening may come when the step is open already. @param {State} was @param {State} state */
  function keepAnswers(was, { answers, frame }) {
    const { opening } = staging.now;
    if (!opening || answers === was.answers || frame !== opening.frame) return;
    // What was answered of the step at the opening stays, also when the next step is asked about.
    const own = Object.entries(opening.answers).filter(([, { step }]) => step === frame?.step);
    staging.now.opening = { ...opening, answers: { ...answers, ...Object.fromEntries(own) } };
  }

  return {
    tellingOf,
    judge,
    /** A command that the page sends. @param {Parameters<typeof heard>[1]} command */
    hear(command) {
      if (!notebook.isOpen || staging.now.isBusy) return;
      note(heard(staging.now.events, command, store.state));
      queueMicrotask(judge);
    },
    /** Why a command is not carried out in this step: null where it is. @param {{ type: string }} command */
    refusal({ type }) {
      const { step, done } = notebook;
      const isHeld = step?.hands && !done.ticked.includes(step.hands);
      const trains = type === "advance" || type === "run";
      return isHeld && trains && !staging.now.isBusy ? STRINGS.byHand : null;
    },
    /** What shall be seen, once. */
    takeSight() {
      const wanted = sight;
      sight = null;
      return wanted;
    },
  };
}

/** @typedef {ReturnType<typeof createJudging>} Judging */
