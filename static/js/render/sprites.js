/** Things that are costly to draw and seldom change, drawn once: outlines, shadows, the points of a data set. */

import { drawClass } from "./class-marks.js";

/** @import { Points } from "./marks.d.ts" */
/** @import { Palette } from "./palette.js" */

/** The exponent of a lens. */
const LENS = 4.2;

/** @type {Map<string, Path2D>} */
const outlines = new Map();

/**
 * A superellipse |x|ⁿ + |y|ⁿ = 1 about the origin, the outline of a lens (Piet Hein's squircle).
 * @param {number} size across
 * @param {number} [exponent]
 */
export function squircle(size, exponent = LENS) {
  const key = `${size} ${exponent}`;
  let path = outlines.get(key);
  if (!path) {
    path = new Path2D();
    const half = size / 2;
    const corners = 48;
    for (let i = 0; i < corners; i++) {
      const angle = (i / corners) * 2 * Math.PI;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const x = half * Math.sign(cos) * Math.abs(cos) ** (2 / exponent);
      const y = half * Math.sign(sin) * Math.abs(sin) ** (2 / exponent);
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
    if (outlines.size > 200) outlines.clear();
    outlines.set(key, path);
  }
  return path;
}

/** @type {Map<string, HTMLCanvasElement>} */
const shadows = new Map();
export const SHADOW_ROOM = 28;
/** Lenses of many sizes are drawn while a person zooms: so many pixels of shadows are kept. */
const MOST_PIXELS = 6e6;
let pixels = 0;

/**
 * The soft shadow of a lens, to be drawn under it.
 * @param {number} size
 * @param {Palette} palette
 */
export function shadowOf(size, palette) {
  const key = `${Math.round(size)} ${palette.dark}`;
  let sprite = shadows.get(key);
  if (!sprite) {
    const across = Math.ceil(size) + 2 * SHADOW_ROOM;
    sprite = document.createElement("canvas");
    sprite.width = across;
    sprite.height = across;
    const context = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d"));
    context.translate(across / 2, across / 2);
    for (const [blur, drop, alpha] of palette.dark
      ? [
          [6, 2, 0.45],
          [22, 10, 0.5],
        ]
      : [
          [2, 1, 0.13],
          [18, 8, 0.17],
        ]) {
      context.shadowColor = palette.dark ? `rgba(0,0,0,${alpha})` : `rgba(42,38,64,${alpha})`;
      context.shadowBlur = blur ?? 0;
      context.shadowOffsetY = drop ?? 0;
      context.fillStyle = palette.ink.stage;
      context.fill(squircle(size));
    }
    if (pixels > MOST_PIXELS) {
      shadows.clear();
      pixels = 0;
    }
    pixels += across * across;
    shadows.set(key, sprite);
  }
  return sprite;
}

/** @type {{ key: string, columns: object, sprite: HTMLCanvasElement }[]} */
let pointSprites = [];

/** Points at the edge are drawn whole: so much is free around the square, in CSS pixels. */
export const POINT_ROOM = 6;

/** A larger picture costs more than its points. */
const LARGEST = 1200;

/**
 * The points of a data set over its plane: class 1 as filled circles, class 0 as open squares, three and more classes each in
 * their shape; test points fainter; a continuous target as a tinted circle.
 * @param {Points} mark
 * @param {Palette} palette
 * @param {number} ratio device pixels per CSS pixel
 * @returns {HTMLCanvasElement | null} null where they had better be drawn one by one
 */
export function pointsSprite(mark, palette, ratio) {
  const { points, size, radius, faint, onMap, hideTest } = mark;
  if (size * ratio > LARGEST) return null;
  const key = `${size} ${radius} ${ratio} ${faint} ${onMap} ${hideTest} ${palette.ink.stage}`;
  const found = pointSprites.find((entry) => entry.key === key && entry.columns === points);
  if (found) return found.sprite;
  const sprite = document.createElement("canvas");
  sprite.width = Math.ceil((size + 2 * POINT_ROOM) * ratio);
  sprite.height = sprite.width;
  const context = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d"));
  context.scale(ratio, ratio);
  context.translate(POINT_ROOM, POINT_ROOM);
  drawPoints(context, mark, palette);
  pointSprites = [{ key, columns: points, sprite }, ...pointSprites].slice(0, 8);
  return sprite;
}

/** All of them, with the plane's left top at the origin. @param {CanvasRenderingContext2D} context @param {Points} mark @param {Palette} palette */
export function drawPoints(context, { points, size, radius, faint, onMap, hideTest }, palette) {
  context.lineWidth = Math.max(0.9, radius * 0.45);
  const { x, y, training_count } = points;
  const last = hideTest ? training_count : x.length;
  for (let i = last - 1; i >= 0; i--) {
    const across = share(x[i] ?? 0, points.across);
    const up = share(y[i] ?? 0, points.up);
    if (onMap && !isInLens(across, up)) continue;
    context.globalAlpha = i >= training_count ? 0.32 : faint ? 0.8 : 1;
    drawPoint(context, palette, points, i, held(across) * size, (1 - held(up)) * size, radius);
  }
}

/** Where a value lies between two, as a share. @param {number} value @param {[number, number]} between */
const share = (value, [low, high]) => (value - low) / (high - low);

/** @param {number} part of a square */
const held = (part) => Math.max(0, Math.min(1, part));

/** Whether a place of a lens's square is within its outline. @param {number} across @param {number} up shares of the square */
const isInLens = (across, up) =>
  Math.abs(2 * across - 1) ** LENS + Math.abs(2 * up - 1) ** LENS <= 1;

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette
 * @param {Points["points"]} points @param {number} i @param {number} left @param {number} top @param {number} radius
 */
function drawPoint(context, palette, points, i, left, top, radius) {
  const { target, classes, reach, plain } = points;
  const value = target[i] ?? 0;
  if (classes) {
    drawClass(context, palette, classes[i] ?? 0, left, top, radius);
    return;
  }
  context.beginPath();
  if (plain) {
    context.arc(left, top, radius, 0, 2 * Math.PI);
    context.fillStyle = palette.ink.ink3;
    context.fill();
  } else if (reach !== null) {
    context.arc(left, top, radius * 1.1, 0, 2 * Math.PI);
    context.fillStyle = value < 0 ? palette.ink.pointZero : palette.ink.pointOne;
    context.globalAlpha *= 0.25 + 0.75 * Math.min(1, Math.abs(value) / reach);
    context.fill();
  } else if (value > 0.5) {
    context.arc(left, top, radius, 0, 2 * Math.PI);
    context.fillStyle = palette.ink.pointOne;
    context.fill();
  } else {
    context.strokeStyle = palette.ink.pointZero;
    context.strokeRect(left - radius, top - radius, 2 * radius, 2 * radius);
  }
}
