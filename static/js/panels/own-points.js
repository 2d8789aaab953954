/**
 * Points set by hand: a click adds one of the chosen class, a drag moves, Delete removes. The keyboard does the same: arrows
 * move what is picked or the cross, Enter adds, Page Up and Page Down pick.
 */

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../lib/format.js";
import { createSurface } from "../render/canvas.js";
import { newestFrame } from "../state/selectors.js";
import { ownMarks } from "./own-marks.js";
import {
  classNames,
  MOST_CLASSES,
  MOST_POINTS,
  moved,
  pointAt,
  pointsOf,
  reachOf,
  tableOf,
  without,
  withPoint,
} from "./own-table.js";

/** @import { PanelContext } from "../types.d.ts" */
/** @import { Own } from "./own-table.js" */

/** There is nothing to learn from one point: until there are two, the network keeps those that it had. */
const FEWEST = 2;
const KEY_STEP = 0.05;
/** How near a point counts as hit, in pixels. */
const NEAR = 11;
const EXTENT = 1.3;

/** Class marks as words of one letter: as drawn. */
const GLYPHS = "●□▲◇×+";
const TWO_GLYPHS = "□●";

/**
 * @param {HTMLElement} root the sheet
 * @param {PanelContext} context
 */
export function mountOwnPoints(root, { store, send }) {
  /** @type {Own} */
  let own = { points: [], labels: [], classes: 2 };
  let isOpen = false;
  let sent = 0;
  let chosen = 1;
  let picked = -1;
  /** @type {[number, number]} */
  let cross = [0, 0];
  let dragging = -1;
  /** @type {ReturnType<typeof createSurface> | null} */
  let surface = null;

  const extent = () => Math.max(EXTENT, store.state.extent ?? EXTENT);
  const hold = (/** @type {number} */ value) =>
    Math.max(-reachOf(extent()), Math.min(reachOf(extent()), value));

  /** @param {Own} next */
  function change(next) {
    own = next;
    if (own.points.length < FEWEST) return draw();
    const name = store.state.experiment?.data.name;
    const data = { table: tableOf(own), ...(name === "table" ? {} : { name: "table" }) };
    sent = send({ type: "change", changes: { data } });
    draw();
  }

  /** @type {Element | null} what had the focus before the sheet was opened */
  let opener = null;

  /** What is true now: another tab's undo, or a change taken back, comes from the server. */
  function settle() {
    const { look } = store.state;
    const opens = look.own === "points" && !isOpen;
    if (opens) opener = document.activeElement;
    const goesBack = root.contains(document.activeElement);
    isOpen = look.own === "points";
    root.hidden = !isOpen;
    if (!isOpen) {
      if (goesBack && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
      return;
    }
    const isAnswered = (newestFrame(store.state)?.command ?? 0) >= sent;
    const isBegun = own.points.length >= FEWEST;
    if (opens || (dragging < 0 && isAnswered && isBegun)) own = pointsOf(store.state);
    if (opens && store.state.experiment?.data.name !== "table") change(own);
    if (picked >= own.points.length) picked = -1;
    chosen = Math.min(chosen, own.classes - 1);
    draw();
    if (opens) root.querySelector("button")?.focus();
  }

  const done = () => store.dispatch({ type: "look", look: { own: null } });

  function remove() {
    if (picked < 0 || own.points.length <= FEWEST) return;
    const index = picked;
    picked = -1;
    change(without(own, index));
  }

  /** @param {[number, number]} place */
  function add(place) {
    if (own.points.length >= MOST_POINTS) return;
    picked = own.points.length;
    change(withPoint(own, place, chosen));
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  function placeOf(event) {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 - 1;
    const y = 1 - ((event.clientY - box.top) / box.height) * 2;
    return [hold(x * extent()), hold(y * extent())];
  }

  /** @param {PointerEvent} event */
  function grasp(event) {
    if (event.button !== 0) return;
    const target = /** @type {Element} */ (event.currentTarget);
    const place = placeOf(event);
    const hit = pointAt(own, place, (NEAR / target.clientWidth) * 2 * extent());
    target.setPointerCapture(event.pointerId);
    cross = place;
    if (hit < 0) add(place);
    else picked = hit;
    dragging = picked;
    draw();
  }

  /** @param {PointerEvent} event */
  function pull(event) {
    if (dragging < 0 || event.buttons === 0) return;
    cross = placeOf(event);
    change(moved(own, dragging, cross));
  }

  function letGo() {
    dragging = -1;
    draw();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = event.shiftKey ? 4 * KEY_STEP : KEY_STEP;
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowDown: [0, -step],
      ArrowUp: [0, step],
    });
    const move = moves[event.key];
    if (move) {
      const from = picked < 0 ? cross : (own.points[picked] ?? cross);
      cross = [hold(from[0] + move[0]), hold(from[1] + move[1])];
      if (picked >= 0) change(moved(own, picked, cross));
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      const by = event.key === "PageDown" ? 1 : -1;
      picked = (picked + by + own.points.length) % own.points.length;
      cross = own.points[picked] ?? cross;
    } else if (event.key === "Delete" || event.key === "Backspace") remove();
    else if (event.key === "Enter" || event.key === " ") add(cross);
    else if (event.key === "Escape" && picked >= 0) picked = -1;
    else if (/^[1-9]$/.test(event.key) && Number(event.key) <= own.classes)
      chosen = Number(event.key) - 1;
    else return;
    event.preventDefault();
    event.stopPropagation();
    draw();
  }

  /** What is picked, in words. */
  function words() {
    const at = (/** @type {[number, number]} */ [x, y]) =>
      `at ${formatNumber(x, 2)}, ${formatNumber(y, 2)}`;
    const point = own.points[picked];
    const { length } = own.points;
    const count =
      length === 0
        ? "No points yet: the network waits for two."
        : length === 1
          ? "One point: the network waits for a second."
          : `${length} points.`;
    if (!point) return `The cross is ${at(cross)}. ${count}`;
    if (length < FEWEST) return `${count} It is ${at(point)}.`;
    const name = classNames(own.classes)[own.labels[picked] ?? 0];
    return `Point ${picked + 1} of ${own.points.length}, class ${name}, ${at(point)}.`;
  }

  function draw() {
    if (!isOpen) return;
    const names = classNames(own.classes);
    const refused = store.state.notice?.kind === "rejected" ? store.state.notice : null;
    render(
      html`<h2>Your points</h2>
        <fieldset class="own-classes">
          <legend class="visually-hidden">Class of the next point</legend>
          ${names.map(
            (
              name,
              k,
            ) => html`<label class="own-class own-class-${own.classes === 2 ? `two-${k}` : k + 1}">
              <input type="radio" name="own-class" value=${k} .checked=${live(k === chosen)} @change=${() => {
                chosen = k;
                draw();
              }} />
              <span aria-hidden="true">${(own.classes === 2 ? TWO_GLYPHS : GLYPHS)[k]}</span> ${name}
            </label>`,
          )}
          ${
            own.classes < MOST_CLASSES
              ? html`<button type="button" class="own-more" id="own-class-more" @click=${() => {
                  chosen = own.classes;
                  change({ ...own, classes: own.classes + 1 });
                }}>one more class</button>`
              : nothing
          }
        </fieldset>
        <button type="button" class="own-plane" id="own-plane" aria-label="The plane. ${words()}"
          aria-describedby="own-help" @pointerdown=${grasp} @pointermove=${pull} @pointerup=${letGo}
          @pointercancel=${letGo} @keydown=${onKey}><canvas aria-hidden="true"></canvas></button>
        <p class="own-words" aria-live="polite">${words()}</p>
        ${refused?.field?.startsWith("data") ? html`<p class="refusal" role="alert">${refused.sentence}</p>` : nothing}
        <p class="own-help" id="own-help">Click to add, drag to move, Delete to remove. Keys: arrows, Enter, Page Up and Down.</p>
        <div class="own-actions">
          <button type="button" class="plain" id="own-remove" ?disabled=${picked < 0 || own.points.length <= FEWEST} @click=${remove}>Remove</button>
          <button type="button" class="plain" id="own-clear" @click=${() => {
            picked = -1;
            change({ points: [], labels: [], classes: own.classes });
          }}>Clear all</button>
          <button type="button" class="plain" id="own-from-table" @click=${() => store.dispatch({ type: "look", look: { own: "table" } })}>A table…</button>
          <button type="button" class="plain" id="own-done" @click=${done}>Done</button>
        </div>`,
      root,
    );
    const canvas = root.querySelector("canvas");
    if (!canvas) return;
    surface ??= createSurface(canvas, 0);
    surface.recolour();
    surface.fit();
    surface.draw(ownMarks(own, { picked, cross, extent: extent(), size: surface.size.width }));
  }

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    done();
  });
  const stops = [
    store.derive(({ look }) => look.own),
    store.derive(({ experiment }) => experiment),
    store.derive(({ notice }) => notice),
    store.derive(({ data }) => data?.inputs),
    store.derive((state) => newestFrame(state)?.command),
  ].map(({ subscribe }) => subscribe(settle));
  return () => {
    for (const stop of stops) stop();
  };
}
