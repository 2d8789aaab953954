/** A document's text as templates: words, live values, symbols, and words joined to marks of the stage. */

import { html, nothing } from "lit-html";
import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { formula } from "../panels/formula.js";
import { isLitBy } from "../state/lit.js";
import { listOf } from "./evaluate.js";

import { STRINGS } from "./strings.js";

/** @import { Inline, Value as ValueDocument } from "../protocol/lessons.d.ts" */
/** @import { Telling, Tree, Value } from "./types.d.ts" */

export const WAITING = html`<span class="waiting">${STRINGS.waiting}</span>`;

/**
 * A value as people read it; null while it is not computed.
 * @param {Pick<ValueDocument, "form" | "digits">} document
 * @param {Value} value
 * @returns {string | null}
 */
export function formatted({ form, digits }, value) {
  if (value === undefined) return null;
  const list = listOf(value);
  if (list) {
    const texts = list.map((one) => formatted({ form, digits }, one));
    return texts.includes(null) ? null : `(${texts.join(", ")})`;
  }
  if (form === "word" || typeof value !== "number") return String(value);
  if (form === "percent") return formatPercent(value, digits);
  if (form === "whole") return formatInteger(value);
  return formatNumber(value, digits, { sign: form === "signed" || form === "change" });
}

const GRADIENT = /^(s0\.)?(L\.|Li$|(dW|db|delta|move\.[Wb])$)/;
const SIGNED = /^(W|b|z|a|x|ex\.x)$/;

/** The hue that a value has on the stage: that of the loss and its slopes, that of its sign, or ink. @param {Tree} tree @param {Value} value @param {string} [form] */
export function hueOf(tree, value, form = "number") {
  if (form === "change") return "gradient";
  const word = wordOf(tree);
  if (isOfLoss(tree)) return "gradient";
  if (word && SIGNED.test(word.replace(/^s0\./, "")) && typeof value === "number" && value !== 0)
    return value < 0 ? "negative" : "positive";
  return "";
}

/** A loss or a slope of it, or something times a slope. @param {Tree} tree @returns {boolean} */
function isOfLoss(tree) {
  if (Array.isArray(tree) && tree[0] === "*")
    return isOfLoss(/** @type {Tree} */ (tree[1])) || isOfLoss(/** @type {Tree} */ (tree[2]));
  const word = wordOf(tree);
  return word !== null && GRADIENT.test(word);
}

/** The one word that an expression is about, or null. @param {Tree} tree @returns {string | null} */
function wordOf(tree) {
  if (!Array.isArray(tree)) return null;
  const [kind, first] = tree;
  if (kind === "word") return String(first);
  return kind === "at" || kind === "-" ? wordOf(first ?? 0) : null;
}

/**
 * @param {Inline[]} content
 * @param {Telling} telling
 * @param {(string | null)[]} [frozen] texts of the values as they once were, in order; they are taken from its front
 * @returns {unknown}
 */
export function inline(content, telling, frozen) {
  return content.map((part, i) => {
    const inner = { ...telling, key: `${telling.key}.${i}` };
    if (typeof part === "string") return part;
    switch (part.kind) {
      case "b":
        return html`<b>${inline(part.content, inner, frozen)}</b>`;
      case "i":
        return html`<i>${inline(part.content, inner, frozen)}</i>`;
      case "symbol":
        return formula(inner.key, part.tex);
      case "value":
        return frozen ? stood(part, frozen.shift() ?? null) : standing(part, telling);
      default:
        return joined(part.on, telling, inline(part.content, inner, frozen));
    }
  });
}

/** @param {ValueDocument} part @param {Telling} telling */
function standing(part, telling) {
  if (!telling.isTrue(part.when)) return nothing;
  const value = telling.value(part.of);
  const text = formatted(part, value);
  if (text === null) return WAITING;
  const number = html`<span class="live ${hueOf(part.of, value, part.form)}">${text}</span>`;
  return part.mark ? joined(part.mark, telling, number) : number;
}

/** @param {ValueDocument} part @param {string | null} text */
const stood = (part, text) =>
  text === null
    ? nothing
    : html`<span class="live ${hueOf(part.of, undefined, part.form)}">${text}</span>`;

/** Words that light their mark while they are pointed at or pressed; and the mark lights them. @param {string} mark @param {Telling} telling @param {unknown} words */
const joined = (mark, { light, state }, words) =>
  html`<button type="button" class="word-mark ${isLitBy(mark, state.lit) ? "lit" : ""}" data-mark=${mark}
    @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)} @click=${() => light(mark)}
    @focus=${() => light(mark)} @blur=${() => light(null)}>${words}</button>`;

/** The texts of all values of a content, in order: what it says now. @param {Inline[]} content @param {Telling} telling @returns {(string | null)[]} */
export function valuesIn(content, telling) {
  return content.flatMap((part) => {
    if (typeof part === "string" || part.kind === "symbol") return [];
    if (part.kind !== "value") return valuesIn(part.content, telling);
    return [telling.isTrue(part.when) ? formatted(part, telling.value(part.of)) : null];
  });
}

/** A content as plain words, for the worksheet and for what is spoken. @param {Inline[]} content @param {(string | null)[]} values taken from its front @returns {string} */
export function plainText(content, values) {
  return content
    .map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "symbol") return part.tex;
      return part.kind === "value" ? (values.shift() ?? "") : plainText(part.content, values);
    })
    .join("");
}
