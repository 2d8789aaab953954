/** Draws other lives into the plot: dotted lines, quietly named. */

import { faded } from "./chart-look.js";

/** @import uPlot from "uplot" */
/** @import { Line, Ghost } from "./chart-lives.js" */
/** @import { Look } from "./chart-look.js" */

/** Dashes of the branches, in turn: told apart without colour. */
const DASHES = [
  [7, 4],
  [2, 4],
  [12, 4, 2, 4],
  [4, 4],
];
const KEPT = "already run; kept";
const LEAST_ROOM_PX = 130;

/** @param {uPlot} plot @param {Line} future @param {string} colour @param {Look} look */
export function drawFuture(plot, future, colour, look) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  begin(plot);
  ctx.strokeStyle = faded(colour, 0.75);
  ctx.lineWidth = 2 * ratio;
  ctx.lineCap = "round";
  ctx.setLineDash([0.1, 5 * ratio]);
  trace(plot, future);
  const end = plot.valToPos(future.step[future.step.length - 1] ?? 0, "x", true);
  const begun = plot.valToPos(future.step[0] ?? 0, "x", true);
  if (end - begun > LEAST_ROOM_PX * ratio && bbox.height > 50 * ratio) {
    const [, y] = pointOf(plot, future, future.step.length - 1);
    write(plot, KEPT, end - 4 * ratio, y, look);
  }
  ctx.restore();
}

/** @param {uPlot} plot @param {Ghost} ghost @param {Look} look */
export function drawGhost(plot, ghost, look) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  begin(plot);
  ctx.strokeStyle = look.ink3;
  ctx.lineWidth = 1.75 * ratio;
  ctx.setLineDash((DASHES[ghost.index % DASHES.length] ?? []).map((length) => length * ratio));
  trace(plot, ghost);
  const [x, y] = pointOf(plot, ghost, ghost.step.length - 1);
  if (bbox.height > 50 * ratio && x - bbox.left > LEAST_ROOM_PX * ratio)
    write(plot, ghost.name, Math.min(x, bbox.left + bbox.width) - 4 * ratio, y, look);
  ctx.restore();
}

/** All that follows stays within the plot. @param {uPlot} plot */
function begin({ ctx, bbox }) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width + 4 * devicePixelRatio, bbox.height);
  ctx.clip();
}

/** @param {uPlot} plot @param {Line} line */
function trace(plot, line) {
  const { ctx } = plot;
  let isDown = false;
  ctx.beginPath();
  for (let i = 0; i < line.step.length; i++) {
    if (line.value[i] === null) {
      isDown = false;
      continue;
    }
    const [x, y] = pointOf(plot, line, i);
    if (isDown) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    isDown = true;
  }
  ctx.stroke();
}

/** @param {uPlot} plot @param {Line} line @param {number} i @returns {[number, number]} */
const pointOf = (plot, { step, value }, i) => [
  plot.valToPos(step[i] ?? 0, "x", true),
  plot.valToPos(value[i] ?? 0, "y", true),
];

/** Words that end at x, above the line where there is room, with a halo. @param {uPlot} plot @param {string} words @param {number} x @param {number} y @param {Look} look */
function write({ ctx, bbox }, words, x, y, look) {
  const ratio = devicePixelRatio;
  ctx.setLineDash([]);
  ctx.font = look.font.replace("14px", `${14 * ratio}px`);
  ctx.textAlign = "right";
  const isRoom = y - bbox.top > 22 * ratio;
  ctx.textBaseline = isRoom ? "bottom" : "top";
  const at = isRoom ? Math.min(y - 6 * ratio, bbox.top + bbox.height - 20 * ratio) : y + 6 * ratio;
  ctx.lineWidth = 5 * ratio;
  ctx.lineJoin = "round";
  ctx.strokeStyle = look.stage;
  ctx.strokeText(words, x, at);
  ctx.fillStyle = look.ink2;
  ctx.fillText(words, x, at);
}
