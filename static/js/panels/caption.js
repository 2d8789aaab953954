/** Where in the loop we are, in one heading and one sentence. */

import { html, nothing, render } from "lit-html";
import { captionOf } from "../scene/words.js";
import { icon } from "./icon.js";

/** @import { Scene } from "../scene/stage.js" */

/** @param {HTMLElement} root */
export function mountCaption(root) {
  let shown = "";

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { kind, heading, sentence, fact } = captionOf(scene);
    const key = heading + sentence + fact;
    if (key === shown) return;
    shown = key;
    root.dataset.kind = kind;
    render(
      html`<h2 class="caption-heading">${kind === "ready" || kind === "running" ? nothing : icon(kind)} ${heading}</h2>
        <p class="caption-sentence">${sentence} <span class="quiet">${fact}</span></p>`,
      root,
    );
  };
}
