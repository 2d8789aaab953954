/** Taking the last change back, and making it again: in the top bar, on a phone beside play. */

import { html, render } from "lit-html";
import { redoOf, undoOf } from "../state/selectors.js";
import { icon } from "./icon.js";

/** @import { PanelContext } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls }} context
 */
export function mountUndo(root, { store, player: { travel } }) {
  /** @param {"Undo" | "Redo"} word @param {string | null} sentence */
  const name = (word, sentence) => `${word}: ${sentence ?? `nothing to ${word.toLowerCase()}`}`;

  function draw() {
    const { state } = store;
    const { locked } = state.view;
    const [undo, redo] = locked ? [null, null] : [undoOf(state), redoOf(state)];
    render(
      html`<button type="button" class="round" id="${root.id}-change" ?disabled=${undo === null} aria-label=${name("Undo", undo)} title="${name("Undo", undo)}  Ctrl Z" @click=${travel.undo}>${icon("undo")}</button>
        <button type="button" class="round" id="${root.id.replace("undo", "redo")}-change" ?disabled=${redo === null} aria-label=${name("Redo", redo)} title="${name("Redo", redo)}  Ctrl Shift Z" @click=${travel.redo}>${icon("redo")}</button>`,
      root,
    );
  }

  const stops = [store.derive(undoOf), store.derive(redoOf), store.derive(({ view }) => view)].map(
    ({ subscribe }) => subscribe(draw),
  );
  return () => {
    for (const stop of stops) stop();
  };
}
