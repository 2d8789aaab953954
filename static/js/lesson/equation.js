/** Equations with the live number under each symbol; a symbol lights its mark on the stage, and the mark lights it. */

import { html, nothing } from "lit-html";
import { liveFormula } from "../panels/live-formula.js";
import { blankView } from "./answers.js";
import { formatted, hueOf } from "./content.js";

/** @import { Equation, Term, TypedAnswer } from "../protocol/lessons.d.ts" */
/** @import { Piece } from "../panels/live-formula.js" */
/** @import { Done, Telling } from "./types.d.ts" */

/**
 * @param {Equation} equation
 * @param {Telling} telling
 * @param {Done} done
 * @param {(answer: TypedAnswer, value: number) => void} type
 */
export function equationView({ title, parts }, telling, done, type) {
  const pieces = parts.flatMap((part, i) => {
    if (part.kind === "op") return [{ op: part.tex }];
    const isThere = telling.isTrue(part.when);
    // A number that is still to come has its place already.
    if (part.kind === "term")
      return [isThere ? term(part, telling) : { ...term(part, telling), value: null }];
    if (!isThere) return [];
    const inner = { ...telling, key: `${telling.key}.${i}` };
    return [{ own: blankView(part, inner, done, (value) => type(part, value)) }];
  });
  return html`<div class="lesson-formula">
    ${title ? html`<p class="lesson-formula-title">${title}</p>` : nothing}
    ${liveFormula(telling.key, pieces, { lit: telling.state.lit, light: telling.light })}
  </div>`;
}

/** @param {Term} part @param {Telling} telling @returns {Piece} */
function term({ tex, value: tree, form, digits, mark }, { value }) {
  const joined = mark === null ? {} : { mark };
  if (tree === null) return { tex, ...joined };
  const number = value(tree);
  const hue = hueOf(tree, number, form);
  // The colour of a sign never stands without the sign.
  const isSigned = form === "number" && (hue === "positive" || hue === "negative");
  const text = formatted({ form: isSigned ? "signed" : form, digits }, number);
  const gradient = hue === "gradient" ? { hue: /** @type {const} */ ("gradient") } : {};
  return { tex, value: text, ...joined, ...gradient };
}
