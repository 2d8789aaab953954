/** The parts of a sum as bars, sorted from most for to most against, and what they come to. */

import { html, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { largest } from "./neuron-numbers.js";

const WIDTH = 352;
const HALF = 56;

const signed = (/** @type {number} */ value) => formatNumber(value, 2, { sign: true });
/** @param {number[]} values */
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** @param {{ products: number[], picked: number | null, bias: number, score: number }} parts score: NaN while it is not computed */
export function productBars({ products, picked, bias, score }) {
  const order = products.map((_, i) => i).sort((a, b) => (products[b] ?? 0) - (products[a] ?? 0));
  const reach = Math.max(1e-12, largest(products));
  const wide = WIDTH / products.length;
  const bars = order.map((i, place) => {
    const value = products[i] ?? 0;
    const tall = value === 0 ? 0 : Math.max(1, (Math.abs(value) / reach) * HALF);
    return svg`<rect class="${value < 0 ? "against" : "for"} ${i === picked ? "picked" : ""}" x=${place * wide + 0.6} width=${wide - 1.2} y=${value < 0 ? HALF + 1 : HALF - tall} height=${tall} rx="1"></rect>`;
  });
  const positive = total(products.filter((value) => value > 0));
  const negative = total(products.filter((value) => value < 0));
  return html`<svg class="product-bars" viewBox="0 0 ${WIDTH} ${2 * HALF + 2}" role="img" aria-label="All products, sorted: ${signed(positive)} for, ${signed(negative)} against">
      ${bars}<line x1="0" x2=${WIDTH} y1=${HALF + 0.5} y2=${HALF + 0.5}></line>
    </svg>
    <p class="figure-line product-sum"><span>for <b class="positive">${signed(positive)}</b>, against <b class="negative">${signed(negative)}</b>, bias <b>${signed(bias)}</b></span>
      <span class="no-wrap"><span class="symbol">z</span> = <b>${signed(score)}</b></span></p>`;
}
