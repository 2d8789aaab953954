/** Frames and layouts for tests, made as the server makes them (docs/protocol.md). */

import { decodeFrame, FRAME } from "../../static/js/protocol/frame.js";
import { decodeLayout } from "../../static/js/protocol/layout.js";

/** @import { Frame, Layout, Tensor } from "../../static/js/types.d.ts" */

/**
 * The layout of a network: per layer the weights lie as (fan_in + 1, fan_out), the bias as last row.
 * @param {number[]} units inputs first
 * @param {{ id?: number, batch?: number }} [options]
 * @returns {Layout}
 */
export function layoutOf(units, { id = 1, batch = 1 } = {}) {
  /** @type {Tensor[]} */
  const tensors = [];
  let at = 0;
  /** @param {string} name @param {number} layer @param {number[]} shape @param {number[]} [strides] */
  const put = (name, layer, shape, strides) => {
    const size = shape.reduce((product, n) => product * n, 1);
    tensors.push({
      name,
      layer,
      shape,
      offset: at,
      strides: strides ?? [shape[1] ?? 1, 1].slice(0, shape.length),
    });
    at += size;
  };
  const layers = units
    .slice(1)
    .map((fanOut, i) => ({ layer: i + 1, fanIn: units[i] ?? 0, fanOut }));
  for (const suffix of ["", "_gradient", "_update", "_velocity"]) {
    for (const { layer, fanIn, fanOut } of layers) {
      put(`weights${suffix}`, layer, [fanOut, fanIn], [1, fanOut]);
      put(`biases${suffix}`, layer, [fanOut]);
    }
  }
  put("example.inputs", 0, [units[0] ?? 0]);
  put("example.targets", 0, [units.at(-1) ?? 0]);
  for (const { layer, fanOut } of layers)
    for (const name of ["z", "a", "da", "dz"]) put(`example.${name}`, layer, [fanOut]);
  for (const name of ["example.loss", "loss", "loss_after"]) put(name, 0, []);
  const prefix = at;
  put("inputs", 0, [batch, units[0] ?? 0]);
  for (const { layer, fanOut } of layers) put("a", layer, [batch, fanOut]);
  put("losses", 0, [batch]);
  return decodeLayout({ id, size: at, prefix, tensors });
}

/**
 * @typedef {object} FrameContent
 * @property {Layout} layout
 * @property {number} [step]
 * @property {number} [command]
 * @property {boolean} [running]
 * @property {boolean} [compared]
 * @property {Float32Array} [floats] all of the layout; without the batch section if they are as many as its prefix
 * @property {number} [firstLoss]
 * @property {number} [lossSteps]
 * @property {number} [stepsPerPoint]
 * @property {number[]} [losses]
 * @property {number[][]} [evaluations]
 * @property {{ hidden: number, output: number, ranges: number[], bytes: number[], line?: boolean }} [maps]
 */

/** @param {FrameContent} content */
export function encodeFrame({
  layout,
  step = 0,
  command = 0,
  running = false,
  compared = false,
  floats = new Float32Array(running ? layout.prefix : layout.size),
  losses = [],
  lossSteps = losses.length,
  firstLoss = step - lossSteps,
  stepsPerPoint = 1,
  evaluations = [],
  maps,
}) {
  const rangeCount = maps?.ranges.length ?? 0;
  const end =
    104 +
    40 * evaluations.length +
    4 * (floats.length + losses.length + rangeCount) +
    (maps?.bytes.length ?? 0);
  const buffer = new ArrayBuffer(end);
  const view = new DataView(buffer);
  const flags =
    (running ? 1 : 0) |
    (floats.length === layout.size ? 2 : 0) |
    (maps ? 4 : 0) |
    (maps?.line ? 16 : 0) |
    (compared ? 32 : 0);
  const u32 = (/** @type {number} */ at, /** @type {number[]} */ words) => {
    for (const [i, word] of words.entries()) view.setUint32(at + 4 * i, word, true);
  };
  u32(0, [FRAME, layout.id, command, flags]);
  view.setFloat64(16, step, true);
  u32(24, [0, 0, floats.length, evaluations.length, lossSteps, stepsPerPoint]);
  view.setFloat64(48, firstLoss, true);
  u32(56, [rangeCount / 2]);
  view.setUint16(60, maps?.hidden ?? 0, true);
  view.setUint16(62, maps?.output ?? 0, true);
  const latest = evaluations.at(-1) ?? [NaN, NaN, NaN, NaN, NaN];
  for (const [i, value] of [...latest, ...evaluations.flat()].entries())
    view.setFloat64(64 + 8 * i, value, true);
  let at = 104 + 40 * evaluations.length;
  for (const value of [...floats, ...losses, ...(maps?.ranges ?? [])]) {
    view.setFloat32(at, value, true);
    at += 4;
  }
  new Uint8Array(buffer).set(maps?.bytes ?? [], at);
  return buffer;
}

/** @param {FrameContent} content @returns {Frame} */
export const frameOf = (content) =>
  decodeFrame(encodeFrame(content), new Map([[content.layout.id, content.layout]]));
