/** A product as chips: each factor with its symbol, its value and what it is, joined to its place on the stage. */

import { html } from "lit-html";
import { marker } from "./inspector-parts.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/**
 * @typedef {object} Factor
 * @property {unknown} symbol
 * @property {unknown} value
 * @property {string} words
 * @property {string} hue class of the value
 * @property {Selection | null} place on the stage
 */

/**
 * @param {View} view
 * @param {Factor[]} factors
 * @param {{ name: unknown, value: unknown }} product
 */
export const chips = (view, factors, { name, value }) => html`<div class="factors">
    ${factors.map((factor, i) => html`${i > 0 ? html`<span class="times" aria-label="times">×</span>` : ""}${chip(view, factor)}`)}
  </div>
  <p class="product"><span>${name}</span><strong class="gradient">${value}</strong></p>`;

/** @param {View} view @param {Factor} factor */
function chip(view, { symbol, value, words, hue, place }) {
  const content = html`<span class="chip-symbol">${symbol}</span><strong class=${hue}>${value}</strong><span class="chip-words">${words}</span>`;
  return place
    ? marker(view, place, `chip ${hue}`, content)
    : html`<div class="chip ${hue}">${content}</div>`;
}
