/** The first view: what this is, what state the network is in, one thing to press. */

import { html, nothing, render } from "lit-html";
import { formatNumber } from "../lib/format.js";
import { icon } from "./icon.js";

/** @import { PanelContext, State } from "../types.d.ts" */

/** @typedef {"intuition" | "math" | "example"} Way */

/**
 * @typedef {object} Ways into the lesson
 * @property {Promise<unknown>} isRead
 * @property {Way[]} ways those that there are
 * @property {(way: Way) => void} begin
 * @property {(() => void) | null} listen
 */

/** After so long an incomplete first view is better than none. */
const LATE_MS = 3000;

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { start: (send: boolean) => void, lesson: Ways, words: { ways: Record<Way, string>, waysLabel: string, freePlay: string, listen: { ways: { loop: string } } } }} context
 */
export function mountWelcome(root, { store, start, lesson, words }) {
  let isRead = false; // what the lessons are
  let isLate = false;

  /** @param {Way} way */
  const wayIn = (way) =>
    html`<button type="button" class="way" data-way=${way} @click=${() => lesson.begin(way)}>${words.ways[way]}</button>`;

  /** All at once, so that nothing jumps; of a slow server what there is. */
  function draw() {
    if (!isLate && (!isRead || store.state.frame === null)) return;
    render(
      html`<h2 id="welcome-title">See how a machine learns</h2>
          <p>${situation(store.state)}</p>
          <button type="button" class="primary" id="begin" ?disabled=${store.state.frame === null} @click=${() => start(true)}>
            ${icon("point")} Send this point
          </button>
          <p class="welcome-quiet">Nothing moves until you say so.</p>
          <div class="ways" role="group" aria-label=${words.waysLabel}>
            <span class="ways-label" aria-hidden="true">${words.waysLabel}</span>
            ${lesson.ways.map(wayIn)}
            ${lesson.listen ? html`<button type="button" class="way" id="listen-way" @click=${lesson.listen}>${icon("listen")}${words.listen.ways.loop}</button>` : nothing}
            <button type="button" class="way" id="explore" @click=${() => start(false)}>${words.freePlay}</button>
          </div>`,
      root,
    );
  }
  root.hidden = false;
  lesson.isRead.then(() => {
    isRead = true;
    draw();
  });
  setTimeout(() => {
    isLate = true;
    draw();
  }, LATE_MS);
  return store.derive(({ frame }) => frame).subscribe(draw);
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
