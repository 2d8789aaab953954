/** A chapter's beginning (what it teaches, the notes of the talk) and its end (questions from memory, what to do next). */

import { html, nothing } from "lit-html";
import { inline } from "./content.js";
import { NOTHING } from "./course.js";
import { equationView } from "./equation.js";
import { STRINGS } from "./strings.js";

/** @import { Chapter, Figure, Note, Question, Stage } from "../protocol/lessons.d.ts" */
/** @import { Course, Telling } from "./types.d.ts" */

/**
 * @param {Chapter} chapter
 * @param {Telling} telling
 * @param {{ begin: () => void, isBegun: boolean, point: (stage: Stage) => void, figure: (figure: Figure) => HTMLElement, others: { title: string, open: () => void }[] }} so
 */
export function startView(
  { title, learn, notes },
  telling,
  { begin, isBegun, point, figure, others },
) {
  return html`<article class="lesson-step lesson-start">
    <h2 id="lesson-title" tabindex="-1">${title}</h2>
    <h3>${STRINGS.learn}</h3>
    <ul class="learn">${learn.map((line, i) => html`<li>${inline(line, { ...telling, key: `learn.${i}` })}</li>`)}</ul>
    <button type="button" class="primary" id="lesson-begin" @click=${begin}>${isBegun ? STRINGS.goOn : STRINGS.begin}</button>
    ${notes.length > 0 ? html`<details class="notes"><summary>${STRINGS.notes}</summary>${notes.map((note, i) => noteView(note, { ...telling, key: `note.${i}` }, { point, figure }))}</details>` : nothing}
    ${others.map((other) => html`<button type="button" class="plain other-chapter" @click=${other.open}>${other.title}</button>`)}
  </article>`;
}

/** @param {Note} note @param {Telling} telling @param {{ point: (stage: Stage) => void, figure: (figure: Figure) => HTMLElement }} so */
function noteView({ title, content }, telling, { point, figure }) {
  return html`<section class="note"><h3>${title}</h3>
    ${content.map((part, i) => {
      const inner = { ...telling, key: `${telling.key}.${i}` };
      if (part.kind === "point")
        return html`<button type="button" class="note-point" @click=${() => point(part.stage)}>${inline(part.content, inner)}</button>`;
      if (part.kind === "p") return html`<p>${inline(part.content, inner)}</p>`;
      if (part.kind === "equation") return equationView(part, inner, NOTHING, () => undefined);
      return figure(part);
    })}
  </section>`;
}

/**
 * @param {Chapter} chapter
 * @param {Telling} telling
 * @param {Course} course
 * @param {{ choose: (question: string, choice: string) => void, look: (step: string) => void, print: () => void, next: { title: string, open: () => void } | null, wipe: import("lit-html").TemplateResult }} so
 */
export function endView({ closing }, telling, course, { choose, look, print, next, wipe }) {
  return html`<article class="lesson-step lesson-end">
    <h2 id="lesson-title" tabindex="-1">${STRINGS.closing}</h2>
    <p class="narration">${STRINGS.closingLead}</p>
    <ol class="closing">${closing.map((question, i) => html`<li data-question=${question.id}>${questionView(question, { ...telling, key: `closing.${i}` }, course.closing[question.id], (choice) => choose(question.id, choice), look)}</li>`)}</ol>
    <div class="end-ways">
      ${next ? html`<button type="button" class="primary" id="next-chapter" @click=${next.open}>${STRINGS.nextChapter(next.title)}</button>` : nothing}
      <button type="button" class="plain" id="print-worksheet" @click=${print}>${STRINGS.worksheet}</button>
    </div>
    ${wipe}
  </article>`;
}

/**
 * @param {Question} question @param {Telling} telling @param {string | undefined} chosen
 * @param {(choice: string) => void} choose @param {(step: string) => void} look
 */
function questionView({ id, ask, choices, model, step }, telling, chosen, choose, look) {
  const again =
    step && chosen !== undefined
      ? html`<button type="button" class="plain look-again" @click=${() => look(step)}>${STRINGS.lookAgain}</button>`
      : nothing;
  if (choices.length === 0)
    return html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const field = /** @type {HTMLFormElement} */ (event.target).querySelector("textarea");
      choose(field?.value ?? "");
    }}>
      <label for="closing-${id}">${inline(ask, telling)}</label>
      <textarea id="closing-${id}" rows="3" placeholder=${STRINGS.closingOpen} .value=${chosen ?? ""}></textarea>
      <button type="submit" class="plain">${STRINGS.closingShow}</button>
      ${chosen === undefined ? nothing : html`<p class="reveal" role="status"><b>${STRINGS.closingModel}:</b> ${inline(model, { ...telling, key: `${telling.key}.model` })}</p>`}
      ${again}
    </form>`;
  const found = choices[Number(chosen)];
  return html`<fieldset class="prediction">
    <legend>${inline(ask, telling)}</legend>
    ${choices.map(
      (
        choice,
        i,
      ) => html`<label class="choice ${chosen === String(i) ? "said" : ""} ${chosen !== undefined && choice.right ? "true" : ""}">
        <input type="radio" name="closing-${id}" .checked=${chosen === String(i)} @change=${() => choose(String(i))} />
        <span>${inline(choice.content, { ...telling, key: `${telling.key}.${i}` })}</span>
        ${chosen !== undefined && choice.right ? html`<span class="tick">✓</span>` : nothing}
      </label>`,
    )}
    ${found ? html`<p class="reveal" role="status">${inline(found.reveal, { ...telling, key: `${telling.key}.reveal` })}</p>` : nothing}
    ${again}
  </fieldset>`;
}
