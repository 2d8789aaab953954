/**
 * How a slope becomes a move: w − η · g = w′ where that is the whole truth, and else the optimizer's own equation with what it
 * remembers of this parameter.
 */

import { html, nothing } from "lit-html";
import { formatNumber, formatSignificant } from "../lib/format.js";
import { tensorAt, tensorOf } from "../protocol/tensors.js";
import { formula } from "./formula.js";
import { row, signClass, signed, WAITING } from "./inspector-parts.js";

/** @import { Experiment, Parameter } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/** @type {Record<string, string>} */
const SLOTS = {
  velocity: "velocity v",
  first_moment: "mean slope m",
  second_moment: "mean square v",
  sum_of_squares: "sum of squares s",
  mean_square: "mean square s",
};

/** Whether a move is −η g and nothing else. @param {Experiment} experiment */
export const isPlainDescent = ({ optimizer, schedule, regularizer, clip_norm }) =>
  optimizer.name === "sgd" &&
  schedule.name === "constant" &&
  regularizer.name === "none" &&
  clip_norm === null;

/** @param {View} view @param {Parameter} parameter @param {string} letter */
export function moveLine({ scene, facts }, { layer, row: to, column }, letter) {
  const { frame, state } = scene;
  const { experiment, catalog } = state;
  if (!experiment) return nothing;
  const name = column === null ? "biases" : "weights";
  const at = (/** @type {string} */ suffix) =>
    tensorOf(frame, `${name}${suffix}`, layer).at(to, column ?? 0);
  const known = facts.backward(layer);
  const moved = facts.update(layer);
  const [value, slope, move] = [at(""), at("_gradient"), at("_update")];
  const head = html`<h3>Move <span class="quiet">${moved ? "made in this step" : "of this step"}</span></h3>`;
  if (!known) return html`${head}<p class="line">${WAITING}</p>`;
  const result = value + move;
  const optimizer = catalog.optimizers.find((entry) => entry.name === experiment.optimizer.name);
  const plain = isPlainDescent(experiment);
  return html`${head}
    ${
      plain
        ? html`<div class="equation">
        ${under(letter, signed(value, 4), signClass(value))}<span class="op">−</span>${under("η", formatSignificant(experiment.learning_rate, 3), "")}<span class="op">·</span>${under("g", signed(slope, 4), "gradient")}<span class="op">=</span>${under(`${letter}′`, signed(result, 4), signClass(result))}
      </div>`
        : html`<p class="line">${optimizer ? formula("optimizer", optimizer.formula) : nothing}</p>
      <div class="equation">
        ${under(letter, signed(value, 4), signClass(value))}<span class="op">+</span>${under("move", signed(move, 4), "gradient")}<span class="op">=</span>${under(`${letter}′`, signed(result, 4), signClass(result))}
      </div>`
    }
    <dl class="values">
      ${row(moved ? "moved in this step" : "will move in this step", signed(move, 6), "gradient")}
      ${plain ? nothing : [row("slope g", signed(slope, 6), "gradient"), ...slotRows(scene, optimizer?.slots ?? [], name, layer, to, column)]}
      ${row("learning rate η", formatSignificant(experiment.learning_rate, 3))}
    </dl>
    ${plain ? nothing : html`<p class="what">${besides(experiment)}</p>`}`;
}

/** A symbol with its value under it. @param {string} symbol @param {string} value @param {string} hue */
const under = (symbol, value, hue) =>
  html`<span class="under"><span class="symbol">${symbol}</span><strong class=${hue}>${value}</strong></span>`;

/** @param {View["scene"]} scene @param {string[]} slots @param {string} name @param {number} layer @param {number} to @param {number | null} column */
const slotRows = ({ frame }, slots, name, layer, to, column) =>
  slots.flatMap((slot) => {
    const tensor = tensorAt(frame, `${name}_${slot}`, layer);
    if (!tensor) return [];
    return [
      row(SLOTS[slot] ?? slot.replaceAll("_", " "), formatNumber(tensor.at(to, column ?? 0), 6)),
    ];
  });

/** What else than the slope has a part in the move. @param {Experiment} experiment */
function besides({ regularizer, clip_norm, schedule }) {
  const parts = [
    regularizer.name === "none" ? "" : "the pull of the regularizer",
    clip_norm === null ? "" : "the limit on the slope’s length",
    schedule.name === "constant" ? "" : "the schedule of the rate",
  ].filter(Boolean);
  return parts.length > 0 ? `In this move are also ${parts.join(" and ")}.` : "";
}
