/**
 * The line of one input, the others held: a place on it is tried, the network answers, and the answer stays as a mark. Between
 * the last 0 and the first 1 the answer flips.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { createShowing } from "../../panels/showing.js";
import { tensorOf } from "../../protocol/tensors.js";
import { WAITING } from "../content.js";
import { numberControl } from "./number-control.js";

/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const HEIGHT = 104;
const EDGE = 18;
const LINE = 62;
const REACH = 2;
const FINE = 0.05;
const COARSE = 0.25;
/** Tries nearer to each other than this are one mark. */
const NEAR = 0.02;

/** @typedef {{ x: number, a: number }} Try */

/** @type {MountFigure} */
export function mount(root, { send }) {
  const show = createShowing(send);
  /** @type {Try[]} */
  let tries = [];
  let of = "";
  /** @type {number | null} */
  let wanted = null;
  let isHeld = false;
  let drawn = "";
  /** @type {(x: number, now?: boolean) => void} */
  let move = () => {};

  /** @param {PointerEvent} event */
  function pull(event) {
    if (!isHeld || !(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    move((x - WIDTH / 2) / UNIT, false);
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

  return {
    update(scene) {
      const { frame } = scene;
      const inputs = tensorOf(frame, "example.inputs");
      const [x, other] = [inputs.at(0), inputs.at(1)];
      const weights = tensorOf(frame, "weights", 1);
      const bias = tensorOf(frame, "biases", 1).at(0);
      const isKnown = factsOf(scene).forward(1);
      const [z, a] = [tensorOf(frame, "example.z", 1).at(0), tensorOf(frame, "example.a", 1).at(0)];
      // What was tried holds for this neuron and these other inputs.
      const now = JSON.stringify([weights.at(0, 0), weights.at(0, 1), bias, other]);
      if (now !== of) tries = [];
      of = now;
      if (isKnown && !tries.some((one) => Math.abs(one.x - x) < NEAR)) tries.push({ x, a });
      if (wanted !== null && Math.abs(wanted - x) < 1e-6) wanted = null;
      const key = JSON.stringify([of, x, a, isKnown, wanted, tries.length]);
      if (key === drawn) return;
      drawn = key;
      move = (to, at_once = true) => {
        wanted = Math.round(Math.max(-REACH, Math.min(REACH, to)) * 100) / 100;
        show([wanted, other], at_once);
      };
      const says = isKnown
        ? html`<span class="symbol">z</span> <b class=${z < 0 ? "negative" : "positive"}>${formatNumber(z, 2, { sign: true })}</b>, so <span class="symbol">a</span> <b>${formatNumber(a, 3)}</b>`
        : html`<span class="symbol">a</span> ${WAITING}`;
      render(
        html`<svg class="flip" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${sentence(x, isKnown ? a : null, tries)} @pointerdown=${grasp} @pointermove=${pull} @pointerup=${release} @pointercancel=${release}>
            ${ground()}${between(tries)}${tries.map(mark)}
            ${svg`<g class="grip"><line x1=${across(x)} x2=${across(x)} y1="30" y2=${LINE}></line><circle cx=${across(x)} cy="24" r="10"></circle></g>`}
          </svg>
          <div class="figure-side"><p class="flip-says" aria-live="polite">There ${says}</p>
          ${numberControl({
            id: "flip-x",
            letter: html`x<sub>1</sub>`,
            what: "The first input",
            value: wanted ?? x,
            from: () => wanted ?? x,
            min: -REACH,
            max: REACH,
            fine: FINE,
            coarse: COARSE,
            set: (to, at_once) => move(to, at_once),
          })}</div>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

const UNIT = (WIDTH / 2 - EDGE) / REACH;
/** @param {number} x */
const across = (x) => WIDTH / 2 + Math.max(-REACH, Math.min(REACH, x)) * UNIT;

function ground() {
  const ticks = Array.from({ length: 4 * REACH + 1 }, (_, i) => i / 2 - REACH);
  return svg`<line class="ruler" x1=${across(-REACH)} x2=${across(REACH)} y1=${LINE} y2=${LINE}></line>
    ${ticks.map((at) => svg`<line class="tick" x1=${across(at)} x2=${across(at)} y1=${LINE} y2=${LINE + (at % 1 === 0 ? 8 : 4)}></line>${at % 1 === 0 ? svg`<text x=${across(at)} y=${LINE + 36}>${formatNumber(at, 0)}</text>` : nothing}`)}`;
}

/** A circle where the answer is above one half, an open square where it is below. @param {Try} one */
const mark = ({ x, a }) =>
  a > 0.5
    ? svg`<circle class="one" cx=${across(x)} cy=${LINE} r="4.5"></circle>`
    : a < 0.5
      ? svg`<rect class="zero" x=${across(x) - 4} y=${LINE - 4} width="8" height="8"></rect>`
      : svg`<path class="half" d="M${across(x)} ${LINE - 12}v24"></path>`;

/** Where the answer must flip, as far as was tried. @param {Try[]} tries */
function between(tries) {
  const zeros = tries.filter(({ a }) => a < 0.5).map(({ x }) => x);
  const ones = tries.filter(({ a }) => a > 0.5).map(({ x }) => x);
  if (zeros.length === 0 || ones.length === 0) return nothing;
  const rises = Math.max(...zeros) < Math.min(...ones);
  const ends = rises
    ? [Math.max(...zeros), Math.min(...ones)]
    : [Math.max(...ones), Math.min(...zeros)];
  const [low, high] = [across(ends[0] ?? 0), across(ends[1] ?? 0)];
  return high > low
    ? svg`<rect class="between" x=${low} y=${LINE - 14} width=${high - low} height="28"></rect>`
    : nothing;
}

/** @param {number} x @param {number | null} a @param {Try[]} tries */
const sentence = (x, a, tries) =>
  `A line for the first input, from −${REACH} to ${REACH}. At ${formatNumber(x, 2)} the output is ${a === null ? "not computed yet" : formatNumber(a, 3)}. ${tries.length} places were tried.`;
