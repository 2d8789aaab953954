/** A point of the learner's own: the plane of the inspector, in the lesson's column. */

import { nothing, render } from "lit-html";
import { createProbe } from "../../panels/probe.js";
import { isFromData } from "../../state/selectors.js";

/** @import { FigureContext, MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { send, events }) {
  const probe = createProbe(send, "lesson-probe");
  return {
    update: (scene) => render(probe(scene, !isFromData(scene.state)), root),
    word: (name) => (name === "moves" ? events().places.length : undefined),
    unmount: () => render(nothing, root),
  };
}
