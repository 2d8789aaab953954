/** A number that a figure lets a hand move: with − and +, typed, and on a slider that knows arrow and page keys. */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../../lib/format.js";
import { textOf } from "../../lib/typing.js";

/**
 * @typedef {object} NumberControl
 * @property {string} id
 * @property {unknown} letter
 * @property {string} what for a screen reader: "the bias"
 * @property {number} value that is shown
 * @property {() => number} [from] what the next move begins at: what was asked for last
 * @property {number} min
 * @property {number} max
 * @property {number} fine step of the buttons, the arrow keys and the slider
 * @property {number} coarse step of the page keys
 * @property {string} [unit]
 * @property {(value: number, now: boolean) => void} set now: not while a hand still moves
 */

/** As short as it can be written. @param {number} value @param {number} fine */
const written = (value, fine) =>
  Number.isFinite(value) ? String(Number(value.toFixed(fine < 0.1 ? 3 : 2))) : "";

/** @param {NumberControl} control */
export function numberControl({
  id,
  letter,
  what,
  value,
  from = () => value,
  min,
  max,
  fine,
  coarse,
  unit = "",
  set,
}) {
  const text = written(value, fine);
  const hold = (/** @type {number} */ wanted) =>
    Number(Math.max(min, Math.min(max, wanted)).toFixed(4));
  const by = (/** @type {number} */ step) => set(hold(from() + step), true);

  /** @param {Event} event @param {boolean} now */
  function read({ target }, now) {
    if (!(target instanceof HTMLInputElement) || target.value === "") return;
    const wanted = Number(target.value);
    if (Number.isFinite(wanted)) set(hold(wanted), now);
  }
  /** @param {KeyboardEvent} event */
  function press(event) {
    const step = /** @type {Record<string, number>} */ ({
      ArrowLeft: -fine,
      ArrowDown: -fine,
      ArrowRight: fine,
      ArrowUp: fine,
      PageDown: -coarse,
      PageUp: coarse,
    })[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    by(step);
  }

  return html`<div class="number-control" role="group" aria-label=${what} data-control=${id}>
    <label for="${id}-number"><span class="symbol">${letter}</span><span class="visually-hidden"> ${what}${unit && `, in ${unit}`}</span></label>
    <button type="button" class="round-small" aria-label="${what}: a little smaller" @click=${() => by(-fine)}>−</button>
    <input type="text" data-number inputmode="decimal" autocomplete="off" id="${id}-number" min=${min} max=${max} step=${fine} .value=${live(textOf(`${id}-number`, text))} @keydown=${press}
      @change=${(/** @type {Event} */ event) => read(event, true)}>
    <button type="button" class="round-small" aria-label="${what}: a little larger" @click=${() => by(fine)}>+</button>
    <input type="range" id="${id}-slider" aria-label="${what}, from ${min} to ${max}" aria-valuetext="${formatNumber(value, 2)} ${unit}" min=${min} max=${max} step=${fine} .value=${live(text)}
      @keydown=${press} @input=${(/** @type {Event} */ event) => read(event, false)}>
  </div>`;
}
