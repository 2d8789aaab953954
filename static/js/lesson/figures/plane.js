/** The plane as one neuron sees it: tinted by its output, with its border, its arrow of weights, and the examples. */

import { html, nothing, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { tensorOf } from "../../protocol/tensors.js";
import { createSurface } from "../../render/canvas.js";
import { mapIndex } from "../../scene/neurons.js";
import { outputScale } from "../../scene/output-lens.js";
import { mapSquare, onMap, shownPoint } from "../../scene/shown-point.js";

/** @import { Mark } from "../../render/marks.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */

/** The arrow of weights is drawn so long, in units of the plane for each unit of weight. */
const ARROW = 0.62;
/** As in lesson-plane.css: the rim, and points at the edge, end beyond the plane. */
const BLEED = 12;
/** So far beside the arrow lies the ruler, in percent. */
const ASIDE = 7;

/**
 * Where the border of a single neuron lies: the place of it that is nearest to the origin, and which way is uphill. Null where
 * there is none.
 * @param {Scene} scene
 */
export function borderOf({ frame, units }) {
  if (units.length !== 2) return null;
  const weights = tensorOf(frame, "weights", 1);
  const [w1, w2] = [weights.at(0, 0), weights.at(0, 1)];
  const length = Math.hypot(w1, w2);
  if (!(length > 1e-6)) return null;
  const [u1, u2] = [w1 / length, w2 / length];
  const distance = -tensorOf(frame, "biases", 1).at(0) / length;
  return { w1, w2, u1, u2, length, distance, foot: [u1 * distance, u2 * distance] };
}

/**
 * @param {{ ruler?: boolean, radius?: number }} look ruler: with the distance of the border from the origin
 */
export function createPlane({ ruler = false, radius = 2.2 } = {}) {
  const canvas = document.createElement("canvas");
  canvas.className = "plane-canvas";
  canvas.setAttribute("aria-hidden", "true");
  /** @type {ReturnType<typeof createSurface> | null} */
  let surface = null;
  let theme = "";

  return {
    canvas,
    /** @param {Scene} scene @param {{ over?: unknown, isBare?: boolean }} [more] over: more of the drawing, in percent; isBare: nothing but the axes */
    view(scene, { over = nothing, isBare = false } = {}) {
      return html`<div class="plane ${isBare ? "bare" : ""}">${canvas}
        <svg viewBox="0 0 100 100" role="img" aria-label=${sentence(scene, ruler, isBare)}>${isBare ? nothing : overlay(scene, ruler)}${over}</svg>
      </div>`;
    },

    /** Once it is in the page. @param {Scene} scene */
    draw(scene) {
      surface ??= createSurface(canvas, BLEED);
      surface.fit();
      const now = document.documentElement.dataset.theme ?? "";
      if (theme !== now) surface.recolour();
      theme = now;
      if (surface.size.width > 0) surface.draw(marksOf(scene, surface.size.width, radius));
    },
  };
}

/** @param {Scene} scene @param {number} size @param {number} radius @returns {Mark[]} */
function marksOf(scene, size, radius) {
  const { maps, units, points, state, moment } = scene;
  const layer = units.length - 1;
  const map = maps?.[mapIndex(scene, layer, 0)] ?? null;
  const half = size / 2;
  const lens = { x: half, y: half, size };
  const square = mapSquare(lens);
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "lens",
      of: "lesson.plane",
      ...lens,
      map,
      ...outputScale(scene, layer, map ?? undefined),
      zeroLine: 1,
      strength: 0.85,
      rim: "plain",
      shadow: false,
    },
    { kind: "line", points: [4, half, size - 4, half], ink: "ink", width: 1, opacity: 0.16 },
    { kind: "line", points: [half, 4, half, size - 4], ink: "ink", width: 1, opacity: 0.16 },
  ];
  if (points)
    marks.push({
      kind: "points",
      ...square,
      radius,
      points,
      onMap: true,
      hideTest: !state.look.test,
    });
  if (!moment.running) marks.push(...shownPoint(scene, onMap(scene, square), radius > 4 ? 24 : 15));
  return marks;
}

