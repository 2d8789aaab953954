/**
 * The sigmoid with its tangent, over the curve of its own slopes, both as the engine answers them. The sum is that of the
 * neuron on the stage, which is moved by its first input.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { createShowing } from "../../panels/showing.js";
import { tensorOf } from "../../protocol/tensors.js";
import { WAITING } from "../content.js";
import { numberControl } from "./number-control.js";

/** @import { ActivationAnswer } from "../../protocol/messages.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

const REACH = 6;
const PER_UNIT = 20;
const SUMS = Array.from({ length: 2 * REACH * PER_UNIT + 1 }, (_, i) => i / PER_UNIT - REACH);
const FINE = 0.1;
const COARSE = 1;

const WIDTH = 320;
const LEFT = 34;
const RIGHT = 8;
const TOP = { a: 12, slope: 138 };
const TALL = { a: 98, slope: 74 };
const HEIGHT = 236;
const TANGENT = 46;
const MOST = 0.25;

/** @typedef {{ z: number, a: number, slope: number }} Here */

/** @type {MountFigure} */
export function mount(root, { store, send, ask }) {
  const show = createShowing(send);
  /** @type {ActivationAnswer | null} it holds for every run */
  let curve = null;
  /** @type {Here | null} */
  let here = null;
  /** @type {number | null} */
  let wanted = null;
  let isHeld = false;
  let drawn = "";

  /** @param {number} z @param {boolean} [now] */
  function move(z, now = true) {
    wanted = Math.round(Math.max(-REACH, Math.min(REACH, z)) * PER_UNIT) / PER_UNIT;
    // With a first weight of 1, a second input of 0 and no bias, the first input is the sum.
    show([wanted, 0], now);
  }
  /** @param {PointerEvent} event */
  function pull(event) {
    if (!isHeld || !(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    move(((x - LEFT) / (WIDTH - LEFT - RIGHT)) * 2 * REACH - REACH, false);
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
      curve ??= ask("activation", { name: "sigmoid", z: SUMS });
      const { frame } = scene;
      const [z, a] = [tensorOf(frame, "example.z", 1).at(0), tensorOf(frame, "example.a", 1).at(0)];
      const place = Math.round((z + REACH) * PER_UNIT);
      const isThere = Math.abs((SUMS[place] ?? Infinity) - z) < 1e-4;
      const slope = isThere ? curve?.slopes[place] : null;
      const isKnown = factsOf(scene).forward(1);
      here = isKnown && slope != null ? { z, a, slope } : null;
      if (wanted !== null && Math.abs(wanted - z) < 1e-4) wanted = null;
      const key = JSON.stringify([here, curve !== null, wanted, z, store.state.lit]);
      if (key === drawn) return;
      drawn = key;
      render(
        html`<svg class="steepness" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${sentence(here)} @pointerdown=${grasp} @pointermove=${pull} @pointerup=${release} @pointercancel=${release}>
            ${curve ? curves(curve) : nothing}${here ? standing(here) : nothing}
          </svg>
          <div class="figure-side">${here ? nothing : html`<p class="what">Where the neuron stands: ${WAITING}</p>`}
          ${numberControl({
            id: "steepness-z",
            letter: "z",
            what: "The sum",
            value: wanted ?? Number(z.toFixed(4)),
            from: () => wanted ?? z,
            min: -REACH,
            max: REACH,
            fine: FINE,
            coarse: COARSE,
            set: move,
          })}</div>`,
        root,
      );
    },
    word: (name) => (name === "slope" || name === "z" ? here?.[name] : undefined),
    act(id) {
      if (id === "flat") move(5);
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {number} z */
const across = (z) =>
  LEFT + ((Math.max(-REACH, Math.min(REACH, z)) + REACH) / (2 * REACH)) * (WIDTH - LEFT - RIGHT);
/** @param {number} a */
const up = (a) => TOP.a + (1 - a) * TALL.a;
/** @param {number} slope */
const high = (slope) => TOP.slope + (1 - slope / MOST) * TALL.slope;

/** @param {ActivationAnswer} answer */
function curves({ a, slopes }) {
  /** @param {(number | null)[]} values @param {(value: number) => number} y */
  const line = (values, y) =>
    values.map((value, i) => `${across(SUMS[i] ?? 0).toFixed(1)},${y(value ?? 0).toFixed(1)}`);
  const [left, right] = [across(-REACH), across(REACH)];
  const under = `${left},${high(0)} ${line(slopes, high).join(" ")} ${right},${high(0)}`;
  return svg`<path class="axes" d="M${left} ${up(0)}H${right}M${across(0)} ${TOP.a - 4}V${up(0)}M${left} ${high(0)}H${right}M${across(0)} ${TOP.slope - 4}V${high(0)}"></path>
    <polygon class="under" points=${under}></polygon>
    <polyline class="curve" points=${line(a, up).join(" ")}></polyline>
    <polyline class="slopes" points=${line(slopes, high).join(" ")}></polyline>
    <text class="end" x=${LEFT - 6} y=${up(1) + 5}>1</text><text class="end" x=${LEFT - 6} y=${up(0) + 4}>0</text>
    <text class="end" x=${LEFT - 6} y=${high(0) + 4}>0</text>
    <text class="middle" x=${left + 8} y=${HEIGHT - 6}>−${REACH}</text><text class="middle" x=${right - 6} y=${HEIGHT - 6}>${REACH}</text>
    <text class="symbol name" x=${left + 6} y=${TOP.a + 12}>σ(z)</text><text class="symbol name" x=${left + 6} y=${TOP.slope + 14}>σ′(z)</text>`;
}

/** @param {Here} here */
function standing({ z, a, slope }) {
  const x = across(z);
  const rise = (slope * TALL.a * 2 * REACH) / (WIDTH - LEFT - RIGHT);
  const run = TANGENT / Math.hypot(1, rise);
  // Beside the curve where there is nothing: below it on the right, above it on the left.
  const isOut = Math.abs(z) > 3.6;
  const side = z > 0 === isOut ? "left" : "right";
  const by = side === "left" ? -12 : 12;
  return svg`<line class="guide" x1=${x} x2=${x} y1=${up(a)} y2=${high(0)}></line>
    <line class="tangent" x1=${x - run} x2=${x + run} y1=${up(a) + run * rise} y2=${up(a) - run * rise}></line>
    <circle class="operating" cx=${x} cy=${up(a)} r="6"></circle>
    <circle class="operating" cx=${x} cy=${high(slope)} r="6"></circle>
    <text class="reading ${side}" x=${x + by} y=${up(a) + (z > 0 ? 24 : -12)}><tspan class="symbol">a </tspan>${formatNumber(a, 4)}</text>
    <text class="reading ${side}" x=${x + by} y=${Math.min(high(0) - 12, high(slope) + 1)}>slope ${formatNumber(slope, 4)}</text>
    <text class="reading middle" x=${Math.max(LEFT + 50, Math.min(WIDTH - 52, x))} y=${HEIGHT - 6}><tspan class="symbol">z </tspan>${formatNumber(z, 2)}</text>`;
}

/** @param {Here | null} here */
const sentence = (here) =>
  here
    ? `The sigmoid and its slope. At z ${formatNumber(here.z, 2)} its height is ${formatNumber(here.a, 4)} and its slope ${formatNumber(here.slope, 4)}.`
    : "The sigmoid and its slope; where the neuron stands is not computed yet.";
