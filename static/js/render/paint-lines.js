/** Lines of every kind: light, ribbons, wedges, arrows, polylines. */

import { band, partOf, pointOn } from "./curves.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */

/** @param {Surface} surface @param {Marks.Glow} mark */
export function glow({ context, palette }, { x, y, radiusX, radiusY, opacity }) {
  if (opacity <= 0.01) return;
  context.save();
  context.globalAlpha = opacity;
  context.translate(x, y);
  context.scale(1, radiusY / radiusX);
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, radiusX);
  gradient.addColorStop(0, palette.ink.light);
  gradient.addColorStop(0.35, `${palette.ink.light}c8`);
  gradient.addColorStop(0.7, `${palette.ink.light}48`);
  gradient.addColorStop(1, `${palette.ink.light}00`);
  context.fillStyle = gradient;
  context.fillRect(-radiusX, -radiusX, 2 * radiusX, 2 * radiusX);
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {Marks.Curve} c */
function traceCurve(context, c) {
  context.beginPath();
  context.moveTo(c[0], c[1]);
  context.bezierCurveTo(c[2], c[3], c[4], c[5], c[6], c[7]);
}

/** @param {CanvasRenderingContext2D} context @param {number[]} points */
function tracePolygon(context, points) {
  context.beginPath();
  context.moveTo(points[0] ?? 0, points[1] ?? 0);
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
}

/** @param {Surface} surface @param {Marks.Ribbon} mark */
export function ribbon(
  { context, palette },
  { curve, width, ink, dash, opacity = 1, part, hollow, outline = 1.2, hatch },
) {
  if (hatch) return hatched(context, palette.ink.ink, curve, opacity);
  const drawn = part ? partOf(curve, part[0], part[1]) : curve;
  context.globalAlpha = opacity;
  context.strokeStyle = palette.ink[ink];
  if (hollow) {
    tracePolygon(context, band(curve, [width, width], part ?? [0, 1]));
    context.lineWidth = outline;
  } else {
    traceCurve(context, drawn);
    context.lineWidth = width;
    if (dash) context.setLineDash(dash);
  }
  context.stroke();
  if (dash) context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Short strokes across a curve, all at one slant. @param {CanvasRenderingContext2D} context @param {string} colour @param {Marks.Curve} curve @param {number} opacity */
function hatched(context, colour, curve, opacity) {
  context.globalAlpha = opacity;
  context.beginPath();
  const strokes = 16;
  for (let i = 0; i <= strokes; i++) {
    const { x, y } = pointOn(curve, i / strokes);
    context.moveTo(x - 3.5, y + 3.5);
    context.lineTo(x + 3.5, y - 3.5);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.1;
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Wedge} mark */
export function wedge(
  { context, palette },
  { curve, widths, ink, hollow, opacity = 1, part = [0, 1] },
) {
  if (part[1] - part[0] < 0.01) return;
  context.globalAlpha = opacity;
  tracePolygon(context, band(curve, widths, part));
  context.closePath();
  if (hollow) {
    context.fillStyle = palette.ink.stage;
    context.fill();
    context.strokeStyle = palette.ink[ink];
    context.lineWidth = 1.1;
    context.lineJoin = "round";
    context.stroke();
  } else {
    context.fillStyle = palette.ink[ink];
    context.fill();
  }
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Arrow} mark */
export function arrow({ context, palette }, { x, y, toX, toY, width, ink, hollow, opacity = 1 }) {
  const length = Math.hypot(toX - x, toY - y);
  if (length < 1) return;
  const dx = (toX - x) / length;
  const dy = (toY - y) / length;
  const head = Math.min(length, 3.1 * width);
  const side = head * 0.62;
  const neckX = toX - dx * head;
  const neckY = toY - dy * head;
  const half = width / 2;
  context.globalAlpha = opacity;
  tracePolygon(context, [
    x - dy * half,
    y + dx * half,
    neckX - dy * half,
    neckY + dx * half,
    neckX - dy * side,
    neckY + dx * side,
    toX,
    toY,
    neckX + dy * side,
    neckY - dx * side,
    neckX + dy * half,
    neckY - dx * half,
    x + dy * half,
    y - dx * half,
  ]);
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = palette.ink.halo;
  context.lineWidth = 2.5;
  context.stroke();
  context.fillStyle = hollow ? palette.ink.stage : palette.ink[ink];
  context.fill();
  if (hollow) {
    context.strokeStyle = palette.ink[ink];
    context.lineWidth = 1.2;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Line} mark */
export function line({ context, palette }, { points: path, ink, width, dash = [], opacity = 1 }) {
  context.globalAlpha = opacity;
  tracePolygon(context, path);
  context.strokeStyle = palette.ink[ink];
  context.lineWidth = width;
  context.setLineDash(dash);
  context.lineCap = "round";
  context.stroke();
  context.lineCap = "butt";
  context.setLineDash([]);
  context.globalAlpha = 1;
}
