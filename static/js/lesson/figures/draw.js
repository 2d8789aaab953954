/** A pad to write a digit on; the network reads it as it is drawn. */

import { html, nothing, render } from "lit-html";
import { createDrawingPad } from "../../panels/drawing-pad.js";

/** @import { MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { send }) {
  const pad = createDrawingPad(send, "lesson-pad", true);
  return {
    update(scene) {
      /** @type {(() => void)[]} */
      const later = [];
      render(html`${pad(scene, (draw) => later.push(draw))}`, root);
      for (const draw of later) draw();
    },
    unmount: () => render(nothing, root),
  };
}
