/** A canvas that keeps to its box in device pixels and draws lists of marks. */

import { paint } from "./painters.js";
import { readPalette } from "./palette.js";

/** @import { Mark } from "./marks.d.ts" */

/** More device pixels than this cost time and show nothing. */
const SHARPEST = 2;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} bleed CSS pixels on every side in which marks may end, but nothing is placed
 */
export function createSurface(canvas, bleed) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let palette = readPalette(canvas);
  let width = 0;
  let height = 0;
  let ratio = 1;

  return {
    /** CSS pixels. */
    get size() {
      return { width: width - 2 * bleed, height: height - 2 * bleed };
    },
    /** Fits the canvas to its box; true when that changed anything. */
    fit() {
      const box = canvas.getBoundingClientRect();
      const sharp = Math.min(SHARPEST, globalThis.devicePixelRatio || 1);
      if (box.width === width && box.height === height && sharp === ratio) return false;
      ({ width, height } = box);
      ratio = sharp;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      return true;
    },
    /** Colours may have changed. */
    recolour() {
      palette = readPalette(canvas);
    },
    /** @param {Mark[]} marks @param {{ x: number, y: number }} [from] the place that is drawn at the left top of the box */
    draw(marks, { x, y } = { x: 0, y: 0 }) {
      // Whole pixels, or a still picture trembles while it is moved.
      const left = Math.round((bleed - x) * ratio);
      const top = Math.round((bleed - y) * ratio);
      context.setTransform(ratio, 0, 0, ratio, left, top);
      context.clearRect(-left / ratio, -top / ratio, width + 1, height + 1);
      // Widths and shadows reach farther than the places they belong to.
      const room = bleed + 20;
      const reach = { left: x - room, top: y - room, right: x + width, bottom: y + height };
      paint(
        { context, palette, ratio },
        marks.filter((mark) => isSeen(mark, reach)),
      );
    },
  };
}

/**
 * Lenses, connections and slopes cost the most; those that are out of sight are left out.
 * @param {Mark} mark @param {{ left: number, top: number, right: number, bottom: number }} reach
 */
function isSeen(mark, { left, top, right, bottom }) {
  if (mark.kind === "lens") {
    const { x, y, size } = mark;
    return x + size > left && x - size < right && y + size > top && y - size < bottom;
  }
  if (mark.kind !== "ribbon" && mark.kind !== "wedge") return true;
  const [x0, y0, x1, y1, x2, y2, x3, y3] = mark.curve; // which lies within its four points
  return (
    Math.max(x0, x1, x2, x3) > left &&
    Math.min(x0, x1, x2, x3) < right &&
    Math.max(y0, y1, y2, y3) > top &&
    Math.min(y0, y1, y2, y3) < bottom
  );
}
