/**
 * The scores of all training pictures along a line, a heap for each of two classes, and the threshold between them, which is
 * minus the bias: dragged, moved by keys, or typed as the bias. What lies on the wrong side is counted.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { newestFrame } from "../../state/selectors.js";
import { WAITING } from "../content.js";
import { createEditing } from "./editing.js";
import { HEIGHT, MIDDLE, placed, placeOn, WIDTH } from "./heap-places.js";
import { biasOf, weightsOf } from "./neuron-numbers.js";
import { numberControl } from "./number-control.js";
import { createOutcomes } from "./outcomes.js";

/** @import { Heap } from "./heap-places.js" */
/** @import { Outcomes } from "../../protocol/messages.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const FINE = 0.1;
const COARSE = 1;
const TICKS = [-20, -15, -10, -5, 0, 5, 10, 15, 20];

/** @type {MountFigure} */
export function mount(root, { store, send, redraw }) {
  const edit = createEditing(send, { layer: 1, row: 0, column: null });
  const outcomes = createOutcomes(store, send, redraw);
  /** @type {Heap | null} where each picture lies, for as long as the weights stay */
  let heap = null;
  let heapKey = "";
  let isDragged = false;
  let run = -1;
  /** @type {{ misses: number, alarms: number } | null} of the bias as it is */
  let counts = null;
  /** @type {{ alarms: number | undefined, misses: number | undefined }} the fewest of one while there was none of the other */
  let best = { alarms: undefined, misses: undefined };
  let key = "";

  /** @param {Outcomes} found @param {number} bias @param {number[]} weights */
  function pile(found, bias, weights) {
    const now = `${weights.join(" ")} ${found.scores.length}`;
    if (now === heapKey) return;
    heapKey = now;
    heap = placed(
      found.scores.map((score) => (score ?? Number.NaN) - bias),
      found.truths,
    );
  }

  /** @param {Outcomes} found */
  function count({ truths, answers }) {
    const misses = truths.filter((truth, i) => truth === 1 && answers[i] === 0).length;
    const alarms = truths.filter((truth, i) => truth === 0 && answers[i] === 1).length;
    counts = { misses, alarms };
    if (misses === 0) best.alarms = Math.min(alarms, best.alarms ?? Infinity);
    if (alarms === 0) best.misses = Math.min(misses, best.misses ?? Infinity);
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    const plot = root.querySelector(".heaps");
    if (!isDragged || !heap || !plot) return;
    const box = plot.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    move(heap.low + share * (heap.high - heap.low), false);
  }

  /** @param {number} threshold @param {boolean} isLast */
  function move(threshold, isLast) {
    if (!heap) return;
    edit.set(-Number(Math.max(heap.low, Math.min(heap.high, threshold)).toFixed(2)), isLast);
    redraw();
  }

  /** @param {PointerEvent} event */
  function down(event) {
    isDragged = true;
    if (event.currentTarget instanceof Element)
      event.currentTarget.setPointerCapture(event.pointerId);
    const handle = root.querySelector(".threshold");
    if (handle instanceof SVGElement) handle.focus();
    event.preventDefault();
    drag(event);
  }

  function up() {
    isDragged = false;
  }

  /** @param {KeyboardEvent} event @param {number} bias */
  function onKey(event, bias) {
    const by = { ArrowLeft: -FINE, ArrowRight: FINE, PageDown: -COARSE, PageUp: COARSE }[event.key];
    if (by === undefined || !heap) return;
    event.preventDefault();
    event.stopPropagation();
    move(by - bias, true);
  }

  /** @param {Scene} scene */
  function update({ state, frame: shown, dataset }) {
    const frame = newestFrame(state) ?? shown;
    const weights = weightsOf(frame);
    const bias = biasOf(frame);
    const { outcomes: found, isFresh } = outcomes.look();
    if (state.run !== run) {
      run = state.run;
      best = { alarms: undefined, misses: undefined };
      heapKey = "";
    }
    if (!isFresh) counts = null;
    else if (found) {
      pile(found, bias, weights);
      count(found);
    }
    const present = edit.present(bias);
    const now = `${heapKey} ${present} ${counts?.misses} ${counts?.alarms} ${best.alarms} ${best.misses}`;
    if (now === key) return;
    key = now;
    if (!heap) return render(html`<p class="figure-line">${WAITING}</p>`, root);
    const [zero = "0", one = "1"] = dataset.classes;
    const { low, high } = heap;
    render(
      html`${plot(heap, present, zero, one)}
        ${numberControl({
          id: "heaps-bias",
          letter: "b",
          what: "The bias",
          value: present,
          min: -high,
          max: -low,
          fine: FINE,
          coarse: COARSE,
          set(value, isLast) {
            edit.set(value, isLast);
            redraw();
          },
        })}`,
      root,
    );
  }

  /** @param {Heap} piled @param {number} bias @param {string} zero @param {string} one */
  function plot({ low, high, dots, side }, bias, zero, one) {
    const threshold = -bias;
    const on = (/** @type {number} */ score) => placeOn({ low, high }, score);
    const x = on(threshold);
    const ticks = TICKS.filter((tick) => tick > low && tick < high);
    return html`<svg class="heaps" viewBox="0 0 ${WIDTH} ${HEIGHT}" @pointerdown=${down} @pointermove=${drag} @pointerup=${up} @pointercancel=${up}>
      <rect class="heap-ground" x="0" y="0" width=${WIDTH} height=${HEIGHT}></rect>
      ${dots.map(({ of, score, x: left, y }) => {
        const isWrong = of === 1 ? score <= threshold : score > threshold;
        const name = `heap-dot ${of === 1 ? "one" : "zero"} ${isWrong ? "wrong" : ""}`;
        return of === 1
          ? svg`<circle class=${name} cx=${left} cy=${y} r=${side / 2}></circle>`
          : svg`<rect class=${name} x=${left - side / 2} y=${y - side / 2} width=${side} height=${side}></rect>`;
      })}
      <line class="heap-axis" x1="0" x2=${WIDTH} y1=${MIDDLE} y2=${MIDDLE}></line>
      <line class="threshold-line" x1=${x} x2=${x} y1="4" y2=${HEIGHT - 20}></line>
      ${ticks.map((tick) => svg`<text class="heap-tick" x=${on(tick)} y=${HEIGHT - 4}>${formatNumber(tick, 0)}</text>`)}
      <text class="heap-name" x=${WIDTH} y=${MIDDLE - 84} text-anchor="end">the ${one}s</text>
      <text class="heap-name" x="0" y=${MIDDLE + 88}>the ${zero}s</text>
      ${tally("misses", counts?.misses, "missed", 0, MIDDLE - 58, "start")}
      ${tally("alarms", counts?.alarms, counts?.alarms === 1 ? "false alarm" : "false alarms", WIDTH, MIDDLE + 72, "end")}
      ${x > 70 ? svg`<text class="heap-says" x=${x - 8} y="18" text-anchor="end">‹ says ${zero}</text>` : nothing}
      ${x < WIDTH - 120 ? svg`<text class="heap-says" x=${x + 8} y="18">says ${one} ›</text>` : nothing}
      <g class="threshold" role="slider" tabindex="0" aria-label="The threshold, minus the bias" aria-valuemin=${low} aria-valuemax=${high} aria-valuenow=${threshold}
        aria-valuetext=${formatNumber(threshold, 2, { sign: true })} @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, bias)}>
        <circle class="threshold-room" cx=${x} cy=${MIDDLE} r="17"></circle>
        <circle class="threshold-handle" cx=${x} cy=${MIDDLE} r="11"></circle>
      </g>
    </svg>
    <p class="figure-line"><span class="symbol-line"><span class="symbol">w·x</span> of each picture</span><span class="no-wrap">threshold <span class="symbol">−b</span> = <b>${formatNumber(threshold, 2, { sign: true })}</b></span></p>`;
  }

  /** How many are wrong in one way. @param {string} word @param {number | undefined} number @param {string} words @param {number} x @param {number} y @param {"start" | "end"} anchor */
  const tally = (word, number, words, x, y, anchor) =>
    svg`<text class="heap-count ${number === 0 ? "none" : ""}" x=${x} y=${y} text-anchor=${anchor}><tspan data-word=${word}>${number ?? "…"}</tspan> ${words}</text>`;

  return {
    update,
    word(name) {
      switch (name) {
        case "misses":
          return counts?.misses;
        case "alarms":
          return counts?.alarms;
        case "alarmsWithoutMiss":
          return best.alarms;
        case "missesWithoutAlarm":
          return best.misses;
        default:
          return undefined;
      }
    },
    act(id) {
      const { outcomes: found } = outcomes.look();
      const frame = newestFrame(store.state);
      if (!heap || !found || !frame) return;
      const of = (/** @type {number} */ truth) =>
        heap?.dots.filter((dot) => dot.of === truth).map(({ score }) => score) ?? [];
      if (id === "miss") move(Math.min(...of(1)) - 0.05, true);
      if (id === "alarm") move(Math.max(...of(0)) + 0.05, true);
    },
    unmount() {
      outcomes.stop();
      render(nothing, root);
    },
  };
}
