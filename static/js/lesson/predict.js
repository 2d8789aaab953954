/** "Predict, then reveal": asked before the picture moves, never marked wrong; the choice stays beside what came. */

import { html, nothing } from "lit-html";
import { inline, valuesIn } from "./content.js";
import { STRINGS } from "./strings.js";

/** @import { Prediction } from "../protocol/lessons.d.ts" */
/** @import { Came, Done, Telling } from "./types.d.ts" */

/**
 * What a prediction's reveal says now; null while there is nothing to say.
 * @param {Prediction} prediction
 * @param {Telling} telling
 * @param {{ done: Done, isOver: boolean }} so isOver: all goals are ticked
 * @returns {Came | null}
 */
export function reveal({ id, reveals }, telling, { done, isOver }) {
  if (done.said[id] === undefined || done.came[id]) return null;
  const found = reveals.findIndex(({ when }) => (when === null ? isOver : telling.isTrue(when)));
  const content = reveals[found]?.content;
  return content ? { reveal: found, values: valuesIn(content, telling) } : null;
}

/**
 * @param {Prediction} prediction
 * @param {Telling} telling
 * @param {Done} done
 * @param {(choice: string) => void} say
 */
export function predictionView({ id, ask, choices, reveals }, telling, done, say) {
  const came = done.came[id];
  const said = done.said[id];
  const content = came && reveals[came.reveal]?.content;
  return html`<fieldset class="prediction" data-prediction=${id}>
    <legend>${ask}</legend>
    ${choices.map(
      (choice, i) => html`<label class="choice ${said === choice.id ? "said" : ""}">
        <input type="radio" name="predict-${id}" value=${choice.id} .checked=${said === choice.id} ?disabled=${came !== undefined}
          @change=${() => say(choice.id)} />
        <span>${inline(choice.content, { ...telling, key: `${telling.key}.${id}.${i}` })}</span>
        ${said === choice.id ? html`<span class="you-said">${STRINGS.youSaid}</span>` : nothing}
      </label>`,
    )}
    ${
      content
        ? html`<p class="reveal" role="status">${inline(content, { ...telling, key: `${telling.key}.${id}.reveal` }, [...came.values])}</p>`
        : nothing
    }
  </fieldset>`;
}
