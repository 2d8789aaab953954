/**
 * The weights of one neuron as a picture to be painted, +1, −1 or 0: pressed, painted across, or by keys. Beside it the mean
 * pictures of both classes; below it the bias, and what share of the training pictures the neuron now answers rightly.
 */

import { html, nothing, render } from "lit-html";
import { formatInteger, formatNumber, formatPercent } from "../../lib/format.js";
import { newestFrame } from "../../state/selectors.js";
import { WAITING } from "../content.js";
import { createEditing } from "./editing.js";
import { averagesOf, biasOf, largest, weightsOf } from "./neuron-numbers.js";
import { numberControl } from "./number-control.js";
import { keepPainting } from "./painting.js";
import { arrowFrom, cellOf, focusCell, shade, signedCells } from "./signed-cells.js";
import { createInk } from "./small-picture.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const BRUSHES = /** @type {const} */ ([
  [1, "+1", "for"],
  [-1, "−1", "against"],
  [0, "0", "no matter"],
]);
const KEYS = /** @type {Record<string, number>} */ ({
  "+": 1,
  "=": 1,
  1: 1,
  "-": -1,
  _: -1,
  0: 0,
  Backspace: 0,
  Delete: 0,
});
const INTERVAL_MS = 60;
const SAME = 1e-6;
/** The bias of a hand that has painted a few pixels. */
const BIAS = { min: -6, max: 6, fine: 0.1, coarse: 1 };

