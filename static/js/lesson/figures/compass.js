/**
 * A neuron's sum as agreement: its weights and the input as arrows, the shadow that the input throws on the weights, and the
 * sum that the engine made of both. The input is turned; its length stays 1.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { createShowing } from "../../panels/showing.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";
import { WAITING } from "../content.js";
import { numberControl } from "./number-control.js";

/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const HEIGHT = 216;
const UNIT = 76;
const CENTRE = { x: 128, y: 112 };
const FINE = 5;
const COARSE = 15;
/** Digits after the point of an input that is turned. */
const DIGITS = 4;

/** @typedef {{ x: number, y: number }} Vector */

/** @type {MountFigure} */
export function mount(root, { store, send }) {
  const show = createShowing(send);
  /** @type {number | null} degrees that were asked for and have not come back */
  let wanted = null;
  let isHeld = false;
  let drawn = "";
  /** The highest sum that was seen, with the weights it belongs to. */
  let best = { of: "", z: -Infinity };

  /** @param {number} degrees @param {boolean} [now] */
  function turn(degrees, now = true) {
    wanted = Math.round(((((degrees + 180) % 360) + 360) % 360) - 180);
    const angle = (wanted * Math.PI) / 180;
    show(
      [Math.cos(angle), Math.sin(angle)].map((part) => Number(part.toFixed(DIGITS))),
      now,
    );
  }

  /** @param {PointerEvent} event */
  function pull(event) {
    if (!isHeld || !(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const scale = WIDTH / box.width;
    const x = (event.clientX - box.left) * scale - CENTRE.x;
    const y = CENTRE.y - (event.clientY - box.top) * scale;
    if (Math.hypot(x, y) > 4) turn((Math.atan2(y, x) * 180) / Math.PI, false);
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
      const { frame, state } = scene;
      const [weights, inputs] = [tensorOf(frame, "weights", 1), tensorOf(frame, "example.inputs")];
      const w = { x: weights.at(0, 0), y: weights.at(0, 1) };
      const x = { x: inputs.at(0), y: inputs.at(1) };
      const z = factsOf(scene).forward(1) ? tensorOf(frame, "example.z", 1).at(0) : null;
      const of = JSON.stringify(w);
      if (best.of !== of) best = { of, z: -Infinity };
      if (z !== null && !isFromData(state)) best = { of, z: Math.max(best.z, z) };
      const key = JSON.stringify([w, x, z, wanted, state.lit]);
      if (key === drawn) return;
      drawn = key;
      const at = (Math.atan2(x.y, x.x) * 180) / Math.PI;
      const gap = wanted === null ? 0 : Math.abs(((at - wanted + 540) % 360) - 180);
      if (gap < 0.1) wanted = null;
      const light = (/** @type {string | null} */ mark) => store.dispatch({ type: "light", mark });
      render(
        html`<svg class="compass" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${sentence(w, x, z)} @pointerdown=${grasp} @pointermove=${pull} @pointerup=${release} @pointercancel=${release}>
            ${drawing(w, x, z, state.lit, light)}
          </svg>
          <div class="figure-side">${z === null ? html`<p class="what">The score <span class="symbol">z</span> ${WAITING}</p>` : gauge(z, best.z, Math.hypot(w.x, w.y))}
          ${numberControl({
            id: "compass-angle",
            letter: "x",
            what: "Direction of the input",
            unit: "degrees",
            value: wanted ?? Math.round(at),
            from: () => wanted ?? Math.round(at),
            min: -180,
            max: 180,
            fine: FINE,
            coarse: COARSE,
            set: turn,
          })}</div>`,
        root,
      );
    },
    act(id) {
      if (id !== "agree") return;
      const frame = store.state.frame;
      if (!frame) return;
      const weights = tensorOf(frame, "weights", 1);
      turn((Math.atan2(weights.at(0, 1), weights.at(0, 0)) * 180) / Math.PI);
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {Vector} vector */
const place = ({ x, y }) => ({ x: CENTRE.x + x * UNIT, y: CENTRE.y - y * UNIT });

/** @param {Vector} vector @param {number} by */
const times = ({ x, y }, by) => ({ x: x * by, y: y * by });

/** @param {Vector} to @param {string} name @param {number} size of its head */
function arrow(to, name, size) {
  const end = place(to);
  const turn = (Math.atan2(-to.y, to.x) * 180) / Math.PI;
  const neck = place(
    times(to, Math.max(0, 1 - (size * 0.8) / (UNIT * Math.hypot(to.x, to.y) || 1))),
  );
  return svg`<g class=${name}><line x1=${CENTRE.x} y1=${CENTRE.y} x2=${neck.x} y2=${neck.y}></line>
    <path d="M0 0L${-size} ${-size * 0.55}V${size * 0.55}Z" transform="translate(${end.x} ${end.y}) rotate(${turn})"></path></g>`;
}

/**
 * @param {Vector} w @param {Vector} x @param {number | null} z
 * @param {string | null} lit @param {(mark: string | null) => void} light
 */
function drawing(w, x, z, lit, light) {
  const length = Math.hypot(w.x, w.y);
  const along = times(w, length > 0 ? 1 / length : 0);
  // z = ‖w‖ · shadow: the engine's sum, in lengths of the picture.
  const foot = z === null || length === 0 ? null : place(times(along, z / length));
  const [tip, ends] = [place(x), [place(times(along, -1.25)), place(times(along, 2.6))]];
  const sign = z !== null && z < 0 ? "negative" : "positive";
  /** @param {string} mark @param {unknown} content */
  const joined = (mark, content) =>
    svg`<g class="joint ${lit === mark ? "lit" : ""}" data-mark=${mark} @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)}>${content}</g>`;
  const label = beside(w);
  const name = beside(x);
  return svg`<path class="axes" d="M${CENTRE.x - UNIT * 1.3} ${CENTRE.y}H${WIDTH - 8}M${CENTRE.x} 8V${HEIGHT - 8}"></path>
    <circle class="unit" cx=${CENTRE.x} cy=${CENTRE.y} r=${UNIT}></circle>
    <line class="ground" x1=${ends[0]?.x} y1=${ends[0]?.y} x2=${ends[1]?.x} y2=${ends[1]?.y}></line>
    ${joined("neuron.1.1", svg`${arrow(w, "arrow-w", 15)}<text class="symbol" x=${label.x} y=${label.y + 6}>w</text>`)}
    ${foot ? joined("example.z.1.1", svg`<line class="fall" x1=${tip.x} y1=${tip.y} x2=${foot.x} y2=${foot.y}></line><line class="shadow ${sign}" x1=${CENTRE.x} y1=${CENTRE.y} x2=${foot.x} y2=${foot.y}></line><circle class="foot ${sign}" cx=${foot.x} cy=${foot.y} r="5"></circle>`) : nothing}
    ${arc(w, x)}
    ${joined("inputs", svg`${arrow(x, "arrow-x", 12)}<circle class="grip" cx=${tip.x} cy=${tip.y} r="13"></circle><text class="symbol" x=${name.x} y=${name.y + 6}>x</text>`)}`;
}

/** Where an arrow's name stands: past its tip, off its line. @param {Vector} arrow */
function beside({ x, y }) {
  const length = Math.hypot(x, y) || 1;
  const [along, off] = [1 + 0.2 / length, 0.2 / length];
  return place({ x: x * along + y * off, y: y * along - x * off });
}

/** The angle between the two, the short way. @param {Vector} w @param {Vector} x */
function arc(w, x) {
  const [from, to] = [Math.atan2(w.y, w.x), Math.atan2(x.y, x.x)];
  const way = ((to - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  if (Math.abs(way) < 0.05) return nothing;
  const at = (/** @type {number} */ angle, /** @type {number} */ radius) =>
    place({ x: (Math.cos(angle) * radius) / UNIT, y: (Math.sin(angle) * radius) / UNIT });
  const [start, end, middle] = [at(from, 26), at(to, 26), at(from + way / 2, 41)];
  return svg`<path class="angle" d="M${start.x} ${start.y}A26 26 0 0 ${way > 0 ? 0 : 1} ${end.x} ${end.y}"></path>
    ${Math.abs(way) > 0.35 ? svg`<text class="symbol small" x=${middle.x} y=${middle.y + 5}>α</text>` : nothing}`;
}

/** The sum between the lowest and the highest that these weights can give an input of length 1. @param {number} z @param {number} best @param {number} most */
function gauge(z, best, most) {
  const reach = Math.max(most, Math.abs(z)) || 1;
  const x = (/** @type {number} */ value) => 160 + (value / reach) * 146;
  const sign = z < 0 ? "negative" : "positive";
  return html`<svg class="score" viewBox="0 0 ${WIDTH} 44" role="img" aria-label="The score is ${formatNumber(z, 3)}">
    ${svg`<line class="axis" x1=${x(-reach)} x2=${x(reach)} y1="34" y2="34"></line>
      <line class="axis" x1="160" x2="160" y1="28" y2="40"></line>
      <line class="bar ${sign}" x1="160" x2=${x(z)} y1="34" y2="34"></line>
      ${Number.isFinite(best) ? svg`<path class="best" d="M${x(best)} 26v16"></path>` : nothing}
      <circle class="now ${sign}" cx=${x(z)} cy="34" r="6.5"></circle>
      <text x=${Math.max(44, Math.min(276, x(z)))} y="18"><tspan class="symbol">z </tspan><tspan class="number ${sign}">${formatNumber(z, 3, { sign: true })}</tspan></text>`}
  </svg>`;
}

/** @param {Vector} w @param {Vector} x @param {number | null} z */
function sentence(w, x, z) {
  const pair = (/** @type {Vector} */ { x: first, y: second }) =>
    `${formatNumber(first, 2)}, ${formatNumber(second, 2)}`;
  return `Two arrows: the weights ${pair(w)} and the input ${pair(x)}.${z === null ? "" : ` The score is ${formatNumber(z, 3)}.`}`;
}