/** @param {Scene} scene */
export const toPercent = ({ dataset }) => {
  const extent = dataset.extent ?? 1;
  return {
    extent,
    x: (/** @type {number} */ value) => 50 + (50 * value) / extent,
    y: (/** @type {number} */ value) => 50 - (50 * value) / extent,
  };
};

/** @param {Scene} scene @param {boolean} ruler */
function overlay(scene, ruler) {
  const border = borderOf(scene);
  if (!border) return nothing;
  const { x, y, extent } = toPercent(scene);
  const { w1, w2, u1, u2, distance, foot } = border;
  const [f1 = 0, f2 = 0] = foot;
  if (Math.max(Math.abs(f1), Math.abs(f2)) >= extent * 0.97) return nothing;
  const [left, top] = [x(f1), y(f2)];
  const tip = { x: x(f1 + w1 * ARROW), y: y(f2 + w2 * ARROW) };
  const corner = 4.2;
  const [du, dv] = [u1 * corner, -u2 * corner]; // uphill; a quarter turn from it is (-dv, du)
  const label = { x: tip.x + u1 * 6 - u2 * 2, y: tip.y - u2 * 6 + 2.5 };
  return svg`<path class="right-angle" d="M${left + du} ${top + dv}L${left + du - dv} ${top + dv + du}L${left - dv} ${top + du}"></path>
    ${ruler && Math.abs(distance) > 1e-9 ? measure(x(0), y(0), left, top, distance, u1, u2) : nothing}
    ${arrow(left, top, tip)}
    <text class="symbol arrow-name" x=${held(label.x)} y=${held(label.y)}>w</text>
    ${ruler ? svg`<circle class="origin" cx=${x(0)} cy=${y(0)} r="1.6"></circle>` : nothing}`;
}

/** @param {number} value */
const held = (value) => Math.max(5, Math.min(95, value));

/** @param {number} left @param {number} top @param {{ x: number, y: number }} tip */
function arrow(left, top, tip) {
  const length = Math.hypot(tip.x - left, tip.y - top);
  if (length < 2) return nothing;
  const heading = (Math.atan2(tip.x - left, top - tip.y) * 180) / Math.PI;
  const neck = Math.max(0, length - 4) / length;
  return svg`<line class="weight-arrow" x1=${left} y1=${top} x2=${left + (tip.x - left) * neck} y2=${top + (tip.y - top) * neck}></line>
    <path class="weight-arrow-head" transform="translate(${tip.x} ${tip.y}) rotate(${heading})" d="M0 0L3.4 6.2H-3.4Z"></path>`;
}

/**
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1
 * @param {number} distance @param {number} u1 @param {number} u2
 */
function measure(x0, y0, x1, y1, distance, u1, u2) {
  // Beside the arrow, as on a technical drawing: a line between two others.
  const [sideX, sideY] = [-u2 * ASIDE, -u1 * ASIDE];
  const [middleX, middleY] = [(x0 + x1) / 2 + sideX * 2, (y0 + y1) / 2 + sideY * 2];
  const end = (/** @type {number} */ x, /** @type {number} */ y) =>
    svg`<line class="ruler-end" x1=${x} y1=${y} x2=${x + sideX * 1.25} y2=${y + sideY * 1.25}></line>`;
  return svg`${end(x0, y0)}${end(x1, y1)}
    <line class="plane-ruler" x1=${x0 + sideX} y1=${y0 + sideY} x2=${x1 + sideX} y2=${y1 + sideY}></line>
    <text class="ruler-number" x=${held(middleX)} y=${held(middleY + 2.5)}>${formatNumber(Math.abs(distance), 2)}</text>`;
}

/** @param {Scene} scene @param {boolean} ruler @param {boolean} isBare */
function sentence(scene, ruler, isBare) {
  if (isBare) return "The plane is hidden.";
  const border = borderOf(scene);
  if (scene.units.length !== 2) return "The plane, tinted by the output of the network.";
  if (!border) return "The plane, tinted by the output. Without weights there is no border.";
  const { w1, w2, distance } = border;
  const far = `The border is ${formatNumber(Math.abs(distance), 2)} from the origin.`;
  return `The plane, tinted by the output. The arrow of weights is (${formatNumber(w1, 2)}, ${formatNumber(w2, 2)}), at a right angle to the border. ${ruler ? far : ""}`;
}
