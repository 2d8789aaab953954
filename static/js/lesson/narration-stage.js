/** The stage of a narration: each part sets it as its document says, and walks it on in step with what is told. */

import { stepSpans } from "../timeline/player.js";
import { stops } from "../timeline/training-step.js";
import { timeAt } from "./staging.js";

/** @import { Store } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Part } from "../protocol/lessons.d.ts" */
/** @import { Staging } from "./staging.js" */
/** @import { Narrator } from "./narrator.js" */

/** By then a walk has arrived; the end of the part looks at where. */
const ARRIVED = 0.92;

/**
 * @param {object} parts
 * @param {Part[]} parts.parts
 * @param {Store} parts.store
 * @param {PlayerControls} parts.player
 * @param {Staging} parts.staging
 */
export function createNarrationStage({ parts, store, player, staging }) {
  let present = -1; // the part that the stage shows
  let isBusy = false;
  let isLooping = false;
  let run = -1;

  /** Whether the stage has the narration's own step, so that time in it is all that differs. */
  const isOwn = () => store.state.run === run && store.state.frame?.step === 0;

  /** @param {number} index */
  async function enter(index) {
    const { stage, walk } = /** @type {Part} */ (parts[index]);
    const goesOn = isOwn() && stage.run === "keep";
    present = index;
    isBusy = true;
    halt();
    // The loop goes on from the end of a step; it may begin at any.
    if (goesOn && walk === "loop") staging.view(stage);
    else if (goesOn) {
      staging.view(stage);
      player.seek(timeAt(store.state, stage.at ?? "ready"));
    } else {
      const isThere = await staging.visit({ ...stage, run: "fresh" });
      if (!isThere) return;
      run = store.state.run;
    }
    isBusy = false;
  }

  /** Where a part's walk begins and ends, in beats; it goes no farther than where the next part begins. @param {number} index */
  function wayOf(index) {
    const { stage, walk } = /** @type {Part} */ (parts[index]);
    const from = timeAt(store.state, stage.at ?? "ready");
    const last = stops(stepSpans(store.state.frame)).findLast(({ kind }) => kind === walk);
    const next = parts[index + 1]?.stage.at;
    const limit = next ? timeAt(store.state, next) : Infinity;
    const to = last?.end ?? from;
    return { from, to: limit > from && limit < to ? limit : to };
  }

  function halt() {
    if (!isLooping) return;
    isLooping = false;
    if (store.state.player.running) player.pause();
  }

  return {
    get isBusy() {
      return isBusy;
    },

    /** Whether somebody else has begun to play. */
    get isTaken() {
      return !isBusy && !isLooping && store.state.player.playing;
    },

    /** As the narrator's place asks for. @param {Narrator["place"]} place */
    follow({ part, share, playing }) {
      if (part !== present) enter(part);
      if (isBusy) return;
      const { walk } = /** @type {Part} */ (parts[part]);
      if (walk === "loop") {
        if (playing && !isLooping) {
          isLooping = true;
          player.play();
        } else if (!playing) halt();
        return;
      }
      if (!playing && !isOwn()) return; // what a hand does meanwhile stays
      if (!isOwn()) {
        enter(part);
        return;
      }
      if (!walk) return;
      const { from, to } = wayOf(part);
      const time = from + (to - from) * Math.min(1, share / ARRIVED);
      if (Math.abs(time - store.state.player.time) > 1e-9) player.seek(time);
    },

    halt,

    /** The next part sets the stage anew. */
    forget() {
      halt();
      present = -1;
      run = -1;
    },
  };
}

/** @typedef {ReturnType<typeof createNarrationStage>} NarrationStage */
