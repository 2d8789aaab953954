/** Equations with the live number under each symbol; a symbol lights its mark on the stage, and the mark lights it. */

import { html, nothing } from "lit-html";
import { formula } from "../panels/formula.js";
import { blankView } from "./answers.js";
import { formatted, hueOf } from "./content.js";
import { selectionOf } from "./marks.js";
import { STRINGS } from "./strings.js";

/** @import { Equation, Term } from "../protocol/lessons.d.ts" */
/** @import { Done, Telling } from "./types.d.ts" */

/**
 * @param {Equation} equation
 * @param {Telling} telling
 * @param {Done} done
 * @param {(answer: import("../protocol/lessons.d.ts").TypedAnswer, value: number) => void} type
 */
export function equationView({ title, parts }, telling, done, type) {
  return html`<div class="equation" role="group" aria-label=${title ?? nothing}>
    ${title ? html`<p class="equation-title">${title}</p>` : nothing}
    <div class="equation-row">
      ${parts.map((part, i) => {
        const inner = { ...telling, key: `${telling.key}.${i}` };
        if (part.kind === "op")
          return html`<span class="eq-op">${formula(inner.key, part.tex)}</span>`;
        if (!telling.isTrue(part.when)) return nothing;
        return part.kind === "term"
          ? term(part, inner)
          : blankView(part, inner, done, (value) => type(part, value));
      })}
    </div>
  </div>`;
}

/** @param {Term} part @param {Telling} telling */
function term(part, { key, value, light, state }) {
  const symbol = formula(key, part.tex);
  const number = part.value === null ? undefined : value(part.value);
  const text = part.value === null ? "" : formatted(part, number);
  const under =
    part.value === null
      ? nothing
      : html`<span class="eq-value ${hueOf(part.value, number)}">${text ?? html`<span class="ring" role="img" aria-label=${STRINGS.waiting}></span>`}</span>`;
  const selection = selectionOf(part.mark);
  if (!selection) return html`<span class="eq-term">${symbol}${under}</span>`;
  const isLit = JSON.stringify(state.hovered) === JSON.stringify(selection);
  return html`<button type="button" class="eq-term ${isLit ? "lit" : ""}" data-mark=${part.mark}
    @pointerenter=${() => light(selection)} @pointerleave=${() => light(null)}
    @focus=${() => light(selection)} @blur=${() => light(null)}>${symbol}${under}</button>`;
}
