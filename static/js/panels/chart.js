/** The chart: the loss of every step, and how often the network is right. */

import { html, nothing, render } from "lit-html";
import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { createFrameLoop } from "../lib/frame-loop.js";
import { datasetOf, newestFrame, usesWholeData } from "../state/selectors.js";
import {
  accuracyColumns,
  axisEnd,
  endOfCurve,
  epochMarks,
  factsAt,
  isLossShown,
  lossColumns,
  lossOfGuessing,
} from "./chart-data.js";
import { onTheme, readLook } from "./chart-look.js";
import { makePlot } from "./chart-plot.js";

/** @import uPlot from "uplot" */
/** @import { PanelContext, State } from "../types.d.ts" */
/** @import { Marks, Quantity } from "./chart-plot.js" */

const EPOCH_LABEL_PX = 110;
const RUNNING_MS = 45; // between drawings while running: a long curve changes little
const KEY_STEPS = /** @type {Record<string, number>} */ ({
  ArrowLeft: -0.005,
  ArrowRight: 0.005,
  ArrowDown: -0.005,
  ArrowUp: 0.005,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
}); // shares of the axis, at least one step

/**
 * @param {HTMLElement} root
 * @param {PanelContext} context
 */
export function mountChart(root, { store }) {
  /** @type {Quantity} */
  let quantity = "loss";
  /** @type {number | null} the step that is pointed at */
  let cursor = null;
  /** @type {uPlot | null} */
  let plot = null;
  let made = ""; // what the present plot was made for
  /** @type {Marks} */
  let marks = { end: 1, epochs: [], now: null, guessing: null };
  let drawn_ms = -Infinity;
  const loop = createFrameLoop((_, now_ms) => {
    if (store.state.player.running && now_ms - drawn_ms < RUNNING_MS) return true;
    drawn_ms = now_ms;
    draw();
  });

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
        onCursor: point,
      });
    }
    const end = axisEnd(newestFrame(state)?.step ?? 0);
    const width = target.clientWidth;
    marks = {
      end,
      epochs: epochMarks(state, end, Math.max(2, Math.floor(width / EPOCH_LABEL_PX))),
      now: quantity === "loss" ? endOfCurve(state) : newestAccuracy(state),
      guessing: quantity === "loss" ? lossOfGuessing(state) : null,
    };
    if (quantity === "loss") {
      const { step, low, mean, high, training, test } = lossColumns(state);
      plot?.setData([step, low, mean, high, training, test]);
    } else {
      const { step, training, test } = accuracyColumns(state);
      plot?.setData([step, training, test]);
    }
  }

  /** @param {number | null} step */
  function point(step) {
    if (step === cursor) return;
    cursor = step;
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
    const newest = newestFrame(state)?.step ?? 0;
    const facts = factsAt(state, cursor === null ? null : Math.min(cursor, newest));
    const parts = quantity === "loss" ? lossWords(state, facts) : accuracyWords(state, facts);
    const age = ageOf(facts);
    const spoken = [
      `step ${formatInteger(facts.step)}`,
      ...parts.map(({ name, value }) => `${name} ${value}`),
      ...(age === null ? [] : [age]),
    ];
    render(
      html`<div class="chart-head">
          <p class="chart-readout">
            <span>step <b>${formatInteger(facts.step)}</b></span>
            ${why ? nothing : parts.map(({ name, value, key }) => html`<span class="key ${key}">${name} <b class=${value === NOT_YET ? "waiting" : ""}>${value}</b></span>`)}
            ${why || age === null ? nothing : html`<span>${age}</span>`}
          </p>
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
        <div
          class="chart-plot"
          ?hidden=${why !== null}
          tabindex="0"
          role="slider"
          aria-label="${quantity === "loss" ? "Loss" : "Accuracy"} by step"
          aria-valuemin="0"
          aria-valuemax=${newest}
          aria-valuenow=${facts.step}
          aria-valuetext=${spoken.join(", ")}
          @keydown=${onKey}
          @blur=${() => plot?.setCursor({ left: -10, top: -10 })}
        ></div>`,
      root,
    );
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!plot) return;
    if (event.key === "Escape") return plot.setCursor({ left: -10, top: -10 });
    const share = KEY_STEPS[event.key];
    if (share === undefined) return;
    event.preventDefault();
    const newest = newestFrame(store.state)?.step ?? 0;
    const from = cursor ?? store.state.frame?.step ?? 0;
    const by = Math.sign(share) * Math.max(1, Math.round(Math.abs(share) * marks.end));
    const step = Math.min(newest, Math.max(0, from + by));
    plot.setCursor({ left: plot.valToPos(step, "x"), top: 1 });
    point(step);
  }

  const watched = [
    store.derive((state) => state.losses),
    store.derive((state) => state.readings),
    store.derive((state) => state.frame),
    store.derive((state) => state.experiment),
    store.derive(isLossShown),
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

/** @typedef {{ name: string, value: string, key: string }} Words */

const NOT_YET = "not yet";

/** @param {State} state @param {ReturnType<typeof factsAt>} facts @returns {Words[]} */
function lossWords(state, { loss, reading }) {
  const isWhole = usesWholeData(state);
  const words = [
    {
      name: isWhole ? "loss" : "loss of the batch",
      value: loss ? formatNumber(loss.mean, 4) + spread(loss) : NOT_YET,
      key: isWhole ? "loss" : "batch",
    },
  ];
  if (!isWhole)
    words.push({
      name: "training",
      value: reading ? formatNumber(reading.training_loss, 4) : NOT_YET,
      key: "loss",
    });
  const test = reading ? formatNumber(reading.test_loss, 4) : NOT_YET;
  return [...words, testWords(state, test)];
}

/** @param {State} state @param {ReturnType<typeof factsAt>} facts @returns {Words[]} */
function accuracyWords(state, { reading }) {
  const training = reading ? formatPercent(reading.training_accuracy) : NOT_YET;
  const test = reading ? formatPercent(reading.test_accuracy) : NOT_YET;
  return [{ name: "training", value: training, key: "accuracy" }, testWords(state, test)];
}

/** @param {State} state @param {string} value @returns {Words} */
const testWords = ({ test_count }, value) =>
  test_count === 0
    ? { name: "no test data", value: "", key: "" }
    : { name: "test", value, key: "test" };

/** @param {{ low: number, high: number }} loss of several steps */
const spread = ({ low, high }) =>
  high > low ? ` (${formatNumber(low, 3)} to ${formatNumber(high, 3)})` : "";

/** Says so when the evaluations are not of the step that is asked about. @param {ReturnType<typeof factsAt>} facts */
const ageOf = ({ step, reading }) =>
  reading && reading.step !== step ? `evaluated at step ${formatInteger(reading.step)}` : null;
