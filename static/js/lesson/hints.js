/** Three hints: where to look, what to do, and the step does it. The later ones are offered when someone seems stuck. */

import { html, nothing } from "lit-html";
import { inline } from "./content.js";
import { missesOf } from "./course.js";
import { STRINGS } from "./strings.js";

/** @import { Hint } from "../protocol/lessons.d.ts" */
/** @import { Done, Telling } from "./types.d.ts" */

/** After so long without an action, or so many answers that missed, more help is offered. */
const STILL_MS = 60_000;
const MISSES = 2;

/** Tells when a learner has been still for a while. @param {() => void} redraw */
export function createStillness(redraw) {
  let isStill = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Something was done. */
  function stir() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isStill = true;
      redraw();
    }, STILL_MS);
  }

  return {
    get isStill() {
      return isStill;
    },
    stir,
    /** Another step begins. */
    begin() {
      isStill = false;
      stir();
    },
    end: () => clearTimeout(timer),
  };
}

/**
 * @param {Hint[]} hints
 * @param {Telling} telling
 * @param {Done} done
 * @param {{ isStill: boolean, take: (number: number) => void }} so
 */
export function hintsView(hints, telling, done, { isStill, take }) {
  const next = hints[done.hints];
  const isOffered = done.hints === 0 || isStill || missesOf(done) >= MISSES;
  const words = next?.do.length
    ? STRINGS.hintDo
    : done.hints === 0
      ? STRINGS.hint
      : STRINGS.hintMore;
  return html`<div class="hints">
    ${hints
      .slice(0, done.hints)
      .map(
        (hint, i) =>
          html`<p class="hint-text" role="status"><b>${STRINGS.hintLabel[i]}.</b> ${inline(hint.content, { ...telling, key: `${telling.key}.hint.${i}` })}</p>`,
      )}
    ${
      next && isOffered
        ? html`<button type="button" class="plain hint-button" id="take-hint" @click=${() => take(done.hints + 1)}>${words}</button>`
        : nothing
    }
  </div>`;
}
