/** Binary messages (docs/protocol.md: frames, data messages, curves of branches) as views over the received bytes. */

import { unitsOf } from "./layout.js";

/** @import { ActivationMap, BranchCurves, Data, Frame, Layout, Reading } from "../types.d.ts" */

export const FRAME = 0x31464c4c; // "LLF1"
export const DATA = 0x31444c4c; // "LLD1"
export const COMPARED_DATA = 0x32444c4c; // "LLD2"
export const CURVES = 0x31424c4c; // "LLB1"

const FRAME_HEADER_BYTES = 104;
const DATA_HEADER_BYTES = 32;
const CURVES_HEADER_BYTES = 32;
const READING_BYTES = 40;

const RUNNING = 1;
const BATCH_INCLUDED = 2;
const MAPS_INCLUDED = 4;
const NOT_FINITE = 8;
const LINE_MAPS = 16;
const COMPARED = 32;

/** The first four bytes of a binary message, which say what it is. @param {ArrayBuffer} buffer */
export const magicOf = (buffer) =>
  buffer.byteLength < 4 ? 0 : new DataView(buffer).getUint32(0, true);

/**
 * Throws an Error with a sentence where the bytes are not a frame, or of a layout that is not known.
 * @param {ArrayBuffer} buffer
 * @param {ReadonlyMap<number, Layout>} layouts by id
 * @returns {Frame}
 */
export function decodeFrame(buffer, layouts) {
  const header = headerOf(buffer, FRAME, FRAME_HEADER_BYTES, "frame");
  const u32 = (/** @type {number} */ offset) => header.getUint32(offset, true);
  const f64 = (/** @type {number} */ offset) => header.getFloat64(offset, true);
  const layout = layouts.get(u32(4));
  if (!layout) throw new Error(`The frame names layout ${u32(4)}, which has not been sent.`);
  const flags = u32(12);
  const batch_included = (flags & BATCH_INCLUDED) !== 0;
  const floatCount = u32(32);
  const expected = batch_included ? layout.size : layout.prefix;
  if (floatCount !== expected)
    throw new Error(`The frame has ${floatCount} floats where its layout has ${expected}.`);

  const evaluationCount = u32(36);
  const steps = u32(40);
  const steps_per_point = Math.max(1, u32(44));
  const lossCount = Math.ceil(steps / steps_per_point) * (steps_per_point === 1 ? 1 : 3);
  const mapCount = flags & MAPS_INCLUDED ? u32(56) : 0;
  const sides = mapSides(mapCount, header.getUint16(60, true), header.getUint16(62, true), layout);

  const floatsAt = FRAME_HEADER_BYTES + evaluationCount * READING_BYTES;
  const lossesAt = floatsAt + 4 * floatCount;
  const rangesAt = lossesAt + 4 * lossCount;
  const mapsAt = rangesAt + 8 * mapCount;
  const isLine = (flags & LINE_MAPS) !== 0;
  const rowsOf = (/** @type {number} */ cells) => (isLine ? 1 : cells);
  const end = mapsAt + sides.reduce((bytes, cells) => bytes + cells * rowsOf(cells), 0);
  checkLength(buffer, end, "frame");

  return {
    layout,
    command: u32(8),
    running: (flags & RUNNING) !== 0,
    compared: (flags & COMPARED) !== 0,
    batch_included,
    finite: (flags & NOT_FINITE) === 0,
    step: f64(16),
    epoch: u32(24),
    batch: u32(28),
    floats: new Float32Array(buffer, floatsAt, floatCount),
    reading: readingAt(header, 64),
    evaluations: Array.from({ length: evaluationCount }, (_, i) =>
      readingAt(header, FRAME_HEADER_BYTES + i * READING_BYTES),
    ),
    losses: {
      first_step: f64(48),
      steps,
      steps_per_point,
      values: new Float32Array(buffer, lossesAt, lossCount),
    },
    maps: mapCount === 0 ? null : decodeMaps(buffer, rangesAt, mapsAt, sides, rowsOf),
  };
}

/**
 * Throws an Error with a sentence where the bytes are not a data message.
 * @param {ArrayBuffer} buffer
 * @returns {Data}
 */
