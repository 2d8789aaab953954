/** The end of the flow: one large lens; or a lens and a bar for each output, under the map of the one that wins. */

import { clamp, spread } from "./layout-parts.js";

/** @import { Column, Place, StageLayout, Subject } from "./stage-layout.js" */

/**
 * @typedef {object} Output
 * @property {StageLayout["output"]} kind
 * @property {number} left where it begins
 * @property {Column} column
 * @property {StageLayout["bars"]} bars
 * @property {StageLayout["winner"]} winner
 * @property {Place} verdict
 */

/**
 * @param {Subject} subject
 * @param {{ width: number, height: number, top: number, bottom: number }} box
 * @returns {Output}
 */
export function outputAcross({ units, kind }, { width, height, top, bottom }) {
  const outputs = units.at(-1) ?? 1;
  if (outputs > 1) return manyAcross(outputs, kind, { width, height, top, bottom });
  const share = kind === "curve" ? 1.3 : 1;
  const size = Math.round(share * clamp(84, width * 0.152, Math.max(132, height * 0.24)));
  const x = width - Math.max(size / 2 + 6, 84);
  const y = (top + bottom) / 2 - 26;
  return {
    kind: "lens",
    left: x - size / 2,
    column: { neurons: [{ x, y }], size, roomy: true, tracks: 1 },
    bars: null,
    winner: null,
    verdict: { x, y: y + size / 2 + 26 },
  };
}

/**
 * @param {number} outputs @param {Subject["kind"]} kind
 * @param {{ width: number, height: number, top: number, bottom: number }} box
 * @returns {Output}
 */
function manyAcross(outputs, kind, { width, height, top, bottom }) {
  const block = Math.round(clamp(172, width * 0.3, 260));
  const left = width - block;
  const isPlane = kind === "plane";
  const winnerSize = isPlane ? Math.round(clamp(84, Math.min(width * 0.17, height * 0.3), 160)) : 0;
  const words = 62;
  const above = isPlane ? winnerSize + 18 : 0;
  const pitch = Math.min(62, (bottom - top - above - words) / outputs);
  const high = pitch * outputs;
  const used = above + high + words;
  const from = top + Math.max(0, (bottom - top - used) / 2);
  const size = Math.min(50, pitch - Math.min(8, pitch * 0.2));
  const rows = from + above;
  return {
    kind: "classes",
    left,
    column: {
      neurons: Array.from({ length: outputs }, (_, k) => ({
        x: left + size / 2,
        y: rows + pitch * (k + 0.5),
      })),
      size,
      roomy: false,
      tracks: 1,
    },
    bars: { x: left + size + 6, y: rows, width: block - size - 6, height: high, pitch },
    winner: isPlane
      ? { x: left + winnerSize / 2, y: from + winnerSize / 2, size: winnerSize }
      : null,
    verdict: { x: left, y: rows + high + 22 },
  };
}

/**
 * The same, at the foot of a narrow stage.
 * @param {Subject} subject
 * @param {{ width: number, height: number, margin: number, data: { size: number } }} box
 * @returns {Output & { top: number }} top: where the flow into it ends
 */
export function outputDown({ units, kind }, { width, height, margin, data }) {
  const outputs = units.at(-1) ?? 1;
  if (outputs === 1) {
    const size = Math.round(clamp(64, height * 0.16, 88));
    const x = margin + 22 + size / 2;
    const y = height - size / 2 - 8;
    return {
      kind: "lens",
      left: 0,
      top: y - size / 2,
      column: { neurons: [{ x, y }], size, roomy: false, tracks: 1 },
      bars: null,
      winner: null,
      verdict: { x: x + size / 2 + 22, y },
    };
  }
  const across = width - 2 * margin;
  const isPlane = kind === "plane";
  const pitch = clamp(3, (height * 0.3) / outputs, 24);
  const high = pitch * outputs;
  const winnerSize = isPlane ? Math.max(72, Math.min(96, high)) : 0;
  const foot = Math.max(high, winnerSize);
  const size = Math.floor(Math.min(40, across / outputs - 4));
  const y = height - foot - 14 - size / 2;
  const barsX = margin + (isPlane ? winnerSize + 12 : 0);
  return {
    kind: "classes",
    left: 0,
    top: y - size / 2,
    column: {
      neurons: spread(outputs, Math.min(60, across / outputs), width / 2).map((x) => ({ x, y })),
      size,
      roomy: false,
      tracks: 1,
    },
    bars: {
      x: barsX,
      y: height - foot / 2 - high / 2 - 4,
      width: width - margin - barsX,
      height: high,
      pitch,
    },
    winner: isPlane
      ? { x: margin + winnerSize / 2, y: height - foot / 2 - 4, size: winnerSize }
      : null,
    verdict:
      kind === "table"
        ? { x: width / 2, y: 12 }
        : { x: margin + data.size + 26, y: Math.max(68, data.size - 18) },
  };
}
