/** Leaves out what a teacher's link hides, and holds the settings where it locks them. */

import { HIDEABLE } from "../state/view.js";

/** @import { Store } from "../types.d.ts" */

/** What goes with a part that is hidden: its openers. */
const WITH = /** @type {Record<string, string[]>} */ ({
  "set-up": ["open-set-up"],
  inspector: ["open-inspector"],
  run: ["open-run", "undo", "undo-by-play"],
});

/**
 * @param {Store} store
 * @param {HTMLFieldSetElement} settings
 */
export function mountView(store, settings) {
  return store
    .derive(({ view }) => view)
    .subscribe(({ hidden, locked }) => {
      for (const [name] of HIDEABLE) {
        const isHidden = hidden.includes(name) || (locked && name === "presets");
        // The sheet about the run opens and closes by itself; only what opens it is hidden.
        const ids = name === "run" ? (WITH.run ?? []) : [name, ...(WITH[name] ?? [])];
        for (const id of ids) document.getElementById(id)?.classList.toggle("left-out", isHidden);
      }
      settings.disabled = locked;
      settings.classList.toggle("locked", locked);
    });
}
