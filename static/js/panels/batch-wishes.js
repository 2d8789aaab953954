/** What each example of the batch asks of one parameter: a tick each, the mean that is used, and how many agree with it. */

import { html, nothing, svg } from "lit-html";
import { formatInteger, formatNumber } from "../lib/format.js";
import { signed } from "./inspector-parts.js";

/** @import { Answers } from "../types.d.ts" */

const WIDTH = 280;
const MIDDLE = WIDTH / 2;
const MOST_TICKS = 600;

/**
 * Half the width of the row in slopes: the largest of them.
 * @param {(number | null)[]} slopes
 */
export const reachOf = (slopes) => Math.max(1e-12, ...slopes.map((slope) => Math.abs(slope ?? 0)));

/**
 * @param {Answers["wishes"] | null} wishes
 * @param {number | null} own the slope of the shown example
 * @param {string} word what an example is
 */
export function batchWishes(wishes, own, word) {
  if (!wishes) return html`<p class="what">The wishes of the batch come when the run rests.</p>`;
  const { slopes, mean, agreeing, count, deviation } = wishes;
  if (count < 2) return nothing;
  const reach = Math.max(reachOf(slopes), Math.abs(own ?? 0));
  const x = (/** @type {number} */ slope) => MIDDLE + (slope / reach) * (MIDDLE - 8);
  const every = Math.ceil(slopes.length / MOST_TICKS);
  const at = mean ?? NaN;
  const words = `Slopes of ${count} examples from ${signed(-reach, 3)} to ${signed(reach, 3)}; ${agreeing} have the sign of their mean, ${signed(at, 5)}.`;
  return html`<svg class="rug" viewBox="0 0 ${WIDTH} 66" role="img" aria-label=${words}>
      ${slopes.map((slope, i) => (slope === null || i % every > 0 ? nothing : svg`<line class="tick" x1=${x(slope)} x2=${x(slope)} y1="18" y2="42"></line>`))}
      ${svg`<line class="axis" x1="0" x2=${WIDTH} y1="46" y2="46"></line><line class="zero" x1=${MIDDLE} x2=${MIDDLE} y1="14" y2="50"></line>
        <text class="end" x="0" y="62">${signed(-reach, 2)}</text><text class="end right" x=${WIDTH} y="62">${signed(reach, 2)}</text>`}
      ${own !== null && Number.isFinite(own) ? svg`<line class="own" x1=${x(own)} x2=${x(own)} y1="13" y2="25"></line><circle class="own" cx=${x(own)} cy="30" r="5"></circle><text class="own" x=${Math.max(34, Math.min(WIDTH - 34, x(own)))} y="10">this ${word}</text>` : nothing}
      ${Number.isFinite(at) ? svg`<path class="mean" d="M${x(at)} 47l6 10h-12z"></path>` : nothing}
    </svg>
    <p class="what">${formatInteger(agreeing)} of ${formatInteger(count)} pull ${at > 0 ? "down" : "up"} like their mean${deviation === null ? "" : html`; spread ${formatNumber(deviation, 3)}`}.</p>`;
}
