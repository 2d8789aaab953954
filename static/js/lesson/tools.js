/** What the third hint does for the learner, through the same commands and controls that a hand would use. */

import { newestFrame } from "../state/selectors.js";
import { stepSpans } from "../timeline/player.js";
import { stops } from "../timeline/training-step.js";
import { selectedOf } from "./marks.js";

/** @import { Until } from "../types.d.ts" */
/** @import { Action, RunAction } from "../protocol/lessons.d.ts" */

/**
 * @typedef {object} Tools
 * @property {import("../types.d.ts").Store} store
 * @property {import("../types.d.ts").Send} send
 * @property {import("../timeline/player.js").PlayerControls} player
 * @property {ReturnType<typeof import("./staging.js").createStaging>["act"]} act
 * @property {(id: string) => void} type types the right answer
 * @property {(id: string) => Promise<boolean | undefined>} setUp whether it came to stand there
 * @property {(id: string) => void} figure
 * @property {(prediction: string, choice: string) => void} choose
 */

/** @param {Action[]} actions @param {Tools} tools */
export async function doAll(actions, tools) {
  await tools.act(async (hands) => {
    for (const action of actions) await doOne(action, tools, hands);
  });
}

/**
 * @param {Action} action
 * @param {Tools} tools
 * @param {Parameters<Parameters<Tools["act"]>[0]>[0]} hands
 */
async function doOne(action, tools, { done, until, wish }) {
  const { store, player } = tools;
  switch (action.action) {
    case "walk":
      return walk(action.to, tools, until);
    case "step": {
      const goal = (newestFrame(store.state)?.step ?? 0) + action.steps;
      if (action.steps === 1) player.nextStep();
      else player.runUntil({ step: goal });
      return until(({ player: now, frame }) => !now.running && (frame?.step ?? 0) >= goal);
    }
    case "run":
      player.runUntil(untilOf(action));
      await until(({ player: now }) => now.running);
      // Its last step may still be on its way.
      return until(({ player: now, frame }) => !now.playing && !frame?.running);
    case "select":
      return store.dispatch({ type: "select", selection: selectedOf(action.select) });
    case "show":
      return done({ type: "show", ...action.show });
    case "edit": {
      const { layer, neuron, source, value } = action;
      const column = source === null ? null : source - 1;
      return done({
        type: "change",
        changes: { edits: [{ layer, row: neuron - 1, column, value }] },
      });
    }
    case "choose":
      return tools.choose(action.id, action.choice);
    case "type":
      return tools.type(action.id);
    case "setup":
      return wish(() => tools.setUp(action.id));
    case "figure":
      return tools.figure(action.id);
  }
}

/** Phase by phase, as the next-phase button would. @param {string} to @param {Tools} tools @param {(test: (state: import("../types.d.ts").State) => boolean) => Promise<void>} until */
async function walk(to, { store, player }, until) {
  const endAt = () => stops(stepSpans(store.state.frame)).find(({ id }) => id === to)?.end ?? 0;
  if (store.state.player.time >= endAt() - 1e-6) player.seek(0);
  while (store.state.player.time < endAt() - 1e-6) {
    player.nextPhase();
    await until(({ player: now }) => !now.playing);
  }
}

/** @param {RunAction} action @returns {Until} */
function untilOf({ word, value }) {
  switch (word) {
    case "t":
      return { step: value };
    case "epoch":
      return { epoch: value };
    case "L.train":
      return { quantity: "training_loss", below: value };
    case "L.test":
      return { quantity: "test_loss", below: value };
    case "acc.train":
      return { quantity: "training_accuracy", above: value };
    case "acc.test":
      return { quantity: "test_accuracy", above: value };
  }
}
