/** What a learner does in the text of a step: predicts, types, changes the set-up, asks for a hint. */

import { isRight } from "./answers.js";
import { allBlocks, answersIn } from "./blocks.js";
import { STRINGS } from "./strings.js";
import { doAll } from "./tools.js";

/** @import { Setup, TypedAnswer } from "../protocol/lessons.d.ts" */

/**
 * @param {object} parts
 * @param {import("../types.d.ts").PanelContext & { player: import("../timeline/player.js").PlayerControls, say: (sentence: string) => void }} parts.context
 * @param {import("./notebook.js").Notebook} parts.notebook
 * @param {import("./staging.js").Staging} parts.staging
 * @param {import("./judging.js").Judging} parts.judging
 * @param {import("./figures.js").Figures} parts.figures
 * @param {() => void} parts.stir something was done
 */
export function createActs({ context, notebook, staging, judging, figures, stir }) {
  const { store, say } = context;
  /** @type {string | null} the set-up of the step that is on the stage */
  let present = null;

  const acts = {
    /** @param {string} prediction @param {string} choice */
    say(prediction, choice) {
      const { step } = notebook;
      if (!step) return;
      notebook.tell({ type: "say", step: step.id, prediction, choice });
      stir();
      judging.judge();
    },

    /** @param {TypedAnswer} answer @param {number} value */
    type(answer, value) {
      const { step } = notebook;
      if (!step) return;
      const right = isRight(answer, value, judging.tellingOf(store.state, true));
      notebook.tell({ type: "type", step: step.id, answer: answer.id, value, right });
      say(right ? STRINGS.right : STRINGS.notYet);
      stir();
      judging.judge();
    },

    /** @param {Setup} block */
    async setUp({ id, stage }) {
      const { step } = notebook;
      if (!step) return false;
      present = id;
      stir();
      notebook.redraw();
      const isThere = await staging.swap(`${step.id}/${id}`, stage);
      notebook.redraw();
      return isThere;
    },

    figure: figures.elementOf,

    get present() {
      return present;
    },

    /** Another step, or the same once more: a set-up that is the step's own stands there already. */
    begin() {
      const { step } = notebook;
      const own = allBlocks(step?.content ?? []).find(
        (block) => block.kind === "setup" && step && isSameStage(block.stage, step.stage),
      );
      present = own?.kind === "setup" ? own.id : null;
    },

    /** @param {number} number from 1 */
    hint(number) {
      const { step } = notebook;
      if (!step) return;
      notebook.tell({ type: "hint", step: step.id, number });
      const actions = step.hints[number - 1]?.do ?? [];
      const blocks = allBlocks(step.content);
      doAll(actions, {
        ...context,
        act: staging.act,
        choose: acts.say,
        figure: figures.act,
        type(id) {
          const answer = answersIn(blocks).find((one) => one.id === id);
          const value = answer && judging.tellingOf(store.state, true).value(answer.expect);
          if (answer && typeof value === "number") acts.type(answer, value);
        },
        async setUp(id) {
          const block = blocks.find((one) => one.kind === "setup" && one.id === id);
          return block?.kind === "setup" ? acts.setUp(block) : false;
        },
      });
    },
  };
  return acts;
}

/** Whether a set-up goes on with what the step itself puts on the stage. @param {Setup["stage"]} own @param {Setup["stage"]} step */
const isSameStage = (own, step) =>
  own.run === "keep" &&
  own.preset === step.preset &&
  JSON.stringify(own.changes) === JSON.stringify(step.changes);