/** @type {MountFigure} */
export function mount(root, { store, send, redraw }) {
  const pictures = [createInk("average"), createInk("average")];
  const editBias = createEditing(send, { layer: 1, row: 0, column: null });
  /** @type {Map<number, number>} painted, and not come back from the engine yet */
  const draft = new Map();
  /** @type {Set<number>} painted, and not sent yet */
  const unsent = new Set();
  /** @type {number[]} */
  let weights = [];
  let columns = 8;
  let brush = 1;
  /** @type {number | null} what the pointer paints while it is down */
  let stroke = null;
  let at = 27;
  let key = "";
  let sent_ms = -INTERVAL_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  const values = () => weights.map((value, i) => draft.get(i) ?? value);

  function tell() {
    clearTimeout(later);
    if (unsent.size === 0) return;
    const edits = [...unsent].map((i) => edit(i, draft.get(i) ?? 0));
    unsent.clear();
    sent_ms = performance.now();
    send({ type: "change", changes: { edits } });
  }

  /** @param {number} column @param {number} value */
  const edit = (column, value) => ({ layer: 1, row: 0, column, value });

  /** @param {number} i @param {number} value */
  function paint(i, value) {
    if (i < 0 || values()[i] === value) return;
    at = i;
    draft.set(i, value);
    unsent.add(i);
    clearTimeout(later);
    const wait = sent_ms + INTERVAL_MS - performance.now();
    if (wait <= 0) tell();
    else later = setTimeout(tell, wait);
    redraw();
  }

  /** Pressed where the brush has been already, it takes away. @param {number} i */
  const turned = (i) => (values()[i] === brush ? 0 : brush);

  /** @param {PointerEvent} event */
  function down(event) {
    const i = cellOf(event);
    if (i < 0 || event.button !== 0) return;
    if (event.target instanceof Element) event.target.releasePointerCapture?.(event.pointerId);
    stroke = turned(i);
    paint(i, stroke);
  }

  /** @param {PointerEvent} event */
  function over(event) {
    if (stroke !== null && event.buttons !== 0) paint(cellOf(event), stroke);
  }

  function up() {
    stroke = null;
    tell();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const i = cellOf(event);
    if (i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = arrowFrom(event, i, columns, weights.length);
    const value = KEYS[event.key];
    if (next >= 0) {
      at = next;
      key = "";
      redraw();
      focusCell(root, at);
    } else if (event.key === "Enter" || event.key === " ") paint(i, turned(i));
    else if (value !== undefined) paint(i, value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function clear() {
    weights.forEach((_, i) => {
      paint(i, 0);
    });
    tell();
  }

  /** The bias that the run has. */
  function biasNow() {
    const frame = newestFrame(store.state);
    return frame ? biasOf(frame) : NaN;
  }

  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);

  /** @param {Scene} scene */
  function update({ state, frame: shown, dataset }) {
    const { data } = state;
    const frame = newestFrame(state) ?? shown;
    if (!dataset.picture || !data) return;
    columns = dataset.picture[1] ?? 8;
    weights = weightsOf(frame);
    for (const [i, value] of draft)
      if (!unsent.has(i) && Math.abs(value - (weights[i] ?? 0)) < SAME) draft.delete(i);
    const bias = biasOf(frame);
    const { training_accuracy: accuracy, step } = frame.reading;
    const isMeasured = step === frame.step && draft.size === 0 && !Number.isNaN(accuracy);
    if (frame.step === 0 && draft.size === 0 && largest(weights) > 0)
      keepPainting({ weights, bias, accuracy: isMeasured ? accuracy : NaN });
    const { theme } = document.documentElement.dataset;
    const present = editBias.present(bias);
    const now = `${values().join(" ")} ${present} ${accuracy} ${isMeasured} ${at} ${brush} ${theme} ${state.run}`;
    if (now === key) return;
    key = now;
    const painted = values();
    const names = dataset.classes;
    render(
      html`<div class="paint">
          <div class="canvas-cells" @pointerdown=${down} @pointerover=${over} @keydown=${onKey}>
            ${signedCells({
              values: painted,
              columns,
              at,
              label:
                "The weights as a picture. Arrow keys go from pixel to pixel; plus, minus and 0 paint, Enter paints with the brush.",
              says: (i) => `weight ${formatNumber(painted[i] ?? 0, 2, { sign: true })}`,
            })}
          </div>
          <div class="paint-side">
            <div class="averages">
              ${pictures.map(({ canvas }, i) => html`<div>${canvas}<p>mean ${names[i]}</p></div>`)}
            </div>
            <div class="brushes" role="group" aria-label="What the brush paints">
              ${BRUSHES.map(
                ([value, title, words]) =>
                  html`<button type="button" class="brush ${words}" data-brush=${value} aria-pressed=${brush === value} aria-label="Brush ${title}, ${words}" @click=${() => choose(value)}>${title}</button>`,
              )}
            </div>
          </div>
        </div>
        ${numberControl({
          id: "paint-bias",
          letter: "b",
          what: "The bias",
          value: present,
          from: () => editBias.present(biasNow()),
          ...BIAS,
          set(value, isLast) {
            editBias.set(value, isLast);
            redraw();
          },
        })}
        <p class="figure-line"><span>Right in training: ${
          isMeasured
            ? html`<strong class="paint-score" data-word="accuracy">${formatPercent(accuracy, 1)}</strong> <span class="quiet">of ${formatInteger(data.training_count)}</span>`
            : WAITING
        }</span>
          ${largest(painted) > 0 ? html`<button type="button" class="small-button" id="paint-clear" @click=${clear}>Wipe</button>` : nothing}</p>`,
      root,
    );
    shade(root, painted, Math.max(1, largest(painted)));
    averagesOf(data).forEach((values, i) => {
      pictures[i]?.draw(values, columns, `The average ${names[i]}`);
    });
  }

  /** @param {number} value */
  function choose(value) {
    brush = value;
    redraw();
  }

  return {
    update,
    word: (name) =>
      name === "painted" ? weights.filter((value) => value !== 0).length : undefined,
    act(id) {
      if (id !== "four") return;
      // The four pixels in the middle: a one has ink there, and a zero has none.
      const edits = weights.map((_, i) => edit(i, [27, 28, 35, 36].includes(i) ? 1 : 0));
      send({
        type: "change",
        changes: { edits: [...edits, { layer: 1, row: 0, column: null, value: -1.6 }] },
      });
    },
    unmount() {
      clearTimeout(later);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      render(nothing, root);
    },
  };
}
