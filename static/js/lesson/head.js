/** The head of the column: the ways through the chapter, and a mark for each step, which leads to it. */

import { html, nothing } from "lit-html";
import { icon } from "../panels/icon.js";
import { doneIn, LENSES } from "./course.js";
import { STRINGS } from "./strings.js";

/** @import { Chapter } from "../protocol/lessons.d.ts" */
/** @import { Course, Lens, Place } from "./types.d.ts" */

/**
 * @param {Chapter} chapter
 * @param {Course} course
 * @param {Place} place
 * @param {{ lens: (lens: Lens) => void, step: (id: string) => void, start: () => void, listen: () => void, leave: () => void }} go
 */
export function headView(chapter, course, place, go) {
  const steps = chapter.lenses[place.lens]?.steps ?? [];
  const at = steps.findIndex(({ id }) => id === place.step);
  const isStep = place.page === "step";
  return html`<div class="lesson-head">
    <nav class="lenses" aria-label=${STRINGS.lensesLabel}>
      ${LENSES.filter((lens) => chapter.lenses[lens]).map(
        (lens) =>
          html`<button type="button" class="lens-tab" data-lens=${lens} aria-current=${lens === place.lens ? "true" : "false"} @click=${() => go.lens(lens)}>${STRINGS.lenses[lens]}</button>`,
      )}
      <button type="button" class="lens-tab leave" id="leave-lesson" title=${STRINGS.leaveTitle} @click=${go.leave}>${STRINGS.leave}</button>
    </nav>
    <ol class="step-marks" aria-label=${STRINGS.progress}>
      ${steps.map(({ id, title }, i) => {
        const { passed, skipped } = doneIn(course, id);
        const state = passed ? "passed" : skipped ? "skipped" : "open";
        const isHere = place.page === "step" && id === place.step;
        return html`<li><button type="button" class="step-mark ${state}" data-step=${id} aria-current=${isHere ? "step" : nothing}
          aria-label=${STRINGS.stepName(i + 1, title, STRINGS.states[state])} title=${title} @click=${() => go.step(id)}></button></li>`;
      })}
    </ol>
    <p class="lesson-where"><button type="button" class="chapter-link" @click=${go.start}>${isStep ? chapter.title : STRINGS.chapter(chapter.number)}</button>${isStep ? `, ${STRINGS.stepOf(at + 1, steps.length)}` : nothing}
      ${isStep && chapter.narrations.length > 0 ? html`<button type="button" class="listen-link" id="listen" title=${STRINGS.listen.title} @click=${go.listen}>${icon("listen")}${STRINGS.listen.word}</button>` : nothing}</p>
  </div>`;
}
