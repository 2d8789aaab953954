/** The first view: what this is, what state the network is in, one thing to press. */

import { html, render } from "lit-html";
import { formatNumber } from "../lib/format.js";
import { icon } from "./icon.js";

/** @import { PanelContext, State } from "../types.d.ts" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { start: (send: boolean) => void }} context
 */
export function mountWelcome(root, { store, start }) {
  root.hidden = false;
  return store
    .derive(({ frame }) => frame)
    .subscribe(() => {
      render(
        html`<h2 id="welcome-title">See how a machine learns</h2>
          <p>${situation(store.state)}</p>
          <button type="button" class="primary" id="begin" ?disabled=${store.state.frame === null} @click=${() => start(true)}>
            ${icon("point")} Send this point
          </button>
          <p class="welcome-quiet">Nothing moves until you say so.</p>
          <button type="button" class="plain" id="explore" @click=${() => start(false)}>Go straight to all the controls</button>`,
        root,
      );
    });
}

/** How well the untrained network does, from its own evaluation. @param {State} state */
function situation({ frame, training_count }) {
  if (!frame) return "A small network is being made…";
  const { training_accuracy, training_loss } = frame.reading;
  const right = Math.round(training_accuracy * training_count);
  const verdict =
    training_accuracy < 0.5
      ? "and a coin would do better"
      : training_accuracy < 0.65
        ? "hardly better than a coin"
        : "and that was luck";
  return `This network is new: its weights are random. It puts only ${right} of ${training_count} points on the right ring, ${verdict}. Its loss, one number for how wrong it is: ${formatNumber(training_loss, 3)}.`;
}
