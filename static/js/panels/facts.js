/** Which values of the shown step exist already at this moment. What does not exist is never shown as a number. */

import { scalarOf } from "../protocol/tensors.js";

/** @import { Scene } from "../scene/stage.js" */

/** From here on of a forward phase the stage says a, and no longer z. */
const BENT = 0.78;

/** @param {Pick<Scene, "moment" | "state" | "frame">} scene */
export function factsOf({ moment, state, frame }) {
  return {
    /** A probe or a drawing without a truth has no loss, so nothing can be blamed for it. */
    truth: !frame.finite || !Number.isNaN(scalarOf(frame, "example.loss")),
    forward: (/** @type {number} */ layer) => layer === 0 || (moment.forward[layer] ?? 0) > 0.55,
    /** Sums come first, and are bent then. */
    bent: (/** @type {number} */ layer) => layer === 0 || (moment.forward[layer] ?? 0) > BENT,
    loss: moment.running || moment.loss > 0.45,
    backward: (/** @type {number} */ layer) => (moment.backward[layer] ?? 0) > 0.6,
    update: (/** @type {number} */ layer) => (moment.update[layer] ?? 0) > 0.35,
    previous: moment.running ? null : state.previous,
  };
}

export const FACTS = {
  slopeWaits: "Its slope comes with the backward pass of this step.",
  /** Changes when one of the facts does. @param {Scene} scene */
  key(scene) {
    const facts = factsOf(scene);
    const layers = scene.units.map((_, layer) =>
      [facts.forward(layer), facts.bent(layer), facts.backward(layer), facts.update(layer)]
        .map(Number)
        .join(""),
    );
    return `${layers} ${facts.loss}`;
  },
};
