/** A point of one's own on the plane: typed, pulled, or moved with the arrow keys; the network answers at once. */

import { html, nothing, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../lib/format.js";
import { typedNumber } from "../lib/typed-number.js";
import { tensorOf } from "../protocol/tensors.js";
import { coordinatesOf } from "../scene/shown-point.js";
import { WAITING } from "./inspector-parts.js";
import { createShowing } from "./showing.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { Send } from "../types.d.ts" */

const KEY_STEP = 0.05;

/** @param {Send} send @param {string} [name] begins the ids of its elements: it may stand in two places */
export function createProbe(send, name = "probe") {
  const show = createShowing(send);
  /** @type {number[][]} places that were asked for and have not come back: the next move begins at the last */
  let asked = [];
  /** @type {number[]} */
  let shown = [];
  /** @type {Map<number, string>} what is being typed, by axis, until both are settled */
  const typed = new Map();

  /** What has come back is no longer awaited; another example ends all waiting. @param {number[]} at */
  function arrive(at) {
    if (isSame(at, shown)) return;
    shown = at;
    typed.clear();
    const found = asked.findIndex((place) => isSame(place, at));
    asked = found < 0 ? [] : asked.slice(found + 1);
  }

  /** @param {Scene} scene @param {boolean} isFree whether the point on the stage is none of the data */
  return function probe(scene, isFree) {
    const { frame, dataset, moment, units } = scene;
    const extent = dataset.extent ?? 1;
    // Where features are chosen the inputs are not the point; after a reload nobody here knows it.
    const place = coordinatesOf(scene);
    const at = place ?? [0, 0];
    arrive(at);
    const says = tensorOf(frame, "example.a", units.length - 1).at(0);
    const known = moment.running || (moment.forward[units.length - 1] ?? 0) >= 1;
    const hold = (/** @type {number} */ value) =>
      Math.round(Math.max(-extent, Math.min(extent, value)) * 1000) / 1000;

    /** @param {number} axis @param {number} value @param {boolean} [now] */
    function set(axis, value, now = true) {
      if (!Number.isFinite(value)) return;
      const next = (asked.at(-1) ?? at).map((old, i) => (i === axis ? hold(value) : hold(old)));
      asked.push(next);
      show(next, now);
    }
    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const moves = /** @type {Record<string, [number, number]>} */ ({
        ArrowLeft: [0, -KEY_STEP],
        ArrowRight: [0, KEY_STEP],
        ArrowDown: [1, -KEY_STEP],
        ArrowUp: [1, KEY_STEP],
      });
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const from = (asked.at(-1) ?? at)[move[0]] ?? 0;
      set(move[0], from + move[1] * (event.shiftKey ? 4 : 1));
    }
    /** @param {PointerEvent} event */
    function pull(event) {
      if (event.buttons === 0 || !(event.currentTarget instanceof Element)) return;
      const box = event.currentTarget.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * 2 - 1;
      const y = 1 - ((event.clientY - box.top) / box.height) * 2;
      show([hold(x * extent), hold(y * extent)]);
    }
    /** @param {PointerEvent} event */
    function grasp(event) {
      if (event.currentTarget instanceof Element)
        event.currentTarget.setPointerCapture(event.pointerId);
      pull(event);
    }
    /** A place that is typed is both its numbers: it is gone to once the pair of fields is left, or by Enter. @param {Element | null} pair */
    function settle(pair) {
      const fields = [...(pair?.querySelectorAll("input") ?? [])];
      const texts = fields.map(({ value }) => value);
      typed.clear();
      const from = (asked.at(-1) ?? at).map((old) => Number(old.toPrecision(4)));
      const next = texts.map((text) => hold(typedNumber(text)));
      if (!next.every(Number.isFinite) || isSame(next, from.map(hold))) return;
      asked.push(next);
      show(next, true);
    }
    /** @param {KeyboardEvent} event */
    function enter({ key, currentTarget }) {
      if (key === "Enter" && currentTarget instanceof Element)
        settle(currentTarget.closest(".probe-pair"));
    }
    /** A number that is stepped is said at once. @param {KeyboardEvent} event */
    function stepped({ key, currentTarget }) {
      const isStep = key === "ArrowUp" || key === "ArrowDown";
      if (isStep && currentTarget instanceof Element) settle(currentTarget.closest(".probe-pair"));
    }
    /** @param {FocusEvent} event @param {number} axis */
    function leave({ currentTarget, relatedTarget }, axis) {
      if (!(currentTarget instanceof HTMLInputElement)) return;
      if (typed.has(axis)) typed.set(axis, currentTarget.value); // what could not be read is not there any more
      const pair = currentTarget.closest(".probe-pair");
      if (!(relatedTarget instanceof Node && pair?.contains(relatedTarget))) settle(pair);
    }
    const percent = (/** @type {number} */ value) => 50 + (50 * value) / extent;

    /** @param {number} axis */
    const field = (
      axis,
    ) => html`<label class="probe-field"><span class="symbol">x<sub>${axis + 1}</sub></span>
      <input type="text" data-number inputmode="decimal" autocomplete="off" id="${name}-${axis + 1}" step=${KEY_STEP} min=${-extent} max=${extent} .value=${live(typed.get(axis) ?? (place ? String(Number((at[axis] ?? 0).toPrecision(4))) : ""))}
        @input=${(/** @type {Event} */ { target }) => target instanceof HTMLInputElement && typed.set(axis, target.value)}
        @keydown=${enter} @keyup=${stepped} @focusout=${(/** @type {FocusEvent} */ event) => leave(event, axis)}></label>`;

    return html`<h3>A point of your own</h3>
      <div class="probe">
        <button type="button" class="probe-plane" id="${name}-plane" aria-label="The plane${place ? `: the point is at ${formatNumber(place[0], 2)}, ${formatNumber(place[1], 2)}` : ""}. Arrow keys move it."
          @keydown=${onKey} @pointerdown=${grasp} @pointermove=${pull}>
          <svg viewBox="0 0 100 100" aria-hidden="true"><path d="M50 4v92M4 50h92"></path>${place ? svg`<circle cx=${percent(place[0])} cy=${100 - percent(place[1])} r="5"></circle>` : nothing}</svg>
        </button>
        <div><div class="probe-pair">${field(0)}${field(1)}</div>
          <p class="probe-says" aria-live="polite"><span class="symbol">ŷ</span> ${known ? html`<strong>${formatNumber(says, 3)}</strong>` : WAITING}</p>
        </div>
      </div>
      ${features(scene)}
      <p class="what">${isFree ? "It has no truth of its own: the network only answers." : "Pull the point, or move it with the arrow keys."}</p>`;
  };
}

/** What the engine makes of the point for the network, where that is not the point itself. @param {Scene} scene */
function features({ frame, names, state }) {
  if (!state.experiment?.data.features?.length) return nothing;
  const inputs = tensorOf(frame, "example.inputs");
  return html`<p class="what probe-features">The network is given ${names.map((name, i) => html`${i > 0 ? ", " : ""}<span class="no-wrap">${name} = <strong>${formatNumber(inputs.at(i), 3)}</strong></span>`)}.</p>`;
}

/** Whether two places are one, as far as 32 bits tell. @param {number[]} one @param {number[]} other */
const isSame = (one, other) =>
  one.length === other.length &&
  one.every((value, i) => Math.abs(value - (other[i] ?? NaN)) < 1e-6);
