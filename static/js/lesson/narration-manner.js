/** How a person wants to be told: with the voice or without, at which pace, with captions, with a stop after each part. Kept in this browser. */

/** @import { Manner } from "./narrator.js" */
/** @import { Kept } from "./storage.js" */

/** @typedef {Manner & { captions: boolean }} Told */

const KEY = "learning-loop.narration";

export const RATES = /** @type {const} */ ([0.8, 1, 1.25]);

/** @type {Told} */
const FIRST = { sound: true, captions: true, stops: false, tone: { voice: null, rate: 1 } };

/** @param {Kept} storage @returns {Told} */
export function readManner(storage) {
  try {
    const { sound, captions, stops, tone } = JSON.parse(storage.getItem(KEY) ?? "{}");
    return {
      sound: sound !== false,
      captions: captions !== false,
      stops: stops === true,
      tone: {
        voice: typeof tone?.voice === "string" ? tone.voice : null,
        rate: RATES.find((rate) => rate === tone?.rate) ?? 1,
      },
    };
  } catch {
    return FIRST;
  }
}

/** @param {Kept} storage @param {Told} manner */
export function keepManner(storage, manner) {
  try {
    storage.setItem(KEY, JSON.stringify(manner));
  } catch {
    // A browser that keeps nothing asks again each time.
  }
}
