/** A chapter's beginning (what it teaches, the notes of the talk) and its end (questions from memory, what to do next). */

import { html, nothing } from "lit-html";
import { icon } from "../panels/icon.js";
import { isLitBy } from "../state/lit.js";
import { inline } from "./content.js";
import { NOTHING } from "./course.js";
import { equationView } from "./equation.js";
import { questionView } from "./question.js";
import { STRINGS } from "./strings.js";

/** @import { Chapter, Figure, Note, Point, Stage } from "../protocol/lessons.d.ts" */
/** @import { Course, Telling } from "./types.d.ts" */

/**
 * @param {Chapter} chapter
 * @param {Telling} telling
 * @param {{ begin: () => void, isBegun: boolean, listen: () => void, point: (stage: Stage) => void, shown: Stage | null, figure: (figure: Figure) => HTMLElement, others: { title: string, open: () => void }[], missing: number | null }} so missing: a chapter between the others that is still to be written
 */
export function startView(
  { title, learn, notes, narrations },
  telling,
  { begin, isBegun, listen, point, shown, figure, others, missing },
) {
  return html`<article class="lesson-step lesson-start">
    <h2 id="lesson-title" tabindex="-1">${title}</h2>
    <h3>${STRINGS.learn}</h3>
    <ul class="learn">${learn.map((line, i) => html`<li>${inline(line, { ...telling, key: `learn.${i}` })}</li>`)}</ul>
    <button type="button" class="primary" id="lesson-begin" @click=${begin}>${isBegun ? STRINGS.goOn : STRINGS.begin}</button>
    ${narrations.length > 0 ? html`<button type="button" class="plain listen-way" id="listen" @click=${listen}>${icon("listen")}${STRINGS.listen.ways[narrations.length > 1 ? "loop" : "chapter"]}</button>` : nothing}
    ${notes.length > 0 ? html`<details class="notes"><summary>${STRINGS.notes}</summary>${notes.map((note, i) => noteView(note, { ...telling, key: `note.${i}` }, { point, shown, figure }))}</details>` : nothing}
    ${others.map((other) => html`<button type="button" class="plain other-chapter" @click=${other.open}>${other.title}</button>`)}
    ${missing === null ? nothing : html`<p class="quiet chapter-missing">${STRINGS.comes(missing)}</p>`}
  </article>`;
}

/** @param {Note} note @param {Telling} telling @param {{ point: (stage: Stage) => void, shown: Stage | null, figure: (figure: Figure) => HTMLElement }} so shown: the stage of the line that was pressed last */
function noteView({ title, content }, telling, { point, shown, figure }) {
  return html`<section class="note"><h3>${title}</h3>
    ${content.map((part, i) => {
      const inner = { ...telling, key: `${telling.key}.${i}` };
      if (part.kind === "point") return pointView(part, inner, part.stage === shown, point);
      if (part.kind === "p") return html`<p>${inline(part.content, inner)}</p>`;
      if (part.kind === "equation") return equationView(part, inner, NOTHING, () => undefined);
      return figure(part);
    })}
  </section>`;
}

/** A line of a note: pressed, it sets the stage; pointed at, it lights what it speaks of. @param {Point} part @param {Telling} telling @param {boolean} isShown @param {(stage: Stage) => void} point */
function pointView({ stage, mark, content }, telling, isShown, point) {
  const light = (/** @type {string | null} */ lit) => mark !== null && telling.light(lit);
  const isLit = mark !== null && isLitBy(mark, telling.state.lit);
  return html`<button type="button" class="note-point ${isLit ? "lit" : ""}" aria-pressed=${isShown}
    @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)} @focus=${() => light(mark)} @blur=${() => light(null)}
    @click=${() => {
      point(stage);
      light(mark);
    }}>${inline(content, telling)}</button>`;
}

/**
 * @param {Chapter} chapter
 * @param {Telling} telling
 * @param {Course} course
 * @param {{ choose: (question: string, choice: string) => void, look: (step: string) => void, listen: () => void, print: () => void, next: { title: string, open: () => void } | null, wipe: import("lit-html").TemplateResult }} so
 */
export function endView(
  { closing, narrations },
  telling,
  course,
  { choose, look, listen, print, next, wipe },
) {
  return html`<article class="lesson-step lesson-end">
    <h2 id="lesson-title" tabindex="-1">${STRINGS.closing}</h2>
    <p class="narration">${STRINGS.closingLead}</p>
    <ol class="closing">${closing.map((question, i) => html`<li data-question=${question.id}>${questionView(question, { ...telling, key: `closing.${i}` }, course.closing[question.id], (choice) => choose(question.id, choice), look)}</li>`)}</ol>
    <div class="end-ways">
      ${next ? html`<button type="button" class="primary" id="next-chapter" @click=${next.open}>${STRINGS.nextChapter(next.title)}</button>` : nothing}
      ${narrations.length > 0 ? html`<button type="button" class="plain" id="listen" @click=${listen}>${icon("listen")}${STRINGS.listen.again}</button>` : nothing}
      <button type="button" class="plain" id="print-worksheet" @click=${print}>${STRINGS.worksheet}</button>
    </div>
    ${wipe}
  </article>`;
}
