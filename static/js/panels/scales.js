/** Where a value stands on a slider: positions are what the native input counts in. */

import { formatPercent, formatSignificant } from "../lib/format.js";

/**
 * @typedef {object} Scale
 * @property {number} minimum position
 * @property {number} maximum position
 * @property {number} step between positions
 * @property {(position: number) => number} valueAt
 * @property {(value: number) => number} positionOf the nearest position
 */

/**
 * Positions are the values themselves.
 * @param {number} minimum @param {number} maximum @param {number} [step]
 * @returns {Scale}
 */
export const evenScale = (minimum, maximum, step = 1) => ({
  minimum,
  maximum,
  step,
  valueAt: (position) => position,
  positionOf: (value) => value,
});

/**
 * One position for each of some values, which grow.
 * @param {number[]} values
 * @returns {Scale}
 */
export const listScale = (values) => ({
  minimum: 0,
  maximum: values.length - 1,
  step: 1,
  valueAt: (position) => values[position] ?? NaN,
  positionOf(value) {
    const next = values.findIndex((other) => other >= value);
    if (next < 0) return values.length - 1;
    const [below = -Infinity, above = Infinity] = [values[next - 1], values[next]];
    return value - below < above - value ? next - 1 : next;
  },
});

/**
 * From where to where a slider goes, in the value's own unit, for who does not see it.
 * @param {Scale} scale @param {string} text the present value as it is written
 */
export function rangeWords({ minimum, maximum, valueAt }, text) {
  const [low, high] = [minimum, maximum].map((position) => {
    const value = valueAt(position);
    if (!Number.isFinite(value)) return "no limit";
    return text.endsWith("%") ? formatPercent(value, 0) : formatSignificant(value, 3);
  });
  return `From ${low} to ${high}.`;
}

const RATE_DIGITS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Numbers from one to another, about evenly spread in powers of ten. @param {number} from @param {number} to */
export function powersOfTen(from, to) {
  const numbers = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    numbers.push(...RATE_DIGITS.map((digits) => Number(`${digits}e${power}`)));
  return numbers.filter((number) => number >= from && number <= to);
}

/** Shares of what is remembered: denser towards one. */
export const SHARES = [
  0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998,
  0.999, 0.9995, 0.9999,
];

/** Learning rates from 0.0001 to 30, about evenly spread in powers of ten. */
export const LEARNING_RATES = [-4, -3, -2, -1, 0, 1]
  .flatMap((power) => RATE_DIGITS.map((digits) => Number(`${digits}e${power}`)))
  .filter((rate) => rate <= 30);

const SIZE_DIGITS = [1, 1.2, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8];

/** Sizes of a batch, about evenly spread in powers of ten, up to all. @param {number} all */
export function batchSizes(all) {
  const sizes = [1, 2, 3, 4, 5, 6, 8];
  for (let ten = 10; ten < all; ten *= 10) sizes.push(...SIZE_DIGITS.map((digits) => digits * ten));
  return [...sizes.filter((size) => size < all), all];
}
