/** What all parts of the inspector are made of: values with their sign, terms, waiting places, and what points to the stage. */

import { html } from "lit-html";
import { formatNumber, formatSignificant } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { namesOf, neuronName } from "../scene/words.js";
import { markOf } from "../state/lit.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Scene } from "../scene/stage.js" */
/** @import { Joint } from "./live-formula.js" */
/** @import { About, Answers, Selected, Selection, Send } from "../types.d.ts" */

/**
 * @typedef {object} View what every part of the inspector gets
 * @property {Scene} scene
 * @property {ReturnType<typeof import("./facts.js").factsOf>} facts what this step has computed already
 * @property {(selection: Selected | null) => void} select
 * @property {(selection: Selection | null) => void} light lights a mark on the stage
 * @property {Joint} joint joins formulas to the stage
 * @property {<Q extends keyof Answers>(question: Q, about: About) => Answers[Q] | null} ask the answer; asks for it where there is none yet
 * @property {<Q extends keyof Answers>(question: Q, about: About) => Answers[Q] | null} answer only looks whether it is there
 * @property {Send} send
 * @property {(draw: () => void) => void} after what is done when the template is in the page
 */

/** With so many digits after the point; a value that would keep only one of them with its first three. @param {number} value @param {number} digits */
export const exact = (value, digits) =>
  value !== 0 && Math.abs(value) < 10 ** (1 - digits)
    ? formatSignificant(value, 3)
    : formatNumber(value, digits);

/** The same with its sign. @param {number} value @param {number} digits */
export const signed = (value, digits) => (value > 0 ? "+" : "") + exact(value, digits);

/** @param {number} value */
export const signClass = (value) => {
  if (!Number.isFinite(value)) return "ink";
  return value < 0 ? "negative" : value === 0 ? "quiet" : "positive";
};

export const WAITING = html`<span class="waiting">not computed yet</span>`;

/** A value that exists already, or the place where it will be. @param {boolean} known @param {number} value @param {number} digits */
export const ifKnown = (known, value, digits) => (known ? signed(value, digits) : WAITING);

/** @param {unknown} term @param {unknown} value @param {string} [name] class of the value @param {string} [key] */
export const row = (term, value, name = "", key = "") =>
  html`<dt class=${key}>${term}</dt><dd class="${name} ${key}">${value}</dd>`;

/** @param {unknown} text */
export const symbol = (text) => html`<span class="symbol">${text}</span>`;

/** ∂L over what, upright on one line. @param {string} what */
export const slopeOf = (what) => html`<span class="symbol">∂L/∂${what}</span>`;

/** A fraction as it is set in a book. @param {string} above @param {string} below */
export const fraction = (above, below) =>
  html`<span class="fraction symbol" role="img" aria-label="${above} by ${below}"><span>${above}</span><span>${below}</span></span>`;

/** What a neuron receives, by source. @param {Scene} scene @param {number} layer @returns {(from: number) => number} */
export function sourceOf({ frame }, layer) {
  const tensor =
    layer === 1 ? tensorOf(frame, "example.inputs") : tensorOf(frame, "example.a", layer - 1);
  return (from) => tensor.at(from);
}

/** Within a list that has said the layer. @param {Scene} scene @param {number} layer @param {number} index */
export const shortName = (scene, layer, index) =>
  layer === 0 || layer === scene.units.length - 1
    ? neuronName(scene.units, layer, index, namesOf(scene))
    : `neuron ${index + 1}`;

/** @param {string} text */
export const capital = (text) =>
  /^[a-z]{2}/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** @param {Selected | null} one @param {Selected | null} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Whether the stage points at what a part of the inspector stands for. @param {View} view @param {Selection} selection */
export const isLit = ({ scene }, selection) => scene.state.lit === markOf(selection);

/**
 * A button that stands for a mark on the stage: pointed at or focused it lights the mark, and the mark lights it.
 * @param {View} view
 * @param {Selection} selection
 * @param {string} name class
 * @param {unknown} content
 * @returns {TemplateResult}
 */
export const marker = (view, selection, name, content) =>
  html`<button type="button" class="${name} ${isLit(view, selection) ? "lit" : ""}" data-of=${keyOf(selection)}
    @click=${() => view.select(selection)}
    @pointerenter=${() => view.light(selection)} @pointerleave=${() => view.light(null)}
    @focus=${() => view.light(selection)} @blur=${() => view.light(null)}>${content}</button>`;

/** @param {Selection} selection */
function keyOf(selection) {
  const { kind, layer } = selection;
  if (kind === "neuron") return `neuron.${layer}.${selection.index}`;
  return kind === "bias"
    ? `bias.${layer}.${selection.to}`
    : `connection.${layer}.${selection.to}.${selection.from}`;
}
