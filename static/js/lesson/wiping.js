/** "Wipe my progress", which asks once more before it does. */

import { html } from "lit-html";
import { STRINGS } from "./strings.js";

/** @param {import("./notebook.js").Notebook} notebook */
export function createWiping(notebook) {
  let isAsking = false;

  /** @param {boolean} asking */
  function ask(asking) {
    isAsking = asking;
    notebook.redraw();
  }

  function wipe() {
    notebook.tell({ type: "wipe" });
    ask(false);
  }

  return {
    view: () =>
      isAsking
        ? html`<p class="wipe" role="group" aria-label=${STRINGS.wipeAsk}><span>${STRINGS.wipeAsk}</span>
            <button type="button" class="plain" id="wipe-yes" @click=${wipe}>${STRINGS.wipeYes}</button>
            <button type="button" class="plain" @click=${() => ask(false)}>${STRINGS.wipeNo}</button></p>`
        : html`<p class="wipe"><span class="quiet">${STRINGS.kept}</span>
            <button type="button" class="plain" id="wipe" @click=${() => ask(true)}>${STRINGS.wipe}</button></p>`,
  };
}
