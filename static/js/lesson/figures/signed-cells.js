/** A picture of signed numbers as cells that can be gone through and pressed: a hue and a mark for the sign, depth for the size. */

import { html } from "lit-html";
import { depth } from "../../render/palette.js";

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
});

/** Row and column of a pixel, as people say them. @param {number} i @param {number} columns */
export const placeOf = (i, columns) =>
  `row ${Math.floor(i / columns) + 1}, column ${(i % columns) + 1}`;

/**
 * @param {object} cells
 * @param {ArrayLike<number>} cells.values
 * @param {number} cells.columns
 * @param {number} cells.at the one that the Tab key comes to
 * @param {number | null} [cells.pressed]
 * @param {string} cells.label
 * @param {(i: number) => string} cells.says what a screen reader hears of one
 */
export const signedCells = ({ values, columns, at, pressed = null, label, says }) =>
  html`<div class="signed-cells" role="group" aria-label=${label}>
    ${Array.from(
      values,
      (
        value,
        i,
      ) => html`<button type="button" class="signed-cell ${value > 0 ? "for" : value < 0 ? "against" : ""}" data-cell=${i}
        aria-pressed=${pressed === null ? null : i === pressed} tabindex=${i === at ? 0 : -1} aria-label="${placeOf(i, columns)}: ${says(i)}">${value > 0 ? "+" : value < 0 ? "−" : ""}</button>`,
    )}
  </div>`;

/**
 * Gives the cells their depth: the page's policy allows no style in a template.
 * @param {ParentNode} root @param {ArrayLike<number>} values @param {number} reach the size that is drawn deepest
 */
export function shade(root, values, reach) {
  for (const cell of root.querySelectorAll(".signed-cell"))
    if (cell instanceof HTMLElement) {
      const size = Math.abs(values[Number(cell.dataset.cell)] ?? 0);
      cell.style.setProperty("--share", `${(reach > 0 ? depth(size / reach) : 0) * 100}%`);
    }
}

/** The cell under a pointer or with the keyboard, or −1. @param {Event} event */
export function cellOf({ target }) {
  const cell = target instanceof Element ? target.closest("[data-cell]") : null;
  return cell instanceof HTMLElement ? Number(cell.dataset.cell) : -1;
}

/** Where an arrow key leads from a cell, or −1. @param {KeyboardEvent} event @param {number} i @param {number} columns @param {number} count */
export function arrowFrom({ key }, i, columns, count) {
  const by = ARROWS[key];
  if (!by || i < 0) return -1;
  const row = Math.max(0, Math.min(count / columns - 1, Math.floor(i / columns) + by[0]));
  const column = Math.max(0, Math.min(columns - 1, (i % columns) + by[1]));
  return row * columns + column;
}

/** @param {ParentNode} root @param {number} i */
export function focusCell(root, i) {
  const cell = root.querySelector(`[data-cell="${i}"]`);
  if (cell instanceof HTMLElement) cell.focus();
}
