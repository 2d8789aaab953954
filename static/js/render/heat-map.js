/** Maps of bytes as small pictures, and the line where a map crosses its middle. */

/** @import { ActivationMap } from "../types.d.ts" */
/** @import { Palette } from "./palette.js" */

/** @typedef {{ canvas: HTMLCanvasElement, bytes: Uint8Array | null, key: string }} Entry */

/** @type {Map<string, Entry>} */
const pictures = new Map();

/**
 * A square picture of a map, one pixel a cell, remade only when the map, its scale or the palette changes.
 * @param {string} id whose picture it is
 * @param {ActivationMap} map
 * @param {{ centre: number, reach: number, strength: number, level?: number | undefined, bands?: number | undefined }} scale
 * @param {Palette} palette
 */
export function mapPicture(id, map, { centre, reach, strength, level = centre, bands }, palette) {
  const shade = Math.round(strength * 32) / 32;
  const key = `${map.cells} ${centre} ${reach} ${shade} ${level} ${bands} ${palette.ink.mapMid}`;
  let entry = pictures.get(id);
  if (!entry) {
    entry = { canvas: document.createElement("canvas"), bytes: null, key: "" };
    pictures.set(id, entry);
  }
  if (entry.bytes === map.bytes && entry.key === key) return entry.canvas;
  entry.bytes = map.bytes;
  entry.key = key;
  const { cells, bytes, low, high } = map;
  const { canvas } = entry;
  if (canvas.width !== cells) {
    canvas.width = cells;
    canvas.height = cells;
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(cells, cells);
  const words = new Uint32Array(image.data.buffer);
  const colours = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const exact = low + ((high - low) * byte) / 255;
    const value = (bands ? banded(exact - level, reach, bands) : (exact - centre) / reach) * shade;
    colours[byte] = palette.map[256 + Math.round(255 * Math.max(-1, Math.min(1, value)))] ?? 0;
  }
  for (let row = 0; row < cells; row++) {
    const from = (cells - 1 - row) * cells; // row 0 of a map is the bottom of the plane
    for (let column = 0; column < cells; column++)
      words[row * cells + column] = colours[bytes[from + column] ?? 0] ?? 0;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * The middle of the band in which a value lies, from −1 to 1.
 * @param {number} value @param {number} reach @param {number} bands
 */
function banded(value, reach, bands) {
  if (bands === 2) return value > 0 ? 0.7 : -0.7;
  const share = Math.max(0, Math.min(1 - 1e-9, (value / reach + 1) / 2));
  return ((Math.floor(share * bands) + 0.5) / bands) * 2 - 1;
}

/**
 * The level line of a map by marching squares, as segments in a unit square with y downwards: [x, y, x, y, …].
 * @param {ActivationMap} map
 * @param {number} level
 */
export function levelLine({ cells, bytes, low, high }, level) {
  const threshold = ((level - low) / (high - low)) * 255;
  /** @type {number[]} */
  const segments = [];
  if (!(threshold > 0 && threshold < 255)) return segments;
  const at = (/** @type {number} */ row, /** @type {number} */ column) =>
    (bytes[row * cells + column] ?? 0) - threshold;
  for (let row = 0; row + 1 < cells; row++) {
    for (let column = 0; column + 1 < cells; column++) {
      const a = at(row, column);
      const b = at(row, column + 1);
      const c = at(row + 1, column + 1);
      const d = at(row + 1, column);
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue;
      /** @type {number[]} */
      const crossings = [];
      if (a > 0 !== b > 0) crossings.push(column + a / (a - b), row);
      if (b > 0 !== c > 0) crossings.push(column + 1, row + b / (b - c));
      if (d > 0 !== c > 0) crossings.push(column + d / (d - c), row + 1);
      if (a > 0 !== d > 0) crossings.push(column, row + a / (a - d));
      for (let i = 0; i + 3 < crossings.length; i += 4)
        segments.push(
          ((crossings[i] ?? 0) + 0.5) / cells,
          1 - ((crossings[i + 1] ?? 0) + 0.5) / cells,
          ((crossings[i + 2] ?? 0) + 0.5) / cells,
          1 - ((crossings[i + 3] ?? 0) + 0.5) / cells,
        );
    }
  }
  return segments;
}
