/** The plot of the chart: uPlot with our axes, lines and marks. */

import uPlot from "uplot";
import { formatInteger, formatNumber, formatPercent, formatSignificant } from "../lib/format.js";
import { drawFuture, drawGhost } from "./chart-ghosts.js";
import { faded } from "./chart-look.js";
import { endOfWords } from "./chart-words.js";

/** @import { Ghost, Line } from "./chart-lives.js" */
/** @import { Look } from "./chart-look.js" */

/** @typedef {"loss" | "accuracy"} Quantity */

/**
 * What is marked in the plot besides its lines.
 * @typedef {object} Marks
 * @property {number} end of the axis of steps
 * @property {{ step: number, epoch: number }[]} epochs
 * @property {{ step: number, value: number } | null} now where on the curve the playhead is
 * @property {number | null} guessing
 * @property {Line | null} future of this run, lived already
 * @property {Ghost[]} ghosts the other branches
 * @property {number} most the largest loss of the run
 */

const STEP_INCREMENTS = Array.from({ length: 16 }, (_, i) =>
  [1, 2, 5].map((digits) => digits * 10 ** i),
).flat();

/**
 * @param {HTMLElement} target
 * @param {Quantity} quantity
 * @param {{ look: Look, hasTraining: boolean, marks: () => Marks, onDraw: () => void }} options
 *   hasTraining: the loss on all training data is a line of its own
 */
export function makePlot(target, quantity, { look, hasTraining, marks, onDraw }) {
  const isLoss = quantity === "loss";
  const test = { label: "test", stroke: look.ink2, width: 2, dash: [2, 4], points: NO_POINTS };
  const lossSeries = [
    { label: "lowest", width: 0, points: NO_POINTS },
    {
      label: "loss",
      stroke: hasTraining ? faded(look.gradient, 0.5) : look.gradient,
      width: hasTraining ? 1.5 : 2.75,
      fill: (/** @type {uPlot} */ plot) => fadeBelow(plot, look.gradient),
      points: NO_POINTS,
    },
    { label: "highest", width: 0, points: NO_POINTS },
    {
      label: "training",
      show: hasTraining,
      stroke: look.gradient,
      width: 2.75,
      points: NO_POINTS,
    },
    test,
  ];
  const accuracySeries = [
    { label: "training", stroke: look.ink, width: 2.5, points: NO_POINTS },
    test,
  ];
  const axis = {
    stroke: look.ink3,
    font: look.font,
    grid: { show: false },
    ticks: { stroke: look.line, width: 1, size: 5 },
    border: { show: true, stroke: look.line, width: 1.5 },
    gap: 3,
  };
  return new uPlot(
    {
      width: Math.max(120, target.clientWidth),
      height: Math.max(50, target.clientHeight),
      padding: [8, 40, 0, 0], // at the right, room for half of the last label
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { show: false },
        focus: { prox: -1 },
      },
      scales: {
        x: { time: false, range: () => [0, marks().end] },
        y: {
          range: (_, __, most) =>
            isLoss ? [0, 1.08 * (Math.max(most ?? 0, marks().most) || 1)] : [0, 1.04],
        },
      },
      axes: [
        {
          ...axis,
          size: 26,
          incrs: STEP_INCREMENTS,
          space: 70,
          splits: (plot, _, low, high, increment) =>
            marks().epochs.length > 0
              ? marks().epochs.map(({ step }) => step)
              : stepSplits(plot, low, high, increment),
          values: (_, splits) => splits.map((step) => stepLabel(step, marks())),
        },
        {
          ...axis,
          size: 46,
          space: 26,
          border: { show: false },
          splits: isLoss ? undefined : () => [0, 0.5, 1],
          values: (_, splits) =>
            splits.map((value) => (isLoss ? formatSignificant(value, 3) : formatPercent(value, 0))),
        },
      ],
      bands: isLoss ? [{ series: [3, 1], fill: faded(look.gradient, 0.2) }] : [],
      series: [{ label: "step" }, ...(isLoss ? lossSeries : accuracySeries)],
      hooks: {
        drawSeries: [
          (plot, series) => {
            if (series !== 1) return;
            if (isLoss) drawGuessing(plot, marks(), look);
            for (const ghost of marks().ghosts) drawGhost(plot, ghost, look);
            const { future } = marks();
            if (future) drawFuture(plot, future, isLoss ? look.gradient : look.ink, look);
          },
        ],
        draw: [
          (plot) => drawNow(plot, marks().now, isLoss ? look.gradient : look.ink, look),
          onDraw,
        ],
      },
    },
    isLoss ? [[], [], [], [], [], []] : [[], [], []],
    target,
  );
}

