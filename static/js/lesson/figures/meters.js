/**
 * The slope of a neuron's first weight as the engine takes it apart: how wrong, how steep, how strong the input, and their
 * product. Each factor has a control of its own: the target, the bias, the input.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { createShowing } from "../../panels/showing.js";
import { presentValue } from "../../panels/weight-editor.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isLitBy } from "../../state/lit.js";
import { WAITING } from "../content.js";
import { createEditing } from "./editing.js";
import { numberControl } from "./number-control.js";

/** @import { Answers } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

const WEIGHT = { layer: 1, row: 0, column: 0 };
const BIAS = { layer: 1, row: 0, column: null };
const WIDTH = 200;
const REACH = { input: 2, bias: 6 };
/** A factor that is nearly nothing, and one that is on. */
const OFF = 0.01;
const ON = { wrong: 0.2, steep: 0.05, strong: 0.2 };

/**
 * @typedef {object} Meter
 * @property {keyof typeof ON} name
 * @property {unknown} words
 * @property {unknown} symbol
 * @property {string} mark
 * @property {number} value
 * @property {number} most
 */

/** @type {MountFigure} */
export function mount(root, { store, send, ask }) {
  const show = createShowing(send);
  const edit = createEditing(send, BIAS);
  /** @type {Answers["factors"] | null} the last answer stays until the next has come */
  let factors = null;
  /** @type {{ x: number, y: number } | null} what was asked for and has not come back */
  let wanted = null;
  /** @type {Set<string>} factors that were off while the two others were on */
  const found = new Set();
  let drawn = "";
  const light = (/** @type {string | null} */ mark) => store.dispatch({ type: "light", mark });

  return {
    update(scene) {
      const { frame, state } = scene;
      const fresh = ask("factors", { parameter: WEIGHT });
      if (fresh?.blame != null && fresh.steepness !== null) factors = fresh;
      const inputs = tensorOf(frame, "example.inputs");
      const target = tensorOf(frame, "example.targets").at(0);
      const [x, other] = [inputs.at(0), inputs.at(1)];
      if (wanted && Math.abs(wanted.x - x) + Math.abs(wanted.y - target) < 1e-5) wanted = null;
      const bias = edit.present(presentValue(state, BIAS));
      const at = wanted ?? { x, y: target };
      const meters = factors ? metersOf(factors) : [];
      for (const meter of meters)
        if (isOff(meter) && meters.every((one) => one === meter || isOn(one)))
          found.add(meter.name);
      const key = JSON.stringify([factors, at, bias, state.lit, found.size]);
      if (key === drawn) return;
      drawn = key;

      /** @param {{ x?: number, y?: number }} to @param {boolean} now */
      function move(to, now) {
        wanted = { ...(wanted ?? at), ...to };
        show([wanted.x, other], now, { targets: [wanted.y] });
      }
      const controls = {
        wrong: numberControl({
          id: "meters-y",
          letter: "y",
          what: "The target",
          value: at.y,
          from: () => (wanted ?? at).y,
          min: 0,
          max: 1,
          fine: 0.01,
          coarse: 0.1,
          set: (y, now) => move({ y }, now),
        }),
        steep: numberControl({
          id: "meters-b",
          letter: "b",
          what: "The bias",
          value: bias,
          from: () => edit.present(presentValue(store.state, BIAS)),
          min: -REACH.bias,
          max: REACH.bias,
          fine: 0.1,
          coarse: 1,
          set: edit.set,
        }),
        strong: numberControl({
          id: "meters-x",
          letter: html`x<sub>1</sub>`,
          what: "The first input",
          value: at.x,
          from: () => (wanted ?? at).x,
          min: -REACH.input,
          max: REACH.input,
          fine: 0.1,
          coarse: 0.5,
          set: (to, now) => move({ x: to }, now),
        }),
      };
      /** @param {string} mark @param {string} name @param {unknown} content */
      const joined = (mark, name, content) =>
        html`<div class="meter ${name} ${isLitBy(mark, state.lit) ? "lit" : ""}" data-mark=${mark} @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)}>${content}</div>`;
      render(
        factors
          ? html`<div class="meters">
              ${meters.map((meter, i) => html`${i > 0 ? html`<span class="times" aria-hidden="true">×</span>` : nothing}${joined(meter.mark, isOff(meter) ? "off" : "", html`${reading(meter, found.has(meter.name))}${controls[meter.name]}`)}`)}
              <span class="times" aria-hidden="true">=</span>
              ${joined("weights_gradient.1.1.1", "product", product(factors.slope))}
            </div>`
          : html`<p class="what">The slope of the first weight: ${WAITING}</p>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {Answers["factors"]} factors @returns {Meter[]} */
const metersOf = ({ blame, steepness, input }) => [
  {
    name: "wrong",
    words: "how wrong",
    symbol: html`a − y`,
    mark: "example.da.1.1",
    value: blame ?? 0,
    most: 1,
  },
  {
    name: "steep",
    words: "how steep",
    symbol: html`σ′(z)`,
    mark: "neuron.1.1",
    value: steepness ?? 0,
    most: 0.25,
  },
  {
    name: "strong",
    words: "how strong",
    symbol: html`x<sub>1</sub>`,
    mark: "example.inputs.1",
    value: input ?? 0,
    most: REACH.input,
  },
];

/** @param {Meter} meter */
const isOff = ({ value }) => Math.abs(value) <= OFF;
/** @param {Meter} meter */
const isOn = ({ name, value }) => Math.abs(value) >= ON[name];

/** @param {Meter} meter @param {boolean} isFound */
const reading = (meter, isFound) =>
  html`<p class="meter-reading"><span class="meter-words">${meter.words} <span class="symbol">${meter.symbol}</span></span>
    <span class="meter-state">${isOff(meter) ? html`<b>off</b>` : isFound ? html`<span class="tick" role="img" aria-label="was off alone">✓</span>` : nothing}</span>
    <strong>${formatNumber(meter.value, meter.name === "strong" ? 2 : 4, { sign: meter.name !== "steep" })}</strong></p>
    ${bar(meter.value, meter.most, meter.name === "steep" ? 0 : -meter.most)}`;

/** @param {number | null} slope */
const product = (slope) =>
  html`<p class="meter-reading"><span class="meter-words">the slope <span class="symbol">∂L/∂w<sub>1</sub></span></span><span></span>
    <strong class="gradient">${formatNumber(slope ?? Number.NaN, 4, { sign: true })}</strong></p>${bar(slope ?? 0, 0.25, -0.25)}`;

/** From zero to the value. @param {number} value @param {number} most @param {number} least */
function bar(value, most, least) {
  const x = (/** @type {number} */ at) =>
    ((Math.max(least, Math.min(most, at)) - least) / (most - least)) * WIDTH;
  const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
  return html`<svg class="meter-bar" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="track" x="0" y="0" width=${WIDTH} height="10"></rect><rect class="fill" x=${from} y="0" width=${Math.max(to - from, 0)} height="10"></rect><rect class="zero" x=${x(0) - 0.75} y="0" width="1.5" height="10"></rect>`}
  </svg>`;
}
