/** The functions of expressions in lesson documents, over numbers and lists. */

import { listOf } from "./evaluate.js";

/** @import { FunctionName, NamingFunction } from "../protocol/lessons.d.ts" */
/** @import { Value } from "./types.d.ts" */

/** All numbers of a value, however deep they lie; null where one is missing. @param {Value} value @returns {number[] | null} */
function numbers(value) {
  if (typeof value === "number") return Number.isNaN(value) ? null : [value];
  const list = listOf(value)?.map(numbers);
  return !list || list.includes(null) ? null : list.flatMap((one) => one ?? []);
}

/**
 * Of all numbers in all parameters; `undefined` where one of them is missing, or there is none.
 * @param {(list: number[]) => number | boolean} function_
 */
const ofList =
  (function_) =>
  (/** @type {Value[]} */ ...parameters) => {
    const list = numbers(parameters);
    return list && list.length > 0 ? function_(list) : undefined;
  };

/**
 * Of two lists of equal length.
 * @param {(a: number[], b: number[]) => number} function_
 */
const ofPair = (function_) => (/** @type {Value} */ one, /** @type {Value} */ other) => {
  const [a, b] = [numbers(one), numbers(other)];
  return a && b && a.length === b.length ? function_(a, b) : undefined;
};

/** @param {number[]} list */
const total = (list) => list.reduce((sum, value) => sum + value, 0);
/** @param {number[]} a @param {number[]} b */
const product = (a, b) => total(a.map((value, i) => value * (b[i] ?? 0)));
/** @param {number[]} list */
const size = (list) => Math.sqrt(product(list, list));

/** @param {Value} value @returns {Value} */
function magnitude(value) {
  const list = listOf(value);
  if (list) return list.map(magnitude);
  return typeof value === "number" ? Math.abs(value) : undefined;
}

/** The value below which p percent of a list lie, between its neighbours where it falls between. @param {number[]} list @param {number} p */
function percentile(list, p) {
  const sorted = list.toSorted((a, b) => a - b);
  const place = (p / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
  return low + (high - low) * (place - Math.floor(place));
}

/** Of one number. @param {(value: number) => number} function_ */
const ofNumber = (function_) => (/** @type {Value} */ value) =>
  typeof value === "number" ? function_(value) : undefined;

/** @typedef {Exclude<FunctionName, NamingFunction>} PlainFunction those that need nothing but their parameters */

/** @type {Record<PlainFunction, (...parameters: Value[]) => Value>} */
export const FUNCTIONS = {
  abs: magnitude,
  sqrt: ofNumber(Math.sqrt),
  exp: ofNumber(Math.exp),
  log: ofNumber(Math.log),
  log10: ofNumber(Math.log10),
  min: ofList((list) => Math.min(...list)),
  max: ofList((list) => Math.max(...list)),
  sum: ofList(total),
  mean: ofList((list) => total(list) / list.length),
  rms: ofList((list) => size(list) / Math.sqrt(list.length)),
  any_nonzero: ofList((list) => list.some((value) => value !== 0)),
  all_zero: ofList((list) => list.every((value) => value === 0)),
  count: (value) => listOf(value)?.length,
  length: ofList(size),
  dot: ofPair(product),
  angle: ofPair((a, b) => {
    const cosine = product(a, b) / (size(a) * size(b));
    return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
  }),
  near: (a, b, tolerance) => {
    const list = numbers([a, b, tolerance]);
    if (!list) return false;
    const [one = NaN, other = NaN, most = NaN] = list;
    return Math.abs(one - other) <= most;
  },
  percentile: (value, p) => {
    const list = numbers(value);
    return list && list.length > 0 && typeof p === "number" ? percentile(list, p) : undefined;
  },
};

/** @param {string} name @param {Value[]} parameters */
export const callPlain = (name, parameters) =>
  FUNCTIONS[/** @type {PlainFunction} */ (name)]?.(...parameters);
