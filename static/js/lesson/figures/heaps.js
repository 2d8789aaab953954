/**
 * The scores of all training pictures along a line, a heap for each of two classes, and the threshold between them, which is
 * minus the bias: dragged, moved by keys, or typed as the bias. What lies on the wrong side is counted.
 */

import { html, nothing, render } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { newestFrame } from "../../state/selectors.js";
import { WAITING } from "../content.js";
import { createEditing } from "./editing.js";
import { placed } from "./heap-places.js";
import { heapPlot } from "./heap-plot.js";
import { biasOf, weightsOf } from "./neuron-numbers.js";
import { numberControl } from "./number-control.js";
import { createOutcomes } from "./outcomes.js";

/** @import { Heap } from "./heap-places.js" */
/** @import { Outcomes } from "../../protocol/messages.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const FINE = 0.1;
const COARSE = 1;

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
  /** @type {number[]} where the threshold goes next, once what it did where it is has been counted */
  let waiting = [];

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

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const by = { ArrowLeft: -FINE, ArrowRight: FINE, PageDown: -COARSE, PageUp: COARSE }[event.key];
    if (by === undefined || !heap || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(by - edit.present(reckon()), true);
  }

  /** Counts what the engine answers with the bias as it is. */
  function reckon() {
    const { state } = store;
    const frame = newestFrame(state);
    if (!frame) return NaN;
    if (state.run !== run) {
      run = state.run;
      best = { alarms: undefined, misses: undefined };
      heapKey = "";
    }
    const bias = biasOf(frame);
    const { outcomes: found, isFresh } = outcomes.look();
    counts = null;
    if (found && isFresh) {
      pile(found, bias, weightsOf(frame));
      count(found);
    }
    return bias;
  }

  /** @param {Scene} scene */
  function update({ dataset }) {
    const bias = reckon();
    const present = edit.present(bias);
    const next = counts && present === bias ? waiting.shift() : undefined;
    if (next !== undefined) queueMicrotask(() => move(next, true));
    const now = `${run} ${heapKey} ${present} ${counts?.misses} ${counts?.alarms}`;
    if (now === key) return;
    key = now;
    if (!heap) return render(html`<p class="figure-line">${WAITING}</p>`, root);
    const { low, high } = heap;
    render(
      html`<div class="heaps-room" @pointerdown=${down} @pointermove=${drag} @pointerup=${up} @pointercancel=${up}
          @keydown=${onKey}>
          ${heapPlot(heap, -present, dataset.classes, counts)}
        </div>
        <p class="figure-line"><span><span class="symbol">w·x</span> of each picture</span><span class="no-wrap">threshold <span class="symbol">−b</span> = <b>${formatNumber(-present, 2, { sign: true })}</b></span></p>
        ${numberControl({
          id: "heaps-bias",
          letter: "b",
          what: "The bias",
          value: present,
          from: () => edit.present(reckon()),
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

  return {
    update,
    word(name) {
      reckon();
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
      const of = (/** @type {number} */ truth) =>
        heap?.dots.filter((dot) => dot.of === truth).map(({ score }) => score) ?? [];
      if (id !== "ends") return;
      waiting = [Math.max(...of(0)) + 0.05];
      move(Math.min(...of(1)) - 0.05, true);
    },
    unmount() {
      outcomes.stop();
      render(nothing, root);
    },
  };
}
