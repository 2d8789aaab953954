/** The chart: the loss of every step, and how often the network is right; its axis of steps is the scrubber. */

import { html, nothing, render } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { createFrameLoop } from "../lib/frame-loop.js";
import { asRead, datasetOf, lifeEnd, usesWholeData } from "../state/selectors.js";
import {
  accuracyColumns,
  axisEnd,
  epochMarks,
  factsAt,
  isLossShown,
  lossColumns,
  lossOfGuessing,
  playheadOf,
} from "./chart-data.js";
import { furthest, futureOf, ghostsOf } from "./chart-lives.js";
import { onTheme, readLook } from "./chart-look.js";
import { makePlot } from "./chart-plot.js";
import { createScrubber } from "./chart-scrubber.js";
import { accuracyWords, ageOf, lossWords, NOT_YET } from "./chart-words.js";

/** @import uPlot from "uplot" */
/** @import { PanelContext, State } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Marks, Quantity } from "./chart-plot.js" */

const EPOCH_LABEL_PX = 110;
const RUNNING_MS = 45; // between drawings while running: a long curve changes little

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls, openBranches: () => void }} context
 */
export function mountChart(root, { store, player, openBranches }) {
  /** @type {Quantity} */
  let quantity = "loss";
  /** @type {number | null} the step that is pointed at */
  let cursor = null;
  /** @type {uPlot | null} */
  let plot = null;
  let made = ""; // what the present plot was made for
  /** @type {Marks} */
  let marks = {
    end: 1,
    epochs: [],
    now: null,
    guessing: null,
    future: null,
    ghosts: [],
    most: 0,
  };
  let drawn_ms = -Infinity;
  /** @type {State["frame"]} */
  let written = null;
  const loop = createFrameLoop((_, now_ms) => {
    const read = asRead(store.state).frame;
    const isEarly = store.state.player.running && now_ms - drawn_ms < RUNNING_MS;
    if (isEarly && read === written) return true; // its numbers change together with all others
    [drawn_ms, written] = [now_ms, read];
    draw();
  });

  const scrubber = createScrubber({ store, player, redraw: () => loop.ask(), onPoint: point });

  /** @param {Quantity} wanted */
  function show(wanted) {
    quantity = wanted;
    loop.ask();
  }

  function draw() {
    const { state } = store;
    const why = missing(state);
    drawWords(state, why);
    const target = /** @type {HTMLElement | null} */ (root.querySelector(".chart-plot"));
    if (target && !why) drawPlot(state, target);
    const over = /** @type {HTMLElement | null} */ (root.querySelector(".chart-over"));
    if (!over || !plot) return;
    render(scrubber.view(positionOf), over);
    placeOver();
  }

  /** Of a step on the axis, in pixels; the plot itself moves its scales only after the present turn. @param {number} step */
  const positionOf = (step) => ((step / marks.end) * (plot?.bbox.width ?? 0)) / devicePixelRatio;

  /** The plot has another size now. */
  function placeOver() {
    const over = /** @type {HTMLElement | null} */ (root.querySelector(".chart-over"));
    if (over && plot) scrubber.place(over, plot, positionOf);
  }

  /** @param {State} state @param {HTMLElement} target */
  function drawPlot(state, target) {
    const hasTraining = !usesWholeData(state);
    const wanted = `${quantity} ${hasTraining}`;
    if (wanted !== made) {
      plot?.destroy();
      made = wanted;
      plot = makePlot(target, quantity, {
        look: readLook(root),
        hasTraining,
        marks: () => marks,
        onDraw: placeOver,
      });
    }
    const end = axisEnd(furthest(state));
    const width = target.clientWidth;
    const isLoss = quantity === "loss";
    const losses = isLoss ? lossColumns(state) : null;
    marks = {
      end,
      epochs: epochMarks(state, end, Math.max(2, Math.floor(width / EPOCH_LABEL_PX))),
      now: isLoss ? playheadOf(state) : newestAccuracy(state),
      guessing: isLoss ? lossOfGuessing(state) : null,
      future: futureOf(state, quantity),
      ghosts: ghostsOf(state, quantity),
      most: losses?.most ?? 0,
    };
    if (losses) {
      const { step, low, mean, high, training, test } = losses;
      plot?.setData([step, low, mean, high, training, test]);
    } else {
      const { step, training, test } = accuracyColumns(state);
      plot?.setData([step, training, test]);
    }
  }

  /** @param {number | null} step */
  function point(step) {
    const known = step === null ? null : Math.min(lifeEnd(store.state), Math.max(0, step));
    if (known === cursor) return;
    cursor = known;
    const left = known === null || !plot ? -10 : positionOf(known);
    plot?.setCursor({ left, top: 1 });
    loop.ask();
  }

  /** Why there is nothing to plot, or null. @param {State} state */
  function missing(state) {
    if (quantity !== "accuracy") return null;
    return datasetOf(state)?.task === "regression"
      ? "There is no accuracy where the answer is a number: look at the loss."
      : null;
  }

  /** @param {State} state @param {string | null} why */
  function drawWords(state, why) {
    const facts = factsAt(asRead(state), cursor);
    const parts = quantity === "loss" ? lossWords(state, facts) : accuracyWords(state, facts);
    const age = ageOf(facts);
    render(
      html`<div class="chart-head">
          <p class="chart-readout">
            <span>step <b>${formatInteger(facts.step)}</b></span>
            ${why ? nothing : parts.map(({ name, value, key }) => html`<span class="key ${key}">${name} <b class=${value === NOT_YET ? "waiting" : ""}>${value}</b></span>`)}
            ${why || age === null ? nothing : html`<span>${age}</span>`}
          </p>
          <button type="button" class="plain chart-branches" id="open-branches" aria-haspopup="true" @click=${openBranches}>${branchWords(state)}</button>
          <div class="chart-switch" role="group" aria-label="Curve">
            ${
              /** @type {const} */ (["loss", "accuracy"]).map(
                (name) => html`<button
                type="button"
                class="plain"
                aria-pressed=${name === quantity}
                @click=${() => show(name)}
              >${name}</button>`,
              )
            }
          </div>
        </div>
        ${why ? html`<p class="chart-missing">${why}</p>` : nothing}
        <div class="chart-area" ?hidden=${why !== null}>
          <div class="chart-plot" aria-hidden="true"></div>
          <div class="chart-over"></div>
        </div>`,
      root,
    );
  }

  const watched = [
    store.derive((state) => state.losses),
    store.derive((state) => state.readings),
    store.derive((state) => state.frame),
    store.derive((state) => state.experiment),
    store.derive(isLossShown),
    store.derive((state) => state.time),
    store.derive((state) => state.branches),
  ];
  const stops = watched.map(({ subscribe }) => subscribe(() => loop.ask()));
  const sizes = new ResizeObserver(() => {
    const target = root.querySelector(".chart-plot");
    if (target && target.clientWidth > 0)
      plot?.setSize({ width: target.clientWidth, height: target.clientHeight });
    loop.ask();
  });
  sizes.observe(root);
  const stopTheme = onTheme(() => {
    made = "";
    loop.ask();
  });
  return () => {
    for (const stop of stops) stop();
    stopTheme();
    sizes.disconnect();
    loop.stop();
    plot?.destroy();
    render(nothing, root);
  };
}

/** @param {State} state */
function newestAccuracy({ frame }) {
  if (!frame || Number.isNaN(frame.reading.step)) return null;
  return { step: frame.reading.step, value: frame.reading.training_accuracy };
}

/** @param {State} state */
function branchWords({ branches }) {
  const count = branches?.list.length ?? 1;
  return count > 1 ? `${count} branches` : "Branches";
}
