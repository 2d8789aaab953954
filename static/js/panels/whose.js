/** One switch for what slopes and loss on the stage are of: the shown example, or the mean of the batch. */

import { html, nothing, render } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { hasTruth } from "../scene/shown-point.js";
import { whoseOf } from "../scene/whose.js";
import { batchSize, exampleWord } from "../scene/words.js";
import { isFromData } from "../state/selectors.js";
import { capital } from "./inspector-parts.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { Look, PanelContext } from "../types.d.ts" */

/** @param {HTMLElement} root @param {PanelContext} context */
export function mountWhose(root, { store }) {
  let shown = "";

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { frame, moment, state } = scene;
    const size = batchSize(frame);
    const isThere = size > 1 && !moment.running;
    const word = capital(exampleWord(scene));
    const isOwn = !isFromData(state);
    const number = (state.data?.shown.index ?? 0) + 1;
    const whose = whoseOf(scene);
    const isJudged = hasTruth(scene);
    const key = `${isThere} ${word} ${isOwn} ${number} ${size} ${whose} ${isJudged}`;
    if (key === shown) return;
    shown = key;
    /** @param {Look["whose"]} of @param {unknown} words @param {boolean} [isPossible] */
    const button = (of, words, isPossible = true) =>
      html`<button type="button" id="whose-${of}" aria-pressed=${whose === of} ?disabled=${!isPossible}
        @click=${() => store.dispatch({ type: "look", look: { whose: of } })}>${words}</button>`;
    render(
      isThere
        ? html`<div class="switch" role="group" aria-label="Whose slopes and loss the stage shows">${button("example", html`${word}<span class="wide">${isOwn ? " of yours" : ` ${number}`}</span>`, isJudged)}${button("mean", html`Mean<span class="wide"> of ${formatInteger(size)}</span>`)}</div>`
        : nothing,
      root,
    );
  };
}
