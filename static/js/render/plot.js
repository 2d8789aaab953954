/** Maps over a line as curves: alone in a square, or with the area to the middle tinted by sign. */

/** @import { ActivationMap } from "../types.d.ts" */
/** @import { Plot } from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */
/** @import { Palette } from "./palette.js" */

/**
 * Traces a map's curve in a square whose left top is the origin.
 * @param {CanvasRenderingContext2D} context
 * @param {ActivationMap} map
 * @param {number} size
 * @param {[number, number]} between values at the bottom and at the top
 */
export function traceCurve(context, { cells, bytes, low, high }, size, [bottom, top]) {
  const unit = (high - low) / 255;
  for (let i = 0; i < cells; i++) {
    const value = low + unit * (bytes[i] ?? 0);
    const x = ((i + 0.5) / cells) * size;
    const y = ((top - value) / (top - bottom)) * size;
    const held = Math.max(-0.05 * size, Math.min(1.05 * size, y));
    if (i === 0) context.lineTo(0, held); // without a path before it this is where the line begins
    context.lineTo(x, held);
    if (i === cells - 1) context.lineTo(size, held);
  }
}

/** @param {Surface} surface @param {Plot} mark */
export function plot({ context, palette }, { x, y, size, map, between, ink, width, opacity = 1 }) {
  if (!Number.isFinite(map.low) || !Number.isFinite(map.high)) return;
  context.save();
  context.translate(x, y);
  context.beginPath();
  context.rect(0, 0, size, size);
  context.clip();
  context.globalAlpha = opacity;
  context.beginPath();
  traceCurve(context, map, size, between);
  context.strokeStyle = palette.ink[ink];
  context.lineWidth = width;
  context.lineJoin = "round";
  context.stroke();
  context.restore();
}

/**
 * A neuron's curve within its lens, whose middle is the origin: above its middle in the colour of plus, below it in that of minus.
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {ActivationMap} map
 * @param {{ size: number, middle: number, between: [number, number], strength: number }} look
 */
export function curveInLens(context, palette, map, { size, middle, between, strength }) {
  if (!Number.isFinite(map.low) || !Number.isFinite(map.high)) return;
  const alpha = context.globalAlpha;
  const zero = ((between[1] - middle) / (between[1] - between[0])) * size;
  context.translate(-size / 2, -size / 2);
  for (const isAbove of [true, false]) {
    context.save();
    context.beginPath();
    if (isAbove) context.rect(0, 0, size, zero);
    else context.rect(0, zero, size, size - zero);
    context.clip();
    context.beginPath();
    context.moveTo(0, zero);
    traceCurve(context, map, size, between);
    context.lineTo(size, zero);
    context.closePath();
    context.globalAlpha = alpha * 0.62 * strength;
    context.fillStyle = isAbove ? palette.ink.mapPositive : palette.ink.mapNegative;
    context.fill();
    context.restore();
  }
  context.globalAlpha = alpha * 0.4;
  context.strokeStyle = palette.ink.ink3;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, zero);
  context.lineTo(size, zero);
  context.stroke();
  context.globalAlpha = alpha * (0.35 + 0.65 * strength);
  context.beginPath();
  traceCurve(context, map, size, between);
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = size >= 60 ? 2 : 1.4;
  context.lineJoin = "round";
  context.stroke();
  context.translate(size / 2, size / 2);
  context.globalAlpha = alpha;
}
