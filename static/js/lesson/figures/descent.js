/** Descent by hand: three knobs and one number, the loss; every move is counted. Afterwards the slopes say what one move of the algorithm knows. */

import { html, nothing, render } from "lit-html";
import { formatInteger, formatNumber, formatPercent } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { newestFrame } from "../../state/selectors.js";
import { stepSpans } from "../../timeline/player.js";
import { stops } from "../../timeline/training-step.js";
import { createPlaneAndKnobs, isSameKey } from "./plane-and-knobs.js";

/** @import { State } from "../../types.d.ts" */

/** By hand it is done from here on. */
const ENOUGH = 0.95;

/** Each gesture of a hand is an entry of the run's journal. @param {State} state */
export const movesOf = ({ journal }) =>
  journal.filter(({ changes }) => Array.isArray(changes.edits) && changes.edits.length > 0).length;

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, context) {
  const both = createPlaneAndKnobs(context, {});
  /** @type {unknown[]} */
  let drawn = [];
  let isBare = false;
  /** How it was done by hand. @returns {{ moves: number, loss: number } | null} */
  const handOf = () => JSON.parse(context.memory.read() || "null");
  /** @type {number | null} the loss before the last move */
  let before = null;
  let loss = Number.NaN;
  let moves = 0;
  /** @type {number | null} the run that is being started again */
  let turn = null;

  /** @param {State} state */
  function follow(state) {
    const frame = newestFrame(state);
    if (!frame) return;
    const { training_loss, training_accuracy } = frame.reading;
    const made = movesOf(state);
    if (made !== moves) before = made > moves ? loss : null;
    moves = made;
    loss = training_loss;
    if (frame.step === 0 && made > 0 && training_accuracy >= ENOUGH && !handOf())
      context.memory.write(JSON.stringify({ moves: made, loss: training_loss }));
  }

  /** The run once more from its start values, at the moment when every slope is known. */
  function itsTurn() {
    turn = context.store.state.run;
    context.player.restart(false);
  }

  /** @param {State} state */
  function showSlopes({ run, frame }) {
    if (turn === null || run === turn || frame?.step !== 0) return;
    turn = null;
    const back = stops(stepSpans(frame)).find(({ id }) => id === "backward.1");
    if (back) context.player.seek(back.end);
  }

  return {
    update(scene) {
      follow(scene.state);
      showSlopes(scene.state);
      const key = [...both.key(scene), isBare, context.memory.read()];
      if (isSameKey(key, drawn)) return;
      drawn = key;
      const { state } = scene;
      const frame = newestFrame(state);
      const { training_accuracy: right = Number.NaN } = frame?.reading ?? {};
      const step = frame?.step ?? 0;
      const facts = factsOf(scene);
      const hand = handOf();
      const isAdvised = hand !== null && facts.backward(1) && !scene.moment.running;
      render(
        html`${gauge(loss, before)}
          ${both.view(scene, { isBare, isAdvised })}
          <div class="tally">
            <span><b>${formatInteger(moves)}</b> ${moves === 1 ? "move" : "moves"} by hand</span>
            ${step > 0 ? html`<span><b>${formatInteger(step)}</b> by the algorithm</span>` : nothing}
            <span><b>${formatPercent(right, 0)}</b> right</span>
            ${hand ? html`<button type="button" class="setup-button" id="its-turn" @click=${itsTurn}>Same start, its turn</button>` : nothing}
            <button type="button" class="plain" aria-pressed=${isBare} @click=${hide}>Loss only</button>
          </div>`,
        root,
      );
      both.draw(scene);
    },
    word(name) {
      if (name === "moves") return handOf()?.moves;
      return name === "loss" ? handOf()?.loss : undefined;
    },
    act(id) {
      if (id === "turn") itsTurn();
    },
    unmount() {
      both.unmount();
      render(nothing, root);
    },
  };

  function hide() {
    isBare = !isBare;
    context.redraw();
  }
}

/** From 0 to here, in loss; what lies beyond stands at the end. */
const MOST = 1.2;

/** @param {number} loss @param {number | null} before */
function gauge(loss, before) {
  const share = (/** @type {number} */ value) => 100 * Math.min(1, Math.max(0, value / MOST));
  const way =
    before === null || !Number.isFinite(before) || before === loss
      ? nothing
      : loss < before
        ? html`<span class="gauge-way">▼ from ${formatNumber(before, 3)}</span>`
        : html`<span class="gauge-way">▲ from ${formatNumber(before, 3)}</span>`;
  return html`<div class="gauge">
    <span class="symbol">L</span>
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="Loss ${formatNumber(loss, 4)}">
      <rect class="gauge-track" x="0" y="3.4" width="100" height="3.2"></rect>
      <rect class="gauge-fill" x="0" y="1.6" width=${share(loss)} height="6.8"></rect>
    </svg>
    <strong class="gradient">${formatNumber(loss, 4)}</strong>${way}
  </div>`;
}
