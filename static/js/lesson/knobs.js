/**
 * Knobs for weights and biases: each is one parameter of the run, turned, moved with the arrow keys, nudged, or typed. A knob
 * shows the parameter that the tape has; what it wants is sent as an edit of the run.
 */

import { html, nothing, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { textOf } from "../lib/typing.js";
import { presentValue } from "../panels/weight-editor.js";
import { newestFrame } from "../state/selectors.js";
import { arcPath, placeAt, SWEEP, turned } from "./knob-shape.js";

/** @import { Parameter, Send, State, Store } from "../types.d.ts" */

const NUDGE = 0.1;
const COARSE = 0.5;
const REACH = 3;
/** A turning hand is heard at most so often. */
const INTERVAL_MS = 50;
/** A turned knob stops at zero for a little. */
const NOTCH = 0.06;

const KEYS = /** @type {Record<string, number>} */ ({
  ArrowUp: NUDGE,
  ArrowRight: NUDGE,
  ArrowDown: -NUDGE,
  ArrowLeft: -NUDGE,
  PageUp: COARSE,
  PageDown: -COARSE,
});

/** @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;
/** As short as it can be written and still be the same. @param {number} value */
const written = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "");

/**
 * @typedef {object} Knob
 * @property {Parameter} parameter
 * @property {string} letter
 * @property {string} index set low behind the letter
 * @property {string} what "weight of input 1"
 * @property {string} mark on the stage
 * @property {number | null} [downhill] which way the loss falls and how steeply, as the tape has it: minus the slope
 */

/** @param {{ store: Store, send: Send, moved?: () => void }} context moved: after each wish */
export function createKnobs({ store, send, moved }) {
  /** @type {Map<string, { value: number, command: number }>} what was asked for and has not come back */
  const asked = new Map();
  /** @type {{ id: string, angle: number, value: number } | null} the knob that is being turned */
  let grip = null;
  let sent_ms = -INTERVAL_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** What the next move begins at. @param {State} state @param {Knob} knob */
  function base(state, { parameter, mark }) {
    const wish = asked.get(mark);
    const frame = newestFrame(state);
    return wish && frame && frame.command < wish.command
      ? wish.value
      : presentValue(state, parameter);
  }

  /** @param {Knob} knob @param {number} value */
  function set({ parameter, mark }, value) {
    clearTimeout(later);
    if (!Number.isFinite(value) || value === presentValue(store.state, parameter)) return;
    sent_ms = performance.now();
    const command = send({ type: "change", changes: { edits: [{ ...parameter, value }] } });
    asked.set(mark, { value, command });
    moved?.();
  }

  /** As a hand turns: not more often than can be followed, and the last place always. @param {Knob} knob @param {number} value */
  function turn(knob, value) {
    clearTimeout(later);
    const wait = sent_ms + INTERVAL_MS - performance.now();
    if (wait <= 0) set(knob, value);
    else later = setTimeout(() => set(knob, value), wait);
  }

  /** @param {PointerEvent} event */
  function angleOf({ currentTarget, clientX, clientY }) {
    if (!(currentTarget instanceof Element)) return 0;
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return Math.atan2(clientX - left - width / 2, top + height / 2 - clientY);
  }

  /** @param {State} state @param {Knob} knob */
  return function knobView(state, knob) {
    const { letter, index, what, mark, downhill = null } = knob;
    const value = presentValue(state, knob.parameter);
    const reach = Math.max(REACH, Math.ceil(Math.abs(Number.isFinite(value) ? value : 0)));
    const name = `${letter}${index}`;
    const by = (/** @type {number} */ step) => set(knob, rounded(base(store.state, knob) + step));
    const light = (/** @type {string | null} */ lit) =>
      store.dispatch({ type: "light", mark: lit });

    /** @param {PointerEvent} event */
    function grasp(event) {
      if (!(event.currentTarget instanceof HTMLElement)) return;
      event.preventDefault();
      event.currentTarget.focus({ preventScroll: true });
      event.currentTarget.setPointerCapture(event.pointerId);
      grip = { id: mark, angle: angleOf(event), value: base(store.state, knob) };
    }
    /** @param {PointerEvent} event */
    function pull(event) {
      if (grip?.id !== mark || event.buttons === 0) return;
      const angle = angleOf(event);
      const way = turned(grip.angle, angle);
      const wanted = Math.max(-reach, Math.min(reach, grip.value + (way / SWEEP) * reach));
      grip = { id: mark, angle, value: wanted };
      turn(knob, Math.abs(wanted) < NOTCH ? 0 : rounded(wanted));
    }
    /** @param {KeyboardEvent} event */
    function press(event) {
      const step = KEYS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      by(step);
    }
    /** @param {Event} event */
    const numberIn = ({ target }) =>
      target instanceof HTMLInputElement && target.value !== "" ? Number(target.value) : Number.NaN;
    const text = written(value);

    return html`<div class="knob ${state.lit === mark ? "lit" : ""}" data-knob=${mark}
        @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)} @focusin=${() => light(mark)} @focusout=${() => light(null)}>
      <div class="knob-face">
        ${face(value / reach, downhill)}
        <input type="range" class="knob-input" aria-label="${name}, ${what}" aria-valuetext=${text} min=${-reach} max=${reach} step="any" .value=${live(String(Number.isFinite(value) ? value : 0))}
          @input=${(/** @type {Event} */ event) => turn(knob, rounded(numberIn(event)))}
          @keydown=${press} @pointerdown=${grasp} @pointermove=${pull} @pointerup=${() => {
            grip = null;
          }} @pointercancel=${() => {
            grip = null;
          }} />
      </div>
      <div class="knob-words">
        <label><span class="symbol">${letter}<sub>${index}</sub></span><input type="text" data-number inputmode="decimal" autocomplete="off" step=${NUDGE} class="knob-value" id="typed-${mark}" aria-label="${name}, typed" .value=${live(textOf(`typed-${mark}`, text))} @change=${(/** @type {Event} */ event) => set(knob, numberIn(event))} /></label>
        <span class="knob-nudges">
          <button type="button" aria-label="${name} a little smaller" @click=${() => by(-NUDGE)}>−</button>
          <button type="button" aria-label="${name} a little larger" @click=${() => by(NUDGE)}>+</button>
        </span>
      </div>
    </div>`;
  };
}

