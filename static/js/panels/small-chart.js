/** A few numbers over the steps of a run as a line, with its ends written beside it. */

import { html, nothing, svg } from "lit-html";
import { formatInteger, formatNumber } from "../lib/format.js";

const WIDTH = 280;
const HEIGHT = 56;
const EDGE = 7;
/** Of so few points each is marked, so that nobody takes the line between them for steps. */
const MOST_DOTS = 40;

/**
 * Older values before newer ones: what went by in detail replaces what is known of those steps from snapshots.
 * @param {{ steps: number[], values: number[] }} recent
 * @param {{ steps: number[], values: (number | null)[] } | null} older
 * @param {number} upTo the step on the stage
 */
export function history(recent, older, upTo) {
  const first = recent.steps[0] ?? Infinity;
  const points = [
    ...(older?.steps ?? []).map((step, i) => ({ step, value: older?.values[i] ?? NaN })),
    ...recent.steps.map((step, i) => ({ step, value: recent.values[i] ?? NaN })),
  ];
  return points
    .filter(({ step }, i) => step <= upTo && (i >= (older?.steps.length ?? 0) || step < first))
    .filter(({ value }) => Number.isFinite(value));
}

/**
 * @param {{ step: number, value: number }[]} points oldest first
 * @param {{ name: string, hue: string, digits: number }} options
 */
export function smallChart(points, { name, hue, digits }) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return nothing;
  const values = points.map(({ value }) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (/** @type {number} */ step) =>
    EDGE + ((step - first.step) / (last.step - first.step)) * (WIDTH - 2 * EDGE);
  const y = (/** @type {number} */ value) =>
    EDGE + ((high - value) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const path = points.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`);
  const write = (/** @type {number} */ value) => formatNumber(value, digits, { sign: true });
  const words = `${name} from step ${formatInteger(first.step)} to ${formatInteger(last.step)}: ${write(first.value)} → ${write(last.value)}`;
  return html`<figure class="small-chart ${hue}">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
      ${low < 0 && high > 0 ? svg`<line class="axis" x1=${EDGE} x2=${WIDTH - EDGE} y1=${y(0)} y2=${y(0)}></line>` : nothing}
      ${svg`<polyline class="curve" points=${path.join(" ")}></polyline>`}
      ${points.length > MOST_DOTS ? nothing : points.map(({ step, value }) => svg`<circle class="dot" cx=${x(step)} cy=${y(value)} r="2.2"></circle>`)}
      ${svg`<circle cx=${x(last.step)} cy=${y(last.value)} r="4"></circle>`}
    </svg>
    <figcaption><span>step ${formatInteger(first.step)}: ${write(first.value)}</span><strong>${write(last.value)}</strong></figcaption>
  </figure>`;
}

/**
 * How numbers are spread: a bar for each bin.
 * @param {{ counts: number[], edges: (number | null)[] }} distribution
 * @param {string} words
 */
export function histogram({ counts, edges }, words) {
  const most = Math.max(1, ...counts);
  const width = WIDTH / Math.max(1, counts.length);
  const [low, high] = [edges[0] ?? NaN, edges.at(-1) ?? NaN];
  const zero = low < 0 && high > 0 ? (-low / (high - low)) * WIDTH : null;
  const bars = counts.map((count, i) => {
    const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * 40);
    return svg`<rect x=${i * width + 0.5} y=${42 - tall} width=${Math.max(0.5, width - 1)} height=${tall} rx="1"></rect>`;
  });
  return html`<svg class="histogram" viewBox="0 0 ${WIDTH} 46" role="img" aria-label=${words}>
    ${bars}${svg`<line class="axis" x1="0" x2=${WIDTH} y1="42.5" y2="42.5"></line>`}
    ${zero === null ? nothing : svg`<line class="zero" x1=${zero} x2=${zero} y1="0" y2="46"></line>`}
  </svg>`;
}
