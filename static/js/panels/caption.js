/** Where in the loop we are, in one heading and one sentence. */

import { html, nothing, render } from "lit-html";
import { captionOf } from "../scene/words.js";
import { icon } from "./icon.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PlayerControls } from "../timeline/player.js" */

/** @param {HTMLElement} root @param {PlayerControls} player */
export function mountCaption(root, player) {
  let shown = "";

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { kind, heading, sentence, fact } = captionOf(scene);
    const key = heading + sentence + fact;
    if (key === shown) return;
    shown = key;
    root.dataset.kind = kind;
    const isPhase = kind !== "ready" && kind !== "running";
    render(
      html`<div class="caption-top">
          <h2 class="caption-heading">${isPhase ? icon(kind) : nothing} ${heading}</h2>
          ${isPhase ? html`<button type="button" class="again" aria-label="Show this phase again" title="Again  A" @click=${player.again}>${icon("again")}</button>` : nothing}
        </div>
        <p class="caption-sentence">${sentence} <span class="quiet">${fact}</span></p>`,
      root,
    );
  };
}
