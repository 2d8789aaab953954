/** Every example of the batch with an area that grows with its own loss, and the mean of them all on a gauge; each can be picked. */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { scalarOf, tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";
import { WAITING } from "../content.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const SIZE = 312;
const EDGE = 12;
const GAUGE = 62;
/** Radius of a point that costs one. */
const UNIT = 8;
/** Reach of a press, in units of the drawing. */
const NEAR = 22;

/** @typedef {{ index: number, x: number, y: number, isOne: boolean, loss: number }} Cost */

/** @type {MountFigure} */
export function mount(root, { send }) {
  /** @type {Cost[]} */
  let costs = [];
  let picked = -1;
  /** @type {unknown[]} */
  let drawn = [];

  /** @type {number[]} points that were asked for and have not come: the next key goes on from the last */
  let asked = [];

  /** @param {number} index */
  function pick(index) {
    asked.push(index);
    send({ type: "show", set: "training", index });
  }

  /** @param {PointerEvent} event */
  function press(event) {
    if (!(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * SIZE;
    const y = ((event.clientY - box.top) / box.height) * SIZE;
    const far = (/** @type {Cost} */ cost) => Math.hypot(cost.x - x, cost.y - y);
    const found = costs.reduce(
      (/** @type {Cost | null} */ best, cost) => (best && far(best) <= far(cost) ? best : cost),
      null,
    );
    if (found && far(found) < NEAR) pick(found.index);
  }

  /** The arrow keys go to the nearest point on that side, + and − to one that costs more or less. @param {KeyboardEvent} event */
  function onKey(event) {
    const way = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    })[event.key];
    const by = /** @type {Record<string, number>} */ ({ "+": 1, "-": -1 })[event.key];
    const from = asked.at(-1) ?? picked;
    const here = costs.find(({ index }) => index === from) ?? costs[0];
    const next = way ? beside(here, way) : by ? costlier(here, by) : null;
    if (!way && !by) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) pick(next.index);
  }

  /** @param {Cost | undefined} here @param {[number, number]} way */
  function beside(here, [dx, dy]) {
    if (!here) return null;
    let [best, least] = [/** @type {Cost | null} */ (null), Infinity];
    for (const cost of costs) {
      const along = (cost.x - here.x) * dx + (cost.y - here.y) * dy;
      const across = Math.abs((cost.x - here.x) * dy) + Math.abs((cost.y - here.y) * dx);
      const far = along + 2 * across;
      if (along > 0.01 && far < least) [best, least] = [cost, far];
    }
    return best;
  }

  /** @param {Cost | undefined} here @param {number} by */
  function costlier(here, by) {
    const inOrder = costs.toSorted((a, b) => a.loss - b.loss);
    const at = inOrder.findIndex(({ index }) => index === here?.index);
    return inOrder[Math.max(0, Math.min(inOrder.length - 1, at + by))] ?? null;
  }

  return {
    update(scene) {
      const { frame, state } = scene;
      const isKnown = factsOf(scene).loss && frame.batch_included;
      const shown = isFromData(state) ? (state.data?.shown.index ?? -1) : -1;
      const key = [frame.batch_included ? frame : null, isKnown, shown, state.data];
      if (key.every((part, i) => part === drawn[i])) return;
      drawn = key;
      if (shown !== picked) asked = asked.slice(asked.indexOf(shown) + 1 || asked.length);
      picked = shown;
      if (!isKnown) {
        costs = [];
        render(html`<p class="what">What each point costs: ${WAITING}</p>`, root);
        return;
      }
      costs = costsOf(scene);
      const own = costs.find(({ index }) => index === picked);
      const mean = scalarOf(frame, "loss");
      const words = own
        ? `The picked point costs ${formatNumber(own.loss, 3)}; its target is ${own.isOne ? 1 : 0}.`
        : "No point is picked.";
      render(
        html`<button type="button" class="costs-plane" aria-label="${costs.length} points, the larger the costlier. ${words} Arrow keys go from point to point, + and − to a costlier and a cheaper one."
            @pointerdown=${press} @keydown=${onKey}>
            <svg viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">
              ${svg`<path class="axes" d="M${SIZE / 2} 6V${SIZE - 6}M6 ${SIZE / 2}H${SIZE - 6}"></path>`}
              ${costs.toSorted((a, b) => b.loss - a.loss).map(dot)}
              ${own ? ring(own) : nothing}
            </svg>
          </button>
          ${gauge(costs, mean, own)}
          <p class="visually-hidden" role="status">${words}</p>`,
        root,
      );
    },
    act(id) {
      const most = costs.toSorted((a, b) => b.loss - a.loss)[0];
      if (id === "costliest" && most) pick(most.index);
    },
    unmount: () => render(nothing, root),
  };
}

