/** Where each output is the largest: the plane in the classes' colours, with a line between them. */

import { classInk } from "./class-marks.js";
import { squircle } from "./sprites.js";

/** @import { Regions } from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */
/** @import { Palette } from "./palette.js" */

/** @typedef {{ canvas: HTMLCanvasElement, key: string, first: Uint8Array | null }} Entry */
/** @type {Entry | null} */
let picture = null;

/** How far a region's colour goes from the middle of the palette to the class's own. */
const TINT = { light: 0.3, dark: 0.38 };
/** A cell of a map becomes so many pixels a side. */
const FINER = 2;

/** @param {Surface} surface @param {Regions} mark */
export function regions({ context, palette }, { x, y, size, maps, strength, rim }) {
  context.save();
  context.translate(x, y);
  const outline = squircle(size);
  context.save();
  context.clip(outline);
  context.fillStyle = palette.ink.mapMid;
  context.fillRect(-size / 2, -size / 2, size, size);
  context.globalAlpha = strength;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(regionPicture(maps, palette), -size / 2, -size / 2, size, size);
  context.restore();
  context.globalAlpha = rim === "dotted" ? 0.55 : 0.22;
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = 1.4;
  if (rim === "dotted") context.setLineDash([3, 4]);
  context.stroke(outline);
  context.restore();
}

/** @param {Regions["maps"]} maps @param {Palette} palette */
function regionPicture(maps, palette) {
  const cells = maps[0]?.cells ?? 1;
  const key = `${cells} ${maps.length} ${palette.ink.mapMid}`;
  picture ??= { canvas: document.createElement("canvas"), key: "", first: null };
  if (picture.key === key && picture.first === maps[0]?.bytes) return picture.canvas;
  picture.key = key;
  picture.first = maps[0]?.bytes ?? null;
  const side = cells * FINER;
  const { canvas } = picture;
  canvas.width = side;
  canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(side, side);
  const words = new Uint32Array(image.data.buffer);
  const winners = winnersOf(maps, cells, side);
  const colours = maps.map((_, k) =>
    palette.mix(classInk(k), palette.dark ? TINT.dark : TINT.light),
  );
  const border = palette.mix("ink", 0.75);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const at = row * side + column;
      const own = winners[at] ?? 0;
      const isBorder =
        (column + 1 < side && winners[at + 1] !== own) ||
        (row + 1 < side && winners[at + side] !== own);
      words[at] = isBorder ? border : (colours[own] ?? 0);
    }
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * The largest output at each pixel of a finer grid, between the cells by bilinear interpolation; row 0 is the top.
 * @param {Regions["maps"]} maps @param {number} cells @param {number} side
 */
function winnersOf(maps, cells, side) {
  const winners = new Uint8Array(side * side);
  const best = new Float32Array(side * side).fill(-Infinity);
  for (const [k, { bytes, low, high }] of maps.entries()) {
    const unit = (high - low) / 255;
    for (let row = 0; row < side; row++) {
      const v = Math.min(cells - 1, Math.max(0, (side - row - 0.5) / FINER - 0.5));
      const bottom = Math.min(cells - 2, Math.floor(v));
      const dv = v - bottom;
      for (let column = 0; column < side; column++) {
        const u = Math.min(cells - 1, Math.max(0, (column + 0.5) / FINER - 0.5));
        const left = Math.min(cells - 2, Math.floor(u));
        const du = u - left;
        const at = bottom * cells + left;
        const value =
          low +
          unit *
            (((bytes[at] ?? 0) * (1 - du) + (bytes[at + 1] ?? 0) * du) * (1 - dv) +
              ((bytes[at + cells] ?? 0) * (1 - du) + (bytes[at + cells + 1] ?? 0) * du) * dv);
        const pixel = row * side + column;
        if (value > (best[pixel] ?? 0)) {
          best[pixel] = value;
          winners[pixel] = k;
        }
      }
    }
  }
  return winners;
}
