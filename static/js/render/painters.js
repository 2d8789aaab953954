/** One function per kind of mark: how it becomes pixels. */

import { band, partOf } from "./curves.js";
import { levelLine, mapPicture } from "./heat-map.js";
import { depth } from "./palette.js";
import { pointsSprite, SHADOW_ROOM, shadowOf, squircle } from "./sprites.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Palette } from "./palette.js" */

/**
 * @typedef {object} Surface
 * @property {CanvasRenderingContext2D} context
 * @property {Palette} palette
 * @property {number} ratio device pixels per CSS pixel
 */

const TEXT_FACE = '"Figtree Variable", Figtree, system-ui, sans-serif';
const SYMBOL_FACE = '"STIX Two Text", "STIX Two Math", "Cambria Math", serif';

/** @param {Surface} surface @param {Marks.Glow} mark */
function glow({ context, palette }, { x, y, radiusX, radiusY, opacity }) {
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
function ribbon({ context, palette }, { curve, width, ink, dash, opacity = 1, part, hollow }) {
  const drawn = part ? partOf(curve, part[0], part[1]) : curve;
  context.globalAlpha = opacity;
  context.strokeStyle = palette.ink[ink];
  if (hollow) {
    tracePolygon(context, band(curve, [width, width], part ?? [0, 1]));
    context.lineWidth = 1.2;
  } else {
    traceCurve(context, drawn);
    context.lineWidth = width;
    if (dash) context.setLineDash(dash);
  }
  context.stroke();
  if (dash) context.setLineDash([]);
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Wedge} mark */
function wedge({ context, palette }, { curve, widths, ink, hollow, opacity = 1, part = [0, 1] }) {
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

/** @param {Surface} surface @param {Marks.Lens} mark */
function lensInside({ context, palette }, mark) {
  const { size, map, centre = 0, reach = 1, picture, strength, of = "" } = mark;
  const half = size / 2;
  context.fillStyle = palette.ink.mapMid;
  context.fillRect(-half, -half, size, size);
  if (picture) {
    pictureCells(context, palette, mark, picture);
  } else if (map) {
    const image = mapPicture(of, map, { centre, reach, strength }, palette);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, -half, -half, size, size);
    if (mark.zeroLine) {
      const segments = levelLine(map, centre);
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
function lens(surface, mark) {
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
  const style = RIMS[rim];
  context.globalAlpha = opacity * style.alpha;
  context.strokeStyle = palette.ink.ink;
  context.lineWidth = style.width;
  context.lineCap = rim === "silent" ? "round" : "butt";
  context.setLineDash(style.dash);
  context.stroke(outline);
  context.restore();
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

/** @param {Surface} surface @param {Marks.Points} mark */
function points({ context, palette, ratio }, mark) {
  const sprite = pointsSprite(mark, palette, ratio);
  context.globalAlpha = mark.opacity ?? 1;
  context.drawImage(sprite, mark.x, mark.y, mark.size, mark.size);
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Shape} mark */
function shape({ context, palette }, mark) {
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

/** @param {Surface} surface @param {Marks.Arrow} mark */
function arrow({ context, palette }, { x, y, toX, toY, width, ink, hollow, opacity = 1 }) {
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
function line({ context, palette }, { points: path, ink, width, dash = [], opacity = 1 }) {
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

/** @param {Surface} surface @param {Marks.Box} mark */
function box({ context, palette }, mark) {
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

/** @param {Marks.TextRun} run @param {number} size @param {number} weight */
const fontOf = (run, size, weight) =>
  run.face === "symbol"
    ? `italic 500 ${run.size ?? size}px ${SYMBOL_FACE}`
    : `${run.weight ?? weight} ${run.size ?? size}px ${TEXT_FACE}`;

/** @param {Surface} surface @param {Marks.Text} mark */
function text({ context, palette }, mark) {
  const { runs, size, align, ink, weight = 550, halo, opacity = 1, pill } = mark;
  if (opacity <= 0.01) return;
  context.textBaseline = "middle";
  const widths = runs.map((run) => {
    context.font = fontOf(run, size, weight);
    return context.measureText(run.text).width;
  });
  const total = widths.reduce((sum, width) => sum + width, 0);
  let { x } = mark;
  if (align === "center") x -= total / 2;
  else if (align === "right") x -= total;
  context.globalAlpha = opacity;
  if (pill) {
    const high = size * 1.62;
    const fill = "light";
    box(
      { context, palette, ratio: 1 },
      {
        kind: "box",
        x: x - size * 0.6,
        y: mark.y - high / 2,
        width: total + size * 1.2,
        height: high,
        radius: high / 2,
        fill,
        opacity,
        shadow: true,
      },
    );
    context.globalAlpha = opacity;
  }
  runs.forEach((run, i) => {
    context.font = fontOf(run, size, weight);
    const y = mark.y + 0.06 * size + (run.shift ?? 0) * size;
    if (halo && !pill) {
      context.strokeStyle = palette.ink.halo;
      context.lineWidth = Math.max(3, size * 0.24);
      context.lineJoin = "round";
      context.strokeText(run.text, x, y);
    }
    context.fillStyle = palette.ink[run.ink ?? ink];
    context.fillText(run.text, x, y);
    x += widths[i] ?? 0;
  });
  context.globalAlpha = 1;
}

/** @param {Surface} surface @param {Marks.Picture} mark */
function picture({ context, palette }, { x, y, size, columns, values, numbers, opacity = 1 }) {
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

/** @type {{ [Kind in Marks.Mark["kind"]]: (surface: Surface, mark: any) => void }} */
const PAINTERS = {
  glow,
  ribbon,
  wedge,
  lens,
  points,
  disc: shape,
  square: shape,
  squircle: shape,
  arrow,
  line,
  box,
  text,
  picture,
};

/** @param {Surface} surface @param {Marks.Mark[]} marks */
export function paint(surface, marks) {
  for (const mark of marks) PAINTERS[mark.kind](surface, mark);
}
