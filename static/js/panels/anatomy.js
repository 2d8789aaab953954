/** A neuron taken apart in one line: what goes in, the mix, the bend, what comes out, with the numbers of this step. */

import { html, nothing, svg } from "lit-html";
import { ifKnown, signClass, symbol } from "./inspector-parts.js";

/** @import { Activation } from "../protocol/messages.d.ts" */

/**
 * @param {{ inputs: number, z: number, a: number, out: string, known: boolean, steepness: number | null, activation: Activation | undefined }} neuron
 */
export function anatomy({ inputs, z, a, out, known, steepness, activation }) {
  return html`<ol class="anatomy">
    ${part("input", fanGlyph(), inputs === 1 ? "1 number" : `${inputs} numbers`)}
    ${part("mix", html`<span class="glyph sigma">Σ</span>`, html`${symbol("z")} ${short(known, z)}`)}
    ${part("bend", bendGlyph(activation), known && steepness !== null ? html`slope ${ifKnown(true, steepness, 2)}` : (activation?.title ?? ""))}
    ${part("output", html`<span class="glyph out">${symbol(out)}</span>`, html`${symbol(out)} ${short(known, a)}`)}
  </ol>`;
}

/** @param {boolean} known @param {number} value */
const short = (known, value) =>
  known
    ? html`<strong class=${signClass(value)}>${ifKnown(true, value, 2)}</strong>`
    : html`<span class="waiting">not yet</span>`;

/** @param {string} word @param {unknown} glyph @param {unknown} value */
const part = (word, glyph, value) =>
  html`<li>${glyph}<span class="word">${word}</span><span class="reading">${value}</span></li>`;

const fanGlyph = () =>
  html`<svg class="glyph" viewBox="0 0 36 36" aria-hidden="true">${[7, 18, 29].map(
    (y) =>
      svg`<path d="M6 ${y}C18 ${y} 18 18 32 18"></path><circle cx="5" cy=${y} r="2.6"></circle>`,
  )}</svg>`;

/** The curve of the catalog, small. @param {Activation | undefined} activation */
function bendGlyph(activation) {
  const curve = activation?.curve;
  if (!curve) return html`<span class="glyph sigma">%</span>`;
  const middle = curve.values.slice(
    Math.floor(curve.values.length * 0.25),
    Math.ceil(curve.values.length * 0.75),
  );
  const low = Math.min(...middle);
  const high = Math.max(...middle);
  const points = middle.map(
    (a, i) => `${4 + (28 * i) / (middle.length - 1)},${31 - (26 * (a - low)) / (high - low || 1)}`,
  );
  return html`<svg class="glyph" viewBox="0 0 36 36" aria-hidden="true">
    ${points.length > 0 ? svg`<polyline points=${points.join(" ")}></polyline>` : nothing}
  </svg>`;
}
