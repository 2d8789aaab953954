/** An activation's curve as the catalog has it, with the neuron's operating point and the tangent there. */

import { html, nothing, svg } from "lit-html";
import { formatNumber } from "../lib/format.js";
import { windowOf } from "../scene/activation.js";

/** @import { Activation } from "../protocol/messages.d.ts" */

const WIDTH = 280;
const HEIGHT = 132;
const EDGE = { left: 8, right: 8, top: 14, bottom: 22 };
const TANGENT = 34;

/** @typedef {(value: number) => number} Scale */

/**
 * @param {Activation} activation
 * @param {{ z: number, a: number, steepness: number | null } | null} at null while it is not computed
 */
export function curvePlot({ curve, title }, at) {
  if (!curve) return nothing;
  const { half, low, high, points } = windowOf(curve, at?.z ?? 0);
  const across = WIDTH - EDGE.left - EDGE.right;
  const down = HEIGHT - EDGE.top - EDGE.bottom;
  /** @type {Scale} */
  const x = (z) => EDGE.left + ((z + half) / (2 * half)) * across;
  /** @type {Scale} */
  const y = (a) => EDGE.top + ((high - a) / (high - low || 1)) * down;
  const path = points.map((p) => `${x(p.z).toFixed(1)},${y(p.a).toFixed(1)}`).join(" ");
  return html`<svg class="curve-plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${sentence(title, at)}>
    ${svg`<line class="axis" x1=${x(-half)} x2=${x(half)} y1=${y(0)} y2=${y(0)}></line>
      <line class="axis" x1=${x(0)} x2=${x(0)} y1=${EDGE.top - 6} y2=${HEIGHT - EDGE.bottom + 4}></line>
      <polyline class="curve" points=${path}></polyline>
      <text class="tick" x=${x(-half)} y=${HEIGHT - 5}>−${half}</text>
      <text class="tick end" x=${x(half)} y=${HEIGHT - 5}>${half}</text>`}
    ${at && at.steepness !== null ? svg`<text class="slope" x="6" y="16"><tspan class="symbol">σ′(z)</tspan> ${formatNumber(at.steepness, 3)}</text>` : nothing}
    ${at && Number.isFinite(at.z) && Number.isFinite(at.a) ? point(at, x, y, half, (a) => (a / (high - low || 1)) * down, across / (2 * half)) : nothing}
  </svg>`;
}

/**
 * @param {{ z: number, a: number, steepness: number | null }} at
 * @param {Scale} x @param {Scale} y @param {number} half @param {Scale} up pixels of a rise @param {number} unit pixels of one
 */
function point({ z, a, steepness }, x, y, half, up, unit) {
  const [left, top] = [x(Math.max(-half, Math.min(half, z))), Math.max(6, y(a))];
  const zero = y(0);
  const rise = steepness === null ? 0 : up(steepness) / unit;
  const run = TANGENT / Math.hypot(1, rise);
  const label = Math.max(16, Math.min(WIDTH - 16, left));
  return svg`<line class="guide" x1=${left} x2=${left} y1=${top} y2=${HEIGHT - EDGE.bottom + 4}></line>
    <line class="guide" x1=${left} x2=${x(0)} y1=${top} y2=${top}></line>
    ${steepness === null ? nothing : svg`<line class="tangent" x1=${left - run} x2=${left + run} y1=${top + run * rise} y2=${top - run * rise}></line>`}
    <line class="foot" x1=${left} x2=${left} y1=${zero - 3} y2=${zero + 3}></line>
    <circle class="operating" cx=${left} cy=${top} r="5.5"></circle>
    <text class="reading middle" x=${label} y=${HEIGHT - 5}><tspan class="symbol">z</tspan> ${formatNumber(z, 2)}</text>`;
}

/** @param {string} title @param {{ z: number, a: number, steepness: number | null } | null} at */
function sentence(title, at) {
  if (!at) return `The curve of ${title}; where this neuron stands on it is not computed yet.`;
  const slope = at.steepness === null ? "" : `, slope ${formatNumber(at.steepness, 3)}`;
  return `The curve of ${title}: sum ${formatNumber(at.z, 3)} becomes ${formatNumber(at.a, 3)}${slope}.`;
}
