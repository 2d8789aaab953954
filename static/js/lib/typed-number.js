/**
 * Fields for numbers are fields for text: a browser takes from its own number fields what it cannot read, and nobody learns
 * of it. They are those with `data-number`; `min`, `max` and `step` say what they take, `inputmode="numeric"` that it must be
 * whole. Whoever listens for `change` hears only numbers; what is wrong is said, and the field has again what it had.
 */

import { forgetTyping } from "./typing.js";

/** Without a step the arrow keys go by so much; with Shift ten times as far. */
const STEP = 0.1;
const FAR = 10;
const SHOWN_LETTERS = 24;

/** @typedef {{ low?: number, high?: number, whole?: boolean }} Bounds */

/** A number as people type it: with a true minus, or with a comma; NaN where it is none. @param {string} text */
export function typedNumber(text) {
  const plain = text
    .replace(/[\s\u202f]/g, "")
    .replace(/[−–]/g, "-")
    .replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/** Why a text is not a number that is wanted; null where it is one. @param {string} text @param {Bounds} bounds */
export function whyNot(text, { low = -Infinity, high = Infinity, whole = false }) {
  const value = typedNumber(text);
  const letters = text.trim();
  const said =
    letters.length > SHOWN_LETTERS
      ? `${letters.slice(0, SHOWN_LETTERS)}…`
      : letters.replace("-", "−");
  if (Number.isNaN(value)) return `“${said}” is not a number.`;
  if (!Number.isFinite(value)) return `${said} is too large a number.`;
  if (whole && !Number.isInteger(value)) return `Expected a whole number, got ${said}.`;
  if (value < low) return `Expected a number of at least ${shown(low)}, got ${said}.`;
  if (value > high) return `Expected a number of at most ${shown(high)}, got ${said}.`;
  return null;
}

/** @param {number} value */
const shown = (value) => String(Number(value.toPrecision(10))).replace("-", "−");

/**
 * Reads what is typed into the fields of a page.
 * @param {Document} page
 * @param {(sentence: string) => void} say what is wrong
 */
export function watchNumbers(page, say) {
  /** @type {{ field: HTMLInputElement, value: string } | null} the last text that was no typing */
  let known = null;

  page.addEventListener("focusin", ({ target }) => {
    if (isNumberField(target)) known = { field: target, value: target.value };
  });

  // Before the field's own listeners.
  const capture = { capture: true };
  page.addEventListener(
    "change",
    (event) => {
      const field = event.target;
      if (!isNumberField(field)) return;
      const why = field.value.trim() === "" ? "" : whyNot(field.value, boundsOf(field));
      if (why === null) {
        field.value = String(typedNumber(field.value));
        known = { field, value: field.value };
        return;
      }
      event.stopImmediatePropagation();
      forgetTyping();
      field.value = known?.field === field ? known.value : "";
      if (why === "") return;
      say(why);
      // A form that Enter would send now is not sent.
      field.setCustomValidity(why);
      setTimeout(() => field.setCustomValidity(""));
    },
    capture,
  );

  page.addEventListener("keydown", (event) => {
    const field = event.target;
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way === undefined || event.defaultPrevented || !isNumberField(field)) return;
    event.preventDefault();
    const next = stepped(field.value, way * (event.shiftKey ? FAR : 1), field);
    if (next === null || next === field.value) return;
    field.value = next;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/**
 * The text of a field so many steps farther; null where there is no number to begin at.
 * @param {string} text @param {number} steps @param {Pick<HTMLInputElement, "min" | "max" | "step">} field
 */
export function stepped(text, steps, field) {
  const from = typedNumber(text);
  if (Number.isNaN(from)) return null;
  const { low = -Infinity, high = Infinity } = boundsOf(field);
  const wanted = from + steps * (Number(field.step) || STEP);
  return String(Number(Math.max(low, Math.min(high, wanted)).toPrecision(10)));
}

/** @param {{ min: string, max: string, inputMode?: string }} field @returns {Bounds} */
const boundsOf = ({ min, max, inputMode }) => ({
  ...(min !== "" && { low: Number(min) }),
  ...(max !== "" && { high: Number(max) }),
  whole: inputMode === "numeric",
});

/** @param {EventTarget | null} target @returns {target is HTMLInputElement} */
export const isNumberField = (target) =>
  target instanceof HTMLInputElement && target.dataset.number !== undefined;
