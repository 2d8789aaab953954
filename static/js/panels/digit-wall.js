/** The pictures of a set as a wall of thumbnails, 64 at a time, with a mark on those that are answered wrongly. */

import { html, nothing } from "lit-html";
import { formatInteger } from "../lib/format.js";

/** @import { Data } from "../types.d.ts" */

export const PAGE = 64;
const ACROSS = 8;
const CELL = 36; // pixels of the canvas
const PIXEL = 4;

/**
 * @typedef {object} WallView
 * @property {Data} data
 * @property {string[]} classes
 * @property {number} columns of a picture
 * @property {"training" | "test"} set
 * @property {number} count examples in it
 * @property {number | null} shown index of the one on the stage, if it is of this set
 * @property {(boolean | null)[] | null} right of this page, if it is known
 * @property {(index: number) => void} show
 * @property {(draw: () => void) => void} after
 */

export function createDigitWall() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = ACROSS * CELL;
  canvas.setAttribute("aria-hidden", "true");
  let first = 0;
  let followed = "";
  let drawn = "";
  /** @type {Data | null} */
  let drawnOf = null;

  /** Where the page begins that a set is at. @param {string} set @param {number} count @param {number | null} shown */
  function firstOf(set, count, shown) {
    if (shown !== null && followed !== `${set} ${shown}`) {
      followed = `${set} ${shown}`;
      first = Math.floor(shown / PAGE) * PAGE;
    }
    first = Math.min(first, Math.floor(Math.max(0, count - 1) / PAGE) * PAGE);
    return first;
  }

  /** @param {WallView} view @param {() => void} again draws the panel */
  function wall(view, again) {
    const { data, classes, set, count, shown, right, show, after } = view;
    firstOf(set, count, shown);
    const here = Math.min(PAGE, count - first);
    const offset = (set === "training" ? 0 : data.training_count) + first;
    after(() => {
      const theme = document.documentElement.dataset.theme ?? "";
      const key = `${set} ${first} ${theme} ${(right ?? []).map(Number).join("")}`;
      if (key === drawn && drawnOf === data) return;
      drawn = key;
      drawnOf = data;
      paint(view, offset, here);
    });
    /** @param {KeyboardEvent} event @param {number} i */
    function onKey(event, i) {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ACROSS, ArrowDown: ACROSS }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      const next = i + by;
      const buttons = canvas.parentElement?.querySelectorAll("button");
      const button = buttons?.[next];
      if (button instanceof HTMLElement) button.focus();
    }
    /** @param {number} by */
    const turn = (by) => {
      first = Math.max(0, first + by * PAGE);
      again();
    };
    return html`<div class="wall-head"><span>${formatInteger(first + 1)}–${formatInteger(first + here)} of ${formatInteger(count)}</span>
        <button type="button" class="round-small" aria-label="The ${PAGE} before" ?disabled=${first === 0} @click=${() => turn(-1)}>‹</button>
        <button type="button" class="round-small" id="wall-next" aria-label="The next ${PAGE}" ?disabled=${first + here >= count} @click=${() => turn(1)}>›</button></div>
      <div class="wall" role="group" aria-label="Pictures of the ${set} set">${canvas}${Array.from(
        { length: here },
        (_, i) => {
          const isShown = shown === first + i;
          return html`<button type="button" tabindex=${isShown || (i === 0 && (shown === null || shown < first || shown >= first + here)) ? 0 : -1} aria-pressed=${isShown}
          aria-label="${set} example ${first + i + 1}, a ${classes[labelOf(data, offset + i)] ?? ""}${right?.[i] === false ? ", answered wrongly" : right?.[i] === true ? ", answered rightly" : ""}"
          @click=${() => show(first + i)} @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, i)}></button>`;
        },
      )}</div>
      ${right ? html`<p class="what"><span class="wrong-mark" aria-hidden="true"></span> answered wrongly: ${right.filter((one) => one === false).length} of these ${here}</p>` : nothing}`;
  }

  /** @param {WallView} view @param {number} offset @param {number} here */
  function paint({ data, columns, right }, offset, here) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const style = getComputedStyle(canvas);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < here; i++) {
      const left = (i % ACROSS) * CELL + 2;
      const top = Math.floor(i / ACROSS) * CELL + 2;
      const side = columns * PIXEL;
      context.globalAlpha = 1;
      context.fillStyle = colour("--map-mid");
      context.fillRect(left, top, side, side);
      context.fillStyle = colour("--ink");
      for (let j = 0; j < data.features; j++) {
        context.globalAlpha = data.inputs[(offset + i) * data.features + j] ?? 0;
        context.fillRect(
          left + (j % columns) * PIXEL,
          top + Math.floor(j / columns) * PIXEL,
          PIXEL,
          PIXEL,
        );
      }
      if (right?.[i] !== false) continue;
      context.globalAlpha = 1;
      context.fillStyle = colour("--gradient");
      context.beginPath();
      context.moveTo(left + side, top);
      context.lineTo(left + side, top + 12);
      context.lineTo(left + side - 12, top);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  return { wall, firstOf };
}

/** The class of an example. @param {Data} data @param {number} example */
export function labelOf({ outputs, targets }, example) {
  for (let k = 0; k < outputs; k++) if ((targets[example * outputs + k] ?? 0) > 0.5) return k;
  return 0;
}
