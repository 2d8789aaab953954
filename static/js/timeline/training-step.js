/** The spans of one training step: forward 1 … n, loss, backward n … 1, then every layer's update at once. */

import { all, chain, span } from "./combinators.js";

/** @import { Span } from "./combinators.js" */

const LONGER = 1.5;

/**
 * A sweep over more connections lasts a little longer: base + 0.1 √connections beats, at most so much more.
 * @param {number} base
 * @param {number} connections
 */
const sweep = (base, connections) => base + Math.min(LONGER, 0.1 * Math.sqrt(connections));

/** Of this, the quantities are on their way for the first half; then they are a sum, and bend. */
const FORWARD_BEATS = 1.5;
const BACKWARD_BEATS = 1.1;
const LOSS_BEATS = 1.3;
const UPDATE_BEATS = 1.4;

/**
 * @param {number[]} units neurons per layer, inputs first
 * @returns {Span[]} in beats from the start of the step
 */
export function trainingStep(units) {
  const layers = units.slice(1).map((fanOut, i) => ({
    layer: i + 1,
    connections: (units[i] ?? 0) * fanOut,
  }));
  return chain(
    ...layers.map(({ layer, connections }) =>
      span("forward", layer, sweep(FORWARD_BEATS, connections)),
    ),
    span("loss", 0, LOSS_BEATS),
    ...layers
      .toReversed()
      .map(({ layer, connections }) => span("backward", layer, sweep(BACKWARD_BEATS, connections))),
    all(...layers.map(({ layer }) => span("update", layer, UPDATE_BEATS))),
  ).place(0);
}

/**
 * The stops of a step: the ends of its phases, in order, with all updates as one.
 * @param {Span[]} spans
 */
export function stops(spans) {
  return spans
    .filter(({ kind, layer }) => kind !== "update" || layer === 1)
    .map(({ kind, layer, start, duration }) => ({
      id: kind === "update" ? "update" : kind === "loss" ? "loss" : `${kind}.${layer}`,
      kind,
      layer: kind === "update" ? 0 : layer,
      start,
      end: start + duration,
    }));
}

/** @param {Span[]} spans */
export const endOf = (spans) =>
  Math.max(0, ...spans.map(({ start, duration }) => start + duration));

/**
 * The stop a time belongs to: null before anything is computed.
 * @param {Span[]} spans
 * @param {number} time
 */
export function stopAt(spans, time) {
  if (time <= 0) return null;
  const found = stops(spans).find(({ end }) => time <= end + 1e-9);
  return found ?? stops(spans).at(-1) ?? null;
}
