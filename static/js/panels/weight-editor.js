/** A weight set by hand: typed, with buttons, or on a slider. The change is one of the run, and can be taken back. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { textOf } from "../lib/typing.js";
import { tensorOf } from "../protocol/tensors.js";
import { newestFrame } from "../state/selectors.js";
import { signed } from "./inspector-parts.js";

/** @import { Parameter, State } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

const NUDGE = 0.1;
const INTERVAL_MS = 66;
const DIGITS = 6;

/** The weight before the step that a change would count for. @param {State} state @param {Parameter} parameter */
export function presentValue(state, { layer, row, column }) {
  const frame = newestFrame(state);
  if (!frame) return NaN;
  return tensorOf(frame, column === null ? "biases" : "weights", layer).at(row, column ?? 0);
}

/** Whether the last change of the run set weights by hand. @param {State} state */
export const isLastByHand = ({ journal }) => journal.at(-1)?.changes.edits !== undefined;

/** As short as it can be written and still be the same to six digits. @param {number} value */
const written = (value) =>
  Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : "";

export function createWeightEditor() {
  let key = "";
  let reach = 1;
  let sent_ms = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** @param {View} view @param {Parameter} parameter @param {string} letter */
  return function editor(view, parameter, letter) {
    const { state, moment, frame } = view.scene;
    const value = presentValue(state, parameter);
    if (key !== JSON.stringify(parameter)) {
      key = JSON.stringify(parameter);
      reach = reachFor(tensorOf(frame, "weights", parameter.layer).largest(), value);
    }
    if (moment.running) return nothing;

    /** @param {number} wanted */
    function set(wanted) {
      clearTimeout(later);
      if (!Number.isFinite(wanted) || wanted === value) return;
      sent_ms = performance.now();
      view.send({ type: "change", changes: { edits: [{ ...parameter, value: wanted }] } });
    }
    /** As a slider moves: at most some fifteen times a second, and the last place always. @param {number} wanted */
    function drag(wanted) {
      clearTimeout(later);
      const wait = sent_ms + INTERVAL_MS - performance.now();
      if (wait <= 0) set(wanted);
      else later = setTimeout(() => set(wanted), wait);
    }
    /** @param {Event} event */
    const numberIn = ({ target }) =>
      target instanceof HTMLInputElement && target.value !== "" ? Number(target.value) : NaN;

    return html`<h3>Set it by hand</h3>
      <div class="editor">
        <button type="button" class="round-small" aria-label="A little smaller" @click=${() => set(rounded(value - NUDGE))}>−</button>
        <label><span class="symbol">${letter}</span><span class="visually-hidden">value</span><input id="edit-value" type="text" data-number inputmode="decimal" autocomplete="off" step=${NUDGE} .value=${live(textOf("edit-value", written(value)))}
          @change=${(/** @type {Event} */ event) => set(numberIn(event))}></label>
        <button type="button" class="round-small" aria-label="A little larger" @click=${() => set(rounded(value + NUDGE))}>+</button>
        ${isLastByHand(state) ? html`<button type="button" class="small-button" id="undo-edit" @click=${() => view.send({ type: "undo" })}>Take it back</button>` : nothing}
      </div>
      <input id="edit-slider" type="range" aria-label="Value of ${letter}, from −${reach} to ${reach}" aria-valuetext=${signed(value, 4)} min=${-reach} max=${reach} step="any" .value=${live(String(Number.isFinite(value) ? value : 0))}
        @input=${(/** @type {Event} */ event) => drag(numberIn(event))}>`;
  };
}

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(6));

/** A round number that holds the weight and leaves room. @param {number} largest @param {number} value */
const reachFor = (largest, value) =>
  Math.max(2, Math.ceil(1.5 * Math.max(largest, Math.abs(Number.isFinite(value) ? value : 0))));
