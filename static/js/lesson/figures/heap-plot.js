/** Two heaps of scores on a line, the threshold between them, and how many lie on the wrong side of it. */

import { html, nothing, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { HEIGHT, MIDDLE, placeOn, WIDTH } from "./heap-places.js";

/** @import { Dot, Heap } from "./heap-places.js" */

const TICKS = [-20, -15, -10, -5, 0, 5, 10, 15, 20];
/** So much room the words beside the threshold need. */
const ROOM = { left: 70, right: 120 };

/**
 * @param {Heap} heap
 * @param {number} threshold
 * @param {string[]} classes
 * @param {{ misses: number, alarms: number } | null} counts
 */
export function heapPlot(heap, threshold, [zero = "0", one = "1"], counts) {
  const { low, high, dots, side } = heap;
  const on = (/** @type {number} */ score) => placeOn(heap, score);
  const x = on(threshold);
  const ticks = TICKS.filter((tick) => tick > low && tick < high);
  const alarms = counts?.alarms === 1 ? "false alarm" : "false alarms";
  return html`<svg class="heaps" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <rect class="heap-ground" x="0" y="0" width=${WIDTH} height=${HEIGHT}></rect>
    ${dots.map((dot) => dotView(dot, side, threshold))}
    <line class="heap-axis" x1="0" x2=${WIDTH} y1=${MIDDLE} y2=${MIDDLE}></line>
    <line class="threshold-line" x1=${x} x2=${x} y1="4" y2=${HEIGHT - 20}></line>
    ${ticks.map((tick) => svg`<text class="heap-tick" x=${on(tick)} y=${HEIGHT - 4}>${formatNumber(tick, 0)}</text>`)}
    <text class="heap-name" x=${WIDTH} y="16" text-anchor="end">the ${one}s</text>
    <text class="heap-name" x="0" y=${MIDDLE + 70}>the ${zero}s</text>
    ${tally("misses", counts?.misses, "missed", 0, MIDDLE - 58, "start")}
    ${tally("alarms", counts?.alarms, alarms, WIDTH, MIDDLE + 72, "end")}
    ${x > ROOM.left ? svg`<text class="heap-says" x=${x - 8} y="18" text-anchor="end">‹ says ${zero}</text>` : nothing}
    ${x < WIDTH - ROOM.right ? svg`<text class="heap-says" x=${x + 8} y="18">says ${one} ›</text>` : nothing}
    <g class="threshold" role="slider" tabindex="0" aria-label="The threshold, minus the bias" aria-valuemin=${low} aria-valuemax=${high} aria-valuenow=${threshold} aria-valuetext=${formatNumber(threshold, 2, { sign: true })}>
      <circle class="threshold-room" cx=${x} cy=${MIDDLE} r="17"></circle>
      <circle class="threshold-handle" cx=${x} cy=${MIDDLE} r="11"></circle>
    </g>
  </svg>`;
}

/** A class has a colour and a form; what is wrong, the hue of the loss. @param {Dot} dot @param {number} side @param {number} threshold */
function dotView({ of, score, x, y }, side, threshold) {
  const isWrong = of === 1 ? score <= threshold : score > threshold;
  const name = `heap-dot ${of === 1 ? "one" : "zero"} ${isWrong ? "wrong" : ""}`;
  return of === 1
    ? svg`<circle class=${name} cx=${x} cy=${y} r=${side / 2}></circle>`
    : svg`<rect class=${name} x=${x - side / 2} y=${y - side / 2} width=${side} height=${side}></rect>`;
}

/** How many are wrong in one way. @param {string} word @param {number | undefined} number @param {string} words @param {number} x @param {number} y @param {"start" | "end"} anchor */
const tally = (word, number, words, x, y, anchor) =>
  svg`<text class="heap-count ${number === 0 ? "none" : ""}" x=${x} y=${y} text-anchor=${anchor}><tspan data-word=${word}>${number ?? "…"}</tspan> ${words}</text>`;
