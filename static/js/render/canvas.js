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
    /** @param {Mark[]} marks */
    draw(marks) {
      context.setTransform(ratio, 0, 0, ratio, bleed * ratio, bleed * ratio);
      context.clearRect(-bleed, -bleed, width, height);
      paint({ context, palette, ratio }, marks);
    },
  };
}
