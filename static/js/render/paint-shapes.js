/** Discs, squares, boxes, the points of a data set, and a picture of pixels. */

import { TEXT_FACE } from "./faces.js";
import {
  drawPoints,
  POINT_ROOM,
  pointsSprite,
  SHADOW_ROOM,
  shadowOf,
  squircle,
} from "./sprites.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */

/** @param {Surface} surface @param {Marks.Points} mark */
export function points({ context, palette, ratio }, mark) {
  const sprite = pointsSprite(mark, palette, ratio);
  if (sprite) {
    context.globalAlpha = mark.opacity ?? 1;
    const side = sprite.width / ratio;
    context.drawImage(sprite, mark.x - POINT_ROOM, mark.y - POINT_ROOM, side, side);
  } else {
    context.save();
    context.translate(mark.x, mark.y);
    drawPoints(context, mark, palette);
    context.restore();
  }
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Shape} mark */
export function shape({ context, palette }, mark) {
  const { kind, x, y, size, fill, stroke, width = 1.5, dash = [], opacity = 1, shadow } = mark;
  context.save();
  context.translate(x, y);
  context.globalAlpha = opacity;
  if (shadow) {
    const across = Math.ceil(size) + 2 * SHADOW_ROOM;
    context.drawImage(shadowOf(size, palette), -across / 2, -across / 2);
  }
  let path;
  if (kind === "squircle") path = squircle(size, 7);
  else {
    path = new Path2D();
    if (kind === "disc") path.arc(0, 0, size / 2, 0, 2 * Math.PI);
    else path.rect(-size / 2, -size / 2, size, size);
  }
  if (fill) {
    context.fillStyle = palette.ink[fill];
    context.fill(path);
  }
  if (stroke) {
    context.strokeStyle = palette.ink[stroke];
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke(path);
  }
  context.restore();
}

/** @param {Surface} surface @param {Marks.Box} mark */
export function box({ context, palette }, mark) {
  const { x, y, width, height, radius, fill, stroke, lineWidth = 1.5, opacity = 1, shadow } = mark;
  context.save();
  context.globalAlpha = opacity;
  context.beginPath();
  context.roundRect(x, y, Math.max(0, width), height, radius);
  if (shadow) {
    context.shadowColor = palette.dark ? "rgba(0,0,0,.5)" : "rgba(42,38,64,.16)";
    context.shadowBlur = 18;
    context.shadowOffsetY = 6;
  }
  if (fill) {
    context.fillStyle = palette.ink[fill];
    context.fill();
  }
  context.shadowColor = "transparent";
  if (stroke) {
    context.strokeStyle = palette.ink[stroke];
    context.lineWidth = lineWidth;
    context.stroke();
  }
  context.restore();
}

/** @param {Surface} surface @param {Marks.Picture} mark */
export function picture(
  { context, palette },
  { x, y, size, columns, values, numbers, opacity = 1 },
) {
  const cell = size / columns;
  context.save();
  context.translate(x + size / 2, y + size / 2);
  context.globalAlpha = opacity;
  context.drawImage(
    shadowOf(size, palette),
    -(Math.ceil(size) + 2 * SHADOW_ROOM) / 2,
    -(Math.ceil(size) + 2 * SHADOW_ROOM) / 2,
  );
  context.clip(squircle(size, 14));
  context.fillStyle = palette.ink.mapMid;
  context.fillRect(-size / 2, -size / 2, size, size);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `550 ${Math.max(9, cell * 0.31)}px ${TEXT_FACE}`;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const left = -size / 2 + (i % columns) * cell;
    const top = -size / 2 + Math.floor(i / columns) * cell;
    context.globalAlpha = opacity * value;
    context.fillStyle = palette.ink.ink;
    context.fillRect(left, top, cell + 0.4, cell + 0.4);
    if (!numbers) continue;
    context.globalAlpha = opacity;
    context.fillStyle = value > 0.45 ? palette.ink.mapMid : palette.ink.ink2;
    context.fillText(pixel(value), left + cell / 2, top + cell / 2 + 1);
  }
  context.restore();
  context.textAlign = "start";
}

/** A pixel's number without its leading zero: 0, .13, 1. @param {number} value */
const pixel = (value) =>
  value === 0 ? "0" : value >= 0.995 ? "1" : value.toFixed(2).replace(/^0/, "");
