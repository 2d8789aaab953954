/** How far the slopes promise that the loss will fall in this step, and, once the step is made, how far it fell. */

import { html, nothing, render } from "lit-html";
import { formatNumber, formatPercent } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { WAITING } from "../content.js";

/** @import { Answers } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { ask }) {
  /** @type {{ step: number, fall: Answers["fall"] } | null} the step that is looked at: the one that stood here first */
  let about = null;
  /** @type {{ promised: number, real: number | undefined } | null} */
  let told = null;
  let drawn = "";

  return {
    update(scene) {
      const { frame, units } = scene;
      if (!about || frame.step < about.step) {
        const fall = ask("fall", {});
        about = fall ? { step: frame.step, fall } : null;
      }
      const facts = factsOf(scene);
      const isMade =
        about !== null &&
        (frame.step > about.step || facts.update(1) || facts.update(units.length - 1));
      const { promised, real } = about?.fall ?? { promised: null, real: null };
      told =
        promised === null ? null : { promised, real: isMade && real !== null ? real : undefined };
      const key = JSON.stringify(told);
      if (key === drawn) return;
      drawn = key;
      render(view(told), root);
    },
    word: (name) =>
      name === "promised" ? told?.promised : name === "real" ? told?.real : undefined,
    unmount: () => render(nothing, root),
  };
}

/** @param {{ promised: number, real: number | undefined } | null} told */
function view(told) {
  const most = Math.max(1e-12, Math.abs(told?.promised ?? 0), Math.abs(told?.real ?? 0));
  /** @param {string} name @param {number | undefined} value @param {string} kind */
  const bar = (name, value, kind) =>
    html`<dt>${name}</dt><dd class=${kind}>
      ${
        value === undefined
          ? WAITING
          : html`<meter class="visually-hidden" min="0" max=${most} value=${Math.max(0, value)}>${formatNumber(value, 5)}</meter>
        <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * Math.max(0, value)) / most} height="12"></rect></svg>
        <strong>${formatNumber(value, 5)}</strong>`
      }
    </dd>`;
  const isKept = told?.real !== undefined && told.promised > 0;
  return html`<dl class="promise">
      ${bar("promised", told?.promised, "promised")}
      ${bar("came", told?.real, "real")}
    </dl>
    ${isKept ? html`<p class="what">${formatPercent((told.real ?? 0) / told.promised, 0)} of what the slopes promised.</p>` : nothing}`;
}
