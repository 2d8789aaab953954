/** The curve of an activation as a small picture with its axes, from the catalog's own values. */

import { html, nothing, svg } from "lit-html";
import { windowOf } from "../scene/activation.js";

/** @import { Activation } from "../protocol/messages.d.ts" */

const SIZE = 48;
const EDGE = 6;

/** @param {Activation | undefined} activation */
export function curveGlyph(activation) {
  const curve = activation?.curve;
  if (!curve) return html`<span class="curve-glyph mixed" aria-hidden="true">%</span>`;
  const { half, low, high, points } = windowOf(curve, 0);
  const room = SIZE - 2 * EDGE;
  const x = (/** @type {number} */ z) => EDGE + ((z + half) / (2 * half)) * room;
  const y = (/** @type {number} */ a) => EDGE + ((high - a) / (high - low || 1)) * room;
  const path = points.map((p) => `${x(p.z).toFixed(1)},${y(p.a).toFixed(1)}`).join(" ");
  return html`<svg class="curve-glyph" viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">
    ${svg`<path class="axes" d="M3 ${y(0)}H45M${x(0)} 3V45"></path>
      ${points.length > 0 ? svg`<polyline points=${path}></polyline>` : nothing}`}
  </svg>`;
}
