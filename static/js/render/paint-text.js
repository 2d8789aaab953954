/** Words and numbers: runs of two faces on one line, with a halo in the stage's colour or on a pill. */

import { SYMBOL_FACE, TEXT_FACE } from "./faces.js";
import { box } from "./paint-shapes.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */

/** @param {Marks.TextRun} run @param {number} size @param {number} weight */
const fontOf = (run, size, weight) =>
  run.face === "symbol"
    ? `italic 500 ${run.size ?? size}px ${SYMBOL_FACE}`
    : `${run.weight ?? weight} ${run.size ?? size}px ${TEXT_FACE}`;

/** @param {Surface} surface @param {Marks.Text} mark */
export function text({ context, palette }, mark) {
  const { runs, size, align, ink, weight = 550, halo, opacity = 1, pill, stale } = mark;
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
  if (stale) underline(context, palette.ink.ink3, x, mark.y + size * 0.66, total);
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

/** @param {CanvasRenderingContext2D} context @param {string} colour @param {number} x @param {number} y @param {number} width */
function underline(context, colour, x, y, width) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash([1.5, 3]);
  context.stroke();
  context.setLineDash([]);
}
