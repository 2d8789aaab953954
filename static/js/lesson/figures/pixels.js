/** The picture on the stage as 64 numbers that can be changed: pressed, painted across, or by keys. */

import { html, nothing, render } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { createShowing } from "../../panels/showing.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const FINE = 1 / 16; // as finely as the data's pixels are known
const SAME = 1e-6;
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
});

/** @type {MountFigure} */
export function mount(root, { store, send, redraw }) {
  const show = createShowing(send);
  /** @type {number[]} the picture of the data */
  let original = [];
  /** @type {number[]} what the engine has */
  let shown = [];
  /** @type {number[] | null} what was painted and is not answered yet */
  let draft = null;
  /** @type {number | null} what the pointer paints while it is down */
  let brush = null;
  let columns = 8;
  let at = 0;
  let key = "";

  const values = () => draft ?? shown;
  const changed = () => values().filter((value, i) => !isSame(value, original[i] ?? 0)).length;

  /** @param {number} i @param {number} value @param {boolean} isLast */
  function paint(i, value, isLast) {
    const next = [...values()];
    next[i] = Math.max(0, Math.min(1, value));
    at = i;
    draft = next;
    show(next, isLast);
    redraw();
  }

  /** @param {number} i */
  const turned = (i) => ((values()[i] ?? 0) >= 0.5 ? 0 : 1);

  /** @param {Event} event @returns {number} of the pixel, or −1 */
  function pixelOf({ target }) {
    const cell = target instanceof Element ? target.closest("[data-pixel]") : null;
    return cell instanceof HTMLElement ? Number(cell.dataset.pixel) : -1;
  }

  /** @param {PointerEvent} event */
  function down(event) {
    const i = pixelOf(event);
    if (i < 0) return;
    if (event.target instanceof Element) event.target.releasePointerCapture?.(event.pointerId);
    brush = turned(i);
    paint(i, brush, true);
  }

  /** @param {PointerEvent} event */
  function over(event) {
    const i = pixelOf(event);
    if (brush === null || event.buttons === 0 || i < 0 || values()[i] === brush) return;
    paint(i, brush, false);
  }

  function up() {
    if (brush === null) return;
    if (draft) show(draft, true);
    brush = null;
    redraw();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const i = pixelOf(event);
    const arrow = ARROWS[event.key];
    if (i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow) {
      const rows = values().length / columns;
      const row = Math.max(0, Math.min(rows - 1, Math.floor(i / columns) + arrow[0]));
      const column = Math.max(0, Math.min(columns - 1, (i % columns) + arrow[1]));
      focus(row * columns + column);
    } else if (event.key === "Enter" || event.key === " ") paint(i, turned(i), true);
    else if (event.key === "+" || event.key === "=") paint(i, (values()[i] ?? 0) + FINE, true);
    else if (event.key === "-" || event.key === "_") paint(i, (values()[i] ?? 0) - FINE, true);
    else if (event.key === "PageUp") paint(i, (values()[i] ?? 0) + 4 * FINE, true);
    else if (event.key === "PageDown") paint(i, (values()[i] ?? 0) - 4 * FINE, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} i */
  function focus(i) {
    at = i;
    key = "";
    redraw();
    const cell = root.querySelector(`[data-pixel="${i}"]`);
    if (cell instanceof HTMLElement) cell.focus();
  }

  function restore() {
    const { data } = store.state;
    draft = null;
    if (data) send({ type: "show", ...data.shown });
  }

  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);

  /** @param {Scene} scene */
  function update({ frame, state, dataset }) {
    const inputs = tensorOf(frame, "example.inputs");
    shown = Array.from({ length: inputs.shape[0] ?? 0 }, (_, i) => inputs.at(i));
    if (isFromData(state)) original = shown;
    if (draft?.every((value, i) => isSame(value, shown[i] ?? 0)) && brush === null) draft = null;
    columns = dataset.picture?.[1] ?? 8;
    const now = `${values().join(" ")} ${at} ${isFromData(state)}`;
    if (now === key) return;
    key = now;
    const count = changed();
    render(
      html`<div class="pixels" role="group" aria-label="The 64 numbers of the picture. Arrow keys go from pixel to pixel, Enter fills or empties one, plus and minus change it a little."
          @pointerdown=${down} @pointerover=${over} @keydown=${onKey}>
        ${values().map(
          (
            value,
            i,
          ) => html`<button type="button" class="pixel ${isSame(value, original[i] ?? 0) ? "" : "changed"}" data-pixel=${i}
            tabindex=${i === at ? 0 : -1} aria-label="row ${Math.floor(i / columns) + 1}, column ${(i % columns) + 1}: ${formatNumber(value, 2)}">${short(value)}</button>`,
        )}
      </div>
      <p class="figure-line"><span aria-live="polite">${count === 0 ? "Press a pixel, or paint across." : `${count} of ${values().length} changed`}</span>
        ${count > 0 ? html`<button type="button" class="small-button" id="pixels-restore" @click=${restore}>As it was</button>` : nothing}</p>`,
      root,
    );
    root.querySelectorAll(".pixel").forEach((cell, i) => {
      if (cell instanceof HTMLElement)
        cell.style.setProperty("--share", `${(values()[i] ?? 0) * 100}%`);
      cell.classList.toggle("dark", (values()[i] ?? 0) > 0.45);
    });
  }

  return {
    update,
    word: (name) => (name === "changed" && brush === null ? changed() : undefined),
    act: (id) => {
      if (id !== "paint") return;
      const blank = original.flatMap((value, i) => (value === 0 ? [i] : [])).slice(0, 12);
      const next = [...original];
      for (const i of blank) next[i] = 1;
      show(next, true);
    },
    unmount() {
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      render(nothing, root);
    },
  };
}

/** @param {number} a @param {number} b */
const isSame = (a, b) => Math.abs(a - b) < SAME;

/** As the stage writes it: .25, and whole numbers whole. @param {number} value */
const short = (value) => formatNumber(value, 2).replace(/^0\./, ".").replace(/\.00$/, "");
