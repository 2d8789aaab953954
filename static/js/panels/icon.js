/** A picture from the page's sprite, for the eye only. */

import { html, svg } from "lit-html";

/** @param {string} name */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true">${svg`<use href=${`#icon-${name}`}></use>`}</svg>`;
