/** Lenses: the outline, and in it a map, a picture of weights or slopes, or a tint. */

import { levelLine, mapPicture } from "./heat-map.js";
import { depth } from "./palette.js";
import { curveInLens } from "./plot.js";
import { SHADOW_ROOM, shadowOf, squircle } from "./sprites.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */
/** @import { Palette } from "./palette.js" */

/** @param {Surface} surface @param {Marks.Lens} mark */
function lensInside({ context, palette }, mark) {
  const { size, map, centre = 0, reach = 1, picture, strength, of = "" } = mark;
  const half = size / 2;
  context.fillStyle = palette.ink.mapMid;
  context.fillRect(-half, -half, size, size);
  if (picture) {
    pictureCells(context, palette, mark, picture);
  } else if (map?.rows === 1) {
    const between = mark.between ?? [centre - 1.12 * reach, centre + 1.12 * reach];
    curveInLens(context, palette, map, { size, middle: centre, between, strength });
  } else if (map) {
    const { level = centre, bands } = mark;
    const image = mapPicture(of, map, { centre, reach, strength, level, bands }, palette);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, -half, -half, size, size);
    if (mark.zeroLine) {
      const segments = levelLine(map, level);
      context.beginPath();
      for (let i = 0; i + 3 < segments.length; i += 4) {
        context.moveTo((segments[i] ?? 0) * size - half, (segments[i + 1] ?? 0) * size - half);
        context.lineTo((segments[i + 2] ?? 0) * size - half, (segments[i + 3] ?? 0) * size - half);
      }
      context.strokeStyle = palette.ink.ink;
      context.globalAlpha = mark.zeroLine * (mark.opacity ?? 1);
      context.lineWidth = 1.2;
      context.stroke();
    }
  } else if (mark.tint !== undefined) {
    context.globalAlpha *= depth(Math.abs(mark.tint)) * strength;
    context.fillStyle = mark.tint < 0 ? palette.ink.mapNegative : palette.ink.mapPositive;
    context.fillRect(-half, -half, size, size);
  }
}

/**
 * Weights as coloured cells; slopes as cells of the gradient's hue, filled for + and hollow for −.
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {Marks.Lens} mark
 * @param {NonNullable<Marks.Lens["picture"]>} picture
 */
function pictureCells(context, palette, mark, { columns, values, reach, palette: kind }) {
  const { size, strength } = mark;
  const cell = size / columns;
  const alpha = context.globalAlpha;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] ?? 0) / reach;
    const deep = depth(Math.abs(value)) * strength * alpha;
    if (deep < 0.02) continue;
    const left = -size / 2 + (i % columns) * cell;
    const top = -size / 2 + Math.floor(i / columns) * cell;
    context.globalAlpha = deep;
    if (kind === "sign") {
      context.fillStyle = value < 0 ? palette.ink.mapNegative : palette.ink.mapPositive;
      context.fillRect(left, top, cell + 0.3, cell + 0.3);
    } else if (value > 0) {
      context.fillStyle = palette.ink.gradient;
      context.fillRect(left, top, cell + 0.3, cell + 0.3);
    } else {
      context.strokeStyle = palette.ink.gradient;
      context.lineWidth = Math.min(1.4, cell * 0.2);
      context.strokeRect(left + cell * 0.22, top + cell * 0.22, cell * 0.56, cell * 0.56);
    }
  }
}

/** @type {Record<Marks.Lens["rim"], { width: number, alpha: number, dash: number[] }>} */
const RIMS = {
  plain: { width: 1.25, alpha: 0.22, dash: [] },
  hovered: { width: 2, alpha: 0.8, dash: [] },
  selected: { width: 3, alpha: 1, dash: [] },
  dotted: { width: 1.5, alpha: 0.55, dash: [3, 4] },
  silent: { width: 1.6, alpha: 0.6, dash: [1, 4] },
};

/** @param {Surface} surface @param {Marks.Lens} mark */
export function lens(surface, mark) {
  const { context, palette } = surface;
  const { x, y, size, rim, shadow, hatch, opacity = 1 } = mark;
  context.save();
  context.translate(x, y);
  context.globalAlpha = opacity;
  if (shadow) {
    const sprite = shadowOf(size, palette);
    const across = Math.ceil(size) + 2 * SHADOW_ROOM;
    context.drawImage(sprite, -across / 2, -across / 2);
  }
  const outline = squircle(size);
  context.save();
  context.clip(outline);
  lensInside(surface, mark);
  if (hatch) drawHatch(context, palette, size);
  context.restore();
  if (mark.state) drawState(context, palette, size, mark.state);
  const style = mark.state === "dead" && rim === "plain" ? RIMS.silent : RIMS[rim];
  context.globalAlpha = opacity * style.alpha;
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = style.width;
  context.lineCap = rim === "silent" ? "round" : "butt";
  context.setLineDash(style.dash);
  context.stroke(outline);
  context.restore();
}

/**
 * Dead: a cross at the corner, for nothing comes through. Saturated: a flat bar, for the curve is flat there.
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} size
 * @param {NonNullable<Marks.Lens["state"]>} state
 */
function drawState(context, palette, size, state) {
  const reach = Math.max(3, Math.min(6, size * 0.09));
  const x = size / 2 - reach - Math.max(2, size * 0.05);
  const y = -size / 2 + reach + Math.max(2, size * 0.05);
  context.beginPath();
  context.arc(x, y, reach + 2.5, 0, 2 * Math.PI);
  context.fillStyle = palette.ink.light;
  context.fill();
  context.beginPath();
  if (state === "dead") {
    context.moveTo(x - reach * 0.6, y - reach * 0.6);
    context.lineTo(x + reach * 0.6, y + reach * 0.6);
    context.moveTo(x + reach * 0.6, y - reach * 0.6);
    context.lineTo(x - reach * 0.6, y + reach * 0.6);
  } else {
    context.moveTo(x - reach * 0.85, y + reach * 0.45);
    context.bezierCurveTo(
      x - reach * 0.2,
      y + reach * 0.45,
      x - reach * 0.5,
      y - reach * 0.5,
      x,
      y - reach * 0.5,
    );
    context.lineTo(x + reach * 0.85, y - reach * 0.5);
  }
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = 1.6;
  context.lineCap = "round";
  context.stroke();
  context.lineCap = "butt";
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} size */
function drawHatch(context, palette, size) {
  context.globalAlpha = 1;
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = 1.2;
  context.beginPath();
  for (let offset = -size; offset < size; offset += 7) {
    context.moveTo(offset, size / 2);
    context.lineTo(offset + size, -size / 2);
  }
  context.stroke();
}
