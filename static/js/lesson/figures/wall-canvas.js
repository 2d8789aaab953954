/** The wall itself: pictures in rows of twenty-four, a tick or a cross on each where it is known, a ring round the one on the stage. */

import { altered, atlasOf, lookOf, pictureOf, sharpContext } from "./picture-canvas.js";

/** @import { Data } from "../../types.d.ts" */

export const ACROSS = 24;
/** Of a cell, what its picture fills. */
const FILL = 0.92;

/**
 * @typedef {object} Hung
 * @property {Data} data
 * @property {number} columns of a picture
 * @property {{ shift?: number[], inverted?: boolean }} how
 * @property {boolean[] | null} right
 * @property {number | null} pointed
 * @property {number | null} shown
 */

export function createWallCanvas() {
  const canvas = document.createElement("canvas");
  canvas.className = "wall-canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  let count = 0;
  let columns = 8;
  let key = "";
  /** @type {boolean[] | null} */
  let marked = null;
  /** @type {{ key: string, of: Data, picture: HTMLCanvasElement } | null} */
  let atlas = null;

  /** @param {Hung} hung */
  function paint(hung) {
    const { data, how, right, pointed, shown } = hung;
    count = data.count - data.training_count;
    columns = hung.columns;
    canvas.style.aspectRatio = `${ACROSS} / ${Math.ceil(count / ACROSS)}`;
    const look = lookOf(canvas);
    const now = `${look} ${JSON.stringify(how)} ${pointed} ${shown}`;
    if (now === key && marked === right && atlas?.of === data) return;
    const sharp = sharpContext(canvas);
    if (!sharp) return;
    key = now;
    marked = right;
    const { context, width, colour } = sharp;
    const hue = `${JSON.stringify(how)} ${document.documentElement.dataset.theme}`;
    if (atlas?.key !== hue || atlas.of !== data) {
      const pictures = Array.from({ length: count }, (_, i) =>
        altered(pictureOf(data, data.training_count + i), columns, how),
      );
      atlas = { key: hue, of: data, picture: atlasOf(pictures, columns, colour("--ink")) };
    }
    const cell = width / ACROSS;
    const side = Math.floor(cell * FILL);
    const rows = atlas.picture.height;
    for (let i = 0; i < count; i++) {
      const left = Math.round((i % ACROSS) * cell);
      const top = Math.round(Math.floor(i / ACROSS) * cell);
      const isWrong = right?.[i] === false;
      context.globalAlpha = 1;
      context.fillStyle = colour("--map-mid");
      context.fillRect(left, top, side, side);
      context.globalAlpha = isWrong ? 0.42 : 1;
      context.drawImage(atlas.picture, i * columns, 0, columns, rows, left, top, side, side);
      context.globalAlpha = 1;
      if (isWrong) cross(context, left, top, side, colour("--gradient"));
      else if (right) tick(context, left, top, side, colour);
    }
    if (shown !== null) ring(context, shown, cell, side, 2, colour("--ink"));
    if (pointed !== null && pointed !== shown)
      ring(context, pointed, cell, side, 2, colour("--gradient"));
  }

  return {
    canvas,
    paint,
    get columns() {
      return columns;
    },
    /** Which picture the pointer is on, or −1. @param {MouseEvent} event */
    at(event) {
      const box = canvas.getBoundingClientRect();
      const cell = box.width / ACROSS;
      const [column, row] = [
        Math.floor((event.clientX - box.left) / cell),
        Math.floor((event.clientY - box.top) / cell),
      ];
      const index = row * ACROSS + column;
      return column >= 0 && column < ACROSS && row >= 0 && index < count ? index : -1;
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {number} left @param {number} top @param {number} side @param {string} colour */
function cross(context, left, top, side, colour) {
  const inset = side * 0.2;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.5, side / 10);
  context.beginPath();
  context.moveTo(left + inset, top + inset);
  context.lineTo(left + side - inset, top + side - inset);
  context.moveTo(left + side - inset, top + inset);
  context.lineTo(left + inset, top + side - inset);
  context.stroke();
}

/** In the corner, where digits have little ink. @param {CanvasRenderingContext2D} context @param {number} left @param {number} top @param {number} side @param {(name: string) => string} colour */
function tick(context, left, top, side, colour) {
  const size = side * 0.36;
  const [x, y] = [left + side - size, top + side - size];
  context.strokeStyle = colour("--ink2");
  context.lineWidth = Math.max(1.2, side / 14);
  context.beginPath();
  context.moveTo(x + size * 0.16, y + size * 0.55);
  context.lineTo(x + size * 0.42, y + size * 0.82);
  context.lineTo(x + size * 0.88, y + size * 0.2);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {number} index @param {number} cell @param {number} side @param {number} width @param {string} colour */
function ring(context, index, cell, side, width, colour) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(
    Math.round((index % ACROSS) * cell) + width / 2 - 1,
    Math.round(Math.floor(index / ACROSS) * cell) + width / 2 - 1,
    side - width + 2,
    side - width + 2,
  );
}
