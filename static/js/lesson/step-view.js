/** One step of the lesson: what is told, asked and to be done, and what comes next. */

import { html, nothing } from "lit-html";
import { blocksView, isByStage } from "./blocks.js";
import { inline } from "./content.js";
import { equationView } from "./equation.js";
import { goalsView, isOver } from "./goals.js";
import { hintsView } from "./hints.js";
import { STRINGS } from "./strings.js";

/** @import { Step } from "../protocol/lessons.d.ts" */
/** @import { Acts } from "./blocks.js" */
/** @import { Done, Telling } from "./types.d.ts" */

/**
 * @typedef {object} Around
 * @property {Acts} acts
 * @property {boolean} isBusy the stage is being put in order
 * @property {boolean} isStill
 * @property {boolean} hasRoom whether equations stand by the stage
 * @property {boolean} isLast
 * @property {(number: number) => void} hint
 * @property {() => void} next
 * @property {(() => void) | null} back
 * @property {() => void} again
 */

/** @param {Step} step @param {Telling} telling @param {Done} done @param {Around} around */
export function stepView(step, telling, done, around) {
  const { acts, hasRoom } = around;
  const blocks = hasRoom ? step.content.filter((block) => !isByStage(block)) : step.content;
  const over = isOver(step.goals, done);
  return html`<article class="lesson-step" data-step=${step.id} aria-busy=${around.isBusy}>
      <h2 id="lesson-title" tabindex="-1">${step.title}</h2>
      <p class="narration">${inline(step.narration, { ...telling, key: `${telling.key}.narration` })}</p>
      ${blocksView(blocks, telling, done, acts)}
      ${goalsView(step.goals, telling, done)}
      ${over && step.why.length > 0 ? html`<p class="why">${inline(step.why, { ...telling, key: `${telling.key}.why` })}</p>` : nothing}
      ${over ? nothing : hintsView(step.hints, telling, done, { isStill: around.isStill, take: around.hint })}
      ${around.isBusy ? html`<p class="preparing" role="status">${preparing(telling)}</p>` : nothing}
    </article>`;
}

/** @param {Telling} telling */
function preparing({ state, step }) {
  const wanted = step?.stage.steps ?? 0;
  const at = state.frame?.step ?? 0;
  return state.player.running && wanted > at ? STRINGS.training(at, wanted) : STRINGS.preparing;
}

/** The second press of a double click lands on the step that the first one opened, and is not meant for it. @param {() => void} act */
const onceOf = (act) => (/** @type {MouseEvent} */ event) => {
  if (event.detail < 2) act();
};

/** @param {Done} done @param {boolean} over @param {Pick<Around, "isLast" | "next" | "back" | "again">} around */
export const footView = (done, over, { isLast, next, back, again }) =>
  html`<div class="lesson-foot">
    <button type="button" class=${over || done.passed ? "primary" : "plain"} id="lesson-next" @click=${onceOf(next)}>${over || done.passed ? (isLast ? STRINGS.finish : STRINGS.next) : STRINGS.skip}</button>
    ${back ? html`<button type="button" class="plain" id="lesson-back" @click=${onceOf(back)}>${STRINGS.back}</button>` : nothing}
    <button type="button" class="plain" id="lesson-again" @click=${again}>${STRINGS.again}</button>
  </div>`;

/** Back to where one began to listen. @param {() => void} leave */
export const listenFootView = (leave) =>
  html`<div class="lesson-foot"><button type="button" class="plain" id="listen-leave" @click=${leave}>${STRINGS.listen.leave}</button></div>`;

/** What stands by the stage. @param {Step} step @param {Telling} telling @param {Done} done @param {Acts} acts */
export function stageSideView(step, telling, done, acts) {
  const blocks = step.content.filter(isByStage);
  const inner = { ...telling, key: `${telling.key}.stage` };
  // An equation that is still to come has its room already: the stage stays where it is under the pointer.
  const isThere = blocks.some((block) => !("when" in block) || telling.isTrue(block.when));
  const toCome = isThere ? undefined : blocks.find((block) => block.kind === "equation");
  return toCome
    ? html`<div class="equation-room" aria-hidden="true" inert>${equationView(toCome, { ...inner, isTrue: () => false }, done, acts.type)}</div>`
    : blocksView(blocks, inner, done, acts);
}
