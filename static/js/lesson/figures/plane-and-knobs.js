/** The plane of a single neuron with three knobs beside it: what edge, descent and corners are made of. */

import { html } from "lit-html";
import { tensorOf } from "../../protocol/tensors.js";
import { createKnobs } from "../knobs.js";
import { createPlane } from "./plane.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { FigureContext } from "../types.d.ts" */

const ABOUT = [
  { letter: "w", index: "1", what: "weight of input 1", mark: "weights.1.1.1", column: 0 },
  { letter: "w", index: "2", what: "weight of input 2", mark: "weights.1.1.2", column: 1 },
  { letter: "b", index: "", what: "bias", mark: "biases.1.1", column: null },
];

/** What a drawing hangs on. @param {Scene} scene @returns {unknown[]} */
export const keyOf = ({ frame, maps, state, moment, units }) => [
  frame,
  maps,
  state.upcoming,
  state.lit,
  state.journal,
  state.data,
  moment.running,
  units.join(),
  moment.stop?.id,
  moment.forward.map((share) => share > 0.55).join(),
  moment.backward.map((share) => share > 0.6).join(),
  document.documentElement.dataset.theme,
];

/** @param {unknown[]} one @param {unknown[]} other */
export const isSameKey = (one, other) =>
  one.length === other.length && one.every((part, i) => part === other[i]);

/** @param {FigureContext} context @param {Parameters<typeof createPlane>[0]} look */
export function createPlaneAndKnobs(context, look) {
  const plane = createPlane(look);
  const knob = createKnobs(context);
  // It is made before it has its place in the page, and with it its size.
  const sizes = new ResizeObserver(() => context.redraw());
  sizes.observe(plane.canvas);

  return {
    draw: plane.draw,
    /** What a drawing hangs on. @param {Scene} scene @returns {unknown[]} */
    key: (scene) => [...keyOf(scene), plane.canvas.clientWidth],
    unmount: () => sizes.disconnect(),
    /**
     * @param {Scene} scene
     * @param {{ over?: unknown, isBare?: boolean, isAdvised?: boolean }} [more] isAdvised: with the slopes of the tape
     */
    view(scene, { over, isBare, isAdvised = false } = {}) {
      const { frame, state, units, moment } = scene;
      const isOne = units.length === 2;
      const slope = (/** @type {number | null} */ column) =>
        column === null
          ? tensorOf(frame, "biases_gradient", 1).at(0)
          : tensorOf(frame, "weights_gradient", 1).at(0, column);
      const knobs = ABOUT.map(({ column, ...about }) =>
        knob(state, {
          ...about,
          parameter: { layer: 1, row: 0, column },
          downhill: isAdvised ? -slope(column) : null,
        }),
      );
      return html`<div class="plane-and-knobs ${isOne ? "" : "alone"}">
        ${plane.view(scene, { over, isBare: isBare ?? false })}
        ${isOne && !moment.running ? html`<div class="knobs" role="group" aria-label="Dials of the neuron">${knobs}</div>` : ""}
      </div>`;
    },
  };
}
