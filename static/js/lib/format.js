/** Numbers as people read them: true minus, thin spaces between thousands, and no "0.00" that is not zero. */

const MINUS = "\u2212";
const THIN_SPACE = "\u202f";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const NO_DECIMALS_FROM = 1e4;
const POWERS_OF_TEN_FROM = 1e7;
const POWERS_OF_TEN_TO = 1e-4;

/**
 * A value with `digits` after the point; a value that would round to zero as "< 0.01" or "> −0.01".
 * @param {number} value
 * @param {number} [digits] after the point
 * @param {{ sign?: boolean }} [options] sign: write + where it is positive
 */
export function formatNumber(value, digits = 2, { sign = false } = {}) {
  if (Number.isNaN(value)) return "not a number";
  if (value === 0) return "0";
  const mark = value < 0 ? MINUS : sign ? "+" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${mark}∞`;
  if (size >= POWERS_OF_TEN_FROM) return mark + powerOfTen(size);
  if (size >= NO_DECIMALS_FROM) return mark + grouped(size.toFixed(0));
  const text = size.toFixed(digits);
  if (Number(text) > 0) return mark + grouped(text);
  return `${value < 0 ? ">" : "<"} ${mark}${(10 ** -digits).toFixed(digits)}`;
}

/**
 * A value to so many significant digits, without needless zeros, such as a learning rate.
 * @param {number} value
 * @param {number} [digits] significant ones
 */
export function formatSignificant(value, digits = 2) {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  if (Math.abs(value) < POWERS_OF_TEN_TO)
    return (value < 0 ? MINUS : "") + powerOfTen(Math.abs(value));
  const after = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  const text = Math.abs(value).toFixed(Math.min(after, 12));
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return (value < 0 ? MINUS : "") + grouped(short);
}

/** A whole number with thin spaces between its thousands. @param {number} value */
export function formatInteger(value) {
  if (!Number.isFinite(value)) return formatNumber(value);
  return (value < 0 ? MINUS : "") + grouped(Math.abs(value).toFixed(0));
}

/**
 * A share from 0 to 1 in percent; only what is whole is called 100 %, only nothing 0 %.
 * @param {number} share
 * @param {number} [digits] after the point
 */
export function formatPercent(share, digits = 1) {
  if (Number.isNaN(share)) return "not a number";
  if (share === 0 || share === 1) return `${share * 100}${THIN_SPACE}%`;
  const step = 10 ** -digits;
  const percent = Math.min(100 - step, Math.max(step, share * 100));
  return `${percent.toFixed(digits)}${THIN_SPACE}%`;
}

/** @param {string} digits of a positive number */
function grouped(digits) {
  const [whole = "", fraction] = digits.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** @param {number} size */
function powerOfTen(size) {
  const [mantissa = "", exponent = ""] = size.toExponential(2).split("e");
  const raised = [...exponent.replace("+", "")]
    .map((digit) => (digit === "-" ? "⁻" : SUPERSCRIPTS[Number(digit)]))
    .join("");
  return mantissa === "1.00" && size < 1
    ? `10${raised}`
    : `${mantissa}${THIN_SPACE}×${THIN_SPACE}10${raised}`;
}
