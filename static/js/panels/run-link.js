/** A link to this very moment, with what a teacher wants to leave out of the page. */

import { html, nothing } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { fragmentOf, momentOf, whyNoLink } from "../state/link.js";
import { HIDEABLE } from "../state/view.js";
import { placeAt } from "../timeline/place.js";
import { stepSpans } from "../timeline/player.js";

/** @import { PanelContext, View } from "../types.d.ts" */

const LONG = 2000; // characters; some programs cut longer addresses

/**
 * @param {PanelContext & { redraw: () => void }} context
 */
export function createLink({ store, redraw }) {
  /** @type {View} */
  let view = { hidden: [], locked: false };
  let address = "";
  let made = ""; // what the address was made for
  let said = "";

  function momentNow() {
    const { state } = store;
    return momentOf(state, placeAt(stepSpans(state.frame), state.player.time));
  }

  /** Makes the address anew where the moment has changed. */
  async function refresh() {
    if (store.state.player.playing) return;
    const moment = momentNow();
    if (!moment) return;
    const key = JSON.stringify([moment, view]);
    if (key === made) return;
    made = key;
    said = whyNoLink(moment) ?? "";
    const fragment = said ? "" : await fragmentOf(moment, view);
    if (key !== made) return;
    address = said ? "" : `${location.origin}${location.pathname}#${fragment}`;
    redraw();
  }

  /** @param {Event} event */
  async function copy(event) {
    const form = /** @type {HTMLElement} */ (event.target).closest(".run-part");
    const field = /** @type {HTMLInputElement | null} */ (form?.querySelector("#link-address"));
    field?.select();
    try {
      await navigator.clipboard.writeText(address); // only where the page came over a secure line
      said = "Copied.";
    } catch {
      field?.select();
      said = "The link is selected: press Ctrl+C to copy it.";
    }
    redraw();
  }

  /** @param {Partial<View>} change */
  function leaveOut(change) {
    view = { ...view, ...change };
    redraw();
  }

  /** @param {string} name @param {Event} event */
  function hide(name, event) {
    const others = view.hidden.filter((other) => other !== name);
    leaveOut({ hidden: isChecked(event) ? [...others, name] : others });
  }

  return {
    refresh,

    view: () => html`<section class="run-part" aria-labelledby="link-title">
      <h3 id="link-title">A link to this moment</h3>
      <p class="quiet">It holds the settings, every change, the step and the phase: whoever opens it sees the same numbers.</p>
      <div class="link-line">
        <input type="text" id="link-address" readonly aria-label="Link to this moment" .value=${address} @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
        <button type="button" class="primary small" id="copy-link" ?disabled=${address === ""} @click=${copy}>Copy link</button>
      </div>
      <p class="quiet" role="status">${said || (address.length > LONG ? `The link has ${formatInteger(address.length)} characters: some programs cut such long ones.` : nothing)}</p>
      <details>
        <summary>For a class: leave something out</summary>
        <div class="link-options">
          ${HIDEABLE.map(
            ([name, title]) =>
              html`<label><input type="checkbox" name="hide-${name}" @change=${(/** @type {Event} */ event) => hide(name, event)} /> hide ${title}</label>`,
          )}
          <label><input type="checkbox" name="lock" @change=${(/** @type {Event} */ event) => leaveOut({ locked: isChecked(event) })} /> lock the settings</label>
        </div>
      </details>
    </section>`,
  };
}

/** @param {Event} event */
const isChecked = (event) => /** @type {HTMLInputElement} */ (event.target).checked;
