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
    .derive(({ experiment }) => experiment?.data.name)
    .subscribe((data) => {
      render(
        html`<nav aria-label="Ready-made experiments">${presets.map(
          ({ name, title, summary, experiment }) => html`<button
            type="button"
            class="plain"
            data-preset=${name}
            title=${summary}
            aria-current=${experiment.data.name === data ? "true" : "false"}
            @click=${() => {
              chosen();
              send({ type: "load", preset: name });
            }}
          >${title}</button>`,
        )}</nav>`,
        root,
      );
    });
}
