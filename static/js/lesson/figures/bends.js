/** Four bends side by side under one sum z, each with its height and its slope there, all computed by the engine. */

import { html, nothing, render, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../../lib/format.js";
import { textOf } from "../../lib/typing.js";
import { WAITING } from "../content.js";

/** @import { ActivationAnswer } from "../../protocol/messages.d.ts" */

const NAMES = /** @type {const} */ (["sigmoid", "tanh", "relu", "linear"]);
/** Sums from here to there in these steps: the engine is asked for all of them at once. */
const REACH = 6;
const STEPS_PER_UNIT = 20;
const SUMS = Array.from(
  { length: 2 * REACH * STEPS_PER_UNIT + 1 },
  (_, i) => i / STEPS_PER_UNIT - REACH,
);
const FIRST = 1;

const WIDTH = 160;
const HEIGHT = 96;
const TANGENT = 26;

/** The place of a sum in the answers. @param {number} z */
const placeOf = (z) => Math.round((z + REACH) * STEPS_PER_UNIT);

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, { ask, catalog, redraw }) {
  let z = FIRST;
  /** @type {Map<string, ActivationAnswer>} they hold for every run */
  const answers = new Map();
  let drawn = "";

  /** @param {number} wanted */
  function set(wanted) {
    if (!Number.isFinite(wanted)) return;
    const held = Math.max(-REACH, Math.min(REACH, wanted));
    z = SUMS[placeOf(held)] ?? FIRST;
    redraw();
  }
  /** @param {Event} event */
  const numberIn = ({ target }) =>
    target instanceof HTMLInputElement && target.value !== "" ? Number(target.value) : Number.NaN;
  /** @param {KeyboardEvent} event */
  function press(event) {
    const by = { PageUp: 1, PageDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(z + by);
  }

  return {
    update() {
      for (const name of NAMES) {
        const answer = answers.has(name) ? null : ask("activation", { name, z: SUMS });
        if (answer) answers.set(name, answer);
      }
      const key = `${z} ${answers.size}`;
      if (key === drawn) return;
      drawn = key;
      render(
        html`<div class="bends">${NAMES.map((name) => bend(title(name), answers.get(name), z))}</div>
          <div class="sum-control">
            <label for="bends-z"><span class="symbol">z</span></label>
            <button type="button" class="round-small" aria-label="z a little smaller" @click=${() => set(z - 0.1)}>−</button>
            <input type="range" id="bends-slider" aria-label="Sum z" min=${-REACH} max=${REACH} step=${1 / STEPS_PER_UNIT} .value=${live(String(z))} aria-valuetext=${formatNumber(z, 2)}
              @input=${(/** @type {Event} */ event) => set(numberIn(event))} @keydown=${press} />
            <button type="button" class="round-small" aria-label="z a little larger" @click=${() => set(z + 0.1)}>+</button>
            <input type="text" data-number inputmode="decimal" autocomplete="off" id="bends-z" min=${-REACH} max=${REACH} step=${1 / STEPS_PER_UNIT} .value=${live(textOf("bends-z", String(z)))} @change=${(/** @type {Event} */ event) => set(numberIn(event))} />
          </div>`,
        root,
      );
    },
    word(name) {
      if (name === "z") return z;
      const [bendName = "", what] = name.split("_");
      const answer = answers.get(bendName);
      const values = what === "slope" ? answer?.slopes : answer?.a;
      return values?.[placeOf(z)] ?? undefined;
    },
    act(id) {
      const wanted = { high: 5, low: -2, shut: -1 }[id];
      if (wanted !== undefined) set(wanted);
    },
    unmount: () => render(nothing, root),
  };

  /** @param {string} name */
  function title(name) {
    if (name === "linear") return "No bend";
    return catalog.activations.find((entry) => entry.name === name)?.title ?? name;
  }
}

/** @param {string} title @param {ActivationAnswer | undefined} answer @param {number} z */
function bend(title, answer, z) {
  if (!answer)
    return html`<figure class="bend"><figcaption>${title}</figcaption>${WAITING}</figure>`;
  const a = answer.a[placeOf(z)] ?? Number.NaN;
  const slope = answer.slopes[placeOf(z)] ?? Number.NaN;
  // Bounded bends have a window of their own height; the others are cut where they leave it.
  const heights = answer.a.map((value) => value ?? 0);
  const low = Math.max(-1.15, Math.min(0, ...heights)) - 0.12;
  const high = Math.min(Math.max(...heights), 3) + 0.15;
  const x = (/** @type {number} */ value) => ((value + REACH) / (2 * REACH)) * WIDTH;
  const y = (/** @type {number} */ value) => ((high - value) / (high - low)) * HEIGHT;
  const path = heights.map((value, i) => `${x(SUMS[i] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
  const [left, top] = [x(z), y(a)];
  const rise = (slope * HEIGHT * 2 * REACH) / ((high - low) * WIDTH);
  const run = TANGENT / Math.hypot(1, rise);
  const isIn = top > -2 && top < HEIGHT + 2;
  return html`<figure class="bend">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: at ${formatNumber(z, 2)} it gives ${formatNumber(a, 3)}, slope ${formatNumber(slope, 3)}">
      ${svg`<line class="axis" x1="0" x2=${WIDTH} y1=${y(0)} y2=${y(0)}></line>
        <line class="axis" x1=${x(0)} x2=${x(0)} y1="0" y2=${HEIGHT}></line>
        <polyline class="curve" points=${path.join(" ")}></polyline>
        <line class="guide" x1=${left} x2=${left} y1=${y(0)} y2=${Math.max(0, Math.min(HEIGHT, top))}></line>`}
      ${
        isIn
          ? svg`<line class="tangent" x1=${left - run} x2=${left + run} y1=${top + run * rise} y2=${top - run * rise}></line>
        <circle class="operating" cx=${left} cy=${top} r="4.5"></circle>`
          : nothing
      }
    </svg>
    <p><span class="symbol">a</span> <b>${formatNumber(a, 3)}</b> <span class="slope-word">slope</span> <b class="gradient">${formatNumber(slope, 3)}</b></p>
  </figure>`;
}
