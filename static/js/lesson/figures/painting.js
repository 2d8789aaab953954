/** The weight picture that a learner painted: kept for the step in which the machine paints its own, and over a reload. */

import { tabStorage } from "../storage.js";

const KEY = "learning-loop.lesson-painting";

/** @typedef {{ weights: number[], bias: number, accuracy: number }} Painting accuracy: share of training pictures, NaN while not measured */

/** @param {Painting} painting */
export function keepPainting(painting) {
  try {
    tabStorage().setItem(KEY, JSON.stringify(painting));
  } catch {
    // No room: it lasts as long as the step.
  }
}

/** @returns {Painting | null} */
export function keptPainting() {
  try {
    const { weights, bias, accuracy } = JSON.parse(tabStorage().getItem(KEY) ?? "");
    return Array.isArray(weights) && weights.every(Number.isFinite) && Number.isFinite(bias)
      ? { weights, bias, accuracy: accuracy ?? NaN }
      : null;
  } catch {
    return null;
  }
}
