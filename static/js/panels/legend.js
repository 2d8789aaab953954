/** The key to the marks, in one row under the stage, for those who ask for it. */

import { html, nothing, render, svg } from "lit-html";

/** @typedef {{ words: string, hue: string, picture: unknown }} Entry */

const WEDGE = "M2 8.2L38 2.5V13.5Z";

/** As the stage draws them, in the order of a step. @type {Entry[]} */
const ENTRIES = [
  { words: "weight +", hue: "positive", picture: svg`<path class="stroke" d="M2 8H38"></path>` },
  {
    words: "weight −",
    hue: "negative",
    picture: svg`<path class="stroke dashed" d="M2 8H38"></path>`,
  },
  {
    words: "not computed yet",
    hue: "ink",
    picture: svg`<rect class="dotted" x="13" y="1.5" width="13" height="13" rx="4"></rect>`,
  },
  {
    words: "slope +, growing it hurts",
    hue: "gradient",
    picture: svg`<path class="solid" d=${WEDGE}></path>`,
  },
  {
    words: "slope −, growing it helps",
    hue: "gradient",
    picture: svg`<path class="outline" d=${WEDGE}></path>`,
  },
  {
    words: "wish, up for larger",
    hue: "gradient",
    picture: svg`<path class="stroke thin" d="M20 15V5"></path><path class="solid" d="M14.5 7.5L20 0.5L25.5 7.5Z"></path>`,
  },
];

/** @param {HTMLElement} root @param {HTMLElement} button that opens and closes it */
export function mountLegend(root, button) {
  button.addEventListener("click", () => {
    const isOpen = root.hidden;
    root.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    render(isOpen ? ENTRIES.map(entry) : nothing, root);
  });
}

/** @param {Entry} entry */
const entry = ({ words, hue, picture }) => html`<li>
    <svg class=${hue} viewBox="0 0 40 16" aria-hidden="true">${picture}</svg>${words}
  </li>`;
