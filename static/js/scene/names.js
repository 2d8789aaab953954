/** Names of inputs as they are set: letters in the mathematical face, indices lowered, powers raised. */

/** @import { TextRun } from "../render/marks.d.ts" */

const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * "x₁²" as runs. Names of columns of a table are words, and stay as they are.
 * @param {string} name
 * @param {number} size
 * @returns {TextRun[]}
 */
export function nameRuns(name, size) {
  if (!/^(sin\()?π?x/.test(name))
    return [{ text: shortened(name, 12), size: Math.min(size, 16), ink: "ink2", weight: 550 }];
  return [...name.matchAll(/sin|[a-zπ]|[₀-₉]|[⁰¹²³⁴-⁹]|./gu)].map(([part]) => {
    if (LOWERED.includes(part))
      return { text: String(LOWERED.indexOf(part)), size: size * 0.6, shift: 0.2, ink: "ink2" };
    if (RAISED.includes(part))
      return { text: String(RAISED.indexOf(part)), size: size * 0.6, shift: -0.28, ink: "ink2" };
    if (/^[a-zπ]$/.test(part)) return { text: part, face: "symbol", size, ink: "ink" };
    return { text: part, size: size * 0.85, ink: "ink2", weight: 500 };
  });
}

/** A word that fits. @param {string} text @param {number} most characters */
export const shortened = (text, most) =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
