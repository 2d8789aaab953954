/** Colours by name, read from the page's custom properties, so that theme and canvas cannot differ. */

/** @import { Ink } from "./marks.d.ts" */

/** @type {Record<Ink, string>} */
const PROPERTIES = {
  stage: "--stage",
  light: "--light",
  ink: "--ink",
  ink2: "--ink2",
  ink3: "--ink3",
  line: "--line",
  positive: "--positive",
  negative: "--negative",
  gradient: "--gradient",
  mapMid: "--map-mid",
  mapPositive: "--map-pos",
  mapNegative: "--map-neg",
  pointOne: "--point-1",
  pointZero: "--point-0",
  halo: "--halo",
  class1: "--class-1",
  class2: "--class-2",
  class3: "--class-3",
  class4: "--class-4",
  class5: "--class-5",
  class6: "--class-6",
  class7: "--class-7",
  class8: "--class-8",
  class9: "--class-9",
  class10: "--class-10",
};

/**
 * @typedef {object} Palette
 * @property {Record<Ink, string>} ink CSS colours
 * @property {Uint32Array} map 512 colours from most negative over middle (256) to most positive, as RGBA words
 * @property {(ink: Ink, share: number) => number} mix a colour laid over the middle of the maps, as an RGBA word
 * @property {boolean} dark
 */

/** @param {string} hex @returns {[number, number, number]} */
function channels(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {[number, number, number]} a @param {[number, number, number]} b @param {number} t */
function mixed(a, b, t) {
  const [red, green, blue] = a.map((from, i) => Math.round(from + ((b[i] ?? 0) - from) * t));
  return (0xff000000 | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
}

/**
 * The palette's depth at a value from 0 to 1: a little compressed, so that small values can be told from none.
 * @param {number} value
 */
export const depth = (value) => Math.min(1, value) ** 0.85 * 0.86;

/** @param {Element} element @returns {Palette} */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const entries = Object.entries(PROPERTIES).map(([name, property]) => [
    name,
    style.getPropertyValue(property).trim(),
  ]);
  const ink = /** @type {Record<Ink, string>} */ (Object.fromEntries(entries));
  const middle = channels(ink.mapMid);
  const map = Uint32Array.from({ length: 512 }, (_, i) => {
    const value = (i - 256) / 255;
    const end = channels(value < 0 ? ink.mapNegative : ink.mapPositive);
    return mixed(middle, end, depth(Math.abs(value)));
  });
  const [red, green, blue] = channels(ink.stage);
  const mix = (/** @type {Ink} */ name, /** @type {number} */ share) =>
    mixed(middle, channels(ink[name]), share);
  return { ink, map, mix, dark: red + green + blue < 384 };
}
