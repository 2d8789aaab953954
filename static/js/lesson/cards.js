/** On a phone, text and stage are two cards: one tap changes between them, and the goals are seen beside the stage too. */

import { html, nothing } from "lit-html";
import { icon } from "../panels/icon.js";
import { goalName } from "./goals.js";
import { STRINGS } from "./strings.js";

/** @import { Step } from "../protocol/lessons.d.ts" */
/** @import { Done } from "./types.d.ts" */

/**
 * @param {Step | null} step without one, there is something to listen to
 * @param {Done} done
 * @param {boolean} isStage
 * @param {(isStage: boolean) => void} turn
 * @param {{ name: string, isPlaying: boolean, toggle: () => void } | null} telling what is being told: beside its text too it can be stopped
 */
export const cardView = (step, done, isStage, turn, telling) =>
  html`<div class="card-switch" role="group" aria-label=${step?.title ?? STRINGS.lesson}>
    <button type="button" id="card-text" aria-pressed=${!isStage} @click=${() => turn(false)}>${STRINGS.card.text}</button>
    <button type="button" id="card-stage" aria-pressed=${isStage} @click=${() => turn(true)}>${STRINGS.card.stage}</button>
    ${step ? goalMarks(step, done) : nothing}
    ${telling && !isStage ? html`<button type="button" class="card-told" id="card-told" aria-label=${telling.name} @click=${telling.toggle}>${icon(telling.isPlaying ? "pause" : "play")}</button>` : nothing}
  </div>`;

/** @param {Step} step @param {Done} done */
const goalMarks = ({ goals }, done) =>
  html`<span class="card-goals" role="img" aria-label=${STRINGS.card.goals(
    goals.filter((goal, i) => done.ticked.includes(goalName(goal, i))).length,
    goals.length,
  )}>${goals.map((goal, i) => html`<span class="box ${done.ticked.includes(goalName(goal, i)) ? "ticked" : ""}"></span>`)}</span>`;
