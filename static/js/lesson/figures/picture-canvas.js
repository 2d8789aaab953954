/** Small pictures of numbers from 0 (paper) to 1 (ink), as many as a wall has, painted at once. */

/** @import { Data } from "../../types.d.ts" */

/**
 * A picture moved and inverted as the engine moves and inverts it: what leaves is lost, paper enters, and that is inverted.
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {{ shift?: number[], inverted?: boolean }} how shift: rows down, columns right
 * @returns {number[]}
 */
export function altered(values, columns, { shift = [0, 0], inverted = false }) {
  const [down = 0, right = 0] = shift;
  const rows = values.length / columns;
  return Array.from({ length: values.length }, (_, i) => {
    const [row, column] = [Math.floor(i / columns) - down, (i % columns) - right];
    const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
    const value = isInside ? (values[row * columns + column] ?? 0) : 0;
    return inverted ? 1 - value : value;
  });
}

/** The numbers of one picture of the data. @param {Data} data @param {number} example */
export const pictureOf = ({ inputs, features }, example) =>
  inputs.subarray(example * features, (example + 1) * features);

/**
 * All pictures side by side, a pixel each number: drawn from, never shown itself.
 * @param {ArrayLike<number>[]} pictures
 * @param {number} columns
 * @param {string} ink a colour as #rrggbb
 */
export function atlasOf(pictures, columns, ink) {
  const rows = (pictures[0]?.length ?? 0) / columns;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, columns * pictures.length);
  canvas.height = Math.max(1, rows);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  const colour = Number.parseInt(ink.slice(1), 16);
  pictures.forEach((values, n) => {
    for (let i = 0; i < values.length; i++) {
      const at = 4 * (Math.floor(i / columns) * canvas.width + n * columns + (i % columns));
      image.data.set(
        [colour >> 16, (colour >> 8) & 255, colour & 255, Math.round((values[i] ?? 0) * 255)],
        at,
      );
    }
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * A canvas whose dots are those of the screen, and the page's colours; null while it has no size.
 * @param {HTMLCanvasElement} canvas
 */
export function sharpContext(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return null;
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false;
  const style = getComputedStyle(canvas);
  /** @param {string} name of a custom property */
  const colour = (name) => style.getPropertyValue(name).trim();
  return { context, width, height, colour };
}

/** What a drawing depends on beside its numbers. @param {HTMLCanvasElement} canvas */
export const lookOf = (canvas) =>
  `${document.documentElement.dataset.theme} ${canvas.clientWidth} ${canvas.clientHeight}`;
