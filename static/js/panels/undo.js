/** Taking the last change back, and making it again. */

import { html, render } from "lit-html";
import { icon } from "./icon.js";

/** @import { PanelContext } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls }} context
 */
export function mountUndo(root, { store, player: { travel } }) {
  const view = store.derive(({ time, view: { locked } }) => (locked ? null : time));
  return view.subscribe((time) => {
    /** @param {string | null | undefined} sentence @param {string} word @param {string} keys */
    const name = (sentence, word, keys) =>
      sentence ? `${word}: ${sentence}  ${keys}` : `${word}: nothing to ${word.toLowerCase()}`;
    render(
      html`<button type="button" class="round" id="undo-change" ?disabled=${!time?.undo} aria-label=${name(time?.undo, "Undo", "")} title=${name(time?.undo, "Undo", "Ctrl Z")} @click=${travel.undo}>${icon("undo")}</button>
        <button type="button" class="round" id="redo-change" ?disabled=${!time?.redo} aria-label=${name(time?.redo, "Redo", "")} title=${name(time?.redo, "Redo", "Ctrl Shift Z")} @click=${travel.redo}>${icon("redo")}</button>`,
      root,
    );
  });
}
