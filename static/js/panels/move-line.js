/**
 * How a slope becomes a move: the optimizer's own equation with what it remembers of this parameter, and where that is not the
 * whole truth also w′ = w + Δw.
 */

import { html, nothing } from "lit-html";
import { formatSignificant } from "../lib/format.js";
import { tensorAt, tensorOf } from "../protocol/tensors.js";
import { moveEquation, stepEquation } from "./equations.js";
import { exact, row, signed, WAITING } from "./inspector-parts.js";
import { liveFormula } from "./live-formula.js";

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

/** @param {View} view @param {Parameter} parameter @param {"w" | "b"} letter */
export function moveLine({ scene, facts, joint }, { layer, row: to, column }, letter) {
  const { frame, state } = scene;
  const { experiment, catalog } = state;
  if (!experiment) return nothing;
  const name = column === null ? "biases" : "weights";
  const at = (/** @type {string} */ suffix) =>
    tensorOf(frame, `${name}${suffix}`, layer).at(to, column ?? 0);
  const known = facts.backward(layer);
  const moved = facts.update(layer);
  const [slope, move] = [at("_gradient"), at("_update")];
  const head = html`<h3>Move <span class="quiet">${moved ? "made in this step" : "of this step"}</span></h3>`;
  if (!known) return html`${head}<p class="line">${WAITING}</p>`;
  const optimizer = catalog.optimizers.find((entry) => entry.name === experiment.optimizer.name);
  const plain = isPlainDescent(experiment);
  const parameter = { layer, row: to, column };
  return html`${head}
    ${liveFormula("move", moveEquation(scene, parameter, letter), joint)}
    ${plain ? nothing : liveFormula("moved", stepEquation(scene, parameter, letter), joint)}
    <dl class="values">
      ${row(moved ? "moved in this step" : "will move in this step", signed(move, 6), "gradient")}
      ${plain ? nothing : [row("slope g", signed(slope, 6), "gradient"), ...slotRows(scene, optimizer?.slots ?? [], name, layer, to, column)]}
      ${row("learning rate η", formatSignificant(experiment.learning_rate, 3))}
    </dl>
    ${plain ? nothing : html`<p class="what">${besides(experiment)}</p>`}`;
}

/** @param {View["scene"]} scene @param {string[]} slots @param {string} name @param {number} layer @param {number} to @param {number | null} column */
const slotRows = ({ frame }, slots, name, layer, to, column) =>
  slots.flatMap((slot) => {
    const tensor = tensorAt(frame, `${name}_${slot}`, layer);
    if (!tensor) return [];
    return [row(SLOTS[slot] ?? slot.replaceAll("_", " "), exact(tensor.at(to, column ?? 0), 6))];
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
