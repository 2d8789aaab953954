/**
 * One step on one picture, and what it does to all others: a dot for each training picture, by digit, that rises or falls as the
 * engine finds its loss to have risen or fallen.
 */

import { html, nothing, render } from "lit-html";
import { formatPercent } from "../../lib/format.js";
import { newestFrame } from "../../state/selectors.js";
import { createAsked } from "./asked.js";
import { changesOf, createDots } from "./disturbed-dots.js";
import { createThumbnails } from "./thumbnails.js";

/** @import { Frame } from "../../types.d.ts" */
/** @import { Outcomes } from "../../protocol/messages.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const SIZE = 8;

/** @typedef {{ step: number, parameters: Float32Array, losses: (number | null)[], truths: number[] }} Measured */

/** @type {MountFigure} */
export function mount(root, { store, send, events, redraw }) {
  const asked = createAsked(store, send);
  const thumbnails = createThumbnails(SIZE, "disturbed");
  const dots = createDots();
  /** @type {Measured[]} the newest last */
  let measured = [];
  /** @type {Frame | null} the one that was asked about last */
  let lookedAt = null;
  let run = -1;
  /** @type {number | null} the picture that the next step is made on */
  let chosen = null;
  /** @type {import("./disturbed-dots.js").Changes | null} */
  let changes = null;
  let key = "";

  /** All weights and biases. @param {Frame} frame */
  const parametersOf = ({ floats, layout }) =>
    floats.subarray(0, layout.tensors.get("weights_gradient.1")?.offset ?? 0);

  /** @param {Frame} frame */
  const measureOf = (frame) =>
    measured.find(
      ({ step, parameters }) => step === frame.step && isEqual(parameters, parametersOf(frame)),
    );

  /** Has the losses of all pictures measured, once for each network that rests. @param {Frame} frame */
  function measure(frame) {
    const { state } = store;
    if (frame === lookedAt || frame.running || state.player.running) return;
    if (state.connection.status !== "open") return;
    lookedAt = frame;
    if (measureOf(frame)) return;
    const parameters = parametersOf(frame).slice();
    asked.ask({ question: "outcomes", set: "training", first: 0 }, ({ step, content }) => {
      if (step !== frame.step) return;
      const { losses, truths } = /** @type {Outcomes} */ (content);
      measured = [...measured.slice(-3), { step, parameters, losses, truths }];
      see(frame);
      redraw();
    });
  }

  /** @param {number} index */
  function choose(index) {
    chosen = index;
    key = "";
    send({ type: "change", changes: { examples: [index] } });
    send({ type: "show", set: "training", index });
    redraw();
  }

  /** What the last step did, where it was made on one picture. @param {Frame} frame */
  function compare(frame) {
    const on = events().step_on;
    const after = measureOf(frame);
    const before = measured.findLast(({ step }) => step === frame.step - 1);
    if (on === undefined || !after || !before) return null;
    if (changes?.on === on && changes.after === after.losses) return changes;
    return changesOf({ on, before: before.losses, after: after.losses, truths: after.truths });
  }

  /** @param {Frame} frame */
  function see(frame) {
    const found = compare(frame);
    if (found && found !== changes) chosen = null;
    changes = found;
  }

  /** @param {Scene} scene */
  function update({ frame, state, dataset }) {
    const { data } = state;
    if (!data || !dataset.picture) return;
    const newest = newestFrame(state) ?? frame;
    if (state.run !== run) {
      run = state.run;
      measured = [];
      asked.forget();
      lookedAt = null;
      chosen = null;
    }
    measure(newest);
    see(newest);
    const marked = changes?.on ?? chosen;
    const theme = document.documentElement.dataset.theme;
    const now = `${newest.step} ${chosen} ${measured.length} ${changes?.on} ${changes?.own} ${theme}`;
    if (now !== key) {
      key = now;
      render(
        html`${thumbnails.view({
          data,
          columns: dataset.picture[1] ?? 8,
          classes: dataset.classes,
          chosen: marked,
          choose,
          again() {
            key = "";
            redraw();
          },
          below: () => null,
        })}
        ${dots.canvas}
        <p class="figure-line disturbed-says" role="status">${saying()}</p>`,
        root,
      );
    }
    dots.paint(changes, measured.at(-1)?.truths ?? [], dataset.classes);

    function saying() {
      if (changes)
        return html`<span>Below each digit: the percent of it that got harder. All other digits: <strong>${formatPercent(changes.harder, 0)}</strong>.</span>`;
      if (chosen !== null)
        return html`<span>Picture ${chosen + 1} alone makes the next step.</span>`;
      return html`<span>Press a picture: the next step is made on it alone.</span>`;
    }
  }

  return {
    update,
    word(word) {
      if (!changes) return undefined;
      const { own, same, others, harder, sameHarder } = changes;
      return { own, same, others, harder, sameHarder }[word];
    },
    act(id) {
      if (id === "choose") choose(0);
    },
    unmount() {
      asked.stop();
      dots.stop();
      render(nothing, root);
    },
  };
}

/** @param {Float32Array} a @param {Float32Array} b */
const isEqual = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
