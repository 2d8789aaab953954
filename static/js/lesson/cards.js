/** On a phone, text and stage are two cards: one tap changes between them, and the goals are seen beside the stage too. */

import { html, nothing } from "lit-html";
import { goalName } from "./goals.js";
import { STRINGS } from "./strings.js";

/** @import { Step } from "../protocol/lessons.d.ts" */
/** @import { Done } from "./types.d.ts" */

/**
 * @param {Step | null} step without one, there is something to listen to
 * @param {Done} done
 * @param {boolean} isStage
 * @param {(isStage: boolean) => void} turn
 */
export const cardView = (step, done, isStage, turn) =>
  html`<div class="card-switch" role="group" aria-label=${step?.title ?? STRINGS.lesson}>
    <button type="button" id="card-text" aria-pressed=${!isStage} @click=${() => turn(false)}>${STRINGS.card.text}</button>
    <button type="button" id="card-stage" aria-pressed=${isStage} @click=${() => turn(true)}>${STRINGS.card.stage}</button>
    ${step ? goalMarks(step, done) : nothing}
  </div>`;

/** @param {Step} step @param {Done} done */
const goalMarks = ({ goals }, done) =>
  html`<span class="card-goals" role="img" aria-label=${STRINGS.card.goals(
    goals.filter((goal, i) => done.ticked.includes(goalName(goal, i))).length,
    goals.length,
  )}>${goals.map((goal, i) => html`<span class="box ${done.ticked.includes(goalName(goal, i)) ? "ticked" : ""}"></span>`)}</span>`;