export function decodeData(buffer) {
  const compared = magicOf(buffer) === COMPARED_DATA;
  const magic = compared ? COMPARED_DATA : DATA;
  const header = headerOf(buffer, magic, DATA_HEADER_BYTES, "data message");
  const u32 = (/** @type {number} */ offset) => header.getUint32(offset, true);
  const [features, outputs, count] = [u32(4), u32(8), u32(12)];
  const coordinates = u32(28);
  const targetsAt = DATA_HEADER_BYTES + 4 * count * features;
  const pointsAt = targetsAt + 4 * count * outputs;
  checkLength(buffer, pointsAt + 4 * count * coordinates, "data message");
  const inputs = new Float32Array(buffer, DATA_HEADER_BYTES, count * features);
  return {
    features,
    outputs,
    count,
    training_count: u32(16),
    compared,
    shown: { set: u32(20) === 0 ? "training" : "test", index: u32(24) },
    inputs,
    targets: new Float32Array(buffer, targetsAt, count * outputs),
    coordinates: coordinates || features,
    points: coordinates ? new Float32Array(buffer, pointsAt, count * coordinates) : inputs,
  };
}

/**
 * Throws an Error with a sentence where the bytes are not the curves of a branch.
 * @param {ArrayBuffer} buffer
 * @returns {BranchCurves}
 */
export function decodeCurves(buffer) {
  const header = headerOf(buffer, CURVES, CURVES_HEADER_BYTES, "message with curves");
  const u32 = (/** @type {number} */ offset) => header.getUint32(offset, true);
  const [evaluations, steps, steps_per_point] = [u32(8), u32(12), Math.max(1, u32(16))];
  const count = Math.ceil(steps / steps_per_point) * (steps_per_point === 1 ? 1 : 3);
  const lossesAt = CURVES_HEADER_BYTES + evaluations * READING_BYTES;
  checkLength(buffer, lossesAt + 4 * count, "message with curves");
  return {
    branch: u32(4),
    readings: Array.from({ length: evaluations }, (_, i) =>
      readingAt(header, CURVES_HEADER_BYTES + i * READING_BYTES),
    ),
    losses: {
      first_step: header.getFloat64(24, true),
      steps,
      steps_per_point,
      values: new Float32Array(buffer, lossesAt, count),
    },
  };
}

/** @param {ArrayBuffer} buffer @param {number} magic @param {number} bytes @param {string} what */
function headerOf(buffer, magic, bytes, what) {
  if (magicOf(buffer) !== magic) throw new Error(`The message is not a ${what}.`);
  if (buffer.byteLength < bytes)
    throw new Error(`The ${what} ends within its header, after ${buffer.byteLength} bytes.`);
  return new DataView(buffer);
}

/** @param {ArrayBuffer} buffer @param {number} bytes @param {string} what */
function checkLength(buffer, bytes, what) {
  if (buffer.byteLength !== bytes)
    throw new Error(`The ${what} has ${buffer.byteLength} bytes where its header says ${bytes}.`);
}

/** @param {DataView} view @param {number} offset @returns {Reading} */
function readingAt(view, offset) {
  const f64 = (/** @type {number} */ i) => view.getFloat64(offset + 8 * i, true);
  return {
    step: f64(0),
    training_loss: f64(1),
    test_loss: f64(2),
    training_accuracy: f64(3),
    test_accuracy: f64(4),
  };
}

/**
 * Cells along the side of each map: those of the last layer's neurons are finer.
 * @param {number} count @param {number} hidden @param {number} output @param {Layout} layout
 */
function mapSides(count, hidden, output, layout) {
  const outputs = unitsOf(layout).at(-1) ?? 0;
  return Array.from({ length: count }, (_, i) => (i < count - outputs ? hidden : output));
}

/**
 * @param {ArrayBuffer} buffer @param {number} rangesAt @param {number} mapsAt @param {number[]} sides
 * @param {(cells: number) => number} rowsOf
 * @returns {ActivationMap[]}
 */
function decodeMaps(buffer, rangesAt, mapsAt, sides, rowsOf) {
  const ranges = new Float32Array(buffer, rangesAt, 2 * sides.length);
  let at = mapsAt;
  return sides.map((cells, i) => {
    const rows = rowsOf(cells);
    const bytes = new Uint8Array(buffer, at, cells * rows);
    at += bytes.length;
    return { cells, rows, bytes, low: ranges[2 * i] ?? NaN, high: ranges[2 * i + 1] ?? NaN };
  });
}