/** @param {number} share of the reach, from −1 to 1 @param {number | null} downhill */
function face(share, downhill) {
  const turn = Math.max(-1, Math.min(1, Number.isFinite(share) ? share : 0)) * SWEEP;
  const tip = placeAt(turn, 15);
  const foot = placeAt(turn, 5);
  const sign = share < 0 ? "negative" : "positive";
  return html`<svg viewBox="-32 -32 64 64" aria-hidden="true">
    ${svg`<path class="knob-track" d=${arcPath(-SWEEP, SWEEP, 25)}></path>
      ${turn === 0 ? nothing : svg`<path class="knob-arc ${sign}" d=${arcPath(0, turn, 25)}></path>`}
      <circle class="knob-disc" r="18.5"></circle>
      <line class="knob-zero" x1="0" x2="0" y1="-29.5" y2="-21"></line>
      <line class="knob-pointer" x1=${foot.x} y1=${foot.y} x2=${tip.x} y2=${tip.y}></line>
      ${downhill ? advice(turn, downhill) : nothing}`}
  </svg>`;
}

/** Which way the loss falls, and how steeply: an arrow round the knob from where it stands. @param {number} turn @param {number} downhill */
function advice(turn, downhill) {
  const way = Math.sign(downhill) * Math.min(1.1, 0.28 + Math.abs(downhill) * 1.6);
  const end = placeAt(turn + way, 25);
  const heading = ((turn + way) * 180) / Math.PI + (way > 0 ? 90 : -90);
  return svg`<path class="knob-advice" d=${arcPath(turn, turn + way, 25)}></path>
    <path class="knob-advice-head" transform="translate(${end.x} ${end.y}) rotate(${heading})" d="M0 -7L5.5 3.5H-5.5Z"></path>`;
}
