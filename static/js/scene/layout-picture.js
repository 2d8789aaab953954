/** The composition for pictures: the picture large, each layer in as many tracks as it needs, a bar for each answer. */

import { outputAcross, outputDown } from "./layout-output.js";
import { clamp, EMPTY } from "./layout-parts.js";

/** @import { Composition, Subject } from "./stage-layout.js" */

/**
 * The largest lens with which all hidden layers fit into a strip of the flow, in as many tracks as each needs.
 * @param {number[]} hidden
 * @param {number} along room along the flow
 * @param {number} across room across it
 * @param {number} label room for a number under each lens, when lenses are large
 */
function packed(hidden, along, across, label) {
  for (let size = 78; size > SMALLEST; size -= 2) {
    const room = size >= 44 ? label : Math.min(6, size * 0.3);
    const rows = Math.max(1, Math.floor((across + 10) / (size + room)));
    const tracks = hidden.map((count) => Math.ceil(count / rows));
    const needed = tracks.reduce((sum, n) => sum + n * (size + asideOf(size)) + GAP, 0);
    if (needed <= along) return { size, tracks, room };
  }
  const rows = Math.max(1, Math.floor(across / (SMALLEST + 2)));
  return { size: SMALLEST, tracks: hidden.map((count) => Math.ceil(count / rows)), room: 2 };
}

const SMALLEST = 10;
/** Between layers there is room for their connections. */
const GAP = 40;

/** Room between the lenses of one layer along the flow. @param {number} size */
const asideOf = (size) => Math.min(16, Math.round(size * 0.36));

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {Composition} */
export function pictureAcross({ units }, { width, height }) {
  const steppers = units.length > 2 && height >= 360 ? 36 : null;
  const top = steppers ? 60 : 44;
  const bottom = height - 8;
  const hidden = units.slice(1, -1);
  const wide = hidden.length <= 1;
  const side = Math.round(
    Math.min(wide ? 330 : 232, width * (wide ? 0.28 : 0.2), bottom - top - 90),
  );
  const outputs = units.at(-1) ?? 10;
  const single =
    outputs === 1 ? outputAcross({ units, kind: "picture" }, { width, height, top, bottom }) : null;
  const barsWidth = Math.round(clamp(150, width * 0.27, 300));
  const barsX = single ? single.left - 12 : width - barsWidth;
  const from = side + 12;
  const { size, tracks, room } = packed(hidden, barsX - 20 - from, bottom - top, 32);
  const taken = tracks.reduce((sum, n) => sum + n * (size + asideOf(size)), 0);
  const gap = (barsX - from - taken) / (hidden.length + 1);
  let x = from + gap;
  const layers = hidden.map((count, i) => {
    const n = tracks[i] ?? 1;
    const rows = Math.ceil(count / n);
    const pitch = size + room;
    const spare = Math.max(0, Math.min(bottom - 40, top + 460) - top - rows * pitch);
    // One layer stands level with the picture and the bars.
    const first = top + (wide ? 0 : spare / 2) + size / 2 + 6;
    const left = x;
    x += n * (size + asideOf(size)) + gap;
    return {
      neurons: Array.from({ length: count }, (_, k) => ({
        x: left + (k % n) * (size + asideOf(size)) + size / 2,
        y: first + Math.floor(k / n) * pitch,
      })),
      size,
      roomy: size >= 44,
      tracks: n,
    };
  });
  const shared = {
    vertical: false,
    width,
    height,
    headings: 14,
    steppers,
    between: width,
    data: {
      kind: /** @type {const} */ ("picture"),
      x: 0,
      y: top + (wide ? 6 : Math.max(0, (bottom - top - 60 - side) / 2 - 20)),
      size: side,
      height: side,
    },
    inputs: [],
    port: 0,
  };
  if (single)
    return {
      ...shared,
      layers: [EMPTY, ...layers, single.column],
      output: single.kind,
      bars: null,
      winner: null,
      verdict: single.verdict,
    };
  const pitch = Math.min(44, (bottom - top - 56) / outputs);
  return {
    ...shared,
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: Array.from({ length: outputs }, (_, k) => ({
          x: barsX + 14,
          y: top + pitch * (k + 0.5),
        })),
        size: Math.min(30, pitch - 4),
        roomy: false,
        tracks: 1,
      },
    ],
    output: "bars",
    winner: null,
    bars: { x: barsX, y: top, width: barsWidth, height: pitch * outputs, pitch },
    verdict: { x: barsX - 6, y: top + pitch * outputs + 26 },
  };
}

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {Composition} */
export function pictureDown({ units }, { width, height }) {
  const margin = 20;
  const hidden = units.slice(1, -1);
  const outputs = units.at(-1) ?? 10;
  const side = Math.round(Math.min(132, height * 0.25));
  const pitch = Math.min(20, (height * 0.4) / outputs);
  const box = { width, height, margin, data: { size: side } };
  const single = outputs === 1 ? outputDown({ units, kind: "picture" }, box) : null;
  const barsTop = single ? single.top : height - pitch * outputs - 4;
  const from = side + 12;
  const { size, tracks, room } = packed(hidden, barsTop - from - 4, width - 2 * margin, 10);
  const taken = tracks.reduce((sum, n) => sum + n * (size + asideOf(size)), 0);
  const gap = Math.max(6, (barsTop - from - taken) / (hidden.length + 1));
  let y = from + gap;
  const layers = hidden.map((count, i) => {
    const n = tracks[i] ?? 1;
    const perRow = Math.ceil(count / n);
    const step = Math.min(size + room, (width - 2 * margin) / perRow);
    const first = y;
    y += n * (size + asideOf(size)) + gap;
    return {
      neurons: Array.from({ length: count }, (_, k) => ({
        x: width / 2 + ((k % perRow) - (perRow - 1) / 2) * step,
        y: first + Math.floor(k / perRow) * (size + asideOf(size)) + size / 2,
      })),
      size,
      roomy: false,
      tracks: n,
    };
  });
  const shared = {
    vertical: true,
    width,
    height,
    headings: 10,
    steppers: null,
    between: height,
    data: { kind: /** @type {const} */ ("picture"), x: margin, y: 4, size: side, height: side },
    inputs: [],
    port: 0,
  };
  if (single)
    return {
      ...shared,
      layers: [EMPTY, ...layers, single.column],
      output: single.kind,
      bars: null,
      winner: null,
      verdict: single.verdict,
    };
  return {
    ...shared,
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: Array.from({ length: outputs }, (_, k) => ({
          x: margin + 8,
          y: barsTop + pitch * (k + 0.5),
        })),
        size: Math.min(20, pitch - 2),
        roomy: false,
        tracks: 1,
      },
    ],
    output: "bars",
    winner: null,
    bars: { x: margin, y: barsTop, width: width - 2 * margin, height: pitch * outputs, pitch },
    verdict: { x: margin + side + 12, y: Math.max(72, side - 22) },
  };
}
