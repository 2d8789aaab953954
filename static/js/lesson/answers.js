/** Numbers that the learner types. They are compared with the live value; one that misses is met with "not yet". */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { typedNumber } from "../lib/typed-number.js";
import { textOf } from "../lib/typing.js";
import { formula } from "../panels/formula.js";
import { formatted, hueOf } from "./content.js";
import { STRINGS } from "./strings.js";

/** @import { TypedAnswer } from "../protocol/lessons.d.ts" */
/** @import { Done, Telling } from "./types.d.ts" */

/** Whether a number is near enough. @param {TypedAnswer} answer @param {number} value @param {Telling} telling */
export function isRight({ expect, tolerance }, value, telling) {
  const live = telling.value(expect);
  return typeof live === "number" && Math.abs(value - live) <= tolerance;
}

/**
 * @param {TypedAnswer} answer
 * @param {Telling} telling
 * @param {Done} done
 * @param {(value: number) => void} type
 */
export function answerView(answer, telling, done, type) {
  const typed = done.answers[answer.id];
  const name = `answer-${answer.id}`;
  return html`<form class="answer" data-answer=${answer.id} @submit=${(/** @type {SubmitEvent} */ event) => submitted(event, type)}>
    <label for=${name}>${answer.ask}</label>
    <div class="answer-line">
      ${field(name, typed?.value)}
      <button type="submit" class="plain">${STRINGS.check}</button>
    </div>
    ${verdict(answer, telling, typed)}
  </form>`;
}

/** The same as a blank in an equation: under its symbol. @param {TypedAnswer} answer @param {Telling} telling @param {Done} done @param {(value: number) => void} type */
export function blankView(answer, telling, done, type) {
  const typed = done.answers[answer.id];
  const name = `answer-${answer.id}`;
  return html`<form class="blank ${typed?.right ? "right" : ""}" data-answer=${answer.id} @submit=${(/** @type {SubmitEvent} */ event) => submitted(event, type)}>
    <label for=${name} title=${answer.ask}><span class="visually-hidden">${answer.ask}</span>${formula(`${telling.key}.${answer.id}`, answer.tex ?? "")}</label>
    ${field(name, typed?.value)}
    <button type="submit" class="visually-hidden">${STRINGS.check}</button>
    ${typed ? html`<span class="blank-word" role="status">${typed.right ? html`<span class="tick" role="img" aria-label=${STRINGS.right}>✓</span>` : STRINGS.notYet}</span>` : nothing}
  </form>`;
}

/** @param {SubmitEvent} event @param {(value: number) => void} type */
function submitted(event, type) {
  event.preventDefault();
  const input = /** @type {HTMLFormElement} */ (event.target).querySelector("input");
  const value = typedNumber(input?.value ?? "");
  if (Number.isFinite(value)) type(value);
  else input?.focus();
}

/** @param {string} name @param {number | undefined} value */
const field = (name, value) =>
  html`<input type="text" inputmode="decimal" autocomplete="off" id=${name} placeholder="?"
    .value=${live(textOf(name, value === undefined ? "" : String(value).replace("-", "−")))}
    @blur=${(/** @type {FocusEvent} */ event) => sent(event, value)} />`;

/** Leaving the field counts as typing it: a phone's keyboard has no Enter. @param {FocusEvent} event @param {number | undefined} before */
function sent(event, before) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const value = typedNumber(input.value);
  if (Number.isFinite(value) && value !== before) input.form?.requestSubmit();
}

/** @param {TypedAnswer} answer @param {Telling} telling @param {Done["answers"][string] | undefined} typed */
function verdict(answer, telling, typed) {
  if (!typed) return nothing;
  const value = telling.ahead().value(answer.expect);
  const text = formatted({ form: "number", digits: answer.digits }, value);
  return html`<p class="verdict" role="status">${
    typed.right
      ? html`<span class="tick">✓</span> ${STRINGS.right} <span class="live ${hueOf(answer.expect, value)}">${text ?? ""}</span>`
      : STRINGS.notYet
  }</p>`;
}
