/** A dot for each picture in a column of its digit, as high as its loss has changed; they travel there. */

import { formatNumber, formatPercent } from "../../lib/format.js";
import { lookOf, sharpContext } from "./picture-canvas.js";

/**
 * @typedef {object} Changes
 * @property {number} on the picture that the step was made on
 * @property {(number | null)[]} after losses, by which it is known again
 * @property {number[]} by change of each picture's loss
 * @property {number} own
 * @property {number} same mean change of other pictures of its digit
 * @property {number} others mean change of pictures of other digits
 * @property {number} harder share of other digits' pictures whose loss rose
 * @property {number} sameHarder the same of its own digit's
 * @property {number[]} harderBy of each digit's pictures
 */

const TRAVEL_MS = 900;
const EDGE = { left: 4, right: 4, top: 12, bottom: 44 };

/**
 * @param {{ on: number, before: (number | null)[], after: (number | null)[], truths: number[] }} told
 * @returns {Changes}
 */
export function changesOf({ on, before, after, truths }) {
  const by = after.map((loss, i) => (loss ?? Infinity) - (before[i] ?? Infinity));
  const digit = truths[on] ?? 0;
  const others = by.filter((_, i) => truths[i] !== digit);
  const same = by.filter((_, i) => truths[i] === digit && i !== on);
  const digits = Math.max(...truths) + 1;
  return {
    on,
    after,
    by,
    own: by[on] ?? NaN,
    same: meanOf(same),
    others: meanOf(others),
    harder: risenOf(others),
    sameHarder: risenOf(same),
    harderBy: Array.from({ length: digits }, (_, k) =>
      risenOf(by.filter((_, i) => truths[i] === k)),
    ),
  };
}

/** @param {number[]} values */
const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number[]} values */
const risenOf = (values) => values.filter((value) => value > 0).length / values.length;

export function createDots() {
  const canvas = document.createElement("canvas");
  canvas.className = "disturbed-dots";
  canvas.setAttribute("role", "img");
  let key = "";
  /** @type {Changes | null} */
  let drawn = null;
  let began_ms = 0;
  let request = 0;

  /** @param {Changes | null} changes @param {number[]} truths @param {string[]} classes */
  function paint(changes, truths, classes) {
    const now = `${lookOf(canvas)} ${truths.length}`;
    if (now === key && changes === drawn) return;
    if (changes !== drawn) began_ms = isStill() ? -Infinity : performance.now();
    key = now;
    drawn = changes;
    canvas.setAttribute("aria-label", words(changes, truths, classes));
    cancelAnimationFrame(request);
    draw(changes, truths, classes);
  }

  /** @param {Changes | null} changes @param {number[]} truths @param {string[]} classes */
  function draw(changes, truths, classes) {
    const sharp = sharpContext(canvas);
    if (!sharp) return;
    const { context, width, height, colour } = sharp;
    const share = Math.min(1, (performance.now() - began_ms) / TRAVEL_MS);
    const travelled = 1 - (1 - share) ** 3;
    const column = (width - EDGE.left - EDGE.right) / classes.length;
    const middle = EDGE.top + (height - EDGE.top - EDGE.bottom) * 0.46;
    const reach = reachOf(changes);
    const up = (/** @type {number} */ change) =>
      Math.max(-1, Math.min(1, Math.sign(change) * Math.sqrt(Math.abs(change) / reach)));
    const tall = (/** @type {number} */ change) =>
      middle - up(change) * (change > 0 ? middle - EDGE.top : height - EDGE.bottom - middle);
    const own = changes ? (truths[changes.on] ?? -1) : -1;
    context.fillStyle = colour("--light");
    if (own >= 0)
      context.fillRect(EDGE.left + own * column, EDGE.top - 8, column, height - EDGE.bottom - 2);
    context.fillStyle = colour("--line");
    context.fillRect(EDGE.left, middle - 0.5, width - EDGE.left - EDGE.right, 1);
    const [rises, falls] = [colour("--gradient"), colour("--ink2")];
    truths.forEach((truth, i) => {
      if (i === changes?.on) return;
      const change = changes?.by[i] ?? 0;
      context.globalAlpha = 0.5;
      context.fillStyle = change > 0 ? rises : falls;
      dot(context, placeOf(i, truth, column), middle + (tall(change) - middle) * travelled, 1.7);
    });
    context.globalAlpha = 1;
    if (changes) {
      const x = EDGE.left + (own + 0.5) * column;
      const y = middle + (tall(changes.own) - middle) * travelled;
      context.fillStyle = colour("--light");
      dot(context, x, y, 6);
      context.strokeStyle = colour("--ink");
      context.lineWidth = 2.5;
      context.stroke();
    }
    context.textAlign = "center";
    context.fillStyle = colour("--ink");
    context.font = `600 15px ${colour("--font")}`;
    classes.forEach((name, k) => {
      context.fillText(name, EDGE.left + (k + 0.5) * column, height - 24);
    });
    context.font = `500 14px ${colour("--font")}`;
    context.fillStyle = colour("--gradient");
    if (changes)
      changes.harderBy.forEach((risen, k) => {
        context.fillText(`${Math.round(risen * 100)}`, EDGE.left + (k + 0.5) * column, height - 6);
      });
    context.textAlign = "left";
    context.fillStyle = colour("--ink2");
    context.fillText(changes ? "harder ↑" : "", EDGE.left, EDGE.top + 2);
    context.fillText(changes ? "easier ↓" : "", EDGE.left, height - EDGE.bottom - 4);
    if (share < 1) request = requestAnimationFrame(() => draw(changes, truths, classes));
  }

  return { canvas, paint, stop: () => cancelAnimationFrame(request) };
}

/** Pictures of a digit side by side within its column, always at the same place. @param {number} i @param {number} truth @param {number} column */
function placeOf(i, truth, column) {
  const spread = ((i * 0.618034) % 1) - 0.5;
  return EDGE.left + (truth + 0.5 + spread * 0.78) * column;
}

/** The largest change but for a few. @param {Changes | null} changes */
function reachOf(changes) {
  if (!changes) return 1;
  const sizes = changes.by
    .map(Math.abs)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  return sizes[Math.floor(sizes.length * 0.995)] || 1;
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Changes | null} changes @param {number[]} truths @param {string[]} classes */
function words(changes, truths, classes) {
  if (!changes) return `${truths.length} training pictures, by digit. No step on one picture yet.`;
  const each = changes.harderBy.map((share, k) => `${classes[k]}: ${formatPercent(share, 0)}`);
  return `What the step did to each picture's loss. The picture itself: ${formatNumber(changes.own, 3, { sign: true })}. Got harder, by digit: ${each.join(", ")}.`;
}
