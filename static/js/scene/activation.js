/** What the catalog says of a layer's bend. */

/** @import { Activation } from "../protocol/messages.d.ts" */
/** @import { Scene } from "./stage.js" */

/** Fields of a catalog entry that decide how an activation is drawn. @param {Pick<Scene, "state">} scene @param {number} layer */
export function activationOf({ state }, layer) {
  const name = state.experiment?.layers[layer - 1]?.activation;
  return state.catalog.activations.find((entry) => entry.name === name);
}

/**
 * The window of a plot: at least so far to each side, and the point within it where the curve goes so far.
 * @param {NonNullable<Activation["curve"]>} curve
 * @param {number} z
 * @param {number} [least]
 */
export function windowOf({ reach, values }, z, least = 4) {
  const half = Math.min(
    reach,
    Math.max(least, Number.isFinite(z) ? Math.ceil(Math.abs(z) + 0.5) : least),
  );
  const step = (2 * reach) / (values.length - 1);
  const points = values
    .map((a, i) => ({ z: -reach + i * step, a }))
    .filter((point) => Math.abs(point.z) <= half + 1e-9);
  const low = Math.min(0, ...points.map(({ a }) => a));
  const high = Math.max(0, ...points.map(({ a }) => a));
  return { half, low, high, points };
}
