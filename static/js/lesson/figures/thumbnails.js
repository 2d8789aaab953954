/** A few pictures of the training set as buttons, with something said below each; the rest is pages away. */

import { html } from "lit-html";
import { formatInteger } from "../../lib/format.js";
import { labelOf } from "../../panels/digit-wall.js";
import { atlasOf, pictureOf } from "./picture-canvas.js";

/** @import { Data } from "../../types.d.ts" */

/**
 * @param {number} size pictures on a page
 * @param {string} name makes ids unique
 */
export function createThumbnails(size, name) {
  const canvases = Array.from({ length: size }, () => {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  });
  let first = 0;
  let painted = "";
  /** @type {Data | null} */
  let paintedOf = null;

  /**
   * @param {object} view
   * @param {Data} view.data
   * @param {number} view.columns
   * @param {string[]} view.classes
   * @param {number | null} view.chosen
   * @param {(index: number) => { text: string, words: string } | null} view.below
   * @param {(index: number) => void} view.choose
   * @param {() => void} view.again draws the figure
   */
  function view({ data, columns, classes, chosen, below, choose, again }) {
    const count = data.training_count;
    const here = Math.min(size, count - first);
    paint(data, columns, here);
    /** @param {number} by */
    const turn = (by) => {
      const pages = Math.ceil(count / size);
      first = ((Math.round(first / size) + by + pages) % pages) * size;
      again();
    };
    /** @param {KeyboardEvent} event @param {number} i */
    function onKey(event, i) {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = canvases[i + by]?.closest("button");
      if (next instanceof HTMLElement) next.focus();
    }
    const isHere = chosen !== null && chosen >= first && chosen < first + here;
    return html`<div class="thumbs" role="group" aria-label="Training pictures">${canvases
      .slice(0, here)
      .map((canvas, i) => {
        const index = first + i;
        const said = below(index);
        return html`<button type="button" class="thumb" data-thumb=${index} aria-pressed=${index === chosen} tabindex=${index === chosen || (!isHere && i === 0) ? 0 : -1}
          aria-label="picture ${index + 1}, a ${classes[labelOf(data, index)] ?? ""}${said ? `, ${said.words}` : ""}"
          @click=${() => choose(index)} @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, i)}>${canvas}${said ? html`<span>${said.text}</span>` : ""}</button>`;
      })}</div>
      <p class="figure-line"><span>${formatInteger(first + 1)}–${formatInteger(first + here)} of ${formatInteger(count)}</span>
        <span class="no-wrap"><button type="button" class="round-small" id="${name}-before" aria-label="The ${size} before" @click=${() => turn(-1)}>‹</button>
        <button type="button" class="round-small" id="${name}-next" aria-label="The next ${size}" @click=${() => turn(1)}>›</button></span></p>`;
  }

  /** @param {Data} data @param {number} columns @param {number} here */
  function paint(data, columns, here) {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    const key = `${first} ${ink}`;
    if (key === painted && paintedOf === data) return;
    painted = key;
    paintedOf = data;
    for (let i = 0; i < here; i++) {
      const canvas = canvases[i];
      const picture = atlasOf([pictureOf(data, first + i)], columns, ink);
      if (!canvas) continue;
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
    }
  }

  return {
    view,
    /** Turns to the page of a picture. @param {number} index */
    turnTo(index) {
      first = Math.floor(index / size) * size;
    },
  };
}