/** Where the batch is the whole of the training data, its losses lie in the order of the data. @param {Scene} scene @returns {Cost[]} */
function costsOf({ frame, points, state }) {
  const losses = tensorOf(frame, "losses");
  const count = losses.shape[0] ?? 0;
  if (!points || count !== state.training_count) return [];
  const [[left, right], [bottom, top]] = [points.across, points.up];
  return Array.from({ length: count }, (_, index) => ({
    index,
    x: EDGE + (((points.x[index] ?? 0) - left) / (right - left)) * (SIZE - 2 * EDGE),
    y: EDGE + ((top - (points.y[index] ?? 0)) / (top - bottom)) * (SIZE - 2 * EDGE),
    isOne: (points.target[index] ?? 0) > 0.5,
    loss: losses.at(index),
  }));
}

/** Its area is its loss. @param {Cost} cost */
const radius = ({ loss }) =>
  Number.isFinite(loss) ? Math.max(0.9, UNIT * Math.sqrt(Math.min(12, loss))) : 3.5 * UNIT;

/** @param {Cost} cost */
function dot(cost) {
  const { index, x, y, isOne } = cost;
  const r = radius(cost);
  return isOne
    ? svg`<circle class="one" data-example=${index} cx=${x.toFixed(1)} cy=${y.toFixed(1)} r=${r.toFixed(2)}></circle>`
    : svg`<rect class="zero" data-example=${index} x=${(x - r * 0.89).toFixed(1)} y=${(y - r * 0.89).toFixed(1)} width=${(r * 1.77).toFixed(2)} height=${(r * 1.77).toFixed(2)}></rect>`;
}

/** @param {Cost} cost */
const ring = (cost) =>
  svg`<circle class="picked" cx=${cost.x} cy=${cost.y} r=${radius(cost) + 6}></circle>`;

/** A tick for each loss, the mean of them, and the picked one. @param {Cost[]} costs @param {number} mean @param {Cost | undefined} own */
function gauge(costs, mean, own) {
  const finite = costs.map(({ loss }) => loss).filter(Number.isFinite);
  const most = Math.max(1, Math.ceil(Math.max(mean, ...finite) * 2) / 2);
  const x = (/** @type {number} */ loss) => 6 + (Math.min(loss, most) / most) * (SIZE - 12);
  const held = (/** @type {number} */ at) => Math.max(60, Math.min(SIZE - 60, at));
  return html`<svg class="costs-gauge" viewBox="0 0 ${SIZE} ${GAUGE}" role="img" aria-label="The mean of all losses is ${formatNumber(mean, 4)}${own ? `; the picked point costs ${formatNumber(own.loss, 3)}` : ""}.">
    ${svg`<line class="axis" x1="6" x2=${SIZE - 6} y1="34" y2="34"></line>`}
    ${finite.map((loss) => svg`<line class="tick" x1=${x(loss).toFixed(1)} x2=${x(loss).toFixed(1)} y1="22" y2="34"></line>`)}
    ${own && Number.isFinite(own.loss) ? svg`<circle class="own" cx=${x(own.loss)} cy="28" r="6"></circle><text class="own" x=${held(x(own.loss))} y="14">this one ${formatNumber(own.loss, 3)}</text>` : nothing}
    ${Number.isFinite(mean) ? svg`<path class="mean" d="M${x(mean)} 36l7 11h-14z"></path><text class="mean" x=${held(x(mean))} y="60">mean ${formatNumber(mean, 4)}</text>` : nothing}
    ${svg`<text class="end" x="6" y="50">0</text><text class="end right" x=${SIZE - 6} y="50">${most}</text>`}
  </svg>`;
}
