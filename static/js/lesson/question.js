/** A question answered from memory: each wrong choice shows what is behind it, and nothing is marked. */

import { html, nothing } from "lit-html";
import { inline } from "./content.js";
import { STRINGS } from "./strings.js";

/** @import { Question } from "../protocol/lessons.d.ts" */
/** @import { Telling } from "./types.d.ts" */

/**
 * @param {Question} question @param {Telling} telling @param {string | undefined} chosen
 * @param {(choice: string) => void} choose @param {(step: string) => void} look
 */
export function questionView({ id, ask, choices, model, step }, telling, chosen, choose, look) {
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
