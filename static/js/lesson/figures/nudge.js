/**
 * A slope put to the test: any knob is pushed by a little, the engine runs forward only, and the change of the loss stands
 * beside the slope that was computed. The run is left as it is.
 */

import { html, nothing, render, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../../lib/format.js";
import { textOf } from "../../lib/typing.js";
import { formula } from "../../panels/formula.js";
import { signed } from "../../panels/inspector-parts.js";
import { WAITING } from "../content.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { Answers, Parameter, Selected, Selection } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const HEIGHT = 128;
const EDGE = { x: 10, top: 10, bottom: 20 };
const REACH = 1;
const FINE = 0.01;
/** So many places of the curve to each side. */
const PLACES = 20;
const SIZES = Array.from({ length: 2 * PLACES + 1 }, (_, i) => (REACH * (i - PLACES)) / PLACES);
const MOST_KNOBS = 24;

let count = 0;

/** @type {MountFigure} */
export function mount(root, { store, ask, redraw }) {
  const name = `nudge ${++count}`;
  let size = 0;
  /** @type {Parameter | null} */
  let knob = null;
  /** @type {Answers["nudge"] | null} */
  let found = null;
  /** @type {Scene | null} */
  let last = null;
  let drawn = "";

  /** @param {number} wanted */
  function set(wanted) {
    if (!Number.isFinite(wanted)) return;
    size = Math.round(Math.max(-REACH, Math.min(REACH, wanted)) * 1e4) / 1e4;
    if (last) update(last);
    redraw();
  }

  /** @param {Scene} scene */
  function update(scene) {
    last = scene;
    const knobs = knobsOf(scene);
    const chosen = parameterOf(store.state.selected);
    knob = chosen ?? knob ?? knobs.at(-3) ?? null;
    if (!knob) return;
    const asked = size === 0 ? null : ask("nudge", { parameter: knob, sizes: [size] });
    const curve = ask("nudge", { parameter: knob, sizes: SIZES });
    const isNew = asked !== found;
    found = asked;
    const key = `${JSON.stringify([knob, size, found, curve?.losses])} ${scene.frame.step} ${scene.frame.command}`;
    if (key !== drawn) {
      drawn = key;
      draw(scene, knobs, curve);
    }
    // A goal may be about what has just been answered.
    if (isNew && found) queueMicrotask(redraw);
  }

  /** @param {Scene} scene @param {Parameter[]} knobs @param {Answers["nudge"] | null} curve */
  function draw(scene, knobs, curve) {
    /** @param {Event} event */
    const typed = ({ target }) =>
      target instanceof HTMLInputElement && target.value !== "" && set(Number(target.value));
    const measured = found?.measured[0] ?? null;
    render(
      html`<div class="nudge-knobs" role="group" aria-label="The knob to be nudged">
          ${knobs.map((each, i) => {
            const isChosen = JSON.stringify(each) === JSON.stringify(knob);
            return html`<button type="button" class="nudge-knob" data-knob=${markOf(each)} aria-pressed=${isChosen} aria-label=${spoken(scene, each)}
              @click=${() => store.dispatch({ type: "select", selection: selectionOf(each) })}>${formula(`${name}.${i}`, texOf(scene, each))}</button>`;
          })}
        </div>
        ${plot(curve, size, found)}
        <div class="number-row" role="group" aria-label="The nudge">
          <label for="nudge-size"><span class="symbol">h</span> <span class="visually-hidden">the nudge</span></label>
          <button type="button" class="round-small" aria-label="Nudge a little less" @click=${() => set(size - FINE)}>−</button>
          <input type="text" data-number inputmode="decimal" autocomplete="off" id="nudge-size" min=${-REACH} max=${REACH} step=${FINE} .value=${live(textOf("nudge-size", String(size)))} @change=${typed}>
          <button type="button" class="round-small" aria-label="Nudge a little more" @click=${() => set(size + FINE)}>+</button>
          <input type="range" id="nudge-slider" aria-label="The nudge, from −${REACH} to ${REACH}" min=${-REACH} max=${REACH} step=${FINE} .value=${live(textOf("nudge-size", String(size)))}
            @input=${typed}>
        </div>
        <dl class="claims">
          <dt>change of the loss ÷ nudge</dt><dd id="nudge-measured" class="gradient">${measured === null ? WAITING : signed(measured, 4)}</dd>
          <dt>the slope</dt><dd id="nudge-slope" class="gradient">${found?.computed == null ? (curve?.computed == null ? WAITING : signed(curve.computed, 4)) : signed(found.computed, 4)}</dd>
        </dl>`,
      root,
    );
  }

  return {
    update,
    word(word) {
      if (word === "size") return size;
      const known = /** @type {Record<string, number | null | undefined>} */ ({
        loss: found?.loss,
        nudged: found?.losses[0],
        measured: found?.measured[0],
        slope: found?.computed,
      })[word];
      return known ?? undefined;
    },
    act(id) {
      if (id === "hair") set(FINE);
    },
    unmount: () => render(nothing, root),
  };
}

/** Weights and biases in the order of the stage; of a large network the first. @param {Scene} scene @returns {Parameter[]} */
function knobsOf({ units }) {
  /** @type {Parameter[]} */
  const knobs = [];
  for (let layer = 1; layer < units.length; layer++)
    for (let row = 0; row < (units[layer] ?? 0); row++) {
      for (let column = 0; column < (units[layer - 1] ?? 0); column++)
        knobs.push({ layer, row, column });
      knobs.push({ layer, row, column: null });
    }
  return knobs.slice(0, MOST_KNOBS);
}

/** @param {Selected | null} selected @returns {Parameter | null} */
function parameterOf(selected) {
  if (selected?.kind === "connection")
    return { layer: selected.layer, row: selected.to, column: selected.from };
  if (selected?.kind === "bias") return { layer: selected.layer, row: selected.to, column: null };
  return null;
}

/** @param {Parameter} knob @returns {Selection} */
const selectionOf = ({ layer, row, column }) =>
  column === null
    ? { kind: "bias", layer, to: row }
    : { kind: "connection", layer, to: row, from: column };

/** @param {Parameter} knob */
const markOf = ({ layer, row, column }) =>
  column === null ? `biases.${layer}.${row + 1}` : `weights.${layer}.${row + 1}.${column + 1}`;

/** As the lesson writes them: w and b before a single output v and c. @param {Scene} scene @param {Parameter} knob */
function texOf({ units }, { layer, row, column }) {
  const isLast = layer === units.length - 1 && units[layer] === 1;
  if (isLast) return column === null ? "c" : `v_${column + 1}`;
  return column === null ? `b_${row + 1}` : `w_{${row + 1}${column + 1}}`;
}

/** @param {Scene} scene @param {Parameter} knob */
const spoken = (scene, knob) =>
  `${texOf(scene, knob).replace(/[_{}]/g, "")}, ${knob.column === null ? "bias" : "weight"} of layer ${knob.layer}`;

/**
 * The loss over the knob, the slope as a straight line through where it stands, and the nudged place.
 * @param {Answers["nudge"] | null} curve @param {number} size @param {Answers["nudge"] | null} found
 */
function plot(curve, size, found) {
  const losses = (curve?.losses ?? []).map((loss) => loss ?? NaN);
  if (!curve || curve.loss === null || curve.computed === null || !losses.every(Number.isFinite))
    return html`<p class="what">The loss on both sides: ${WAITING}</p>`;
  const { loss, computed } = curve;
  const ends = [loss - REACH * computed, loss + REACH * computed];
  const low = Math.min(...losses, ...ends);
  const high = Math.max(...losses, ...ends);
  const x = (/** @type {number} */ h) =>
    EDGE.x + ((h + REACH) / (2 * REACH)) * (WIDTH - 2 * EDGE.x);
  const y = (/** @type {number} */ value) =>
    EDGE.top + ((high - value) / (high - low || 1)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const line = losses.map((value, i) => `${x(SIZES[i] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
  const nudged = found?.losses[0] ?? null;
  const floor = HEIGHT - EDGE.bottom + 4;
  return html`<svg class="nudge-plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The loss over this knob, and its slope as a straight line. ${nudged === null ? "" : `Nudged by ${formatNumber(size, 2)} the loss is ${formatNumber(nudged, 4)}.`}">
    ${svg`<line class="axis" x1=${EDGE.x} x2=${WIDTH - EDGE.x} y1=${floor} y2=${floor}></line>
      <rect class="hair" x=${x(-0.05)} y=${EDGE.top - 4} width=${x(0.05) - x(-0.05)} height=${floor - EDGE.top + 4}></rect>
      <line class="tangent" x1=${x(-REACH)} x2=${x(REACH)} y1=${y(ends[0] ?? 0)} y2=${y(ends[1] ?? 0)}></line>
      <polyline class="curve" points=${line.join(" ")}></polyline>
      <circle class="here" cx=${x(0)} cy=${y(loss)} r="4.5"></circle>
      <text class="end" x=${EDGE.x} y=${HEIGHT - 2}>−${REACH}</text>
      <text class="end middle" x=${x(0)} y=${HEIGHT - 2}>as it is</text>
      <text class="end right" x=${WIDTH - EDGE.x} y=${HEIGHT - 2}>+${REACH}</text>`}
    ${nudged === null ? nothing : svg`<line class="guide" x1=${x(size)} x2=${x(size)} y1=${y(nudged)} y2=${floor}></line><circle class="nudged" cx=${x(size)} cy=${y(nudged)} r="6.5"></circle>`}
  </svg>`;
}
