/** The run as a file: saved by the server as it stands, past and future included, and loaded from there. */

import { html, nothing } from "lit-html";

/** @import { PanelContext } from "../types.d.ts" */

/**
 * @param {PanelContext & { redraw: () => void }} context
 */
export function createFiles({ store, redraw }) {
  let said = "";
  let isBusy = false;

  /** @param {string} path */
  const at = (path) => new URL(path, document.baseURI).href;

  async function save() {
    await busy(async () => {
      const answer = await fetch(at(`runs/${store.state.session}.npz`));
      if (!answer.ok) return sentenceOf(answer);
      const name = `run-step-${store.state.frame?.step ?? 0}.npz`;
      const address = URL.createObjectURL(await answer.blob());
      const link = Object.assign(document.createElement("a"), { href: address, download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      return `Saved as ${name}.`;
    });
  }

  /** @param {Event} event */
  async function load(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const file = field.files?.[0];
    field.value = "";
    if (!file) return;
    await busy(async () => {
      const answer = await fetch(at(`runs/${store.state.session}`), { method: "POST", body: file });
      return answer.ok ? `${file.name} is loaded.` : sentenceOf(answer);
    });
  }

  /** @param {() => Promise<string>} work */
  async function busy(work) {
    isBusy = true;
    said = "One moment…";
    redraw();
    try {
      said = await work();
    } catch {
      said = "The server cannot be reached.";
    }
    isBusy = false;
    redraw();
  }

  return {
    view: () => html`<section class="run-part" aria-labelledby="files-title">
      <h3 id="files-title">Files</h3>
      <div class="file-line">
        <button type="button" class="plain run-own" id="save-run" ?disabled=${isBusy || store.state.session === null} @click=${save}>Save this run</button>
        ${
          store.state.view.locked
            ? nothing
            : html`<label class="plain run-own file-button" for="load-run">Load a run…</label>
              <input type="file" id="load-run" class="visually-hidden" accept=".npz" ?disabled=${isBusy} @change=${load} />`
        }
      </div>
      <p class="quiet" role="status">${said}</p>
    </section>`,
  };
}

/** What the server says of a refusal. @param {Response} answer */
async function sentenceOf(answer) {
  try {
    const { sentence } = await answer.json();
    if (typeof sentence === "string") return sentence;
  } catch {
    // Not in our words: a proxy, or no server of ours.
  }
  return `The server refused (${answer.status}).`;
}
