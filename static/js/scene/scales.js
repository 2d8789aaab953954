/** From values to widths: the only places where a number becomes a size. */

import { tensorAt, tensorOf } from "../protocol/tensors.js";
import { largestOfExample } from "./whose.js";

/** @import { Frame } from "../types.d.ts" */
/** @import { StageLayout } from "./stage-layout.js" */

/** Pixels per unit of weight, as long as the largest weight keeps within its room. */
const WEIGHT_PIXELS = 6;
export const THINNEST = 0.9;
/** What is not a number is drawn this wide. */
const BROKEN = 3;
/** The largest slope of a layer, where there is room. */
const WIDEST_SLOPE = 6.4;
/** How wide the largest magnified move shall be. */
export const MOVE_PIXELS = 7;

/**
 * @typedef {object} Scales
 * @property {(weight: number) => number} width of a connection
 * @property {(slope: number, layer: number) => number} slope width, within its layer
 * @property {(wish: number, layer: number) => number} wish length from 0 to 1, within its layer
 * @property {(contribution: number, layer: number) => number} contribution width of w · a, within its layer
 * @property {(move: number) => number} move width of a magnified move
 * @property {number} magnification how many times larger than true moves are drawn
 */

/** The largest of 1, 2, 5 times a power of ten that is not above x. @param {number} x */
export function roundDown(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  const lead = x / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

/**
 * @param {Frame} frame
 * @param {StageLayout} layout
 * @param {"example" | "mean"} [whose] slopes are shown
 * @param {Frame[]} [others] that are drawn to the same scales
 * @returns {Scales}
 */
export function scalesOf(frame, layout, whose = "mean", others = []) {
  const frames = [frame, ...others];
  const largest = (/** @type {string} */ name, /** @type {number} */ layer) =>
    Math.max(...frames.map((one) => tensorAt(one, name, layer)?.largest() ?? 0));
  const depth = layout.layers.length - 1;
  const layers = Array.from({ length: depth }, (_, i) => i + 1);
  const drawn = layout.data.kind === "picture" ? layers.slice(1) : layers;
  const most = Math.max(1e-9, ...drawn.map((layer) => largest("weights", layer)));
  const room = Math.max(3, Math.min(16, (layout.layers[1]?.size ?? 60) * 0.2));
  const pixels = Math.min(WEIGHT_PIXELS, room / most);
  const slopes = [
    1,
    ...layers.map(
      (layer) =>
        (whose === "example"
          ? Math.max(...frames.map((one) => largestOfExample(one, layer)))
          : Math.max(largest("weights_gradient", layer), largest("biases_gradient", layer))) || 1,
    ),
  ];
  // Slopes of many neurons stand close together.
  const widest = layout.layers.map(
    ({ size }) => WIDEST_SLOPE * Math.min(1, Math.max(0.3, size / 64)),
  );
  const wishes = [1, ...layers.map((layer) => largest("example.da", layer) || 1)];
  const inputs = [
    1,
    ...layers.map((layer) => Math.max(...frames.map((one) => largestInput(one, layer))) || 1),
  ];
  const moves = Math.max(1e-12, ...drawn.map((layer) => largest("weights_update", layer)));
  const magnification = Math.max(1, roundDown(MOVE_PIXELS / (moves * pixels)));
  return {
    magnification,
    width: (weight) =>
      Number.isFinite(weight) ? Math.max(THINNEST, pixels * Math.abs(weight)) : BROKEN,
    slope: (slope, layer) =>
      slope === 0
        ? 0
        : 0.8 + (widest[layer] ?? 0) * Math.sqrt(Math.abs(slope) / (1.1 * (slopes[layer] ?? 1))),
    wish: (wish, layer) => Math.sqrt(Math.abs(wish) / (wishes[layer] ?? 1)),
    contribution: (contribution, layer) =>
      Math.max(0.8, (pixels * Math.abs(contribution)) / Math.max(1, inputs[layer] ?? 1)),
    move: (move) => Math.min(2 * MOVE_PIXELS, magnification * pixels * Math.abs(move)),
  };
}

/** @param {Frame} frame @param {number} layer */
const largestInput = (frame, layer) =>
  layer === 1
    ? tensorOf(frame, "example.inputs", 0).largest()
    : (tensorAt(frame, "example.a", layer - 1)?.largest() ?? 0);
