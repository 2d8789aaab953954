/** The terms of a sum, one a row with its bar, and under the line what they add up to. */

import { html, nothing, svg } from "lit-html";
import { endToEnd, widthScale } from "../scene/sums.js";
import { marker, signClass, signed } from "./inspector-parts.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */
/** @import { Step } from "../scene/sums.js" */

/**
 * @typedef {object} TermRow
 * @property {unknown} name
 * @property {unknown} factors
 * @property {number} value
 * @property {Selection | null} selection the mark that it stands for
 */

/**
 * @param {View} view
 * @param {TermRow[]} rows
 * @param {{ name: unknown, value: number, hue?: "gradient" }} total as the tape has it
 */
export function termStack(view, rows, { name, value, hue }) {
  const steps = endToEnd(rows.map((row) => row.value));
  const scale = widthScale([...steps, { from: 0, to: value }]);
  return html`<div class="stack">
    ${rows.map((row, i) => {
      const step = steps[i] ?? { from: 0, to: 0 };
      const line = html`<span class="term-name">${row.name}</span><span class="quiet">${row.factors}</span>
        <strong class=${hue ?? signClass(row.value)}>${signed(row.value, 3)}</strong>${bar(scale, step, hue ?? signClass(row.value))}`;
      return row.selection
        ? marker(view, row.selection, "term", line)
        : html`<div class="term">${line}</div>`;
    })}
    <div class="term total"><span class="term-name">${name}</span><span></span>
      <strong class=${hue ?? signClass(value)}>${signed(value, 4)}</strong>${bar(scale, { from: 0, to: value }, `${hue ?? signClass(value)} whole`)}</div>
  </div>`;
}

/**
 * From where the last term ended; minus is hollow as well as orange.
 * @param {(value: number) => number} scale @param {Step} step @param {string} name
 */
function bar(scale, { from, to }, name) {
  if (!Number.isFinite(to) || !Number.isFinite(from))
    return html`<span class="bar hatched" aria-hidden="true"></span>`;
  const left = Math.min(scale(from), scale(to));
  const width = Math.max(0.6, Math.abs(scale(to) - scale(from)));
  const minus = to < from ? "minus" : "";
  return html`<svg class="bar" aria-hidden="true">
    ${svg`<line class="zero" x1="${scale(0)}%" x2="${scale(0)}%" y1="0" y2="12"></line>
      ${from === to ? nothing : svg`<rect class="${name} ${minus}" x="${left}%" y="2.5" width="${width}%" height="7" rx="1.5"></rect>`}`}
    ${from === to ? nothing : svg`<line class="carry" x1="${scale(to)}%" x2="${scale(to)}%" y1="2" y2="12"></line>`}
  </svg>`;
}
