/** The curve that bends a layer's sums: the sums wait on its axis, and with the bend they rise to their places on the curve. */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { tensorOf } from "../../protocol/tensors.js";
import { activationOf, windowOf } from "../../scene/activation.js";
import { within } from "../../scene/moment.js";
import { WAITING } from "../content.js";

/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const HEIGHT = 184;
const EDGE = { left: 26, right: 10, top: 12, bottom: 36 };
const HALF = 3;
/** While a forward phase goes so far, dots rise. */
const RISE = /** @type {const} */ ([0.66, 0.8]);

/** @typedef {{ z: number, a: number, isBelow: boolean }} Dot */

/** @type {MountFigure} */
export function mount(root, { attributes }) {
  const layer = Number(attributes.layer ?? 1);
  let landed = 0;
  let drawn = "";
  return {
    update(scene) {
      const { frame, moment } = scene;
      const curve = activationOf(scene, layer)?.curve;
      if (!curve || layer >= scene.units.length) return;
      const facts = factsOf(scene);
      const rise = moment.running ? 1 : within(moment.forward[layer] ?? 0, ...RISE);
      landed = Number(facts.bent(layer));
      const [z, a] = [tensorOf(frame, "example.z", layer), tensorOf(frame, "example.a", layer)];
      const dots = Array.from({ length: z.shape[0] ?? 0 }, (_, i) => ({ z: z.at(i), a: a.at(i) }));
      const isKnown = facts.forward(layer);
      const key = `${isKnown} ${rise.toFixed(3)} ${JSON.stringify(dots)}`;
      if (key === drawn) return;
      drawn = key;
      const words = !isKnown
        ? "The sums are not computed yet."
        : dots
            .map(
              ({ z: sum, a: bent }, i) =>
                `Neuron ${i + 1}: sum ${formatNumber(sum, 2)}${landed ? ` becomes ${formatNumber(bent, 4)}` : ", not bent yet"}.`,
            )
            .join(" ");
      render(
        html`<svg class="squash" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The squashing curve. ${words}">
            ${ground(curve)}
            ${isKnown ? dots.map((dot, i) => place(dot, i, rise)) : nothing}
          </svg>
          ${isKnown ? nothing : html`<p class="what">Its sums ${WAITING}</p>`}`,
        root,
      );
    },
    word: (name) => (name === "landed" ? landed : undefined),
    unmount: () => render(nothing, root),
  };
}

/** @param {number} z */
const across = (z) =>
  EDGE.left +
  ((Math.max(-HALF, Math.min(HALF, z)) + HALF) / (2 * HALF)) * (WIDTH - EDGE.left - EDGE.right);

/** @param {number} a from 0 to 1 */
const up = (a) => EDGE.top + (1 - a) * (HEIGHT - EDGE.top - EDGE.bottom);

/** Axes, the line of one half, and the curve as the catalog has it. @param {NonNullable<import("../../protocol/messages.d.ts").Activation["curve"]>} curve */
function ground(curve) {
  const { points } = windowOf(curve, 0, HALF);
  const line = points.map(({ z, a }) => `${across(z).toFixed(1)},${up(a).toFixed(1)}`).join(" ");
  const [left, right] = [across(-HALF), across(HALF)];
  return svg`<path class="axes" d="M${left} ${up(0)}H${right}M${across(0)} ${EDGE.top - 4}V${up(0)}"></path>
    <line class="half" x1=${left} x2=${right} y1=${up(0.5)} y2=${up(0.5)}></line>
    <polyline class="curve" points=${line}></polyline>
    <text class="end" x=${left - 6} y=${up(1) + 5}>1</text>
    <text class="end" x=${left - 6} y=${up(0.5) + 5}>½</text>
    <text class="end" x=${left - 6} y=${up(0) + 5}>0</text>
    <text class="middle" x=${left + 8} y=${HEIGHT - 8}>−${HALF}</text>
    <text class="middle" x=${right - 6} y=${HEIGHT - 8}>${HALF}</text>
    <text class="symbol middle" x=${right - 34} y=${HEIGHT - 8}>z</text>
    <text class="symbol" x=${across(0) + 8} y=${EDGE.top + 8}>a</text>`;
}

/** @param {{ z: number, a: number }} dot @param {number} index @param {number} rise from the axis (0) to the curve (1) */
function place({ z, a }, index, rise) {
  const [x, y] = [across(z), up(a * rise)];
  return svg`<g class="dot">
    <line class="guide" x1=${x} x2=${x} y1=${y} y2=${up(0)}></line>
    ${rise > 0.99 ? svg`<line class="guide" x1=${across(-HALF)} x2=${x} y1=${y} y2=${y}></line>` : nothing}
    <circle cx=${x} cy=${y} r="9.5"></circle><text x=${x} y=${y + 5}>${index + 1}</text>
    <text class="sum ${z < 0 ? "left" : ""}" x=${x + (z < 0 ? -2 : 2)} y=${HEIGHT - 8}>${formatNumber(z, 2)}</text>
  </g>`;
}
