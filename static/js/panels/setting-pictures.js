/** Pictures beside a menu: of what is chosen, which opens a gallery of all that can be. */

import { html } from "lit-html";
import { curveGlyph } from "./curve-glyph.js";
import { createGallery } from "./gallery.js";
import { datasetPicture } from "./thumbnails.js";

/** @import { Catalog } from "../types.d.ts" */
/** @import { Choice, Option } from "./settings.js" */

/**
 * @param {HTMLElement} root of the set-up
 * @param {Catalog} catalog
 * @param {(field: string, value: string, changes: Choice["changes"]) => void} choose
 */
export function createSettingPictures(root, catalog, choose) {
  const dialog = document.createElement("dialog");
  root.after(dialog);
  const open = createGallery(dialog);

  /** @param {Choice["pictures"]} kind @param {string} name @param {string} place @param {number} size */
  function picture(kind, name, place, size) {
    if (kind === "activations") {
      const activation = catalog.activations.find((entry) => entry.name === name);
      return activation ? curveGlyph(activation) : blank("≠");
    }
    const dataset = catalog.datasets.find((entry) => entry.name === name);
    return dataset ? datasetPicture(place, dataset, size) : blank("+");
  }

  return {
    /** @param {Choice} choice @param {string} id of its menu @param {[string | null, Option[]][]} groups */
    button: ({ field, label, value, pictures, isPart, changes }, id, groups) => html`<button
      type="button"
      class="picture-button"
      id="${id}-pictures"
      aria-label="${label}: all as pictures"
      aria-haspopup="dialog"
      @click=${() =>
        open({
          title: label,
          value,
          groups,
          picture: (name) => picture(pictures, name, "gallery", 64),
          choose: (chosen) => choose(field, chosen, changes),
        })}
    >${picture(pictures, value, id, isPart ? 28 : 40)}</button>`,
    remove: () => dialog.remove(),
  };
}

/** @param {string} sign */
const blank = (sign) => html`<span class="blank-picture" aria-hidden="true">${sign}</span>`;
