/** Thumbnails as marks: examples of a data set as its own stage would draw them, and a feature as a neuron's map. */

/** @import { Mark, PointColumns } from "../render/marks.d.ts" */
/** @import { DatasetThumbnail, FeatureThumbnail } from "../protocol/messages.d.ts" */
/** @import { Dataset } from "./stage.js" */

/** Above and below a curve there is this share of room. */
const ROOM = 0.16;
/** Blank pixels between the pictures of a wall. */
const GAP = 1;

/** @param {string} base64 */
export const bytesOf = (base64) =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * @param {DatasetThumbnail} thumbnail
 * @param {Pick<Dataset, "task" | "outputs" | "extent" | "picture">} dataset
 * @param {number} size
 * @returns {Mark[]}
 */
export function datasetMarks(thumbnail, dataset, size) {
  const bytes = bytesOf(thumbnail.bytes);
  if (thumbnail.kind === "pictures") return wallMarks(bytes, thumbnail.count, dataset, size);
  const inset = size * 0.08;
  const [x, y] = [size / 2, size / 2];
  return [
    {
      kind: "squircle",
      x,
      y,
      size: size - 2,
      fill: "mapMid",
      stroke: "line",
      width: 1,
    },
    {
      kind: "points",
      of: "thumbnail",
      x: inset,
      y: inset,
      size: size - 2 * inset,
      radius: thumbnail.count < 10 ? 2.6 : size > 44 ? 1.25 : 0.9,
      points: columnsOf(bytes, thumbnail, dataset),
    },
  ];
}

/**
 * The numbers that the bytes stand for.
 * @param {Uint8Array} bytes
 * @param {DatasetThumbnail} thumbnail
 * @param {Pick<Dataset, "task" | "outputs" | "extent">} dataset
 * @returns {PointColumns}
 */
export function columnsOf(bytes, { kind, count, low, high, reach }, { outputs, extent, task }) {
  const half = extent ?? 1;
  const column = (/** @type {number} */ k) => bytes.subarray(k * count, (k + 1) * count);
  const spread = (/** @type {number} */ k, /** @type {number} */ from, /** @type {number} */ to) =>
    Float32Array.from(column(k), (byte) => from + ((to - from) * byte) / 255);
  const x = spread(0, -half, half);
  if (kind === "curve") {
    const [bottom, top] = [low ?? 0, high ?? 1];
    const y = spread(1, bottom, top);
    const room = (top - bottom) * ROOM;
    return {
      x,
      y,
      target: y,
      classes: null,
      training_count: count,
      reach: null,
      across: [-half, half],
      up: [bottom - room, top + room],
      plain: true,
    };
  }
  const isNumber = task === "regression";
  return {
    x,
    y: spread(1, -half, half),
    target: isNumber ? spread(2, -(reach ?? 1), reach ?? 1) : Float32Array.from(column(2)),
    classes: outputs > 1 && !isNumber ? column(2) : null,
    training_count: count,
    reach,
    across: [-half, half],
    up: [-half, half],
    plain: false,
  };
}

/** Pictures side by side in a square. @param {Uint8Array} bytes @param {number} count @param {Pick<Dataset, "picture">} dataset @param {number} size @returns {Mark[]} */
function wallMarks(bytes, count, { picture }, size) {
  const [rows = 8, columns = 8] = picture ?? [];
  const across = Math.ceil(Math.sqrt(count));
  const side = across * (columns + GAP) + GAP;
  const values = new Float32Array(side * side);
  for (let i = 0; i < count; i++) {
    const left = GAP + (i % across) * (columns + GAP);
    const top = GAP + Math.floor(i / across) * (rows + GAP);
    for (let j = 0; j < rows * columns; j++)
      values[(top + Math.floor(j / columns)) * side + left + (j % columns)] =
        (bytes[i * rows * columns + j] ?? 0) / 255;
  }
  return [
    { kind: "squircle", x: size / 2, y: size / 2, size: size - 2, stroke: "line", width: 1 },
    {
      kind: "picture",
      of: "thumbnail",
      x: 1,
      y: 1,
      size: size - 2,
      columns: side,
      values,
      numbers: false,
    },
  ];
}

/** @param {string} name @param {FeatureThumbnail} thumbnail @param {number} size @returns {Mark[]} */
export function featureMarks(name, { cells, bytes, low, high }, size) {
  return [
    {
      kind: "lens",
      of: `feature.${name}.${size}`,
      x: size / 2,
      y: size / 2,
      size: size - 2,
      map: { cells, rows: cells, bytes: bytesOf(bytes), low, high },
      centre: 0,
      reach: Math.max(Math.abs(low), Math.abs(high)),
      strength: 1,
      rim: "plain",
      shadow: false,
    },
  ];
}
