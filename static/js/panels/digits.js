/** Two numbers written to the same place, so that one sees how far they agree. */

import { formatNumber } from "../lib/format.js";

const SIGNIFICANT = 9;

/**
 * Both numbers with the same digits after the point, and how many leading characters they share.
 * @param {number} one @param {number} other @param {number} [shown] significant digits
 */
export function sideBySide(one, other, shown = SIGNIFICANT) {
  const size = Math.max(Math.abs(one), Math.abs(other));
  const lead = size > 0 ? Math.floor(Math.log10(size)) : 0;
  const after = Math.max(0, Math.min(18, shown - 1 - lead));
  const texts = [one, other].map((value) => written(value, after));
  const [a = "", b = ""] = texts;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const common = a.slice(0, same);
  return { texts: [a, b], same, digits: significant(common) };
}

/** @param {number} value @param {number} after */
function written(value, after) {
  if (!Number.isFinite(value)) return formatNumber(value);
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(after)}`;
}

/** How many significant digits a text has, which may end anywhere. @param {string} text */
const significant = (text) => text.replace(/[^0-9]/g, "").replace(/^0+/, "").length;
