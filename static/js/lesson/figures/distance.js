/** The ruler between what the network says and what is true, with the square on their distance: half of it is the loss. The target can be moved. */

import { html, nothing, render, svg } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatNumber } from "../../lib/format.js";
import { textOf } from "../../lib/typing.js";
import { FACTS, factsOf } from "../../panels/facts.js";
import { createShowing } from "../../panels/showing.js";
import { scalarOf, tensorOf } from "../../protocol/tensors.js";
import { WAITING } from "../content.js";

/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const EDGE = 16;
const UNIT = WIDTH - 2 * EDGE;
const RULER = 184;
const HEIGHT = 220;
const FINE = 0.01;
const COARSE = 0.1;

/** @type {MountFigure} */
export function mount(root, { send }) {
  const show = createShowing(send);
  /** @type {number | null} what was asked for and has not come back */
  let wanted = null;
  let drawn = "";
  let isHeld = false;

  return {
    update(scene) {
      const { frame, state, units } = scene;
      const facts = factsOf(scene);
      const says = tensorOf(frame, "example.a", units.length - 1).at(0);
      const truth = tensorOf(frame, "example.targets").at(0);
      const inputs = tensorOf(frame, "example.inputs");
      if (wanted !== null && Math.abs(wanted - truth) < 1e-6) wanted = null;
      const { data } = state;
      const before = data?.targets[data.shown.index * data.outputs] ?? truth;
      const loss = facts.loss ? scalarOf(frame, "example.loss") : null;
      const key = `${says} ${truth} ${loss} ${before} ${FACTS.key(scene)}`;
      if (key === drawn) return;
      drawn = key;

      /** @param {number} target @param {boolean} [now] */
      function move(target, now = true) {
        if (!Number.isFinite(target)) return;
        wanted = Math.round(Math.max(0, Math.min(1, target)) * 1000) / 1000;
        const at = Array.from({ length: inputs.shape[0] ?? 0 }, (_, i) => inputs.at(i));
        show(at, now, { targets: [wanted] });
      }
      const from = () => wanted ?? truth;
      /** @param {KeyboardEvent} event */
      function onKey(event) {
        const by = /** @type {Record<string, number>} */ ({
          ArrowLeft: -FINE,
          ArrowDown: -FINE,
          ArrowRight: FINE,
          ArrowUp: FINE,
          PageDown: -COARSE,
          PageUp: COARSE,
        })[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move(from() + by);
      }
      /** @param {PointerEvent} event */
      function pull(event) {
        if (!isHeld || !(event.currentTarget instanceof Element)) return;
        const box = event.currentTarget.getBoundingClientRect();
        const x = ((event.clientX - box.left) / box.width) * WIDTH;
        move(Math.round(((x - EDGE) / UNIT) * 100) / 100, false);
      }
      /** @param {PointerEvent} event */
      function grasp(event) {
        if (!(event.currentTarget instanceof Element)) return;
        isHeld = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        pull(event);
      }
      const release = () => {
        isHeld = false;
      };

      const isKnown = facts.forward(units.length - 1);
      const words = `The target y is ${formatNumber(truth, 2)}${isKnown ? `, the output ${formatNumber(says, 2)}` : ""}${loss === null ? "" : `, the loss ${formatNumber(loss, 4)}`}.`;
      render(
        html`<svg class="distance" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words} @pointerdown=${grasp} @pointermove=${pull} @pointerup=${release} @pointercancel=${release}>
            ${ground()}
            ${isKnown && loss !== null ? squares(says, truth, before, loss) : nothing}
            ${isKnown ? svg`<circle class="says" cx=${across(says)} cy=${RULER} r="7.5"></circle><text class="symbol ${truth < says ? "left" : ""}" x=${across(says)} y=${RULER + 30}>ŷ ${formatNumber(says, 2)}</text>` : nothing}
            ${svg`<g class="truth"><circle cx=${across(truth)} cy=${RULER} r="11"></circle><path d="M${across(truth) - 4} ${RULER - 4}v8M${across(truth) + 4} ${RULER - 4}v8"></path></g>
              <text class="symbol above" x=${across(truth)} y=${RULER + (Math.abs(truth - says) < 0.2 && isKnown ? -18 : 30)}>y</text>`}
          </svg>
          ${isKnown ? nothing : html`<p class="what">The output: ${WAITING}</p>`}
          <div class="number-row" role="group" aria-label="The target">
            <label for="distance-target"><span class="symbol">y</span> <span class="visually-hidden">the target, from 0 to 1</span></label>
            <button type="button" class="round-small" aria-label="Target a little smaller" @click=${() => move(from() - FINE)}>−</button>
            <input type="text" data-number inputmode="decimal" autocomplete="off" id="distance-target" min="0" max="1" step=${FINE} .value=${live(textOf("distance-target", String(Number(truth.toFixed(3)))))} @keydown=${onKey}
              @change=${(/** @type {Event} */ { target }) => target instanceof HTMLInputElement && target.value !== "" && move(Number(target.value))}>
            <button type="button" class="round-small" aria-label="Target a little larger" @click=${() => move(from() + FINE)}>+</button>
            <span class="quiet">or pull it</span>
          </div>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {number} value */
const across = (value) => EDGE + Math.max(-0.05, Math.min(1.05, value)) * UNIT;

function ground() {
  const ticks = Array.from({ length: 11 }, (_, i) => i / 10);
  return svg`<line class="ruler" x1=${across(0)} x2=${across(1)} y1=${RULER} y2=${RULER}></line>
    ${ticks.map((at) => svg`<line class="tick" x1=${across(at)} x2=${across(at)} y1=${RULER} y2=${RULER + (at === 0 || at === 0.5 || at === 1 ? 9 : 5)}></line>`)}
    <text class="end" x=${across(0)} y=${RULER + 30}>0</text>`;
}

/**
 * The square on the distance, its half that is the loss, and the outline of the one that the example's own target gives.
 * @param {number} says @param {number} truth @param {number} before @param {number} loss
 */
function squares(says, truth, before, loss) {
  const side = Math.min(RULER - 8, Math.abs(truth - says) * UNIT);
  const left = Math.min(across(says), across(truth));
  const right = left + side;
  const old = Math.min(RULER - 8, Math.abs(before - says) * UNIT);
  const oldLeft = before < says ? across(says) - old : across(says);
  const middle = left + side / 2;
  return svg`${before === truth ? nothing : svg`<rect class="before" x=${oldLeft} y=${RULER - old} width=${old} height=${old}></rect>`}
    <rect class="square" x=${left} y=${RULER - side} width=${side} height=${side}></rect>
    <path class="loss" d="M${left} ${RULER}H${right}V${RULER - side}Z"></path>
    <text class="loss" x=${Math.max(66, Math.min(WIDTH - 66, middle))} y=${Math.max(18, RULER - side - 9)}>½ square = ${formatNumber(loss, 4)}</text>`;
}
