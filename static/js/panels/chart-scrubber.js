/** The scrubber over the plot: a slider whose values lie on the axis of steps, and a button at each change. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { lifeEnd } from "../state/selectors.js";
import { changeMarks } from "./chart-lives.js";
import { momentWords } from "./chart-words.js";

/** @import uPlot from "uplot" */
/** @import { Store } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

const KNOB_PX = 24; // as wide as the knob of the slider, see chart.css
const MARK_PX = 26;

/**
 * @param {{ store: Store, player: PlayerControls, redraw: () => void, onPoint: (step: number | null) => void }} context
 *   onPoint: a step is pointed at, or none
 */
export function createScrubber({ store, player: { travel }, redraw, onPoint }) {
  /** @type {number | null} where the hand is */
  let held = null;

  /** @param {Event} event */
  function drag(event) {
    held = Number(/** @type {HTMLInputElement} */ (event.target).value);
    travel.drag(held);
    onPoint(null);
    redraw();
  }

  function letGo() {
    if (held === null) return;
    const step = held;
    held = null;
    travel.to(step);
    redraw();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const end = lifeEnd(store.state);
    const steps = /** @type {Record<string, number>} */ ({
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -travel.page,
      PageUp: travel.page,
      Home: -Infinity,
      End: Infinity,
    })[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    if (Number.isFinite(steps)) travel.by(steps);
    else travel.to(steps < 0 ? 0 : end);
    redraw();
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const box = /** @type {HTMLElement} */ (event.target).getBoundingClientRect();
    const share = (event.clientX - box.left - KNOB_PX / 2) / Math.max(1, box.width - KNOB_PX);
    const end = lifeEnd(store.state);
    onPoint(held === null && event.pointerType !== "touch" ? Math.round(share * end) : null);
  }

  return {
    /** @param {(step: number) => number} positionOf on the axis, in pixels */
    view(positionOf) {
      const { state } = store;
      const end = lifeEnd(state);
      const shown = state.frame?.step ?? 0;
      const step = held ?? travel.wanted ?? shown;
      const epoch = step === shown ? (state.frame?.epoch ?? 0) : null;
      const marks = changeMarks(state, positionOf, MARK_PX);
      return html`<input
          type="range"
          id="scrubber"
          class="scrubber"
          min="0"
          max=${Math.max(1, end)}
          step="1"
          .value=${live(String(step))}
          ?disabled=${state.frame === null}
          aria-label="Step of the run"
          aria-describedby=${end === 0 ? nothing : "scrubber-help"}
          aria-valuetext=${momentWords(step, end, epoch)}
          @input=${drag}
          @change=${letGo}
          @keydown=${onKey}
          @pointermove=${point}
          @pointerleave=${() => onPoint(null)}
        />
        ${marks.map(
          (mark) => html`<button
            type="button"
            class="change-mark ${mark.in_force ? "" : "undone"}"
            data-at=${mark.at}
            aria-label="Go to the change ${mark.sentence}"
            title=${mark.sentence}
            @click=${() => travel.toChange(mark)}
          ></button>`,
        )}
        ${end === 0 ? nothing : html`<span class="visually-hidden" id="scrubber-help">Arrow keys go by a step, Page Up and Page Down by an epoch.</span>`}`;
    },

    /**
     * Lays slider and marks over the plot, once both are there. Set here, for the page's policy allows no style attributes.
     * @param {HTMLElement} root of the view @param {uPlot} plot @param {(step: number) => number} positionOf
     */
    place(root, plot, positionOf) {
      const ratio = devicePixelRatio;
      const { left, top, width, height } = plot.bbox;
      const reach = positionOf(Math.max(1, lifeEnd(store.state)));
      for (const [name, value] of Object.entries({
        left: left / ratio,
        top: top / ratio,
        width: width / ratio,
        height: height / ratio,
        reach: reach + KNOB_PX,
      }))
        root.style.setProperty(`--${name}`, `${value}px`);
      for (const mark of root.querySelectorAll(".change-mark"))
        if (mark instanceof HTMLElement)
          mark.style.setProperty("--at", `${Number(mark.dataset.at)}px`);
    },
  };
}