const NO_POINTS = { show: false };
const LEAST_HEIGHT_OF_WORDS = 50;

/** @param {uPlot} _ @param {number} low @param {number} high @param {number} increment */
function stepSplits(_, low, high, increment) {
  const splits = [];
  for (let step = low; step <= high; step += increment) splits.push(step);
  return splits;
}

/** @param {number} step @param {Marks} marks */
function stepLabel(step, { epochs }) {
  const mark = epochs.find((candidate) => candidate.step === step);
  if (step === 0) return "step 0";
  return mark ? `epoch ${formatInteger(mark.epoch)}` : formatInteger(step);
}

/** @param {uPlot} plot @param {string} colour */
function fadeBelow(plot, colour) {
  const { top, height } = plot.bbox;
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, faded(colour, 0.16));
  gradient.addColorStop(1, faded(colour, 0.02));
  return gradient;
}

/** The loss of guessing: a quiet line to be beaten. @param {uPlot} plot @param {Pick<Marks, "guessing" | "now">} marks @param {Look} look */
function drawGuessing({ ctx, bbox, scales, valToPos }, { guessing: loss, now }, look) {
  if (loss === null || loss > (scales.y?.max ?? 0)) return;
  const y = Math.round(valToPos(loss, "y", true));
  ctx.save();
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const words = `guessing, ${formatNumber(loss, 3)}`;
  ctx.font = look.font.replace("14px", `${14 * ratio}px`);
  ctx.fillStyle = ctx.strokeStyle = look.ink3;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const isAboveAxis = y < bbox.top + bbox.height - 16 * ratio;
  const isNamed = isAboveAxis && bbox.height > LEAST_HEIGHT_OF_WORDS * ratio;
  const { width } = ctx.measureText(words);
  const playhead = now ? valToPos(now.step, "x", true) : bbox.left;
  const end = endOfWords({ left: bbox.left, right, width, playhead, gap: 12 * ratio });
  if (isNamed) ctx.fillText(words, end, y);
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = ratio;
  ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  if (isNamed) {
    ctx.lineTo(end - width - 8 * ratio, y);
    ctx.moveTo(Math.min(right, end + 8 * ratio), y);
  }
  ctx.lineTo(right, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * The playhead: a dot on the curve, or where the loss is no number a cut through the end of the line.
 * @param {uPlot} plot @param {Marks["now"]} now @param {string} colour @param {Look} look
 */
function drawNow({ ctx, bbox, valToPos }, now, colour, look) {
  if (!now) return;
  const ratio = devicePixelRatio;
  const x = valToPos(now.step, "x", true);
  ctx.save();
  ctx.setLineDash([]);
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * ratio;
  if (!Number.isFinite(now.value)) {
    ctx.strokeStyle = look.ink;
    const bottom = bbox.top + bbox.height;
    for (const shift of [-3, 3]) {
      ctx.beginPath();
      ctx.moveTo(x + (shift - 4) * ratio, bottom);
      ctx.lineTo(x + (shift + 4) * ratio, bottom - 18 * ratio);
      ctx.stroke();
    }
    ctx.restore();
    return;
  }
  const y = Math.max(bbox.top, valToPos(now.value, "y", true));
  ctx.globalAlpha = 0.18;
  disc(ctx, x, y, 12 * ratio);
  ctx.globalAlpha = 1;
  disc(ctx, x, y, 5.5 * ratio);
  ctx.lineWidth = 2 * ratio;
  ctx.strokeStyle = look.stage;
  ctx.stroke();
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} radius */
function disc(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}
