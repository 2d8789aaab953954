/** Ready-made experiments in the top bar. */

import { html, render } from "lit-html";

/** @import { PanelContext } from "../types.d.ts" */

/** As many as fit on one line; the set-up offers every data set. */
const SHOWN = ["rings", "moons", "spiral", "digits", "tiny"];

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { chosen: () => void }} context
 */
export function mountPresets(root, { store, send, catalog, chosen }) {
  const presets = SHOWN.flatMap((name) => catalog.presets.filter((preset) => preset.name === name));
  return store
    .derive(({ experiment }) => JSON.stringify(experiment))
    .subscribe((present) => {
      render(
        html`<nav aria-label="Ready-made experiments">${presets.map(
          ({ name, title, summary, experiment }) => html`<button
            type="button"
            class="plain"
            data-preset=${name}
            title=${summary}
            aria-current=${JSON.stringify(experiment) === present ? "true" : "false"}
            @click=${(/** @type {MouseEvent} */ { detail }) => {
              chosen();
              send({ type: "load", preset: name });
              // After a click the next thing is to play, with Space too; who came by keyboard stays where they are.
              if (detail > 0) document.getElementById("toggle")?.focus({ preventScroll: true });
            }}
          >${title}</button>`,
        )}</nav>`,
        root,
      );
    });
}
